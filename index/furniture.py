"""Page furniture: menus, teasers, "read also", related headlines, repeated lines. Marked by rules.

Furniture is never deleted, so offsets stay those of the document; it is never retrieved or quoted.
No rule knows a file: cue phrases stand in `data/furniture.toml`, the rest is repetition, position
and shape.
"""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from index.documents import Document
from index.formats import Block
from index.formats.text import reads_as_sentence
from index.titles import PROSE_WORDS, find_date, find_title, is_prose, name_title
from index.words import normalise, stems

Role = Literal["body", "heading", "caption", "furniture"]

# A line that several documents share is a template's, once there are documents enough to tell.
SHARED_MIN_DOCUMENTS = 8
SHARED_SHARE = 0.2
SHARED_AT_LEAST = 3
SHARED_LONGEST = 200

HEADLINE_CHARACTERS = 170
HEADLINE_END = re.compile(r"[.!][\"'”’)]?$")
MENU_SEPARATOR = re.compile(r"\s+[|·•›»>/–—-]\s+|\s*[|·•›»]\s*|\t+| {3,}")
LINK_ONLY = re.compile(r"(?:\W*\[[^\]]+\]\([^)\s]+\))+\W*")
MENU_WORDS = 4
EDGE_MENU_WORDS = 3
TOUCHES_PROSE = 0.5
FOREIGN = 0.34
HEADLINE_WORDS = 5
BYLINE = re.compile(r"(?:(?:written |words )?by|from)\s+[^\W\d_]|(?:published|updated|posted)\b", re.I)
CONTACT = re.compile(r":\s*\S|@|\d{5}")
FACT = re.compile(r"\d|:\s*\S|@")
QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class Page:
    """A document with its blocks' roles, one each and in order, its title and date (ISO 8601)."""

    document: Document
    roles: tuple[Role, ...]
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class _Cues:
    line: re.Pattern[str]
    starts: re.Pattern[str]
    opens_list: re.Pattern[str]
    caption: re.Pattern[str]


def mark(document: Document, shared: frozenset[str] = frozenset()) -> Page:
    """Find each block's role. `shared` holds the keys of lines that many documents share."""
    text, blocks = document.text, document.blocks
    lines = [_folded(text[block.start : block.end]) for block in blocks]
    prose = [i for i, block in enumerate(blocks) if is_prose(text, block)]
    candidates = _title_candidates(document, lines, prose)
    found = None if document.title else find_title(
        text, [blocks[i] for i in candidates], [blocks[i] for i in prose]
    )
    title = next((i for i in candidates if blocks[i] is found), None)
    roles: list[Role] = ["heading" if block.kind == "heading" else "body" for block in blocks]
    for rule in (_cue_lines, _lists, _repeated, _menus, _head, _tail):
        for i in rule(document, lines, prose, title):
            if i != title and blocks[i].kind != "code":
                roles[i] = "furniture"
    for i, key in enumerate(line_keys(document)):
        if key in shared and i != title:
            roles[i] = "furniture"
    _mark_neighbours(document, lines, prose, roles, title)
    _mark_captions(blocks, lines, roles)
    _mark_headings(blocks, lines, roles, title)
    kept = [block for block, role in zip(blocks, roles, strict=True) if role != "furniture"]
    return Page(
        document=document,
        roles=tuple(roles),
        title=document.title or (_one_line(text, found) if found else name_title(document.path)),
        date=document.date or find_date(text, kept),
    )


def line_keys(document: Document) -> list[str]:
    """A short hash for each block that is a lone line, "" for others: to find shared lines."""
    return [
        hashlib.blake2b(line.encode(), digest_size=8).hexdigest()
        if block.kind in ("line", "item") and len(line) <= SHARED_LONGEST
        else ""
        for block, line in (
            (block, _folded(document.text[block.start : block.end])) for block in document.blocks
        )
    ]


def shared_lines(counts: Counter[str], documents: int) -> frozenset[str]:
    """The keys of lines found in so many documents that they belong to the pages' template."""
    if documents < SHARED_MIN_DOCUMENTS:
        return frozenset()
    least = max(SHARED_AT_LEAST, SHARED_SHARE * documents)
    return frozenset(key for key, count in counts.items() if key and count >= least)


@cache
def _cues() -> _Cues:
    source = resources.files("index").joinpath("data/furniture.toml").read_text(encoding="utf-8")
    phrases = tomllib.loads(source)

    def either(name: str, end: str = "") -> re.Pattern[str]:
        return re.compile("(?:" + "|".join(phrases[name]) + ")" + end, re.IGNORECASE)

    return _Cues(either("line"), either("starts"), either("opens_list"), either("caption"))


def _folded(line: str) -> str:
    return " ".join(normalise(line).translate(QUOTES).split()).strip("*_#-–—★>▶►• ")


def _one_line(text: str, block: Block) -> str:
    return " ".join(text[block.start : block.end].split())


def _title_candidates(document: Document, lines: list[str], prose: list[int]) -> list[int]:
    """Blocks above the first prose that no cue phrase and no repetition rules out."""
    first = prose[0] if prose else len(lines)
    counts = Counter(lines)
    return [
        i
        for i, line in enumerate(lines[:first])
        if document.blocks[i].kind in ("line", "heading", "text")
        and counts[line] == 1
        and not _is_cue(line)
        and not _is_menu(document, document.blocks[i])
        and not BYLINE.match(line)
    ]


def _is_cue(line: str) -> bool:
    cues = _cues()
    return bool(
        cues.line.fullmatch(line) or cues.starts.match(line) or cues.opens_list.fullmatch(line)
    )


def _cue_lines(
    document: Document, lines: list[str], prose: list[int], title: int | None
) -> list[int]:
    """Lines that are furniture by what they say; what a list's cue opens is found apart."""
    return [i for i, line in enumerate(lines) if _is_cue(line)]


def _lists(
    document: Document, lines: list[str], prose: list[int], title: int | None
) -> list[int]:
    """Headlines after a cue such as "Latest posts", up to prose, a heading or the title.

    Above the first prose, a single line after a cue is the page's own headline more likely than a
    list of one.
    """
    found: list[int] = []
    for at, line in enumerate(lines):
        if not _cues().opens_list.fullmatch(line):
            continue
        run = []
        for i in range(at + 1, len(lines)):
            block = document.blocks[i]
            if i == title or block.kind in ("heading", "table", "code") or not _is_teaser(lines[i]):
                break
            run.append(i)
        found += run
    return found


def _is_teaser(line: str) -> bool:
    """Short, and without the full stop that a sentence of the text would end with."""
    return len(line) <= HEADLINE_CHARACTERS and not HEADLINE_END.search(line)


def _repeated(
    document: Document, lines: list[str], prose: list[int], title: int | None
) -> list[int]:
    """Lone lines, not marked up as headings, that stand in the document more than once."""
    alone = [
        (i, line.casefold())
        for i, line in enumerate(lines)
        if document.blocks[i].kind == "line" and len(stems(line)) > 0
    ]
    counts = Counter(line for _, line in alone)
    return [i for i, line in alone if counts[line] > 1]


def _menus(document: Document, lines: list[str], prose: list[int], title: int | None) -> list[int]:
    """Lines of several short entries with separators between, and items that only link away."""
    return [i for i, block in enumerate(document.blocks) if _is_menu(document, block)]


def _is_menu(document: Document, block: Block) -> bool:
    line = document.text[block.start : block.end]
    if block.kind not in ("line", "item"):
        return False
    if LINK_ONLY.fullmatch(line):
        return True
    parts = [part for part in MENU_SEPARATOR.split(line.strip()) if part]
    short = all(len(part.split()) <= MENU_WORDS for part in parts)
    return len(parts) > 2 and short and not any(character.isdigit() for character in line)


def _head(document: Document, lines: list[str], prose: list[int], title: int | None) -> list[int]:
    """Lone short lines before the first prose: sections, menus. Bylines and facts stay."""
    if not prose:
        return []
    body = _body_stems(document, prose)
    found = []
    for i in range(prose[0]):
        line = lines[i]
        if document.blocks[i].kind not in ("line", "item") or BYLINE.match(line):
            continue
        item = document.blocks[i].kind == "item" and (title is None or i > title)
        heads_prose = i == prose[0] - 1 and len(line.split()) > 1
        if item or heads_prose or FACT.search(line):
            continue
        if len(line.split()) <= EDGE_MENU_WORDS or _touch(line, body) < TOUCHES_PROSE:
            found.append(i)
    return found


def _tail(document: Document, lines: list[str], prose: list[int], title: int | None) -> list[int]:
    """Two or more lone lines after the last sentence that have little to do with the text."""
    if not prose:
        return []
    sentences = [i for i, line in enumerate(lines) if reads_as_sentence(line)]
    last = max(sentences, default=prose[-1])
    run = [i for i in range(last + 1, len(lines)) if document.blocks[i].kind == "line"]
    if len(run) < 2 or len(run) < len(lines) - last - 1:
        return []
    body = _body_stems(document, prose)
    foreign = [i for i in run if _touch(lines[i], body) < TOUCHES_PROSE]
    if all(FACT.search(lines[i]) for i in foreign):
        return []
    return [i for i in foreign if not CONTACT.search(lines[i])]


def _body_stems(document: Document, prose: list[int]) -> frozenset[str]:
    blocks = [document.blocks[i] for i in prose]
    return frozenset(s for b in blocks for s in stems(document.text[b.start : b.end]))


def _touch(line: str, body: frozenset[str]) -> float:
    """The share of a line's content words that the prose holds."""
    words = stems(line)
    return sum(word in body for word in words) / len(words) if words else 0.0


def _mark_neighbours(
    document: Document, lines: list[str], prose: list[int], roles: list[Role], title: int | None
) -> None:
    """Headline-like lines right beside furniture that share next to nothing with the prose."""
    body = _body_stems(document, prose)
    furniture = [role == "furniture" for role in roles]
    for i, line in enumerate(lines):
        beside = any(furniture[max(i - 1, 0) : i + 2])
        if document.blocks[i].kind != "line" or not beside or i == title:
            continue
        headline = len(line.split()) >= HEADLINE_WORDS and not CONTACT.search(line)
        if headline and _touch(line, body) <= FOREIGN:
            roles[i] = "furniture"


def _mark_captions(blocks: Sequence[Block], lines: list[str], roles: list[Role]) -> None:
    """Credits make captions; so does the lone line right above one, its picture's description."""
    for i, line in enumerate(lines):
        if roles[i] != "body" or not _cues().caption.search(line) or len(line) > 400:
            continue
        roles[i] = "caption"
        close = i > 0 and blocks[i].start - blocks[i - 1].end <= 2
        if close and blocks[i - 1].kind == "line" and roles[i - 1] == "body":
            roles[i - 1] = "caption"


def _mark_headings(
    blocks: Sequence[Block], lines: list[str], roles: list[Role], title: int | None
) -> None:
    """The title, and lone lines that stand apart above text, head it."""
    if title is not None:
        roles[title] = "heading"
    for i in range(len(blocks) - 1):
        following = next((j for j in range(i + 1, len(blocks)) if roles[j] != "furniture"), None)
        if roles[i] != "body" or blocks[i].kind != "line" or following is None:
            continue
        short = len(lines[i].split()) <= 2 * PROSE_WORDS
        if short and blocks[following].kind in ("text", "item") and not FACT.search(lines[i]):
            roles[i] = "heading"
