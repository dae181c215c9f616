"""Of a workbook is read what is shown, with merged cells; what is not read is told."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from index.formats.xlsx import read
from tests.index.formats.made import excel, repacked, strictly

BOATS = [["Boat", "Berth", "Fee"], ["Tern", 14, 90], ["Gull", 15, 75], ["Skua", 16, 60]]


def book(rows: list[list[object]], change: Callable[[Any], object]) -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    page.title = "Quay"
    for row in rows:
        page.append(row)
    change(page)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def told(
    rows: list[list[object]], change: Callable[[Any], object] = lambda page: None
) -> list[str]:
    return read(book(rows, change)).text.split("\n")[2:]


def test_a_time_that_is_stored_as_a_little_less_is_told_as_it_is_shown() -> None:
    def change(page: Any) -> None:
        for place, form in (("B2", "[h]:mm"), ("B3", "h:mm"), ("B4", "d mmm h:mm")):
            page[place].number_format = form

    rows = [["Boat", "Time"], ["Tern", 1.5208333], ["Gull", 0.7499999], ["Skua", 45000.9999999]]
    assert told(rows, change)[1:] == [
        "Boat: Tern · Time: 36:30",
        "Boat: Gull · Time: 18:00",
        "Boat: Skua · Time: 16 Mar 0:00",
    ]


def test_a_wider_table_below_another_one_takes_no_heading_from_it() -> None:
    rows = [
        *BOATS[:3],
        [None],
        ["Skipper", "Phone"],
        ["Lou", "0113"],
        ["Max", "0114"],
        ["Trip", "Length", "Fee"],
        ["Isle", 3, 9],
        ["Bay", 5, 12],
    ]
    assert told(rows)[3:] == [
        "Skipper · Phone",
        "Skipper: Lou · Phone: 0113",
        "Skipper: Max · Phone: 0114",
        "Trip · Length · Fee",
        "Trip: Isle · Length: 3 · Fee: 9",
        "Trip: Bay · Length: 5 · Fee: 12",
    ]


def test_merged_headings_join_and_a_merged_title_heads_nothing() -> None:
    rows = [
        ["Ferries of the bay", None, None, None, None],
        ["Ferry", "May", None, "June", None],
        [None, "Sailings", "Cars", "Sailings", "Cars"],
        ["Skua", 40, 800, 9, 110],
    ]

    def change(page: Any) -> None:
        for area in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
            page.merge_cells(area)

    assert told(rows, change) == [
        "Ferries of the bay",
        "Ferry · May · June",
        "Sailings · Cars · Sailings · Cars",
        "Ferry: Skua · May Sailings: 40 · May Cars: 800 · June Sailings: 9 · June Cars: 110",
    ]


def test_a_merged_value_counts_for_every_row_and_once_for_its_columns() -> None:
    rows = [
        ["Day", "Club", "Room", "Fee"],
        ["Monday", "Chess", "Hall", 4],
        [None, "Rowing", "Shed", 6],
        ["Closed in August", None, None, None],
        ["Friday", "Choir", None, 5],
    ]

    def change(page: Any) -> None:
        for area in ("A2:A3", "A4:D4", "B5:C5"):
            page.merge_cells(area)

    assert told(rows, change)[1:] == [
        "Day: Monday · Club: Chess · Room: Hall · Fee: 4",
        "Day: Monday · Club: Rowing · Room: Shed · Fee: 6",
        "Closed in August",
        "Day: Friday · Club / Room: Choir · Fee: 5",
    ]


def test_bold_rows_of_words_head_what_stands_below() -> None:
    rows = [["Oak", "Sea"], ["Elm", "Garden"], ["Tom", "Una"], ["Ida", "Per"]]

    def change(page: Any) -> None:
        for cell in page[3]:
            cell.font = openpyxl.styles.Font(bold=True)

    assert told(rows, change)[2:] == ["Tom · Una", "Tom: Ida · Una: Per"]


def test_figures_are_written_as_they_are_shown() -> None:
    rows = [["Key", "Time", "Share", "Fee"], [742, timedelta(hours=36, minutes=30), 0.12, 4.5]]
    forms = {"A2": "00000", "B2": "[h]:mm", "C2": "0 %", "D2": '"£"0.00'}
    text = read(excel({"S": rows}, forms)).text
    assert text.endswith("Key: 00742 · Time: 36:30 · Share: 12 % · Fee: £4.50")


def test_hidden_rows_and_columns_are_left_out_and_told() -> None:
    def change(page: Any) -> None:
        page.row_dimensions[3].hidden = True
        page.column_dimensions["C"].hidden = True

    data = book(BOATS, change)
    assert read(data).text.split("\n")[2:] == [
        *("Boat · Berth", "Boat: Tern · Berth: 14", "Boat: Skua · Berth: 16")
    ]
    assert read(data).notes == (
        "sheet Quay hides row 3, which is not read",
        "sheet Quay hides column C, which is not read",
    )


def test_folded_groups_and_filtered_rows_are_read() -> None:
    def change(page: Any) -> None:
        page.row_dimensions.group(3, 3, hidden=True)
        page.row_dimensions[4].hidden = True
        page.auto_filter.ref = "A1:C4"
        page.auto_filter.add_filter_column(0, ["Tern"])

    extract = read(book(BOATS, change))
    assert "Boat: Gull" in extract.text
    assert "Boat: Skua" in extract.text
    assert extract.notes == ()


def test_a_hidden_sheet_is_told_unless_it_is_empty() -> None:
    def change(page: Any) -> None:
        for name in ("Kept", "Nothing"):
            page.parent.create_sheet(name).sheet_state = "hidden"
        page.parent["Kept"].append(["Secret", "Words"])

    extract = read(book(BOATS, change))
    assert "Secret" not in extract.text
    assert extract.notes == ("sheet Kept is hidden and not read",)


def test_formulas_without_a_value_are_told() -> None:
    rows = [["Boat", "Fee"], ["Tern", "=40+50"], ["Gull", "=30+45"], ["Skua", 60]]
    extract = read(book(rows, lambda page: None))
    assert "Boat: Tern\n" in extract.text
    assert extract.notes == (
        "in sheet Quay the formulas in B2, B3 have no stored value: "
        "open the file in a spreadsheet program and save it",
    )


@pytest.mark.parametrize(("value", "told"), [("", True), ("0", True), ("90", False)])
def test_a_file_to_be_reckoned_on_opening_has_no_values_where_all_are_zero(
    value: str, *, told: bool
) -> None:
    data = book([["Boat", "Fee"], ["Tern", "=40+50"]], lambda page: None)
    page = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Tern</t></is></c>'
        f'<c r="B1"><f>40+50</f><v>{value}</v></c></row></sheetData></worksheet>'
    )
    extract = read(repacked(data, {"xl/worksheets/sheet1.xml": page.encode()}))
    assert bool(extract.notes) == told
    assert extract.text.endswith("Tern" if told else "Tern · 90")


def test_strict_open_xml_is_read() -> None:
    data = excel({"Quay": BOATS})
    assert read(strictly(data)).text == read(data).text


SHAPE = (
    '<twoCellAnchor xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><sp><nvSpPr>'
    '<cNvPr id="9" name="Box"{}/></nvSpPr><txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></txBody></sp>'
    "</twoCellAnchor>"
)


def test_boxes_and_comments_of_a_sheet_are_read_and_charts_told() -> None:
    def change(page: Any) -> None:
        page["A2"].comment = Comment("Leaks.\nAsk Lil.", "Kit")
        chart = BarChart()
        chart.add_data(Reference(page, min_col=2, min_row=1, max_row=4))
        page.add_chart(chart, "E5")
        graph = page.parent.create_chartsheet("Graph")
        graph.add_chart(BarChart())

    data, drawing = book(BOATS, change), "xl/drawings/drawing1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        begin, end = archive.read(drawing).decode().rsplit("</", 1)
    shapes = SHAPE.format("", "The quay shuts at ten.") + SHAPE.format(' hidden="1"', "Never.")
    extract = read(repacked(data, {drawing: f"{begin}{shapes}</{end}".encode()}))
    assert extract.text.endswith("\n\nThe quay shuts at ten.\n\nLeaks. Ask Lil.")
    assert [mark.name for mark in extract.landmarks[-2:]] == [
        "sheet Quay, text box",
        "sheet Quay, comment on A2",
    ]
    assert extract.notes == (
        "sheet Quay holds a chart, which is not read",
        "sheet Graph is a chart and not read",
    )


def test_of_a_comment_that_is_a_thread_the_thread_is_read() -> None:
    def change(page: Any) -> None:
        page["A2"].comment = Comment("[Threaded comment]\n\nYour version cannot.\nLeaks.", "Kit")

    data, links = book(BOATS, change), "xl/worksheets/_rels/sheet1.xml.rels"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        old = archive.read(links).decode()
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    part = "xl/threadedComments/threadedComment1.xml"
    link = f'<Relationship Id="rT" Type="{kind}" Target="/{part}"/></Relationships>'
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    thread = f'<ThreadedComments xmlns="{space}">' + "".join(
        f'<threadedComment ref="A2"><text>{words}</text></threadedComment>'
        for words in ("It leaks.", "Mended in May.")
    )
    changes = {links: old.replace("</Relationships>", link), part: f"{thread}</ThreadedComments>"}
    extract = read(repacked(data, {name: words.encode() for name, words in changes.items()}))
    assert extract.text.split("\n\n")[2:] == ["It leaks.", "Mended in May."]
