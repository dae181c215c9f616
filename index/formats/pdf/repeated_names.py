"""Names of a table's columns that are printed again on each page: no heads of pages."""

from collections.abc import Collection, Sequence
from itertools import pairwise

from index.formats.pdf.pieces import Line
from index.formats.pdf.table_columns import by_column, spans_of

# Parts of the size of letters: how far above its first row a line of names stands at most.
NEAR = 2.5
ROWS = 3


def repeated_names(pages: Sequence[Sequence[Line]], edges: Collection[Line]) -> set[Line]:
    """Those of the heads of pages that stand right above rows, a name above each column."""
    return {
        line
        for page in pages
        for at, line in enumerate(page)
        if line in edges and len(line.cells) > 1 and _heads(line, page[at + 1 : at + 1 + ROWS])
    }


def _heads(line: Line, rows: Sequence[Line]) -> bool:
    together = [line, *rows]
    if len(rows) < ROWS or any(len(row.cells) != len(line.cells) for row in rows):
        return False
    steps = [above.middle - below.middle for above, below in pairwise(together)]
    if any(not 0 < step <= NEAR * line.size for step in steps):
        return False
    spans = spans_of([cell for one in together for cell in one.cells])
    return len(spans) == len(line.cells) and all(by_column(one.cells, spans) for one in together)
