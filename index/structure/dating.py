"""The date of a document: what it declares, is called or says of itself, never a deadline in it."""

import re
from collections.abc import Sequence

from index.documents.document import Document, suffix_of
from index.extraction.model import Block
from index.structure.titles import is_prose
from index.text.dates import YEAR, full_dates, iso_date

# A dateline or a byline has at most so many words; what says that it is the date may have more.
DATE_LINE_WORDS = 14
MARKED_CHARACTERS = 400
# Among so many blocks, where a document begins, it says what it is.
HEAD_BLOCKS = 8
# What these files declare is when they were saved or printed, not what day they are of.
SAVED = frozenset({".docx", ".xlsx", ".pdf"})
# A paper is of a day within so many years of when it was saved; other years are what it tells of.
SAVED_WITHIN = 10

_NAMED = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)(?!\d)")
# What stands before the date that a paper is of, with a few words between.
_MARKED = re.compile(
    r"\b(?:(?:in|into) (?:force|effect)|effective|valid|adopted|agreed|approved|ratified|amended"
    r"|updated?|revised|rewritten|reviewed|issued?|published|posted|written|dated?|version|edition"
    r"|released?|touched|changed|modified|signed|printed|as (?:of|at)|prices?)\b[^.!?;]{0,50}$",
    re.IGNORECASE,
)
# What stands before a date by which, or from which on, something is to be done or happens.
_BOUND = re.compile(
    r"\b(?:by|before|until|till|to|due|next|latest)(?:\W+(?:on|the|in|\w{3,6}day))*\W*$"
    r"|\b(?:clos\w+|deadlines?|expir\w+|ends|due|appl(?:y|ications?)|register|return|opens?|opened"
    r"|begins?|starts?|born|died)\W+(?:\w+\W+){0,3}$"
    r"|\d ?[-–—] ?$",
    re.IGNORECASE,
)
_BOUND_BEHIND = re.compile(
    r"\W*(?:at the latest|deadline|is the (?:last|closing)|or earlier)", re.I
)
# Dates behind these are of another paper, or of what comes of this one.
_OTHERS = re.compile(
    r"\b(?:supersede[sd]|replace[sd]|withdrawn|obsolete|archived|next (?:review|update|issue)"
    r"|review due)\b",
    re.IGNORECASE,
)


def find_date(document: Document, title: str, blocks: Sequence[Block]) -> str | None:
    """The date that a document is of, as ISO 8601; None if none can be told for sure.

    What counts, in this order: what it declares as its date (a mail, a page, a front matter); a
    full date in its title; in its file's name ("minutes-2025-09-09"); where it begins, the first
    block that says what day it is of ("in force since", "adopted", "last amended"), the latest of
    these, or that is a short line with a date (a dateline, a byline). For a file whose properties
    tell when it was saved, short lines count for nothing, and that day comes last, and only if its
    name, title or sheets name no other year near to it. Else it is the first short line with a date
    anywhere. Dates of prose and deadlines ("closes on 19 April 2026") are never taken, nor what a
    paper tells of another.
    """
    text, saved = document.text, suffix_of(document.path) in SAVED
    if document.date and not saved:
        return document.date
    if found := _of_line(title) or _of_name(document.path):
        return found
    saved = saved and document.date is not None
    for at, block in enumerate(blocks):
        line = text[block.start : block.end]
        found = _marked(line) if at < HEAD_BLOCKS else None
        if found and document.date and not _near(found[:4], document.date):
            found = None
        if not found and not saved and block.kind in ("line", "text", "heading"):
            found = None if is_prose(text, block) else _of_line(line)
        if found:
            return found
    return document.date if _may_be_saved_in(document, title, blocks) else None


def _of_line(line: str) -> str | None:
    """The first date of a short line that is no deadline."""
    if len(line.split()) > DATE_LINE_WORDS:
        return None
    own = _own(line)
    return next(
        (date for start, end, date in full_dates(own) if not _bounds(own, start, end)), None
    )


def _of_name(path: str) -> str | None:
    match = _NAMED.search(path.rsplit("/", 1)[-1])
    return iso_date("-".join(match.groups())) if match else None


def _marked(line: str) -> str | None:
    """The latest of the dates that a paper says it is of."""
    own = _own(line[:MARKED_CHARACTERS])
    return max(
        (
            date
            for start, end, date in full_dates(own)
            if _MARKED.search(own[:start]) and not _bounds(own, start, end)
        ),
        default=None,
    )


def _own(line: str) -> str:
    """What a line says before it speaks of another paper, or of the end of this one."""
    other = _OTHERS.search(line)
    return line[: other.start()] if other else line


def _bounds(line: str, start: int, end: int) -> bool:
    return bool(_BOUND.search(line[:start]) or _BOUND_BEHIND.match(line[end:]))


def _may_be_saved_in(document: Document, title: str, blocks: Sequence[Block]) -> bool:
    # A workbook's headings are the names of its sheets; another's tell of any year.
    sheets = [document.text[b.start : b.end] for b in blocks if b.kind == "heading"]
    shown = sheets[:HEAD_BLOCKS] if suffix_of(document.path) == ".xlsx" else []
    named = YEAR.findall("\n".join((document.path, title, *shown)))
    if document.date is None:
        return False
    near = [year for year in named if _near(year, document.date)]
    return not near or document.date[:4] in near


def _near(year: str, saved: str) -> bool:
    """Whether a paper that was saved on a day may be of a year."""
    return abs(int(saved[:4]) - int(year)) <= SAVED_WITHIN
