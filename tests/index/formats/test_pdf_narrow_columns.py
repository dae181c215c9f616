"""Columns of tables in PDFs that stand closer than words of one cell may."""

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.formats.pdf import read
from index.formats.pdf.narrow_columns import recut
from index.formats.pdf.pieces import Line, Segment


def made(rows: list[list[tuple[float, str]]], *, bold: int = 1, turned: bool = False) -> bytes:
    """A page with words at places, row by row, the first ones in bold letters."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    if turned:
        canvas.rotate(90)
        canvas.translate(0, -590)
    for number, row in enumerate(rows):
        canvas.setFont("Helvetica-Bold" if number < bold else "Helvetica", 10)
        for left, words in row:
            canvas.drawString(left, 500 - 14 * number, words)
    canvas.save()
    return out.getvalue()


def told(data: bytes) -> list[str]:
    found = read(data)
    return [found.text[b.start : b.end] for b in found.blocks]


KINDS = [
    [(60, "Variety"), (112, "Picked"), (172, "Keeps until")],
    [(60, "Ashmead"), (112, "October"), (172, "March")],
    [(60, "Beauty"), (112, "August"), (172, "September")],
    [(60, "Sturmer"), (112, "November"), (172, "June")],
]
YEARS = [
    [(105, "2021"), (131, "2022"), (157, "2023")],
    [(60, "Apples (t)"), (105, "12"), (131, "14"), (157, "9")],
    [(60, "Pears (t)"), (105, "3"), (131, "5"), (157, "4")],
]


@pytest.mark.parametrize("turned", [False, True])
def test_cells_that_nearly_touch_stand_below_their_names(turned: bool) -> None:
    assert told(made(KINDS, turned=turned))[1:] == [
        "Variety: Ashmead · Picked: October · Keeps until: March",
        "Variety: Beauty · Picked: August · Keeps until: September",
        "Variety: Sturmer · Picked: November · Keeps until: June",
    ]
    assert told(made(YEARS, turned=turned))[1:] == [
        "Apples (t) · 2021: 12 · 2022: 14 · 2023: 9",
        "Pears (t) · 2021: 3 · 2022: 5 · 2023: 4",
    ]


def test_a_name_beside_two_rows_of_names_is_one() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.setFont("Helvetica-Bold", 10)
    for x, y, words in ((110, 500, "Spring"), (200, 500, "Autumn"), (60, 492, "Plot")):
        canvas.drawString(x, y, words)
    for x, words in ((100, "Hours"), (140, "Cost"), (190, "Hours"), (230, "Cost")):
        canvas.drawString(x, 484, words)
    canvas.setFont("Helvetica", 10)
    for y, row in (
        (466, ("Top", "14", "£210", "31", "£465")),
        (448, ("Low", "9", "£1", "2", "£3")),
    ):
        for x, words in zip((60, 100, 140, 190, 230), row, strict=True):
            canvas.drawString(x, y, words)
    canvas.save()
    assert told(out.getvalue())[-2] == (
        "Plot: Top · Spring Hours: 14 · Spring Cost: £210 · Autumn Hours: 31 · Autumn Cost: £465"
    )


def test_words_of_one_cell_that_stand_below_each_other_stay_together() -> None:
    rows = [
        [(60, "Councillor"), (140, "Attended")],
        *([(60, name), (140, f"{n} of 10 days")] for n, name in ((9, "Penn"), (7, "Marsh"))),
    ]
    assert told(made(rows))[1:] == [
        "Councillor: Penn · Attended: 9 of 10 days",
        "Councillor: Marsh · Attended: 7 of 10 days",
    ]


def test_another_table_below_has_its_own_names() -> None:
    people = [
        [(60, "Name"), (140, "Length")],
        [(60, "Ann"), (140, "4 m")],
        [(60, "Bo"), (140, "6 m")],
    ]
    gap: list[list[tuple[float, str]]] = [[]]
    years = [[(x + 45, words) for x, words in row] for row in YEARS]
    assert told(made([*people, *gap, *years]))[-1].endswith("2021: 3 · 2022: 5 · 2023: 4")


def test_prose_is_not_cut_and_many_lines_cost_little() -> None:
    def line(number: int, *cells: tuple[float, str]) -> Line:
        made = []
        for left, words in cells:
            places = tuple(
                (left + 12 * n, left + 12 * n + 9.5) for n in range(words.count(" ") + 1)
            )
            right = places[-1][1]
            made.append(
                Segment(words, left, right, 0 - 12 * number, 10 - 12 * number, 10, places=places)
            )
        return Line(0, tuple(made), 0)

    prose = [line(n, (60 + n, " ".join("words" for _ in range(30)))) for n in range(3000)]
    assert recut(prose) == prose
    rows = [line(n, (60, "some words"), (120, "others here"), (190, "more")) for n in range(3000)]
    assert recut(rows) == rows
