"""Tables beside each other on a sheet, with an empty column between them."""

from collections.abc import Sequence

from index.extraction.cells import Cell

Region = tuple[int, int]

# A table of one column has no headings that could be told; it stays with what is left of it.
LEAST_COLUMNS = 2


def regions(rows: Sequence[Sequence[Cell] | None]) -> list[Region]:
    """The runs of columns that no empty column cuts, each from its first to before its last.

    A cell that spans several columns, such as a title over two tables, fills only its first.
    """
    filled: set[int] = set()
    for cells in rows:
        filled.update(at for at, cell in enumerate(cells or ()) if cell.words and cell.across)
    runs: list[Region] = []
    for at in sorted(filled):
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    found: list[Region] = []
    for first, last in runs:
        narrow = last - first < LEAST_COLUMNS
        if found and (narrow or found[-1][1] - found[-1][0] < LEAST_COLUMNS):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found
