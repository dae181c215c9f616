"""Rows of tables as quotes hold them: their cells, and whether two rows are of the same thing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.extraction.writer import CELL_SEPARATOR
from index.text.value_finding import find_values
from index.text.words import stems

PIPE = "|"
_CELL = re.compile(r"\s*(?:(?P<name>[^:|]{1,80}):\s+)?(?P<words>.*?)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: the words of its column's heading, if they are told, and its own."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and which of them holds the answer."""

    cells: tuple[Cell, ...]
    at: int

    @property
    def answer(self) -> Cell:
        """The cell that holds the answer."""
        return self.cells[self.at]


def row_of(text: str, start: int, end: int) -> Row | None:
    """The row that a text is; None where no single cell holds text[start:end]."""
    separator = PIPE if text.lstrip().startswith(PIPE) else CELL_SEPARATOR.strip()
    cells, holding, at = list[Cell](), None, 0
    for piece in text.split(separator):
        found = _CELL.fullmatch(piece)
        if at <= start and end <= at + len(piece) and found:
            holding = len(cells)
        at += len(piece) + len(separator)
        cells.append(Cell(found["name"] or "", found["words"]) if found else Cell("", piece))
    return None if holding is None else Row(tuple(cells), holding)


def cell_asked_for(text: str, start: int, end: int, question: str) -> tuple[int, int] | None:
    """The one cell that answers, of those of a row that text[start:end] reaches across.

    That is the one whose column the question names, if only one is; the span itself, in one cell,
    unless the question names the column of another like it better.
    """
    row = text.lstrip().startswith(PIPE) or CELL_SEPARATOR in text
    if not row:
        return start, end
    separator = PIPE if text.lstrip().startswith(PIPE) else CELL_SEPARATOR.strip()
    asked, at = set(stems(question)), 0
    found: list[tuple[int, tuple[int, int]]] = []
    beside: list[tuple[int, str]] = []
    for piece in text.split(separator):
        if cell := _CELL.fullmatch(piece):
            named = len(asked & set(stems(cell["name"] or "")))
            if at < end and start < at + len(piece):
                found.append((named, (at + cell.start("words"), at + cell.end("words"))))
            else:
                beside.append((named, cell["words"]))
        at += len(piece) + len(separator)
    if separator in text[start:end]:
        whole = [place for named, place in found if named]
        return whole[0] if len(whole) == 1 and whole[0][0] < whole[0][1] else None
    named, (first, last) = found[0] if found else (0, (start, end))
    kind = _kind(text[first:last])
    better = any(other > named and kind and _kind(words) == kind for other, words in beside)
    return None if better else (start, end)


def _kind(words: str) -> str:
    """The kind of the only value that a cell holds, or ""."""
    values = find_values(words)
    return values[0].kind if len(values) == 1 else ""


def same_row(one: Row, other: Row) -> bool:
    """Whether two rows are of the same thing, and their answers of the same column.

    The first cells must be the same, and others but for figures, which may have changed too.
    """
    a, b = one.answer, other.answer
    if stems(a.name) != stems(b.name) or (not a.name and one.at != other.at):
        return False
    pairs = list(_pairs(one, other))
    # A row that has only the answer is of nothing that is known.
    if not pairs or stems(pairs[0][0]) != stems(pairs[0][1]):
        return False
    return all(_same_cell(*pair) for pair in pairs[1:])


def _pairs(one: Row, other: Row) -> Iterator[tuple[str, str]]:
    """The words of the cells that stand in the same column of both rows, but for the answers."""
    if any(cell.name for cell in one.cells):
        named = {tuple(stems(cell.name)): cell.words for cell in other.cells}
        for at, cell in enumerate(one.cells):
            words = named.get(tuple(stems(cell.name)))
            if at != one.at and words is not None:
                yield cell.words, words
    elif len(one.cells) == len(other.cells):
        for at, (a, b) in enumerate(zip(one.cells, other.cells, strict=True)):
            if at != one.at and a.words:
                yield a.words, b.words


def _same_cell(one: str, other: str) -> bool:
    """Whether cells are the same, or figures; days and years tell rows apart."""
    if stems(one) == stems(other):
        return True
    figures, others = find_values(one), find_values(other)
    return (
        len(figures) == len(others) == 1
        and figures[0].kind == others[0].kind
        and figures[0].kind not in ("date", "time")
    )
