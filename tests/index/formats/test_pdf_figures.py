"""Small figures of a PDF stay in their line, and what a line breaks is joined."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.formats.pdf import read
from tests.index.formats.made import Draw, lines, pdf
from tests.index.formats.test_pdf import words

# Size and rise, as Word, TeX and browsers set them for letters of 11 points.
HABITS = {
    "word": (7.2, 3.9, -1.6),
    "tex": (7.7, 4.0, -1.7),
    "browser": (9.2, 3.7, -2.2),
    "reportlab": (8.8, 5.5, -5.5),
}


def small(text: str, habit: str) -> Draw:
    """A line in which ^x^ is raised and ^_x^ is lowered."""
    size, high, low = HABITS[habit]

    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(72, 700)
        for at, part in enumerate(text.split("^")):
            rise = 0.0 if at % 2 == 0 else low if part.startswith("_") else high
            line.setFont("Helvetica", size if at % 2 else 11)
            line.setRise(rise)
            line.textOut(part.removeprefix("_"))
        canvas.drawText(line)

    return draw


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize(
    ("set_", "read_"),
    [
        ("It holds 40 m^2^ of nets.", "It holds 40 m² of nets."),
        ("A flow of 3 m^3^/s and 12 km^2^, too.", "A flow of 3 m³/s and 12 km², too."),
        ("They sold 450^2^ barrels.", "They sold 450[2] barrels."),
        ("They sold 450^2,3^ barrels in 1911^4^.", "They sold 450[2,3] barrels in 1911[4]."),
        ("The quay^12^ is old.", "The quay[12] is old."),
        ("He said so.^1^ It was late.", "He said so.[1] It was late."),
        ("Some 10^6^ grains.", "Some 10⁶ grains."),
        ("The 21^st^ boat.", "The 21st boat."),
        ("The price is 450^a^ now.", "The price is 450[a] now."),
        ("Water is H^_2^O, not CO^_2^.", "Water is H₂O, not CO₂."),
    ],
)
def test_raised_and_lowered_figures(habit: str, set_: str, read_: str) -> None:
    assert words(read(pdf(small(set_, habit)))) == [read_]


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("under", ["8", "^_8^"])
def test_fractions_are_read_in_their_line(habit: str, under: str) -> None:
    text = f"A pipe of ^3^/{under} inch, and one of 1^3^/{under} inches."
    told = ["A pipe of 3/8 inch, and one of 1 3/8 inches."]
    assert words(read(pdf(small(text, habit)))) == told


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        (
            "https://www.salt.example/visit/",
            "hours.html",
            "https://www.salt.example/visit/hours.html",
        ),
        ("https://www.salt.", "example/visit", "https://www.salt.example/visit"),
        ("www.salt.example/opening-", "hours", "www.salt.example/opening-hours"),
        ("ann.hull@", "salt.example", "ann.hull@salt.example"),
        ("ann@salt-", "road.example", "ann@salt-road.example"),
        ("020-7946-", "0018", "020-7946-0018"),
        ("BX-7-", "a12", "BX-7-a12"),
        ("4711/", "22-B", "4711/22-B"),
    ],
)
def test_addresses_and_numbers_go_on_in_the_next_line(first: str, second: str, whole: str) -> None:
    start = "The keeper of the boats, Ann Hull, is found at "
    extract = read(pdf(lines(f"{start}{first}", f"{second} on each day but Sunday.")))
    assert words(extract) == [f"{start}{whole} on each day but Sunday."]
