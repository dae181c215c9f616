"""Rows of cells as text: every cell after its column's heading, each row a landmark."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain, groupby, islice
from operator import attrgetter

from index.extraction.cells import FIGURES, WORDY, Cell, Shape, shape_of
from index.extraction.heading_rows import LONGEST_CELL, Above, Place, headings_at, may_head
from index.extraction.joined_headings import Headings, Row, joined, own
from index.extraction.regions import regions
from index.extraction.writer import CELL_SEPARATOR, TextWriter, one_line

# What stands below a row tells whether it holds headings; so many rows are enough.
LOOKED_AT = 16
# Headings come among the first rows; those above are titles and what is said about the table.
HEAD_WITHIN = 10
# A cell across more columns than this stands under no heading.
MOST_HEADINGS = 4
# So many different words of a column are remembered, to know it again below a blank line.
REMEMBERED = 200
# Tables beside each other are looked for on sheets of fewer rows.
MOST_BESIDE = 5000
BETWEEN = " / "
TOTALS = ("total", "sum", "subtotal", "average", "mean", "grand total", "all")
REMARKS = ("note", "source", "*", "†", "remark")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is told: its number, its words, and the cells that are texts of their own.

    `heads` says that it holds headings.
    """

    number: int
    words: str
    long: tuple[str, ...] = ()
    heads: bool = False


@dataclass(frozen=True, slots=True)
class _Given:
    """A row that is not empty; `apart` says that an empty one stands above it."""

    number: int
    cells: Row
    apart: bool


@dataclass(slots=True)
class _Table:
    """What is known of the table that is being read: its headings and what its columns hold."""

    headings: Headings | None = None
    rows: int = 0
    figures: dict[int, int] = field(default_factory=dict)
    words: dict[int, int] = field(default_factory=dict)
    values: dict[int, set[str]] = field(default_factory=dict)
    above: Above = field(default_factory=Above)

    def __post_init__(self) -> None:
        names = self.headings.words if self.headings else ()
        self.above = Above(names, used={at for at, name in enumerate(names) if name})

    def take(self, cells: Row) -> None:
        """Remember a row of it, for those that follow to be compared with."""
        self.rows += 1
        for at in own(cells):
            shape = shape_of(cells[at].words)
            if shape in FIGURES:
                if at not in self.words:
                    self.above.figures.add(at)
                self.figures[at] = self.figures.get(at, 0) + 1
                self.above.used.add(at)
            elif shape in WORDY:
                self.above.figures.discard(at)
                self.words[at] = self.words.get(at, 0) + 1
                self.above.used.add(at)
                known = self.values.setdefault(at, set())
                if len(known) < REMEMBERED:
                    known.add(cells[at].words)


def write_rows(
    writer: TextWriter, rows: Iterable[Sequence[str] | Row | None], place: str = ""
) -> None:
    """Write rows below each other, as `table_lines` tells them; None is one that is passed over.

    `place` comes before a row's number in its landmark. Tables beside each other, with an empty
    column between them, have headings of their own.
    """
    cells = map(_cells, rows)
    begun = list(islice(cells, MOST_BESIDE))
    parts = regions(begun) if len(begun) < MOST_BESIDE else []
    beside = _beside([_columns(begun, *part) for part in parts]) if len(parts) > 1 else None
    for line in beside or table_lines(chain(begun, cells)):
        writer.landmark(f"{place}row {line.number}")
        writer.add(line.words, "table")
        for words in line.long:
            writer.add(words, "line")


def _cells(row: Sequence[str] | Row | None) -> Row | None:
    """A row's cells, with their words on one line."""
    if row is None:
        return None
    return [
        Cell(one_line(cell))
        if isinstance(cell, str)
        else Cell(one_line(cell.words), cell.across, cell.above, cell.strong)
        for cell in row
    ]


def _columns(rows: Sequence[Row | None], first: int, last: int) -> list[Row | None]:
    """The rows of some columns."""
    return [cells if cells is None else cells[first:last] for cells in rows]


def _beside(tables: Sequence[Sequence[Row | None]]) -> Iterator[Line]:
    """The lines of tables that stand beside each other, those of one row together."""
    by_number = attrgetter("number")
    lines = merge(*map(table_lines, tables), key=by_number)
    for number, of_row in groupby(lines, by_number):
        found = list(of_row)
        words = CELL_SEPARATOR.join(line.words for line in found if line.words)
        yield Line(number, words, tuple(long for line in found for long in line.long))


def table_lines(
    rows: Iterable[Row | None], *, first: Place = Place.FIRST, marked: int = 0
) -> Iterator[Line]:
    """The rows of one or several tables below each other, each cell after its column's heading.

    Headings begin a table, in one row or several, and hold until others follow, or until a blank
    line below which the rows may be of another kind. A cell across several columns is told once,
    one across several rows in each of them. None stands for a row that is passed over. `first` says
    how sure it is that the first row of several cells holds headings, `marked` how many rows the
    file itself marks as such.
    """
    waiting: deque[_Given] = deque()
    given = _given(rows)
    table, apart, cut, begun = _Table(), True, False, False
    right_below = False
    while True:
        waiting.extend(islice(given, LOOKED_AT - len(waiting)))
        if not waiting:
            return
        at = waiting[0]
        apart, cut = apart or at.apart, cut or at.apart
        place = Place.WITHIN
        if apart:
            # What stands in other columns than the table before is surely no part of it.
            new = sum(column not in table.above.used for column in own(at.cells))
            place = first if table.rows == 0 == begun or new > 1 else Place.APART
        table.above.facts = table.headings is None and right_below and not at.apart
        found = _headings(waiting, place, table, marked)
        right_below = False
        if found:
            marked = 0
            table, apart, cut, begun = _Table(found), False, False, True
            for _ in range(found.rows):
                line = waiting.popleft()
                yield _line(line, None, heads=True)
            continue
        waiting.popleft()
        filled = own(at.cells)
        if _stands_alone(at.cells, filled, waiting, table, apart=apart):
            apart = apart or len(filled) == 1
            yield _line(at, None)
            continue
        if cut and table.rows and not _goes_on([at, *_until_apart(waiting)], table):
            table = _Table()
        # Rows of facts may stand above the headings.
        early = not begun and at.number <= HEAD_WITHIN
        apart, cut = early and table.headings is None, False
        table.take(at.cells)
        right_below = True
        yield _line(at, table.headings)


def _given(rows: Iterable[Row | None]) -> Iterator[_Given]:
    """The rows that are not empty, numbered as they stand.

    Those that only tell again what reaches down from above are left out.
    """
    apart = False
    for number, cells in enumerate(rows, 1):
        if cells is None:
            continue
        if own(cells):
            yield _Given(number, cells, apart)
            apart = False
        elif not any(cell.words for cell in cells):
            apart = True


def _headings(
    waiting: Sequence[_Given], place: Place, table: _Table, marked: int
) -> Headings | None:
    if marked:
        return joined([line.cells for line in islice(waiting, marked)])
    if not may_head(waiting[0].cells, place, table.above):
        return None
    rows = [waiting[0].cells]
    for n, line in enumerate(islice(waiting, 1, None)):
        # A blank line may come between headings and what they are about.
        if n > 0 and (line.apart or _widens(rows, line.cells)):
            break
        rows.append(line.cells)
    return headings_at(rows, place, table.above)


def _widens(rows: Sequence[Row], cells: Row) -> bool:
    """Whether a row of words has one where none of those above has anything: a wider table's."""
    filled = own(cells)
    if any(shape_of(cells[at].words) not in WORDY for at in filled):
        return False
    used = {at for row in rows for at in own(row)}
    return len(filled) > 1 and not used.issuperset(filled)


def _until_apart(waiting: Iterable[_Given]) -> Iterator[_Given]:
    for line in waiting:
        if line.apart:
            return
        yield line


def _stands_alone(
    cells: Row, filled: list[int], waiting: Sequence[_Given], table: _Table, *, apart: bool
) -> bool:
    """Whether the only cell of a row is a title or a remark, and no part of a table."""
    if len(filled) > 1 or table.headings is None:
        return len(filled) == 1
    cell = cells[filled[0]]
    if cell.across > 1 or apart or not table.headings.words[filled[0] : filled[0] + 1]:
        return True
    if shape_of(cell.words) == "sentence" or cell.words.lower().startswith(REMARKS):
        return True
    return bool(waiting) and _headings(waiting, Place.APART, table, 0) is not None


def _goes_on(lines: Sequence[_Given], table: _Table) -> bool:
    """Whether rows below a blank line surely belong to the table above it.

    They do where their columns hold the same kinds of things, figures or words that were there
    before; of two columns that says too little, unless they are summed up.
    """
    if table.headings is None:
        return True
    first = own(lines[0].cells)
    if lines[0].cells[first[0]].words.lower().rstrip(":").startswith(TOTALS):
        return True
    named = sum(map(bool, table.headings.words))
    sure = False
    for line in lines:
        for at in own(line.cells):
            words = line.cells[at].words
            shape: Shape = shape_of(words)
            figured, worded = table.figures.get(at, 0), table.words.get(at, 0)
            if shape in FIGURES:
                if not figured:
                    return False
                sure = sure or figured > worded
            elif shape in WORDY:
                if not worded:
                    return False
                sure = sure or words in table.values[at]
    return sure and named > 2


def _line(line: _Given, headings: Headings | None, *, heads: bool = False) -> Line:
    """A row in words; its long cells stand below it."""
    words, long = list[str](), list[str]()
    told = -1
    for at, cell in enumerate(line.cells):
        if not cell.words or not cell.across or (heads and cell.above):
            continue
        if len(cell.words) > LONGEST_CELL:
            long.append(cell.words)
            continue
        name, origin = _name(headings, at, cell.across) if headings else ("", -1)
        named = name and not 0 <= origin == told
        words.append(f"{name.removesuffix(':')}: {cell.words}" if named else cell.words)
        told = origin
    return Line(line.number, CELL_SEPARATOR.join(words), tuple(long), heads)


def _name(headings: Headings, at: int, across: int) -> tuple[str, int]:
    """What stands above a cell, and where that begins if it stands above others too."""
    if across == 1:
        beyond = at >= len(headings.words)
        return ("", -1) if beyond else (headings.words[at], headings.origins[at])
    names = list(dict.fromkeys(filter(None, headings.words[at : at + across])))
    everything = len(names) > 1 and len(names) == len(set(filter(None, headings.words)))
    return ("", -1) if everything or len(names) > MOST_HEADINGS else (BETWEEN.join(names), -1)
