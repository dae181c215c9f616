"""Tables of data in a web page: a line for each row, every cell with its column's heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from index.extraction.writer import one_line, row
from index.formats.html.elements import unseen, visible_words

# A cell that holds more than this is a part of a page that a table only lays out.
LONGEST_CELL = 300
WIDEST_SPAN = 100


MOST_HEADS = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    """A cell, told from all others by identity: two of the same words are two."""

    words: str
    heading: bool


# The headings above a column, from the top.
_Column = tuple[_Cell, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells in each place of a row; `head` says that it stands in the table's declared head."""

    cells: list[_Cell]
    head: bool

    @property
    def is_heading(self) -> bool:
        """Whether all that it holds are headings."""
        return all(cell.heading or not cell.words for cell in self.cells)

    def is_one(self, wide: int) -> bool:
        """Whether it is a single cell across a table of a width."""
        return wide > 1 and len(self.cells) == wide and len(set(self.cells)) == 1


def data_rows(table: Any) -> list[str]:  # noqa: ANN401 (lxml has no types)
    """The caption and the rows of a table; empty if it lays out a page and holds no data."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return []
    rows = _rows(table)
    widest = max((len(line.cells) for line in rows), default=0)
    if widest < 2 or any(len(one.words) > LONGEST_CELL for line in rows for one in line.cells):
        return []
    caption = table.find("caption")
    above = one_line(visible_words(caption)) if caption is not None else ""
    return [line for line in (above, *_lines(rows)) if line]


def _lines(rows: list[_Row]) -> Iterator[str]:
    """A line for each row; one cell alone heads nothing, and heading rows are one line."""
    wide = max(len(line.cells) for line in rows)
    first = next((at for at, line in enumerate(rows) if not line.is_one(wide)), len(rows))
    heads = _heads(rows[first:], wide)
    columns = [_heading(heads, at) for at in range(wide)] if heads else []
    for line in rows[:first]:
        yield row([], [line.cells[0].words])
    if columns:
        yield row([], [_words(cells) for cells, _ in groupby(columns)])
    for line in rows[first + len(heads) :]:
        cells = line.cells
        if columns:
            yield _headed(columns, cells)
        elif len(cells) == 2 and cells[0].heading and not cells[1].heading:
            yield row([cells[0].words], [cells[1].words])
        else:
            yield row([], [cell.words for cell, _ in groupby(cells)])


def _heads(rows: list[_Row], wide: int) -> list[_Row]:
    """The rows of headings that a table begins with, if others follow."""
    declared = bool(rows) and rows[0].head
    heads = []
    for line in rows[:MOST_HEADS]:
        if not line.is_heading or line.is_one(wide) or (declared and not line.head):
            break
        heads.append(line)
    if len(heads) == len(rows):
        return heads[:1] if len(rows) > 1 else []
    return heads


def _heading(heads: list[_Row], column: int) -> _Column:
    """The cells above a column, from the top, each once."""
    cells = (line.cells[column] for line in heads if column < len(line.cells))
    return tuple(cell for cell, _ in groupby(cells) if cell.words)


def _words(column: _Column) -> str:
    return " ".join(words for words, _ in groupby(cell.words for cell in column))


def _headed(columns: list[_Column], cells: list[_Cell]) -> str:
    """A row with each cell once, below what its columns are called; that too is told once."""
    names, words, at = list[str](), list[str](), 0
    told: _Column = ()
    for cell, group in groupby(cells):
        end = at + len(list(group))
        own = columns[at:end]
        names.append("" if own and own[0] == told else _name(own, len(columns)))
        words.append(cell.words)
        if cell.words:
            told = own[-1] if own else ()
        at = end
    return row(names, words)


def _name(columns: list[_Column], wide: int) -> str:
    """What a cell stands under: of several columns what they share, else the names of all.

    A cell across the whole table stands under none of them.
    """
    if len(columns) == wide > 1:
        return ""
    shared = [cells[0] for cells in zip(*columns, strict=False) if len(set(cells)) == 1]
    return _words(tuple(shared)) or ", ".join(dict.fromkeys(filter(None, map(_words, columns))))


def _rows(table: Any) -> list[_Row]:  # noqa: ANN401
    """The cells of each row; one that spans several places stands in each of them."""
    rows: list[_Row] = []
    reaching: dict[int, tuple[int, _Cell]] = {}
    for line in table.iter("tr"):
        if unseen(line):
            continue
        cells: list[_Cell] = []
        head = line.getparent().tag == "thead"
        for element in line.iterchildren("td", "th"):
            _from_above(cells, reaching)
            cell = _Cell(one_line(visible_words(element)), element.tag == "th" or head)
            for _ in range(_span(element, "colspan")):
                reaching[len(cells)] = (_span(element, "rowspan") - 1, cell)
                cells.append(cell)
        _from_above(cells, reaching)
        if any(cell.words for cell in cells):
            rows.append(_Row(cells, head))
    return rows


def _from_above(cells: list[_Cell], reaching: dict[int, tuple[int, _Cell]]) -> None:
    """Add the cells of earlier rows that reach down to the next places of this one."""
    while reaching.get(len(cells), (0, None))[0] > 0:
        left, cell = reaching[len(cells)]
        reaching[len(cells)] = (left - 1, cell)
        cells.append(cell)


def _span(element: Any, name: str) -> int:  # noqa: ANN401
    value = re.fullmatch(r"\s*0*([1-9][0-9]{0,3})\s*", element.get(name, ""))
    return min(int(value.group(1)), WIDEST_SPAN) if value else 1
