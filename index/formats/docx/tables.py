"""Tables of Word: their cells where they stand, told as rows under their headings."""

from collections.abc import Callable, Iterator
from typing import Any

from index.extraction.cells import NOTHING, Cell
from index.extraction.heading_rows import Place
from index.extraction.rows import Line, table_lines
from index.extraction.writer import one_line
from index.formats.docx.styles import Styles, W, is_on, value
from index.formats.docx.text import inside

WIDEST_SPAN = 100
WordsOf = Callable[[Any], str]


def lines_of(table: Any, words_of: WordsOf, styles: Styles) -> list[Line] | None:  # noqa: ANN401
    """The rows of a table of data, long cells below theirs; None of one that lays out a page.

    `words_of` gives the words of a cell.
    """
    rows = list(_rows(table))
    grid = list(_grid(rows, words_of, styles))
    nested = table.find(f".//{W}tc//{W}tbl") is not None
    if nested or max(map(len, grid), default=0) < 2:
        return None
    marked = 0
    while marked < len(rows) and is_on(rows[marked].find(f"{W}trPr/{W}tblHeader")):
        marked += 1
    if marked == len(rows):
        marked = 0
    lines = list(table_lines(grid, first=Place.APART, marked=marked))
    if any(line.long for line in lines) and not any(line.heads for line in lines):
        return None
    return lines


def cells_of(table: Any) -> Iterator[Any]:  # noqa: ANN401
    """The cells of a table that are there and shown, row by row."""
    for row in _rows(table):
        yield from (cell for cell in inside(row, f"{W}tc") if not _goes_on(cell))


def _rows(table: Any) -> Iterator[Any]:  # noqa: ANN401
    for row in inside(table, f"{W}tr"):
        gone = row.find(f"{W}trPr/{W}del") is not None
        if not gone and not is_on(row.find(f"{W}trPr/{W}hidden")):
            yield row


def _grid(rows: list[Any], words_of: WordsOf, styles: Styles) -> Iterator[list[Cell]]:
    """The cells of each row by its columns; one that spans several has its words in each."""
    above: list[Cell] = []
    for row in rows:
        cells = [NOTHING] * _count(value(row, f"trPr/{W}gridBefore"), 0)
        for element in inside(row, f"{W}tc"):
            at = len(cells)
            across = _count(value(element, f"tcPr/{W}gridSpan"), 1)
            if _goes_on(element):
                over = above[at] if at < len(above) else NOTHING
                cell = Cell(over.words, across, True, over.strong)
            elif element.find(f"{W}tcPr/{W}cellDel") is not None:
                cell = NOTHING
            else:
                cell = Cell(one_line(words_of(element)), across, strong=_is_bold(element, styles))
            cells.append(cell)
            cells += [Cell(cell.words, 0, cell.above, cell.strong)] * (across - 1)
        yield cells
        above = cells


def _goes_on(cell: Any) -> bool:  # noqa: ANN401
    """Whether a cell is the lower part of one above it."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return merged is not None and merged.get(f"{W}val") != "restart"


def _is_bold(cell: Any, styles: Styles) -> bool:  # noqa: ANN401
    """Whether all words of a cell are bold, by themselves or by the style of their paragraph."""
    bold: list[bool] = []
    for paragraph in cell.iter(f"{W}p"):
        by_style = styles.bold(value(paragraph, f"pPr/{W}pStyle"))
        for run in paragraph.iter(f"{W}r"):
            if run.find(f"{W}t") is not None:
                mark = run.find(f"{W}rPr/{W}b")
                bold.append(by_style if mark is None else is_on(mark))
    return bool(bold) and all(bold)


def _count(number: str | None, otherwise: int) -> int:
    return min(WIDEST_SPAN, int(number)) if number and number.isdecimal() else otherwise
