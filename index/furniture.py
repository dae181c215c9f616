"""Page furniture: menus, teasers, "read also", related headlines, repeated lines. Marked by rules.

Furniture is never deleted, so offsets stay those of the document; it is never retrieved or quoted.
No rule knows a file: cue phrases stand in `data/furniture.toml`, the rest is repetition, position
and shape.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from index.cues import cues, folded
from index.documents import Document
from index.formats import Block
from index.formats.text import NUMBER, SECTION, reads_as_sentence
from index.titles import find_date, find_title, is_prose, name_title
from index.words import stems

Role = Literal["body", "heading", "caption", "furniture"]

# A line that several documents share is a template's, once there are documents enough to tell.
SHARED_MIN_DOCUMENTS = 8
SHARED_SHARE = 0.2
SHARED_AT_LEAST = 3
SHARED_LONGEST = 200
LONE = frozenset({"line", "item"})

HEADLINE_CHARACTERS = 170
HEADLINE_END = re.compile(r"[.!][\"'”’)]?(?:\[\d{1,3}\])?$")
HEADLINE_WORDS = 5
HEADING_WORDS = 12
CAPTION_CHARACTERS = 400
MENU_SEPARATOR = re.compile(r"\s+[|·•›»>/–—-]\s+|\s*[|·•›»]\s*|\t+| {3,}")
MENU_ENTRIES = 3
MENU_WORDS = 4
EDGE_MENU_WORDS = 3
LINK_ONLY = re.compile(r"(?:\W*\[[^\]]+\]\([^)\s]+\))+\W*")
NUMBERED_PAGE = re.compile(r"\bpage \d{1,4}(?: of \d{1,4})?(?=\W*$)")
TOUCHES_PROSE = 0.5
FOREIGN = 0.34
BYLINE = re.compile(
    r"(?:(?:written |words )?by|from)\s+[^\W\d_]|(?:published|updated|posted)\b", re.I
)
FACT = re.compile(r"\d|:\s*\S|@")
CONTACT = re.compile(r":\s*\S|@|\d{5}")


@dataclass(frozen=True, slots=True)
class Page:
    """A document with its blocks' roles, one each and in order, its title and date (ISO 8601)."""

    document: Document
    roles: tuple[Role, ...]
    title: str
    date: str | None


@dataclass(frozen=True)
class _Layout:
    """What the rules look at: blocks, their folded lines, and which of them are prose.

    It is `untitled` if the document itself says that it has no title.
    """

    text: str
    blocks: Sequence[Block]
    lines: Sequence[str]
    prose: Sequence[int]
    untitled: bool

    @cached_property
    def title(self) -> int | None:
        """Which block is the title, if any is."""
        if self.untitled:
            return None
        first = self.prose[0] if self.prose else len(self.blocks)
        counts = Counter(self.lines)
        candidates = [
            i
            for i, (line, block) in enumerate(zip(self.lines[:first], self.blocks, strict=False))
            if block.kind in ("line", "heading", "text")
            and counts[line] == 1
            and not cues().furniture(line)
            and not _is_menu(self.text, block)
            and not BYLINE.match(line)
            and not (block.kind == "text" and line.endswith("."))
            and not (block.level > 1 and SECTION.match(self.text, block.start, block.end))
        ]
        found = find_title(self.text, [self.blocks[i] for i in candidates], lambda: self.body)
        return None if found is None else candidates[found]

    @cached_property
    def body(self) -> frozenset[str]:
        """The content words of the prose."""
        prose = (self.blocks[i] for i in self.prose)
        return frozenset(word for b in prose for word in stems(self.text[b.start : b.end]))

    def touch(self, i: int) -> float:
        """The share of a line's content words that the prose holds."""
        words = stems(self.lines[i])
        return sum(word in self.body for word in words) / len(words) if words else 0.0


def mark(document: Document, shared: frozenset[str] = frozenset()) -> Page:
    """Find each block's role. `shared` holds the keys of lines that many documents share.

    What the file itself sets apart as furniture is that, and the rules do not look at it.
    """
    whole = document
    document = replace(whole, blocks=tuple(b for b in whole.blocks if not b.furniture))
    layout = _lay_out(document)
    found = {i for rule in RULES for i in rule(layout)}
    if shared:
        keys = map(_line_key, layout.blocks, layout.lines)
        found |= {i for i, key in enumerate(keys) if key in shared}
    found -= {i for i, block in enumerate(layout.blocks) if block.kind == "code"}
    found -= {layout.title}
    found |= set(_neighbours(layout, found))
    captions = set(_captions(layout, found))
    headings = set(_headings(layout, found | captions))
    roles = (_role(i in found, i in captions, i in headings) for i in range(len(layout.blocks)))
    kept = [block for i, block in enumerate(layout.blocks) if i not in found]
    title = None if layout.title is None else layout.blocks[layout.title]
    words = title.told(document.text) if title else None
    return Page(
        document=whole,
        roles=tuple("furniture" if block.furniture else next(roles) for block in whole.blocks),
        title=document.title or words or name_title(document.path),
        date=document.date or find_date(document.text, kept),
    )


def line_keys(document: Document) -> list[str]:
    """A short hash for each block that is a lone line, "" for others: to find shared lines."""
    text, blocks = document.text, document.blocks
    return [_line_key(b, folded(_unnumbered(text, b)) if b.kind in LONE else "") for b in blocks]


def shared_lines(counts: Mapping[str, int], documents: int) -> frozenset[str]:
    """The keys of lines found in so many documents that they belong to the pages' template."""
    if documents < SHARED_MIN_DOCUMENTS:
        return frozenset()
    least = max(SHARED_AT_LEAST, SHARED_SHARE * documents)
    return frozenset(key for key, count in counts.items() if key and count >= least)


def _line_key(block: Block, line: str) -> str:
    """The hash of a block's folded line, "" unless it is a lone line."""
    if block.kind not in LONE or len(line) > SHARED_LONGEST:
        return ""
    return hashlib.blake2b(line.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _lay_out(document: Document) -> _Layout:
    text, blocks = document.text, document.blocks
    lines = [folded(_unnumbered(text, block)) for block in blocks]
    prose = [i for i, block in enumerate(blocks) if is_prose(text, block)]
    return _Layout(text, blocks, lines, prose, untitled=document.title == "")


def _unnumbered(text: str, block: Block) -> str:
    """The words of a block, without the number of an item."""
    number = NUMBER.match(text, block.start, block.end) if block.kind == "item" else None
    return text[number.end() if number else block.start : block.end]


def _role(furniture: bool, caption: bool, heading: bool) -> Role:
    if furniture:
        return "furniture"
    if caption:
        return "caption"
    return "heading" if heading else "body"


def _cue_lines(layout: _Layout) -> Iterator[int]:
    """Lines that are furniture by what they say; what a list's cue opens is found apart."""
    return (
        i
        for i, line in enumerate(layout.lines)
        if cues().furniture(line) and not _heads_prose(layout, i)
    )


def _heads_prose(layout: _Layout, i: int) -> bool:
    """Whether a line is a marked-up heading with a sentence right below, whatever it says."""
    if layout.blocks[i].kind != "heading" or i + 1 == len(layout.blocks):
        return False
    return layout.blocks[i + 1].kind in ("text", "item") and reads_as_sentence(layout.lines[i + 1])


def _lists(layout: _Layout) -> Iterator[int]:
    """Headlines after a cue such as "Latest posts", up to prose, a heading or the title."""
    for at, line in enumerate(layout.lines):
        if not cues().opens_list(line) or _heads_prose(layout, at):
            continue
        for i in range(at + 1, len(layout.lines)):
            other = i == layout.title or layout.blocks[i].kind in ("heading", "table", "code")
            if other or not _is_teaser(layout.lines[i]):
                break
            yield i


def _is_teaser(line: str) -> bool:
    """Short, and without the full stop that a sentence of the text would end with."""
    return len(line) <= HEADLINE_CHARACTERS and not HEADLINE_END.search(line)


def _repeated(layout: _Layout) -> Iterator[int]:
    """Lone lines, not marked up as headings, that stand in the document more than once.

    Those that number the pages differ in that number.
    """
    alone = {
        i: NUMBERED_PAGE.sub("page", line.casefold())
        for i, line in enumerate(layout.lines)
        if layout.blocks[i].kind == "line" and stems(line)
    }
    counts = Counter(alone.values())
    return (i for i, line in alone.items() if counts[line] > 1)


def _menus(layout: _Layout) -> Iterator[int]:
    """Lines of several short entries with separators between, and items that only link away."""
    return (i for i, block in enumerate(layout.blocks) if _is_menu(layout.text, block))


def _is_menu(text: str, block: Block) -> bool:
    if block.kind not in LONE:
        return False
    line = _unnumbered(text, block)
    if LINK_ONLY.fullmatch(line):
        return True
    parts = [part for part in MENU_SEPARATOR.split(line.strip()) if part]
    short = all(len(part.split()) <= MENU_WORDS for part in parts)
    digits = any(character.isdigit() for character in line)
    return len(parts) >= MENU_ENTRIES and short and not digits


def _head(layout: _Layout) -> Iterator[int]:
    """Lone short lines before the first prose: sections, menus. Bylines and facts stay."""
    first = layout.prose[0] if layout.prose else 0
    for i, line in enumerate(layout.lines[:first]):
        kind = layout.blocks[i].kind
        listed = kind == "item" and (layout.title is None or i > layout.title)
        heads_prose = i == first - 1 and len(line.split()) > 1
        if kind not in LONE or listed or heads_prose or reads_as_sentence(line):
            continue
        if BYLINE.match(line) or FACT.search(line):
            continue
        if len(line.split()) <= EDGE_MENU_WORDS or layout.touch(i) < TOUCHES_PROSE:
            yield i


def _tail(layout: _Layout) -> list[int]:
    """Two or more lone lines after the last sentence that have little to do with the text."""
    sentences = [i for i, line in enumerate(layout.lines) if reads_as_sentence(line)]
    after = range(max(sentences, default=len(layout.lines)) + 1, len(layout.lines))
    if len(after) < 2 or not layout.prose or any(layout.blocks[i].kind != "line" for i in after):
        return []
    foreign = [i for i in after if layout.touch(i) < TOUCHES_PROSE]
    if all(FACT.search(layout.lines[i]) for i in foreign):
        return []
    return [i for i in foreign if not CONTACT.search(layout.lines[i])]


RULES = (_cue_lines, _lists, _repeated, _menus, _head, _tail)


def _neighbours(layout: _Layout, furniture: set[int]) -> Iterator[int]:
    """Headline-like lines right beside furniture that share next to nothing with the prose."""
    for i, line in enumerate(layout.lines):
        beside = i - 1 in furniture or i + 1 in furniture
        if layout.blocks[i].kind != "line" or not beside or i == layout.title:
            continue
        headline = len(line.split()) >= HEADLINE_WORDS and not CONTACT.search(line)
        if headline and layout.touch(i) <= FOREIGN:
            yield i


def _captions(layout: _Layout, furniture: set[int]) -> Iterator[int]:
    """Lines with a picture's credit, and the lone line right above, the picture's description."""
    for i, line in enumerate(layout.lines):
        block = layout.blocks[i]
        credited = len(line) <= CAPTION_CHARACTERS and cues().caption.search(line)
        if not credited or i in furniture or block.kind not in ("line", "text"):
            continue
        yield i
        above = layout.blocks[i - 1] if i else block
        touching = 0 < block.start - above.end <= len("\r\n")
        if touching and above.kind == "line" and i - 1 not in furniture:
            yield i - 1


def _headings(layout: _Layout, taken: set[int]) -> Iterator[int]:
    """Marked-up headings, the title, and short lone lines that text follows."""
    following = None
    for i in reversed(range(len(layout.blocks))):
        block, line = layout.blocks[i], layout.lines[i]
        if (
            block.kind == "heading"
            or i == layout.title
            or (
                block.kind == "line"
                and i not in taken
                and following in ("text", "item")
                and len(line.split()) <= HEADING_WORDS
                and not FACT.search(line)
            )
        ):
            yield i
        if i not in taken:
            following = block.kind
