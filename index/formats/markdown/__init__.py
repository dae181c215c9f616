"""Markdown, by markdown-it: headings, paragraphs, list items, tables and code as written."""

import re
import tomllib
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.extraction.decoding import decoded
from index.extraction.model import Block, BlockKind, Extract, web_address
from index.extraction.plain import split, wrapped_at
from index.extraction.writer import CELL_SEPARATOR, one_line
from index.formats.markdown.components import inside, with_components
from index.formats.markdown.containers import Opening, opening
from index.formats.markdown.hidden import endless, hidden, visible
from index.formats.markdown.html_blocks import TAG, html_blocks, trimmed
from index.text.bounds import LONGEST_TITLE, shortened
from index.text.dates import iso_date
from index.text.lines import LINE_BREAK

SUFFIXES = (".md", ".markdown", ".mdown", ".mdx")

# YAML between dashes, TOML between plus signs.
FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
FIELD = re.compile(r"^(title|date|url)[ \t]*[:=][ \t]*[\"']?(.+?)[\"']?[ \t]*\r?$", re.MULTILINE)
LEAD = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)]|#{1,6})(?:[ \t]+|$))*")
HEADING_MARKS = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]+)*#{1,6}[ \t]+")
HEADING_TAIL = re.compile(r"(?:[ \t]+#+)?[ \t]*$|\r?\n[ \t]*(?:=+|-+)[ \t]*$")
# Attributes that converters put behind a heading: its name, its classes.
ATTRIBUTES = re.compile(r"[ \t]+\{:?[ \t]*[#.][^{}\n]*\}$")
TRAILING_MARKS = re.compile(r"[ \t]+#+$")
# What a page of components imports; it is not shown.
MODULE = re.compile(r"(?:import\s(?:[^;\"']*\sfrom\s+)?[\"'][^\"']+[\"'];?\s*)+")
# A paragraph so short may come to be a title or a heading.
SHORT = 200
# The number that ends the marks before an item's words.
NUMBER = re.compile(r"(\d{1,9})[.)][ \t]+$")
NOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
BOLD = re.compile(r"(\*\*|__)(?P<words>[^*_`\[\]<>\\]{1,200})\1")
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
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    page = _Page(text, starts, skipped, wrapped_at(text[body:]))
    tokens = parser.parse(text[body:])
    code = [page.span(token) for token in tokens if token.type in ("fence", "code_block")]
    spans, notes = hidden(text, body, code), list(source.notes)
    for token in tokens:
        if token.type == "html_block" and (rest := endless(text, *page.span(token), spans)):
            line = len(LINE_BREAK.findall(text, 0, rest[0])) + 1
            notes.append(f"what begins in line {line} has no end, so nothing after it is read")
            insort(spans, rest)
    blocks = [piece for block in _blocks(page, tokens) for piece in _shown(page, block, spans)]
    blocks = with_components(text, body, blocks, sorted([*code, *spans]))
    return Extract(
        text=text,
        blocks=tuple(blocks),
        title=fields.get("title") or None,
        date=iso_date(fields.get("date", "")),
        url=web_address(fields.get("url", "")),
        notes=tuple(notes),
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


@dataclass(frozen=True, slots=True)
class _Page:
    """A text, where its lines start, how many come before its body, and where they are broken."""

    text: str
    starts: list[int]
    skipped: int
    wrap: int

    def span(self, token: Token) -> tuple[int, int]:
        """Where a token's lines stand."""
        first, last = (line + self.skipped for line in token.map or (0, 0))
        return self.starts[first], self.starts[min(last, len(self.starts) - 1)]


@dataclass(slots=True)
class _List:
    """A list that is being read: the number of its next item, None where they have none.

    `item` tells the one that is open, where all are written with one number, `written`, and counted
    by whoever shows them.
    """

    number: int | None
    written: str = ""
    item: str = ""


def _blocks(page: _Page, tokens: list[Token]) -> Iterator[Block]:
    lists: list[_List] = []
    box: Opening | None = None
    columns = ""
    for at, token in enumerate(tokens):
        if token.type in ("thead_open", "table_close"):
            columns = _columns(tokens, at)
        if token.type in ("ordered_list_open", "bullet_list_open"):
            first = int(token.attrs.get("start", 1))
            lists.append(_List(first if token.type == "ordered_list_open" else None))
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            _count(lists[-1], token.info)
        elif token.map is not None:
            box = _box(page, token, box)
            tab = box.tab if box else ""
            item = columns or next((one.item for one in reversed(lists) if one.item), tab)
            found = _of_token(page, tokens, at, lists[-1] if lists else None)
            if box and token.type == "code_block":
                found = split(page.text, *page.span(token), page.wrap, flowing=True)
            for block in found:
                yield replace(block, item=item) if item else block


def _columns(tokens: list[Token], at: int) -> str:
    """What the headings say of the table that begins at a token, "" where none does."""
    head: list[str] = []
    if tokens[at].type == "thead_open":
        for token in islice(tokens, at, None):
            if token.type == "thead_close":
                break
            if token.type == "inline":
                head.append(_told(token))
    return shortened(CELL_SEPARATOR.join(filter(None, head)), LONGEST_TITLE)


def _box(page: _Page, token: Token, box: Opening | None) -> Opening | None:
    """The box that what is indented below a token belongs to; other words at the margin end it."""
    if token.level == 0 and token.type not in ("paragraph_open", "code_block"):
        return None
    if token.type != "inline" or token.level > 1:
        return box
    found = opening(page.text, *page.span(token))
    return found if found and found.indented else None


def _count(items: _List, written: str) -> None:
    """Begin the next item of a list."""
    if items.number is not None:
        own = written in ("", str(items.number)) or written != items.written
        items.item = "" if own else f"item {items.number}"
        items.written = written
        items.number += 1


def _of_token(page: _Page, tokens: list[Token], at: int, within: _List | None) -> Iterator[Block]:
    text, token = page.text, tokens[at]
    start, end = page.span(token)
    if token.type == "inline" and tokens[at - 1].type == "heading_open":
        yield from _heading(text, start, end, int(tokens[at - 1].tag[1:]), token)
    elif token.type == "inline" and tokens[at - 1].type == "paragraph_open":
        begins = within is not None and tokens[at - 2].type == "list_item_open"
        numbered = begins and within is not None and within.number is not None and not within.item
        blocks = list(_paragraph(page, start, end, numbered=numbered, in_list=within is not None))
        whole = len(blocks) == 1 and blocks[0].start == start + _lead(text, start, end)
        if whole and blocks[0].kind in ("line", "text") and end - start <= SHORT:
            blocks = [replace(blocks[0], name=_told(token))]
        yield from (_named(text, block) for block in blocks)
    elif token.type == "html_block":
        yield from html_blocks(text, start, end)
    elif token.type == "tr_open":
        yield from trimmed(text, start, end, "table")
    elif token.type == "fence":
        last = page.skipped + (token.map or (0, 0))[1]
        first = page.skipped + (token.map or (0, 0))[0]
        starts = page.starts
        inner_end = starts[last - 1] if FENCE.match(text, starts[last - 1]) else end
        yield from trimmed(text, starts[first + 1], inner_end, "code")
    elif token.type == "code_block":
        yield from trimmed(text, start, end, "code")


def _named(text: str, block: Block) -> Block:
    """A lone line of a paragraph that is all in bold, with its words as its name."""
    bold = None if block.name else BOLD.fullmatch(text, block.start, block.end)
    return replace(block, name=one_line(bold["words"])) if bold else block


def _shown(page: _Page, block: Block, spans: list[tuple[int, int]]) -> Iterator[Block]:
    """What of a block is shown, piece by piece where comments stand within it."""
    pieces = visible(block.start, block.end, spans)
    if pieces == [(block.start, block.end)]:
        if block.kind == "code" or _says(page.text[block.start : block.end]):
            yield block
        return
    for start, end in pieces:
        words = page.text[start:end].strip()
        if any(map(str.isalnum, TAG.sub("", words))):
            at = page.text.index(words, start)
            kind: BlockKind = "text" if block.kind == "line" else block.kind
            name = block.name if kind == "heading" else ""
            yield replace(block, start=at, end=at + len(words), kind=kind, name=name)


def _says(words: str) -> bool:
    """Whether there is something besides tags."""
    shown = TAG.sub("", words)
    return shown == words or any(map(str.isalnum, shown))


def _heading(text: str, start: int, end: int, level: int, inline: Token) -> Iterator[Block]:
    marks = HEADING_MARKS.match(text, start, end)
    start = marks.end() if marks else start
    words = HEADING_TAIL.sub("", text[start:end].rstrip()).rstrip()
    end = start + len(TRAILING_MARKS.sub("", ATTRIBUTES.sub("", words)))
    for block in trimmed(text, start, end, "heading"):
        yield replace(block, level=level, name=_told(inline))


def _told(inline: Token) -> str:
    """The words of a heading, without links, emphasis, code marks, tags and attributes."""
    pieces = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline", "image", "text_special"):
            pieces.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
    words = WIKI_LINK.sub(r"\1", NOTE_MARK.sub("", "".join(pieces)))
    return one_line(TRAILING_MARKS.sub("", ATTRIBUTES.sub("", words.rstrip())))


def _paragraph(
    page: _Page, start: int, end: int, *, numbered: bool, in_list: bool
) -> Iterator[Block]:
    """A paragraph; one that begins an item which is `numbered` begins with its number."""
    text = page.text
    lead = _lead(text, start, end)
    if box := opening(text, start + lead, end):
        yield from trimmed(text, *box.title, "line")
        yield from _paragraph(page, *box.words, numbered=False, in_list=in_list)
        return
    mark = NUMBER.search(text, start, start + lead) if numbered else None
    start += lead
    if MODULE.fullmatch(text[start:end].strip()):
        yield from (replace(block, furniture=True) for block in trimmed(text, start, end, "code"))
    elif in_list:
        words = text[start:end].rstrip()
        if words:
            end = start + len(words)
            yield Block(mark.start() if mark else start, end, "item")
    else:
        yield from split(text, *inside(text, start, end), page.wrap, flowing=True)


def _lead(text: str, start: int, end: int) -> int:
    """How many characters of list bullets, quote and heading marks come before the words."""
    lead = LEAD.match(text[start:end])
    return lead.end() if lead else 0
