"""Workbooks are read row by row, each cell with its heading."""

import io
import zipfile
from datetime import date, datetime, time

import pytest

from index.errors import DocumentError
from index.formats.xlsx import read
from tests.index.formats.made import excel, repacked, word

PRICES = [
    ["Prices of the bakery"],
    [],
    ["Name", "Price", "Since"],
    ["Rye bread", 4.2, date(2024, 3, 12)],
    ["Roll", None, None],
]


def lines(data: bytes) -> list[tuple[str, str]]:
    """The landmark of each line that is not blank, and the line."""
    extract = read(data)
    found = []
    for block in extract.blocks:
        names = [mark.name for mark in extract.landmarks if mark.start <= block.start]
        found.append((names[-1], extract.text[block.start : block.end]))
    return found


def test_a_row_has_its_headings_and_its_place() -> None:
    assert lines(
        excel({"Bread": PRICES, "Empty": [], "Tea": [["Kind", "Pot"], ["Green", True]]})
    ) == [
        ("sheet Bread", "Bread"),
        ("sheet Bread, row 1", "Prices of the bakery"),
        ("sheet Bread, row 3", "Name · Price · Since"),
        ("sheet Bread, row 4", "Name: Rye bread · Price: 4.2 · Since: 2024-03-12"),
        ("sheet Bread, row 5", "Name: Roll"),
        ("sheet Empty", "Empty"),
        ("sheet Tea", "Tea"),
        ("sheet Tea, row 1", "Kind · Pot"),
        ("sheet Tea, row 2", "Kind: Green · Pot: TRUE"),
    ]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (4.2, "General", "4.2"),
        (4.0, "General", "4"),
        (0.1 + 0.2, "General", "0.3"),
        (4.2, '0.00 "€"', "4.20 €"),
        (4.2, "#,##0.00 [$€-407];[Red]-#,##0.00 [$€-407]", "4.20 €"),
        (1234.5, '"$"#,##0.00', "$1,234.50"),
        (0.125, "0.0%", "12.5%"),
        (-3, "0", "-3"),
        (datetime(2024, 3, 12, 9, 30), "yyyy-mm-dd hh:mm", "2024-03-12 09:30"),
        (datetime(2024, 3, 12), "dd/mm/yyyy", "12/03/2024"),
        (time(9, 30), "hh:mm", "09:30"),
        ("=1+1", "General", None),
    ],
)
def test_values_are_written_as_they_are_shown(value: object, form: str, shown: str | None) -> None:
    found = lines(excel({"S": [["Item", "Value"], ["x", value]]}, {"B2": form}))
    assert found[-1][1] == ("Item: x" if shown is None else f"Item: x · Value: {shown}")


def test_hidden_sheets_are_left_out() -> None:
    data = excel({"Shown": [["Salt", "Rope"]], "Kept": [["Secret", "Words"]]})
    book = zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml")
    assert b'name="Kept" sheetId="2" state="visible"' in book
    changed = book.replace(
        b'name="Kept" sheetId="2" state="visible"', b'name="Kept" sheetId="2" state="hidden"'
    )
    assert "Secret" not in read(repacked(data, {"xl/workbook.xml": changed})).text


def test_a_file_names_no_title_but_its_own() -> None:
    extract = read(excel({"Bread": PRICES}))
    assert (extract.title, extract.date) == ("", "2024-03-12")


@pytest.mark.parametrize(
    "data",
    [b"PK\3\4 nothing", excel({"S": PRICES})[:2000], word(lambda document: None)],
    ids=["zip", "truncated", "word"],
)
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="it is damaged or not whole"):
        read(data)


def test_a_sheet_that_claims_to_be_endless_is_read_as_it_is() -> None:
    data = excel({"S": [["Salt", "Rope"]]})
    page = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData><row r="900000"><c r="A900000" t="inlineStr">'
        b"<is><t>Far down</t></is></c></row></sheetData></worksheet>"
    )
    changed = repacked(data, {"xl/worksheets/sheet1.xml": page})
    assert lines(changed)[-1] == ("sheet S, row 900000", "Far down")


@pytest.mark.parametrize("before", [0, 5000], ids=["at once", "after a comment"])
def test_entities_that_grow_or_read_files_do_nothing(tmp_path, before: int) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Quetzalcoatl")
    lines = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    page = (
        f"<?xml version='1.0'?><!--{'-x' * before}--><!DOCTYPE x [<!ENTITY a0 'lol'>{lines}"
        f"<!ENTITY f SYSTEM 'file://{secret}'>]>"
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row><c t="inlineStr"><is><t>&f;&a12;</t></is></c></row></sheetData></worksheet>'
    )
    data = repacked(excel({"S": [["Salt"]]}), {"xl/worksheets/sheet1.xml": page.encode()})
    with pytest.raises(DocumentError, match=r"it declares XML entities|it is damaged"):
        read(data)


def test_what_openpyxl_does_not_know_of_is_not_warned_of() -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts><font/>'
        "</fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        "<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/></cellXfs></styleSheet>"
    )
    data = repacked(excel({"Prices": [["Rye bread", 4]]}), {"xl/styles.xml": styles.encode()})
    assert "Rye bread" in read(data).text
