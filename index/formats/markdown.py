"""Markdown, by markdown-it: headings, paragraphs, list items, tables and code as written."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.dates import iso_date
from index.decoding import LINE_BREAK, decoded
from index.formats import Block, BlockKind, Extract, web_address
from index.formats.text import split, wrapped_at
from index.sheet import one_line

SUFFIXES = (".md", ".markdown", ".mdown")

# YAML between dashes, TOML between plus signs.
FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
FIELD = re.compile(r"^(title|date|url)[ \t]*[:=][ \t]*[\"']?(.+?)[\"']?[ \t]*\r?$", re.MULTILINE)
LEAD = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)]|#{1,6})(?:[ \t]+|$))*")
HEADING_MARKS = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]+)*#{1,6}[ \t]+")
HEADING_TAIL = re.compile(r"(?:[ \t]+#+)?[ \t]*$|\r?\n[ \t]*(?:=+|-+)[ \t]*$")
# Attributes that converters put behind a heading: its name, its classes.
ATTRIBUTES = re.compile(r"[ \t]+\{:?[ \t]*[#.][^{}\n]*\}$")
# What a page of components imports; it is not shown.
MODULE = re.compile(r"(?:import\s(?:[^;\"']*\sfrom\s+)?[\"'][^\"']+[\"'];?\s*)+")
HTML_WORDS = re.compile(r"(?:(?<=>)|(?<=\n)|\A)[^<>]+(?=<|\Z|\n)")
FENCE = re.compile(r"[ \t]*(?:```|~~~)")


def read(data: bytes) -> Extract:
    """Decode, take the blocks where markdown-it finds them; title, date and url of front matter."""
    source = decoded(data)
    text = source.text
    front = FRONT_MATTER.match(text)
    fields = _fields(front[2], toml=front[1] != "---") if front else {}
    body = front.end() if front else 0
    starts = [0, *(match.end() for match in LINE_BREAK.finditer(text)), len(text)]
    skipped = len(LINE_BREAK.findall(text, 0, body))
    tokens = MarkdownIt("commonmark").enable("table").parse(text[body:])
    blocks = tuple(_blocks(text, starts, tokens, skipped, wrapped_at(text[body:])))
    return Extract(
        text=text,
        blocks=blocks,
        title=fields.get("title") or None,
        date=iso_date(fields.get("date", "")),
        url=web_address(fields.get("url", "")),
        notes=source.notes,
    )


def _fields(front: str, *, toml: bool) -> dict[str, str]:
    """The fields of front matter; where it cannot be parsed, as they are written."""
    import yaml

    try:
        # The base loader makes strings only.
        found = tomllib.loads(front) if toml else yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError):
        found = None
    if not isinstance(found, dict):
        return dict(FIELD.findall(front))
    return {
        str(name).lower(): one_line(str(words))
        for name, words in found.items()
        if isinstance(words, str | date)
    }


def _blocks(
    text: str, starts: list[int], tokens: list[Token], skipped: int, wrap: int
) -> Iterator[Block]:
    lists = 0
    for at, token in enumerate(tokens):
        if token.type in ("list_item_open", "list_item_close"):
            lists += 1 if token.type == "list_item_open" else -1
        if token.map is None:
            continue
        first, last = (line + skipped for line in token.map)
        start, end = starts[first], starts[min(last, len(starts) - 1)]
        if token.type == "inline" and tokens[at - 1].type == "heading_open":
            yield from _heading(text, start, end, int(tokens[at - 1].tag[1:]))
        elif token.type == "inline" and tokens[at - 1].type == "paragraph_open":
            yield from _paragraph(text, start, end, wrap, in_list=lists > 0)
        elif token.type == "html_block":
            for words in HTML_WORDS.finditer(text, start, end):
                yield from split(text, *words.span())
        elif token.type == "tr_open":
            yield from _trimmed(text, start, end, "table")
        elif token.type == "fence":
            inner_end = starts[last - 1] if FENCE.match(text, starts[last - 1]) else end
            yield from _trimmed(text, starts[first + 1], inner_end, "code")
        elif token.type == "code_block":
            yield from _trimmed(text, start, end, "code")


def _heading(text: str, start: int, end: int, level: int) -> Iterator[Block]:
    marks = HEADING_MARKS.match(text, start, end)
    start = marks.end() if marks else start
    words = HEADING_TAIL.sub("", text[start:end].rstrip()).rstrip()
    end = start + len(ATTRIBUTES.sub("", words))
    for block in _trimmed(text, start, end, "heading"):
        yield replace(block, level=level)


def _paragraph(text: str, start: int, end: int, wrap: int, *, in_list: bool) -> Iterator[Block]:
    start += _lead(text, start, end)
    if MODULE.fullmatch(text[start:end].strip()):
        yield from (replace(block, furniture=True) for block in _trimmed(text, start, end, "code"))
    elif in_list:
        words = text[start:end].rstrip()
        if words:
            yield Block(start, start + len(words), "item")
    else:
        yield from split(text, start, end, wrap, flowing=True)


def _lead(text: str, start: int, end: int) -> int:
    """How many characters of list bullets, quote and heading marks come before the words."""
    lead = LEAD.match(text[start:end])
    return lead.end() if lead else 0


def _trimmed(text: str, start: int, end: int, kind: BlockKind) -> Iterator[Block]:
    words = text[start:end].strip()
    if words:
        at = text.index(words, start)
        yield Block(at, at + len(words), kind)
