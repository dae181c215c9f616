"""What a sheet of a workbook holds beside values: merged cells, hidden rows, bare formulas."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from index.errors import DocumentError
from index.extraction.cells import NOTHING, Cell

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
TRUE = ("1", "true")
# No table has a cell that spans more columns; a title may.
WIDEST = 100
NAMED = 3


@dataclass(frozen=True, slots=True)
class Area:
    """Rows and columns from one cell to another, both counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class SheetParts:
    """What is known of a sheet before its values are read; `unreckoned` are places of formulas."""

    merged: list[Area] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    unreckoned: dict[tuple[int, int], str] = field(default_factory=dict)
    filled: bool = False

    def hides(self, column: int) -> bool:
        """Whether a column, counted from 1, is not shown."""
        return any(first <= column <= last for first, last in self.columns)


def sheet_parts(source: IO[bytes], *, reckoned_on_load: bool) -> SheetParts:
    """Look through the XML of a sheet.

    Rows that a filter leaves out, and folded groups of rows and columns, count as shown: whoever
    reads has a button that opens them. `reckoned_on_load` says that the file asks for its formulas
    to be reckoned when it is opened; programs that cannot do that themselves store a 0 for each.
    """
    from lxml import etree

    parts = SheetParts()
    zeros: dict[tuple[int, int], str] = {}
    hidden: list[int] = []
    valued, number = False, 0
    tags = [f"{MAIN}{name}" for name in ("row", "col", "mergeCell", "autoFilter")]
    events = etree.iterparse(source, tag=tags, resolve_entities=False, no_network=True)
    for _, element in events:
        if element.tag == f"{MAIN}row":
            if number == 0 and element.getroottree().docinfo.internalDTD is not None:
                raise DocumentError("it declares XML entities, which no office program writes")
            number = _number(element.get("r"), number + 1)
            if (_is(element, "hidden") or element.get("ht") == "0") and not _folded(element):
                hidden.append(number)
            for place, name, value in _formulas(element, number):
                if value is None:
                    parts.unreckoned[place] = name
                elif value == "0":
                    zeros[place] = name
                else:
                    valued = True
            parts.filled = parts.filled or len(element) > 0
            _forget(element)
        elif element.tag == f"{MAIN}mergeCell":
            parts.merged += _areas(element.get("ref", ""))
        elif element.tag == f"{MAIN}autoFilter":
            if element.find(f"{MAIN}filterColumn") is not None:
                for area in _areas(element.get("ref", "")):
                    hidden = [row for row in hidden if not area.top < row <= area.bottom]
        elif (_is(element, "hidden") or element.get("width") == "0") and not _folded(element):
            first = _number(element.get("min"), 1)
            parts.columns.append((first, _number(element.get("max"), first)))
    if reckoned_on_load and not valued:
        parts.unreckoned |= zeros
    parts.rows = set(hidden)
    parts.merged.sort(key=lambda area: (area.top, area.left))
    return parts


def merged_rows(rows: Iterable[list[Cell]], areas: list[Area]) -> Iterator[list[Cell]]:
    """The rows with every merged cell in all the places that it spans."""
    waiting = iter(areas)
    coming = next(waiting, None)
    reaching: list[tuple[Area, Cell]] = []
    for number, cells in enumerate(rows, 1):
        reaching = [(area, cell) for area, cell in reaching if area.bottom >= number]
        for area, cell in reaching:
            _spread(cells, area, Cell(cell.words, cell.across, True, cell.strong))
        while coming is not None and coming.top <= number:
            if coming.top == number and coming.left <= len(cells):
                first = cells[coming.left - 1]
                across = coming.right - coming.left + 1
                cell = Cell(first.words, across, strong=first.strong)
                _spread(cells, coming, cell)
                if coming.bottom > number and cell.words:
                    reaching.append((coming, cell))
            coming = next(waiting, None)
        yield cells


def _spread(cells: list[Cell], area: Area, cell: Cell) -> None:
    """Put a merged cell into a row, with what tells of it in the places that it reaches over."""
    last = min(area.right, area.left + WIDEST - 1)
    cells += [NOTHING] * (last - len(cells))
    cells[area.left - 1] = cell
    over = Cell(cell.words, 0, cell.above, cell.strong)
    cells[area.left : last] = [over] * (last - area.left)


def notes_of(name: str, parts: SheetParts) -> Iterator[str]:
    """What of a sheet is not read, each as the end of a sentence."""
    if parts.rows:
        rows = _runs(sorted(parts.rows))
        yield f"sheet {name} hides {_listed('row', rows)}, which {_are(rows)} not read"
    if parts.columns:
        columns = [(_letters(first), _letters(last)) for first, last in sorted(parts.columns)]
        yield f"sheet {name} hides {_listed('column', columns)}, which {_are(columns)} not read"
    if count := len(parts.unreckoned):
        named = ", ".join(list(parts.unreckoned.values())[:NAMED])
        more = f" and {count - NAMED} more" if count > NAMED else ""
        told = (
            f"the formula in {named} has" if count == 1 else f"the formulas in {named}{more} have"
        )
        yield (
            f"in sheet {name} {told} no stored value: "
            "open the file in a spreadsheet program and save it"
        )


def _formulas(row: Any, number: int) -> Iterator[tuple[tuple[int, int], str, str | None]]:  # noqa: ANN401
    """Place, name and stored value of each formula of a row."""
    column = 0
    for cell in row.iterchildren(f"{MAIN}c"):
        area = next(_areas(cell.get("r", "")), None)
        column = area.left if area else column + 1
        if cell.find(f"{MAIN}f") is not None:
            value = cell.findtext(f"{MAIN}v")
            # A formula may well have an empty text for its value.
            empty = None if cell.get("t") != "str" or cell.find(f"{MAIN}v") is None else ""
            yield (number, column), f"{_letters(column)}{number}", value or empty


def _areas(ref: str) -> Iterator[Area]:
    if match := RANGE.fullmatch(ref):
        left, top, right, bottom = match.groups()
        yield Area(int(top), _column(left), int(bottom or top), _column(right or left))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _number(words: str | None, otherwise: int) -> int:
    return int(words) if words and words.isdecimal() and len(words) < 8 else otherwise


def _is(element: Any, name: str) -> bool:  # noqa: ANN401
    return element.get(name) in TRUE


def _folded(element: Any) -> bool:  # noqa: ANN401
    return _number(element.get("outlineLevel"), 0) > 0


def _forget(element: Any) -> None:  # noqa: ANN401
    """Let go of a row that has been looked through, and of those before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _listed(kind: str, runs: list[Any]) -> str:
    told = [f"{first}" if first == last else f"{first} to {last}" for first, last in runs[:NAMED]]
    more = f" and {len(runs) - NAMED} more" if len(runs) > NAMED else ""
    return f"{kind}{'s' if _are(runs) == 'are' else ''} {', '.join(told)}{more}"


def _are(runs: list[Any]) -> str:
    return "are" if len(runs) > 1 or runs[0][0] != runs[0][1] else "is"
