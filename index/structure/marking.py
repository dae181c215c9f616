"""What each block of a document is: text, heading, caption or furniture.

Furniture is never deleted, so offsets stay those of the document; it is never retrieved or quoted.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.documents.document import Document
from index.extraction.model import Block
from index.structure.cues import cues, folded
from index.structure.dating import find_date
from index.structure.furniture import (
    FACT,
    LONE,
    MENU_GAP,
    RULES,
    Layout,
    lay_out,
    neighbours,
    unnumbered,
)
from index.structure.titles import name_title
from index.text.bounds import LONGEST_TITLE, shortened
from index.text.sentences import split

Role = Literal["body", "heading", "caption", "furniture"]
# A line that several documents share is a template's, once there are documents enough to tell.
SHARED_MIN_DOCUMENTS = 8
SHARED_SHARE = 0.2
SHARED_AT_LEAST = 3
SHARED_LONGEST = 200
HEADING_WORDS = 12
CAPTION_CHARACTERS = 400
# A line that asks what the text below it answers; not one that somebody says in a story.
ASKS = re.compile(r"[^\"“‘«?]{4,}\?\W{0,3}")
LONGEST_QUESTION = 160
# Questions so near to each other are those of a list of them with their answers.
NEAR, SEVERAL = 4, 2


@dataclass(frozen=True, slots=True)
class Page:
    """A document with its blocks' roles, one each and in order, its title and date (ISO 8601)."""

    document: Document
    roles: tuple[Role, ...]
    title: str
    date: str | None


def mark(document: Document, shared: frozenset[str] = frozenset()) -> Page:
    """Find each block's role. `shared` holds the keys of lines that many documents share.

    What the file itself sets apart as furniture is that, and the rules do not look at it.
    """
    whole = document
    document = replace(whole, blocks=tuple(b for b in whole.blocks if not b.furniture))
    layout = lay_out(document)
    found = {i for rule in RULES for i in rule(layout)}
    if shared:
        keys = map(_line_key, layout.blocks, layout.lines)
        found |= {i for i, key in enumerate(keys) if key in shared}
    found -= {i for i, block in enumerate(layout.blocks) if block.kind == "code"}
    found -= {layout.title}
    found |= set(neighbours(layout, found))
    captions = set(_captions(layout, found))
    headings = set(_headings(layout, found | captions))
    roles = (_role(i in found, i in captions, i in headings) for i in range(len(layout.blocks)))
    kept = [block for i, block in enumerate(layout.blocks) if i not in found]
    title = None if layout.title is None else layout.blocks[layout.title]
    words = title.told(document.text) if title else None
    called = shortened(document.title or words or name_title(document.path), LONGEST_TITLE)
    return Page(
        document=whole,
        roles=tuple("furniture" if block.furniture else next(roles) for block in whole.blocks),
        title=called,
        date=find_date(document, called, kept),
    )


def line_keys(document: Document) -> list[str]:
    """A short hash for each block that is a lone line, "" for others: to find shared lines."""
    text, blocks = document.text, document.blocks
    return [_line_key(b, folded(unnumbered(text, b)) if b.kind in LONE else "") for b in blocks]


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


def _role(furniture: bool, caption: bool, heading: bool) -> Role:
    if furniture:
        return "furniture"
    if caption:
        return "caption"
    return "heading" if heading else "body"


def _captions(layout: Layout, furniture: set[int]) -> Iterator[int]:
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


def _headings(layout: Layout, taken: set[int]) -> Iterator[int]:
    """Marked-up headings, the title, short lone lines and questions that text follows."""
    asking = _questions(layout, taken)
    following = None
    for i in reversed(range(len(layout.blocks))):
        block, line = layout.blocks[i], layout.lines[i]
        if (
            block.kind == "heading"
            or i == layout.title
            or i in asking
            or (
                block.kind == "line"
                and i not in taken
                and following in ("text", "item")
                and len(line.split()) <= HEADING_WORDS
                # It greets who reads the text below, or is a row of a table.
                and not line.endswith(",")
                and not MENU_GAP.search(layout.text, block.start, block.end)
                and not FACT.search(line)
            )
        ):
            yield i
        if i not in taken:
            following = block.kind


def _questions(layout: Layout, taken: set[int]) -> set[int]:
    """Blocks that are one question, above their answers: in bold, or near to each other."""
    found: list[int] = []
    following, asked = None, False
    for i in reversed(range(len(layout.blocks))):
        if i in taken:
            continue
        block = layout.blocks[i]
        asks = block.kind in ("line", "text") and _asks(layout, i)
        if asks and not asked and following in ("text", "item"):
            found.append(i)
        following, asked = block.kind, asks
    bold = (i for i in found if layout.lines[i].startswith(("**", "__")))
    return close_together(found[::-1], NEAR, SEVERAL).union(bold)


def close_together(places: Sequence[int], near: int, fewest: int) -> set[int]:
    """Those of some places, in order, that are of a run of so many, each so near to the next."""
    found: set[int] = set()
    run: list[int] = []
    for place in places:
        run = [*run[1 - fewest :], place] if run and place - run[-1] <= near else [place]
        if len(run) >= fewest:
            found.update(run)
    return found


def _asks(layout: Layout, i: int) -> bool:
    """Whether a block is one question and nothing else."""
    block, line = layout.blocks[i], layout.lines[i]
    if len(line) > LONGEST_QUESTION or not ASKS.fullmatch(line):
        return False
    return len(list(split(layout.text, block.start, block.end))) == 1
