"""Plain text: paragraphs, lone lines and list items, told apart by their shape alone."""

import re
from collections.abc import Iterator

from index.decoding import decode
from index.formats import Block, BlockKind, Extract

SUFFIXES = (".txt", ".text", ".log")

ITEM = re.compile(r"(?:[-*+•–·]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+(?=\S)")
SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
LINE = re.compile(r"[^\r\n]+(?:\r\n|\r|\n)?|\r\n|\r|\n")
UNDERLINE = re.compile(r"([=\-~*_#])\1{2,}$")
# A wrapped paragraph fills its lines, and some begin in lower case: headlines do neither.
FILLED = 0.6
WIDEST_WRAP = 120
# A lone line this long is prose whose full stop was lost, not a menu entry or a heading.
LINE_CHARACTERS = 160


def read(data: bytes) -> Extract:
    """Decode, and split into blocks at blank lines and at lines that ended on purpose."""
    text = decode(data)
    return Extract(text=text, blocks=tuple(split(text)))


def split(text: str, start: int = 0, end: int | None = None) -> Iterator[Block]:
    """The blocks of text[start:end], in order."""
    paragraph: list[tuple[int, int]] = []
    for line in _lines(text, start, len(text) if end is None else end):
        if line is None:
            yield from _blocks(text, paragraph)
            paragraph = []
        else:
            paragraph.append(line)
    yield from _blocks(text, paragraph)


def reads_as_sentence(words: str) -> bool:
    """Whether a line ends like a sentence, or is too long to be a heading or a menu entry."""
    return bool(SENTENCE_END.search(words)) or len(words) > LINE_CHARACTERS


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int] | None]:
    """Offsets of each line without surrounding white space; None for a blank one."""
    for match in LINE.finditer(text, start, end):
        stripped = match.group().strip()
        if stripped:
            at = match.start() + match.group().index(stripped)
            yield at, at + len(stripped)
        else:
            yield None


def _blocks(text: str, lines: list[tuple[int, int]]) -> Iterator[Block]:
    """One block for lines that are one wrapped paragraph, else one for each line."""
    width = max((end - start for start, end in lines), default=0)
    wrapped = width <= WIDEST_WRAP and any(text[start].islower() for start, _ in lines[1:])
    group: list[tuple[int, int]] = []
    for start, end in lines:
        if UNDERLINE.fullmatch(text[start:end]):
            continue
        if wrapped and group and _continues(text, group[-1], (start, end), width):
            group.append((start, end))
            continue
        if group:
            yield _block(text, group)
        group = [(start, end)]
    if group:
        yield _block(text, group)


def _continues(text: str, before: tuple[int, int], line: tuple[int, int], width: int) -> bool:
    """Whether the line goes on with the paragraph that the line before it belongs to."""
    if ITEM.match(text, line[0], line[1]):
        return False
    if text[line[0]].islower() and not reads_as_sentence(text[before[0] : before[1]]):
        return True
    return before[1] - before[0] >= FILLED * width


def _block(text: str, lines: list[tuple[int, int]]) -> Block:
    start, end = lines[0][0], lines[-1][1]
    kind: BlockKind = "text"
    if item := ITEM.match(text, start, end):
        kind, start = "item", item.end()
    elif len(lines) == 1 and not reads_as_sentence(text[start:end]):
        kind = "line"
    return Block(start, end, kind)
