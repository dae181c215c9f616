"""Page furniture: menus, teasers, "read also", related headlines, repeated lines. Marked by rules.

No rule knows a file: cue phrases stand in `data/furniture.toml`, the rest is repetition, position
and shape.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.documents.document import Document
from index.extraction.model import Block
from index.extraction.plain import SECTION, reads_as_sentence
from index.structure.cues import cues, folded
from index.structure.titles import find_title, is_prose
from index.text.numbering import ITEM_NUMBER
from index.text.words import stems

LONE = frozenset({"line", "item"})

HEADLINE_CHARACTERS = 170
HEADLINE_END = re.compile(r"[.!][\"'”’)]?(?:\[\d{1,3}\])?$")
HEADLINE_WORDS = 5
MENU_SIGN = re.compile(r"(?<=\s)[|·•›»>/–—-](?=\s)|[|·•›»]")
MENU_GAP = re.compile(r"\t+| {3,}")
MENU_ENTRIES = 3
MENU_WORDS = 4
EDGE_MENU_WORDS = 3
LINK = re.compile(r"\[[^\[\]]+\]\([^()\s]+(?:\([^()\s]*\)[^()\s]*)?\)")
WORDLESS = re.compile(r"\W*")
NUMBERED_PAGE = re.compile(r"\bpage \d{1,4}(?: of \d{1,4})?(?=\W*$)")
TOUCHES_PROSE = 0.5
FOREIGN = 0.34
BYLINE = re.compile(
    r"(?:(?:written |words )?by|from)\s+[^\W\d_]|(?:published|updated|posted)\b", re.I
)
FACT = re.compile(r"\d|:\s*\S|@")
CONTACT = re.compile(r":\s*\S|@|\d{5}")


@dataclass(frozen=True)
class Layout:
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
        # The only heading of the first level may say what furniture says: "Privacy policy".
        highest = [i for i, block in enumerate(self.blocks) if block.level == 1]
        candidates = [
            i
            for i, (line, block) in enumerate(zip(self.lines[:first], self.blocks, strict=False))
            if block.kind in ("line", "heading", "text")
            and counts[line] == 1
            and (highest == [i] or not cues().furniture(line))
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


def lay_out(document: Document) -> Layout:
    """A document as the rules look at it."""
    text, blocks = document.text, document.blocks
    lines = [folded(unnumbered(text, block)) for block in blocks]
    prose = [i for i, block in enumerate(blocks) if is_prose(text, block)]
    return Layout(text, blocks, lines, prose, untitled=document.title == "")


def unnumbered(text: str, block: Block) -> str:
    """The words of a block, without the number of an item."""
    number = ITEM_NUMBER.match(text, block.start, block.end) if block.kind == "item" else None
    return text[number.end() if number else block.start : block.end]


def _cue_lines(layout: Layout) -> Iterator[int]:
    """Lines that are furniture by what they say; what a list's cue opens is found apart.

    The rows of a table are its data, whatever they say.
    """
    return (
        i
        for i, line in enumerate(layout.lines)
        if layout.blocks[i].kind != "table"
        and cues().furniture(line)
        and not _heads_prose(layout, i)
    )


def _heads_prose(layout: Layout, i: int) -> bool:
    """Whether a line is a marked-up heading with a sentence right below, whatever it says."""
    if layout.blocks[i].kind != "heading" or i + 1 == len(layout.blocks):
        return False
    return layout.blocks[i + 1].kind in ("text", "item") and reads_as_sentence(layout.lines[i + 1])


def _lists(layout: Layout) -> Iterator[int]:
    """Headlines after a cue such as "Latest posts", up to prose, a heading or the title."""
    looked_at = 0
    for at, line in enumerate(layout.lines):
        if layout.blocks[at].kind == "table" or not cues().opens_list(line):
            continue
        if _heads_prose(layout, at):
            continue
        # What one opener has listed ends for the next where it ended for that.
        for i in range(max(at + 1, looked_at), len(layout.lines)):
            looked_at = i
            other = i == layout.title or layout.blocks[i].kind in ("heading", "table", "code")
            if other or not _is_teaser(layout.lines[i]):
                break
            yield i


def _is_teaser(line: str) -> bool:
    """Short, and without the full stop that a sentence of the text would end with."""
    return len(line) <= HEADLINE_CHARACTERS and not HEADLINE_END.search(line)


def _repeated(layout: Layout) -> Iterator[int]:
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


def _menus(layout: Layout) -> Iterator[int]:
    """Lines of several short entries with separators between, and items that only link away."""
    return (
        i
        for i, block in enumerate(layout.blocks)
        if _is_menu(layout.text, block) and not _is_row(layout, i)
    )


def _is_menu(text: str, block: Block) -> bool:
    if block.kind not in LONE:
        return False
    line = unnumbered(text, block)
    without_links, links = LINK.subn("", line)
    if links and WORDLESS.fullmatch(without_links):
        return True
    pieces = MENU_SIGN.split(line.strip())
    parts = [part for piece in pieces for part in MENU_GAP.split(piece) if part.strip()]
    short = all(len(part.split()) <= MENU_WORDS for part in parts)
    digits = any(character.isdigit() for character in line)
    return len(parts) >= MENU_ENTRIES and short and not digits


def _is_row(layout: Layout, i: int) -> bool:
    """Whether a line is one of several with as many columns and figures in them: a table's."""
    own = _columns(layout, i)
    return own > 1 and any(
        0 <= at < len(layout.blocks)
        and _columns(layout, at) == own
        and any(map(str.isdigit, layout.lines[i] + layout.lines[at]))
        for at in (i - 1, i + 1)
    )


def _columns(layout: Layout, i: int) -> int:
    """How many pieces with wide gaps between them a lone line or a row has, 0 for other blocks."""
    block = layout.blocks[i]
    if block.kind not in ("line", "table"):
        return 0
    return len(MENU_GAP.split(layout.text[block.start : block.end].strip()))


def _head(layout: Layout) -> Iterator[int]:
    """Lone short lines before the first prose: sections, menus. Bylines and facts stay."""
    first = layout.prose[0] if layout.prose else 0
    for i, line in enumerate(layout.lines[:first]):
        kind = layout.blocks[i].kind
        listed = kind == "item" and (layout.title is None or i > layout.title)
        heads_prose = i == first - 1 and len(line.split()) > 1
        if kind not in LONE or listed or heads_prose or reads_as_sentence(line):
            continue
        if _is_row(layout, i):
            continue
        if BYLINE.match(line) or FACT.search(line):
            continue
        if len(line.split()) <= EDGE_MENU_WORDS or layout.touch(i) < TOUCHES_PROSE:
            yield i


def _tail(layout: Layout) -> list[int]:
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


def neighbours(layout: Layout, furniture: set[int]) -> Iterator[int]:
    """Headline-like lines right beside furniture that share next to nothing with the prose."""
    for i, line in enumerate(layout.lines):
        beside = i - 1 in furniture or i + 1 in furniture
        if layout.blocks[i].kind != "line" or not beside or i == layout.title:
            continue
        if _is_row(layout, i):
            continue
        headline = len(line.split()) >= HEADLINE_WORDS and not CONTACT.search(line)
        if headline and layout.touch(i) <= FOREIGN:
            yield i
