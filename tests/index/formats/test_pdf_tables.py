"""Rows of a PDF's plain tables carry the names of their columns; where unsure they do not."""

import io
from collections.abc import Sequence

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from index.formats.pdf import read
from tests.index.formats.test_pdf import words

Style = Sequence[tuple[object, ...]]
GRID: Style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
BOLD: Style = [("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")]
RIGHT: Style = [("ALIGN", (1, 0), (-1, -1), "RIGHT")]
TICKETS = [["Ticket", "Price"], ["Adult", "£9.50"], ["Child", "£4.00"], ["Dog", "free"]]
TICKET_ROWS = [
    "Ticket · Price",
    "Ticket: Adult · Price: £9.50",
    "Ticket: Child · Price: £4.00",
    "Ticket: Dog · Price: free",
]
BOATS = [
    ["Boat", "Built", "Length"],
    ["Skerry", "1911", "14.2 m"],
    ["Holm", "", "9.8 m"],
    ["Northern Star", "1899", "22.4 m"],
]
BOAT_ROWS = [
    "Boat · Built · Length",
    "Boat: Skerry · Built: 1911 · Length: 14.2 m",
    "Boat: Holm · Length: 9.8 m",
    "Boat: Northern Star · Built: 1899 · Length: 22.4 m",
]
BETWEEN = "Some words of the text stand here, between the tables of this page, and they end."


def tables(*made: tuple[Sequence[Sequence[object]], Style], widths: object = None) -> bytes:
    """A PDF of tables with a line of text below each."""
    out = io.BytesIO()
    below = Paragraph(BETWEEN, getSampleStyleSheet()["Normal"])
    parts: list[object] = [below]
    for rows, style in made:
        space = Spacer(1, 14)
        parts += [space, Table(rows, widths, style=list(style), hAlign="LEFT"), space, below]
    SimpleDocTemplate(out, pagesize=A4, invariant=True).build(parts)
    return out.getvalue()


def rows(data: bytes) -> list[str]:
    return [text for text in words(read(data)) if text != BETWEEN]


@pytest.mark.parametrize("style", [[], GRID, [*GRID, *BOLD], BOLD, [*GRID, *RIGHT]])
@pytest.mark.parametrize("widths", [None, 110])
def test_rows_carry_the_names_of_their_columns(style: Style, widths: int | None) -> None:
    made = [(TICKETS, style), (BOATS, style)]
    across = [widths] * 2 if widths else None
    assert rows(tables(made[0], widths=across)) == TICKET_ROWS
    assert rows(tables(made[1], widths=across and across + across[:1])) == BOAT_ROWS


def test_words_below_bold_names_need_no_figures() -> None:
    keys = [["Room", "Keeper", "Key"], ["Hall", "Ann Hull", "verger"], ["Loft", "Bo Lorn", "vicar"]]
    assert rows(tables((keys, BOLD)))[1:] == [
        "Room: Hall · Keeper: Ann Hull · Key: verger",
        "Room: Loft · Keeper: Bo Lorn · Key: vicar",
    ]
    assert rows(tables((keys, GRID))) == [
        "Room Keeper Key",
        "Hall Ann Hull verger",
        "Loft Bo Lorn vicar",
    ]


def test_years_name_columns_and_the_corner_may_be_empty() -> None:
    years = [["", "2019", "2020"], ["Visitors", "48,300", "12,100"], ["Income", "£5,000", "£1,200"]]
    assert rows(tables((years, GRID)))[1:] == [
        "Visitors · 2019: 48,300 · 2020: 12,100",
        "Income · 2019: £5,000 · 2020: £1,200",
    ]


def test_names_in_two_rows_are_joined() -> None:
    guests = [
        ["Place", "Winter", "", "Summer", ""],
        ["", "Guests", "Days", "Guests", "Days"],
        ["Hall", "12", "3", "40", "20"],
        ["Barn", "5", "2", "60", "30"],
    ]
    style = [*GRID, ("FONTNAME", (0, 0), (-1, 1), "Helvetica-Bold")]
    style += [("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0))]
    assert rows(tables((guests, style)))[2] == (
        "Place: Hall · Winter Guests: 12 · Winter Days: 3 · Summer Guests: 40 · Summer Days: 20"
    )


@pytest.mark.parametrize("align", ["LEFT", "CENTER"])
def test_names_that_are_told_apart_by_those_above_them_need_no_bold(align: str) -> None:
    guests = [
        ["", "Adults", "", "Children", ""],
        ["", "Members", "Guests", "Members", "Guests"],
        ["Swim", "£3.00", "£4.50", "£1.50", "£2.25"],
        ["Sauna", "£6.00", "£8.00", "–", "–"],
    ]
    spans = [("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0)), ("ALIGN", (1, 0), (-1, -1), align)]
    assert rows(tables((guests, spans)))[2:] == [
        "Swim · Adults Members: £3.00 · Adults Guests: £4.50 · Children Members: £1.50 · "
        "Children Guests: £2.25",
        "Sauna · Adults Members: £6.00 · Adults Guests: £8.00 · Children Members: – · "
        "Children Guests: –",
    ]


@pytest.mark.parametrize("between", ["These are the hours.", "Sizes of the boats"])
def test_a_line_left_of_tables_parts_them(between: str) -> None:
    hours = [["Day", "Opens", "Shuts"], ["Monday", "9:00", "17:30"], ["Friday", "9:30", "16:00"]]
    hours += [["Sunday", "closed", "closed"]]
    style = getSampleStyleSheet()["Normal"]
    out = io.BytesIO()
    parts = [Table(hours), Paragraph(between, style), Table(BOATS)]
    SimpleDocTemplate(out, pagesize=A4, invariant=True).build(parts)
    assert rows(out.getvalue()) == [
        "Day · Opens · Shuts",
        "Day: Monday · Opens: 9:00 · Shuts: 17:30",
        "Day: Friday · Opens: 9:30 · Shuts: 16:00",
        "Day: Sunday · Opens: closed · Shuts: closed",
        between,
        *BOAT_ROWS,
    ]


def test_a_sentence_between_tables_that_begin_with_it_parts_them() -> None:
    flush = [("LEFTPADDING", (0, 0), (0, -1), 0)]
    style = getSampleStyleSheet()["Normal"]
    out = io.BytesIO()
    made = [Table(one, style=flush, hAlign="LEFT") for one in (TICKETS, BOATS)]
    SimpleDocTemplate(out, pagesize=A4, invariant=True, leftMargin=78).build(
        [made[0], Paragraph("The boats are let:", style), made[1]]
    )
    assert rows(out.getvalue())[-len(BOAT_ROWS) :] == BOAT_ROWS


@pytest.mark.parametrize(
    "pairs",
    [
        [["Name", "Greta Blackthorn"], ["Telephone", "01865 1234"], ["Age", "42"], ["Rooms", "3"]],
        [
            ["Sunday", "closed", "no tours"],
            ["Monday", "9-17", "2 tours"],
            ["Friday", "9-12", "1 tour"],
        ],
        [["Adult of the town", "nine pounds"], ["Child", "four pounds"], ["Dog", "one pound"]],
    ],
    ids=["names and values", "days", "words"],
)
def test_a_table_without_names_stays_as_it_is(pairs: list[list[str]]) -> None:
    assert rows(tables((pairs, GRID))) == [" ".join(pair) for pair in pairs]


def test_new_names_begin_a_new_table() -> None:
    both = [*TICKETS[:3], ["Boat", "Length"], ["Star", "22 m"], ["Moon", "19 m"]]
    assert rows(tables((both, GRID)))[-2:] == [
        "Boat: Star · Length: 22 m",
        "Boat: Moon · Length: 19 m",
    ]


def test_a_cell_over_several_columns_gets_no_name() -> None:
    merged = [*BOATS[:3], ["All the other boats were sold in 1931", "", ""], BOATS[3]]
    found = rows(tables((merged, [*GRID, *BOLD, ("SPAN", (0, 3), (2, 3))])))
    assert not any(text.startswith("Boat: All") for text in found)
    assert any("All the other boats were sold in 1931" in text for text in found)
    assert BOAT_ROWS[1] in found


@pytest.mark.parametrize("align", ["TOP", "MIDDLE", "BOTTOM"])
def test_the_lines_of_a_ruled_cell_belong_together(align: str) -> None:
    long = "A long rope of hemp, made in the old town, that holds the boats at the quay in winter"
    cell = Paragraph(long, getSampleStyleSheet()["Normal"])
    items = [["Item", "What it is", "Price"], ["Rope", cell, "£12.00"], ["Net", "A net", "£3.50"]]
    style = [*GRID, ("VALIGN", (0, 0), (-1, -1), align)]
    assert rows(tables((items, style), widths=[60, 160, 60])) == [
        "Item · What it is · Price",
        f"Item: Rope · What it is: {long} · Price: £12.00",
        "Item: Net · What it is: A net · Price: £3.50",
    ]


def test_names_hold_on_the_next_page() -> None:
    members = [["No", "Name", "Town"], *([str(n), f"Member {n}", "Nestul"] for n in range(1, 70))]
    found = rows(tables((members, [*GRID, *BOLD])))
    assert found[1:] == [f"No: {n} · Name: Member {n} · Town: Nestul" for n in range(1, 70)]


def test_rules_part_cells_that_nearly_touch() -> None:
    close = [
        *GRID,
        *BOLD,
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    assert rows(tables((BOATS, close))) == BOAT_ROWS
