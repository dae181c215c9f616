"""Rows of tables without rules whose cells go over several lines, put together as one line each.

What tells them is the space: lines of one row stand closer than rows do. Each further line of a
cell must be there because the line above it was full; where one is not, nothing is put together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.formats.pdf.pieces import Line, Segment
from index.formats.pdf.rules import LONGEST_CELL, whole_cell
from index.formats.pdf.table_columns import Span, by_column, spans_of

# Parts of the size of letters: how far apart lines of a cell, and of a table, are at most.
LEADING = 1.6
FARTHEST = 5.0
BLANK = 0.25
NEXT_COLUMN = 1.5
# Rows are so much further apart than lines of one row.
MORE_APART = 1.2
LEAST_ROWS = 3
MOST_LINES = 8
RUNNING_WORDS = 3

Cells = dict[int, Segment]


@dataclass(frozen=True, slots=True)
class _Table:
    """Lines below each other, by columns; the first one names them."""

    start: int
    lines: Sequence[Line]
    spans: Sequence[Span]

    @property
    def end(self) -> int:
        """Behind its last line, among all lines."""
        return self.start + len(self.lines)


def with_whole_rows(lines: Sequence[Line], are_names: Callable[[Line], bool]) -> list[Line]:
    """The lines, those of one row of a plain table as one."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        table = _table(lines, at) if _may_be_row(lines[at]) and are_names(lines[at]) else None
        rows = _rows(table) if table else None
        if table and rows:
            found += rows
            at = table.end
        else:
            found.append(lines[at])
            at += 1
    return found


def _may_be_row(line: Line) -> bool:
    fields = any(cell.is_field for cell in line.cells)
    return len(line.cells) > 1 and not (line.apart or line.is_speech or fields)


def _table(lines: Sequence[Line], start: int) -> _Table | None:
    """The lines from one on that keep to the columns of its cells."""
    spans = spans_of(lines[start].cells)
    end = start + 1
    while end < len(lines) and _are_near(lines[end - 1], lines[end]):
        line = lines[end]
        wider = _wider(spans, line.cells)
        if line.apart or line.is_speech or wider is None:
            break
        spans, end = wider, end + 1
    fits = len(spans) == len(lines[start].cells)
    return _Table(start, lines[start:end], spans) if fits and end - start > LEAST_ROWS else None


def _wider(spans: Sequence[Span], cells: Sequence[Segment]) -> list[Span] | None:
    """The columns with some cells in them; None where these stand in two, or in none."""
    wider = list(spans)
    for cell in cells:
        over = [at for at, (low, high) in enumerate(spans) if cell.left < high and low < cell.right]
        if len(over) != 1 or cell.is_field:
            return None
        low, high = wider[over[0]]
        wider[over[0]] = min(low, cell.left), max(high, cell.right)
    return wider if all(a[1] < b[0] for a, b in pairwise(wider)) else None


def _are_near(above: Line, line: Line) -> bool:
    same = (above.page, above.column, above.turn) == (line.page, line.column, line.turn)
    return same and 0 < above.middle - line.middle <= FARTHEST * line.size


def _rows(table: _Table) -> list[Line] | None:
    """A line for each row, or None where lines are not plainly rows in several lines."""
    steps = [a.middle - b.middle for a, b in pairwise(table.lines)]
    within = _largest_within(steps, table.lines[0].size)
    if within is None:
        return None
    groups = [[table.lines[0]]]
    for step, line in zip(steps, table.lines[1:], strict=True):
        if step <= within:
            groups[-1].append(line)
        else:
            groups.append([line])
    if len(groups) < LEAST_ROWS or any(len(group) > MOST_LINES for group in groups):
        return None
    rows = [_row(group, table.spans, names=n == 0) for n, group in enumerate(groups)]
    return [row for row in rows if row] if all(rows) else None


def _largest_within(steps: Sequence[float], size: float) -> float | None:
    """The largest step within rows; None where rows are no further apart than lines."""
    order = sorted(steps)
    found = [a for a, b in pairwise(order) if a <= LEADING * size and b >= MORE_APART * a]
    return max(found, default=None)


def _row(group: Sequence[Line], spans: Sequence[Span], *, names: bool) -> Line | None:
    """The lines of one row as one; None where they may be several rows."""
    held = [by_column(line.cells, spans) for line in group]
    columns: dict[int, list[Segment]] = {}
    for cells in held:
        if cells is None:
            return None
        for at, cell in cells.items():
            columns.setdefault(at, []).append(cell)
    if 0 not in columns or sum(len(cells or ()) == len(spans) for cells in held) > 1:
        return None
    for at, lines in columns.items():
        beyond = spans[at + 1][0] if at + 1 < len(spans) else spans[at][1]
        if not all(_is_full(*pair, spans[at][1], beyond, names=names) for pair in pairwise(lines)):
            return None
    if len(group) == 1:
        return group[0]
    wholes = [whole_cell([[cell] for cell in columns[at]]) for at in sorted(columns)]
    if any(len(cell.words) > LONGEST_CELL for cell in wholes):
        return None
    top = max((cell for line in group for cell in line.cells), key=lambda cell: cell.middle)
    return replace(
        group[0],
        cells=tuple(replace(cell, bottom=top.bottom, top=top.top) for cell in wholes),
    )


def _is_full(above: Segment, below: Segment, right: float, beyond: float, *, names: bool) -> bool:
    """Whether the first word of a line had no room behind the line above it.

    `right` is where the column ends, `beyond` where the next one begins.
    """
    end = above.right + BLANK * above.size + below.first
    if end <= right:
        return False
    running = above.words.count(" ") + 1 >= RUNNING_WORDS
    return names or running or end > beyond - NEXT_COLUMN * above.size
