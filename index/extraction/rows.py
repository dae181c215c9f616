"""Rows of cells as text: every cell after its column's heading, each row a landmark."""

from collections.abc import Iterable, Sequence

from index.extraction.writer import TextWriter, one_line, row

# A row of headings comes among the first rows; a cell longer than this is a text of its own.
HEAD_WITHIN = 10
LONGEST_CELL = 300


def write_rows(sheet: TextWriter, rows: Iterable[Sequence[str]], place: str = "") -> None:
    """Write rows below each other; `place` comes before a row's number in its landmark.

    The headings are the first row of several cells that are all words. Rows above it, such as a
    table's title, are written as they are.
    """
    headings: list[str] = []
    for number, cells in enumerate(rows, 1):
        words = [one_line(cell) for cell in cells]
        if not any(words):
            continue
        sheet.landmark(f"{place}row {number}")
        short = [cell if len(cell) <= LONGEST_CELL else "" for cell in words]
        sheet.add(row(headings, short), "table")
        for cell in words:
            if len(cell) > LONGEST_CELL:
                sheet.add(cell, "line")
        if not headings and number <= HEAD_WITHIN and _is_head(words):
            headings = words


def _is_head(cells: Sequence[str]) -> bool:
    """Whether cells name columns: several, all words, all different."""
    filled = [cell for cell in cells if cell]
    named = all(any(c.isalpha() for c in cell) and len(cell) <= LONGEST_CELL for cell in filled)
    return len(filled) > 1 and named and len(set(filled)) == len(filled)
