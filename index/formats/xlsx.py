"""Excel, by openpyxl: each sheet a heading, each row with its columns' headings."""

import datetime
import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

from index.extraction.archives import check_office_file
from index.extraction.model import Extract, damage
from index.extraction.rows import write_rows
from index.extraction.writer import TextWriter, one_line
from index.text.bounds import LONGEST_NAME, shortened

SUFFIXES = (".xlsx", ".xlsm")

DECIMALS = re.compile(r"0\.(0+)")
SIGN = re.compile(r"\[\$([^\]-]*)[^\]]*\]|\"([^\"]*)\"|([$€£¥])")
DIGIT_PLACES = re.compile(r"[#0?]")


def read(data: bytes) -> Extract:
    """The sheets that are not hidden, with the values that were last computed."""
    import openpyxl

    check_office_file(data)
    sheet = TextWriter()
    with damage(), warnings.catch_warnings():
        # What openpyxl does not know of is no matter of whoever reads.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            for page in book.worksheets:
                if page.sheet_state == "visible":
                    # What a file says of its size may be anything.
                    page.reset_dimensions()
                    place = f"sheet {shortened(one_line(page.title), LONGEST_NAME)}"
                    sheet.landmark(place)
                    sheet.add(page.title, "heading", 2)
                    write_rows(sheet, _rows(page), f"{place}, ")
            declared = book.properties
            date = declared.modified or declared.created
        finally:
            book.close()
    return Extract(
        text=sheet.text,
        blocks=tuple(sheet.blocks),
        title=one_line(declared.title or ""),
        date=date.date().isoformat() if date else None,
        landmarks=tuple(sheet.landmarks),
    )


def _rows(page: Any) -> Iterator[list[str]]:  # noqa: ANN401 (openpyxl has no types)
    for cells in page.iter_rows():
        yield [
            "" if cell.value is None else _shown(cell.value, cell.number_format) for cell in cells
        ]


def _shown(value: object, form: str) -> str:
    """A cell's value about as Excel shows it: dates as ISO 8601, numbers with their decimals."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, int | float):
        return _number(value, form.partition(";")[0])
    return str(value)


def _number(value: float, form: str) -> str:
    percent = "%" in form
    places = DECIMALS.search(form)
    group = "," if "#,##" in form else ""
    if places or percent or group:
        decimals = len(places.group(1)) if places else 0
        words = f"{value * 100 if percent else value:{group}.{decimals}f}"
    else:
        words = f"{value:.15g}"
    digits = DIGIT_PLACES.search(form)
    for sign in SIGN.finditer(form):
        mark = next(filter(None, sign.groups()), "")
        before = digits is not None and sign.start() < digits.start()
        words = f"{mark}{words}" if before else f"{words} {mark.strip()}"
    return words + ("%" if percent else "")
