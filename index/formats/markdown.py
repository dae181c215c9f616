"""Markdown, by markdown-it: headings, paragraphs, list items, tables and code as written."""

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.dates import iso_date
from index.decoding import decode
from index.formats import Block, BlockKind, Extract, web_address
from index.formats.text import split
from index.sheet import one_line

SUFFIXES = (".md", ".markdown", ".mdown")

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
FIELD = re.compile(r"^(title|date|url)[ \t]*:[ \t]*[\"']?(.+?)[\"']?[ \t]*\r?$", re.MULTILINE)
LEAD = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)]|#{1,6})(?:[ \t]+|$))*")
HEADING_MARKS = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]+)*#{1,6}[ \t]+")
HEADING_TAIL = re.compile(r"(?:[ \t]+#+)?[ \t]*$|\r?\n[ \t]*(?:=+|-+)[ \t]*$")
HTML_WORDS = re.compile(r"(?:(?<=>)|(?<=\n)|\A)[^<>]+(?=<|\Z|\n)")
FENCE = re.compile(r"[ \t]*(?:```|~~~)")
LINE_BREAK = re.compile(r"\r\n|\r|\n")


def read(data: bytes) -> Extract:
    """Decode, take the blocks where markdown-it finds them; title, date and url of front matter."""
    text = decode(data)
    front = FRONT_MATTER.match(text)
    fields = _fields(front.group(1)) if front else {}
    body = front.end() if front else 0
    starts = [0, *(match.end() for match in LINE_BREAK.finditer(text)), len(text)]
    skipped = len(LINE_BREAK.findall(text, 0, body))
    tokens = MarkdownIt("commonmark").enable("table").parse(text[body:])
    blocks = tuple(_blocks(text, starts, tokens, skipped))
    return Extract(
        text=text,
        blocks=blocks,
        title=fields.get("title") or None,
        date=iso_date(fields.get("date", "")),
        url=web_address(fields.get("url", "")),
    )


def _fields(front: str) -> dict[str, str]:
    """The fields of front matter, as YAML; where it is none, as they are written."""
    import yaml

    try:
        found = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506 (it makes strings only)
    except (yaml.YAMLError, RecursionError, ValueError):
        found = None
    if not isinstance(found, dict):
        return dict(FIELD.findall(front))
    return {
        str(name).lower(): one_line(words)
        for name, words in found.items()
        if isinstance(words, str)
    }


def _blocks(text: str, starts: list[int], tokens: list[Token], skipped: int) -> Iterator[Block]:
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
            yield from _paragraph(text, start, end, in_list=lists > 0)
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
    end = start + len(HEADING_TAIL.sub("", text[start:end].rstrip()))
    for block in _trimmed(text, start, end, "heading"):
        yield replace(block, level=level)


def _paragraph(text: str, start: int, end: int, *, in_list: bool) -> Iterator[Block]:
    start += _lead(text, start, end)
    if in_list:
        words = text[start:end].rstrip()
        if words:
            yield Block(start, start + len(words), "item")
    else:
        yield from split(text, start, end)


def _lead(text: str, start: int, end: int) -> int:
    """How many characters of list bullets, quote and heading marks come before the words."""
    lead = LEAD.match(text[start:end])
    return lead.end() if lead else 0


def _trimmed(text: str, start: int, end: int, kind: BlockKind) -> Iterator[Block]:
    words = text[start:end].strip()
    if words:
        at = text.index(words, start)
        yield Block(at, at + len(words), kind)
