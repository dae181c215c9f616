"""Excel, by openpyxl: each sheet a heading, each row with its columns' headings."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.extraction.archives import check_office_file, transitional
from index.extraction.cells import NOTHING, Cell
from index.extraction.model import Extract, damage
from index.extraction.rows import write_rows
from index.extraction.writer import TextWriter, one_line
from index.formats.xlsx.beside import Beside, beside, unread
from index.formats.xlsx.number_formats import shown
from index.formats.xlsx.parts import SheetParts, merged_rows, notes_of, sheet_parts
from index.text.bounds import LONGEST_NAME, shortened

SUFFIXES = (".xlsx", ".xlsm")

WORKBOOK = "xl/workbook.xml"
RECKONED_ON_LOAD = re.compile(rb"fullCalcOnLoad=[\"'](?:1|true)[\"']")


def read(data: bytes) -> Extract:
    """The sheets that are not hidden, with the values that were last computed, as they are shown.

    Text boxes and comments stand below the cells of their sheet. Hidden sheets, rows and columns,
    formulas without a stored value, and charts are told in the notes.
    """
    import openpyxl

    check_office_file(data)
    writer = TextWriter()
    notes: list[str] = []
    with damage(), warnings.catch_warnings():
        # What openpyxl does not know of is no matter of whoever reads.
        warnings.simplefilter("ignore")
        data = transitional(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            for page, parts, around in _pages(book, data):
                name = shortened(one_line(page.title), LONGEST_NAME)
                if page.sheet_state != "visible":
                    notes += [f"sheet {name} is hidden and not read"] if parts.filled else []
                    continue
                # What a file says of its size may be anything.
                page.reset_dimensions()
                place = f"sheet {name}"
                writer.landmark(place)
                writer.add(page.title, "heading", 2)
                write_rows(writer, _rows(page, parts), f"{place}, ")
                _write_beside(writer, around, place)
                notes += [*notes_of(name, parts), *unread(name, around)]
            notes += [
                f"sheet {shortened(one_line(page.title), LONGEST_NAME)} is a chart and not read"
                for page in book.chartsheets
            ]
            declared = book.properties
            date = declared.modified or declared.created
        finally:
            book.close()
    return Extract(
        text=writer.text,
        blocks=tuple(writer.blocks),
        title=one_line(declared.title or ""),
        date=date.date().isoformat() if date else None,
        landmarks=tuple(writer.landmarks),
        notes=tuple(notes),
    )


def _write_beside(writer: TextWriter, around: Beside, place: str) -> None:
    """Write what lies on a sheet beside its cells: boxes first, then comments."""
    if around.boxes:
        writer.landmark(f"{place}, text box")
        for words in around.boxes:
            writer.add(words, "line")
    for cell, words in around.comments:
        writer.landmark(f"{place}, comment on {cell}" if cell else f"{place}, comment")
        writer.add(words, "line")


def _pages(
    book: Any,  # noqa: ANN401 (no types)
    data: bytes,
) -> Iterator[tuple[Any, SheetParts, Beside]]:
    """Each sheet of cells, and what openpyxl does not tell of it when it reads row by row."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.read(WORKBOOK) if WORKBOOK in archive.namelist() else b""
        on_load = bool(RECKONED_ON_LOAD.search(parts))
        for page in book.worksheets:
            with archive.open(page._worksheet_path) as source:
                cells = sheet_parts(source, reckoned_on_load=on_load)
            yield page, cells, beside(archive, page._worksheet_path)


def _rows(page: Any, parts: SheetParts) -> Iterator[list[Cell] | None]:  # noqa: ANN401
    """The rows of a sheet as they are shown; None for one that is hidden."""
    for number, cells in enumerate(merged_rows(_cells(page, parts), parts.merged), 1):
        yield None if number in parts.rows else _shown_columns(cells, parts)


def _shown_columns(cells: list[Cell], parts: SheetParts) -> list[Cell]:
    """A row without its hidden columns; of a merged cell the rest stays."""
    if not parts.columns:
        return cells
    found: list[Cell] = []
    lead, first = NOTHING, -1
    for column, cell in enumerate(cells, 1):
        if cell.across:
            lead, first = replace(cell, across=1), -1
        if parts.hides(column):
            continue
        if first < 0:
            first = len(found)
            found.append(lead)
        else:
            found[first] = replace(found[first], across=found[first].across + 1)
            found.append(cell)
    return found


def _cells(page: Any, parts: SheetParts) -> Iterator[list[Cell]]:  # noqa: ANN401
    looks: dict[int, tuple[str, bool]] = {}
    for number, cells in enumerate(page.iter_rows(), 1):
        row: list[Cell] = []
        for column, cell in enumerate(cells, 1):
            if cell.value is None or parts.hides(column) or (number, column) in parts.unreckoned:
                row.append(NOTHING)
                continue
            # Looking up a style takes longer than reading a cell.
            if cell._style_id not in looks:
                looks[cell._style_id] = (cell.number_format, bool(cell.font.b))
            form, strong = looks[cell._style_id]
            row.append(Cell(shown(cell.value, form), strong=strong))
        yield row
