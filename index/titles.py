"""The title and the date of a document, found in its text where it does not declare them."""

import re
from collections.abc import Sequence, Set
from datetime import datetime
from math import sqrt
from pathlib import PurePosixPath

from index.formats import Block
from index.formats.text import reads_as_sentence
from index.words import stems

PROSE_WORDS = 6
TITLE_WORDS = 25
NEARLY = 0.75
DATE_LINE_WORDS = 14
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
DATE = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)\b"
    rf"|\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{MONTH}),? (?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<us_month>{MONTH}) (?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,?"
    r" (?P<us_year>(?:19|20)\d\d)\b"
)


def is_prose(text: str, block: Block) -> bool:
    """Whether a block is running text: where it begins, a page's head has ended."""
    words = text[block.start : block.end]
    return block.kind == "text" and reads_as_sentence(words) and len(words.split()) >= PROSE_WORDS


def find_title(text: str, candidates: Sequence[Block], body: Set[str]) -> int | None:
    """Which of the blocks that may be a title names what the text is about, or None.

    A heading of the first level does. Otherwise it is the first of the candidates that share nearly
    the most content words with the prose, whose words `body` holds: menus and teasers share few.
    """
    for i, block in enumerate(candidates):
        if block.kind == "heading" and block.level == 1:
            return i
    scores = [_likeness(text[block.start : block.end], body) for block in candidates]
    highest = max(scores, default=0.0)
    if not highest:
        return None
    return next(i for i, score in enumerate(scores) if score >= NEARLY * highest)


def _likeness(line: str, body: Set[str]) -> float:
    words = stems(line)
    if not words or len(words) > TITLE_WORDS:
        return 0.0
    return sum(word in body for word in words) / sqrt(len(words))


def name_title(path: str) -> str:
    """A title from a file's name, for documents that hold none."""
    return PurePosixPath(path).stem.replace("_", " ").strip() or path


def find_date(text: str, blocks: Sequence[Block]) -> str | None:
    """The first full date on a short line (a dateline, a byline), as ISO 8601; never from prose."""
    for block in blocks:
        line = text[block.start : block.end]
        if block.kind in ("line", "text", "heading") and len(line.split()) <= DATE_LINE_WORDS:
            for match in DATE.finditer(line):
                if date := _iso(match):
                    return date
    return None


def _iso(match: re.Match[str]) -> str | None:
    found = match.groupdict()
    if found["iso"]:
        written, form = found["iso"], "%Y-%m-%d"
    else:
        day = found["day"] or found["us_day"]
        month = (found["month"] or found["us_month"])[:3]
        written, form = f"{day} {month} {found['year'] or found['us_year']}", "%d %b %Y"
    try:
        return datetime.strptime(written, form).date().isoformat()
    except ValueError:
        return None
