"""A document's text as a reader writes it, for formats whose files are no text themselves."""

import re
from dataclasses import dataclass, field

from index.extraction.model import Block, BlockKind, Landmark
from index.extraction.plain import split

# Invisible: they only say where a word may be broken, and keep words from being found.
BREAK_MARKS = re.compile("[\u00ad\u200b\u2060\ufeff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
CELL_SEPARATOR = " · "
ROWS: tuple[BlockKind, ...] = ("item", "table")


@dataclass(slots=True)
class TextWriter:
    """Blocks one below the other: rows and items on a line each, others with a blank line between.

    The same calls give the same text and offsets, always.
    """

    pieces: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    landmarks: list[Landmark] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        """What has been written so far."""
        return "".join(self.pieces)

    def landmark(self, name: str, start: int | None = None) -> None:
        """From here on, or from `start` after the last landmark, words stand at `name`."""
        at = self.length if start is None else start
        if self.landmarks and self.landmarks[-1].start == at:
            self.landmarks.pop()
        if not self.landmarks or self.landmarks[-1].name != name:
            self.landmarks.append(Landmark(at, name))

    def add(
        self,
        words: str,
        kind: BlockKind,
        level: int = 0,
        *,
        furniture: bool = False,
        wrap: int | None = None,
        item: str = "",
    ) -> int:
        """One block, and where it starts; without words, nothing. "line" may become what it is.

        `wrap` is the column that lines of a larger text, of which these are, are broken before;
        `item` is as in Block.
        """
        words = printable(words).strip()
        if not words:
            return self.length
        start = self._write(words, "text" if kind == "line" else kind)
        if kind == "line":
            self.blocks += [
                Block(
                    start + block.start,
                    start + block.end,
                    block.kind,
                    furniture=furniture,
                    item=item,
                )
                for block in split(words, wrap=wrap)
            ]
        else:
            self.blocks.append(Block(start, self.length, kind, level, furniture, item=item))
        return start

    def _write(self, words: str, kind: BlockKind) -> int:
        """Write the words below what is there; where they begin."""
        if self.pieces:
            close = kind in ROWS and bool(self.blocks) and self.blocks[-1].kind == kind
            self._append("\n" if close else "\n\n")
        start = self.length
        self._append(words)
        return start

    def _append(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)


def printable(words: str) -> str:
    """Words without control characters, marks for breaking words, and halves of characters."""
    return CONTROL.sub("", BREAK_MARKS.sub("", words))


def one_line(words: str) -> str:
    """Words with single spaces between them, as they are laid out by whoever shows them."""
    if words.isascii() and words.isprintable():
        return " ".join(words.split())
    return " ".join(printable(words).split())


def row(headings: list[str], cells: list[str]) -> str:
    """A table's row on one line, each cell after its column's heading; empty cells are left out."""
    names = headings + [""] * (len(cells) - len(headings))
    pairs = [(one_line(name), one_line(cell)) for name, cell in zip(names, cells, strict=False)]
    return CELL_SEPARATOR.join(
        f"{name.removesuffix(':')}: {cell}" if name else cell for name, cell in pairs if cell
    )
