"""Plain text: paragraphs, lone lines and list items, told apart by their shape alone."""

from collections.abc import Iterator
from dataclasses import replace

from index.extraction.decoding import decoded
from index.extraction.model import Block, Extract
from index.extraction.plain import SECTION, reads_as_sentence, split
from index.text.lines import LINE_BREAK

SUFFIXES = (".txt", ".text", ".log")
HEADING_WORDS = 10


def read(data: bytes) -> Extract:
    """Decode, and split into blocks at blank lines and at lines that ended on purpose."""
    found = decoded(data)
    blocks = _sections(found.text, list(split(found.text)))
    return Extract(text=found.text, blocks=tuple(blocks), notes=found.notes)


def _sections(text: str, blocks: list[Block]) -> Iterator[Block]:
    """The blocks, with numbered lines that stand alone above what they number as headings."""
    for before, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        number = SECTION.match(text, block.start, block.end)
        if (
            number
            and after
            and (after.kind == "text" or text.startswith(f"{number[1]}.", after.start))
            and block.kind in ("item", "line")
            and len(text[number.end() : block.end].split()) <= HEADING_WORDS
            and not reads_as_sentence(text[block.start : block.end])
            and _apart(text, before.end if before else 0, block.start)
            and _apart(text, block.end, after.start)
        ):
            yield replace(block, kind="heading", level=1 + len(number[1].split(".")))
        else:
            yield block


def _apart(text: str, start: int, end: int) -> bool:
    """Whether a blank line, or nothing at all, stands between two places."""
    return start == 0 or len(LINE_BREAK.findall(text, start, end)) > 1
