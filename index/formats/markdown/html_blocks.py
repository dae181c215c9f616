"""Blocks of HTML within Markdown: the words between their tags, rows of tables whole."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise

from index.extraction.model import Block, BlockKind
from index.extraction.plain import split
from index.extraction.writer import one_line

TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])[^<>]*>|<[?!][^<>]*>")
# Tags that words go on through; at others a line of HTML is cut.
INLINE = "b i em strong code kbd samp u s del ins sub sup mark small abbr"
WITHIN_LINES = frozenset(INLINE.split())
# A longer row of a table lays out a page.
LONGEST_ROW = 400
CELL = re.compile(r"</?t[dh]>", re.IGNORECASE)
# Words so short may come to be a title or a heading.
SHORT = 200


def html_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    """The words of a block of HTML, cut at its tags but for those within a line."""
    at, level = start, 0
    rows = dict(_rows(text, start, end))
    for tag in TAG.finditer(text, start, end):
        name = (tag[1] or "").lower()
        if tag.start() < at:
            continue
        if name == "tr" and tag.start() in rows:
            yield from _html_words(text, at, tag.start(), level)
            at, level = rows[tag.start()], 0
            yield from _row(text, tag.end(), at)
        elif name not in WITHIN_LINES:
            yield from _html_words(text, at, tag.start(), level)
            heading = re.fullmatch(r"h([1-6])", name)
            level = int(heading[1]) if heading and not tag[0].startswith("</") else 0
            at = tag.end()
    yield from _html_words(text, at, end, level)


def _rows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where rows of plain tables begin and end: those with no tags but those of their cells."""
    begun = -1
    for tag in TAG.finditer(text, start, end):
        name = (tag[1] or "").lower()
        if name == "tr" and tag[0].startswith("</"):
            if begun >= 0 and tag.end() - begun <= LONGEST_ROW:
                yield begun, tag.end()
            begun = -1
        elif name == "tr":
            begun = tag.start()
        elif not CELL.fullmatch(tag[0]):
            begun = -1


def _row(text: str, start: int, end: int) -> Iterator[Block]:
    """A row of a table, from the first of its words to the last."""
    cuts = [(start, start), *(tag.span() for tag in TAG.finditer(text, start, end)), (end, end)]
    words = [(a[1], b[0]) for a, b in pairwise(cuts) if text[a[1] : b[0]].strip()]
    if words:
        yield from trimmed(text, words[0][0], words[-1][1], "table")


def _html_words(text: str, start: int, end: int, level: int) -> Iterator[Block]:
    blocks = trimmed(text, start, end, "heading") if level else split(text, start, end)
    for block in blocks:
        yield replace(block, level=level, name=_untagged(text[block.start : block.end]))


def _untagged(words: str) -> str:
    return one_line(unescape(TAG.sub("", words))) if len(words) <= SHORT else ""


def trimmed(text: str, start: int, end: int, kind: BlockKind) -> Iterator[Block]:
    """A stretch of a text without the white space around it."""
    words = text[start:end].strip()
    if words:
        at = text.index(words, start)
        yield Block(at, at + len(words), kind)
