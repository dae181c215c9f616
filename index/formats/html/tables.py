"""Tables of data in a web page: a line for each row, every cell with its column's heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.extraction.writer import one_line, row
from index.formats.html.elements import unseen, visible_words

# A cell that holds more than this is a part of a page that a table only lays out.
LONGEST_CELL = 300
WIDEST_SPAN = 100


@dataclass(frozen=True, slots=True)
class _Cell:
    words: str
    heading: bool


def data_rows(table: Any) -> list[str]:  # noqa: ANN401 (lxml has no types)
    """The caption and the rows of a table; empty if it lays out a page and holds no data."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return []
    rows = _rows(table)
    widest = max(map(len, rows), default=0)
    if widest < 2 or any(len(cell.words) > LONGEST_CELL for cells in rows for cell in cells):
        return []
    caption = table.find("caption")
    above = one_line(visible_words(caption)) if caption is not None else ""
    return [line for line in (above, *_lines(rows)) if line]


def _lines(rows: list[list[_Cell]]) -> Iterator[str]:
    headed = len(rows) > 1 and all(cell.heading for cell in rows[0])
    headings = [cell.words for cell in rows[0]] if headed else []
    for at, cells in enumerate(rows):
        words = [cell.words for cell in cells]
        if headed and at:
            yield row(headings, words)
        elif not headed and len(cells) == 2 and cells[0].heading and not cells[1].heading:
            yield row(words[:1], words[1:])
        else:
            yield row([], words)


def _rows(table: Any) -> list[list[_Cell]]:  # noqa: ANN401
    """The cells of each row; one that spans several places stands in each of them."""
    rows: list[list[_Cell]] = []
    reaching: dict[int, tuple[int, _Cell]] = {}
    for line in table.iter("tr"):
        if unseen(line):
            continue
        cells: list[_Cell] = []
        for element in line.iterchildren("td", "th"):
            _from_above(cells, reaching)
            head = element.tag == "th" or line.getparent().tag == "thead"
            cell = _Cell(one_line(visible_words(element)), head)
            for _ in range(_span(element, "colspan")):
                reaching[len(cells)] = (_span(element, "rowspan") - 1, cell)
                cells.append(cell)
        _from_above(cells, reaching)
        if any(cell.words for cell in cells):
            rows.append(cells)
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
