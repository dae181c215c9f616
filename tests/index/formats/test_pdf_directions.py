"""Words of a PDF that are not upright are read in their own direction."""

from collections.abc import Callable

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from index.formats.pdf import read
from tests.index.formats.made import Draw, lines, pdf, picture, together
from tests.index.formats.test_pdf import MUSEUM, MUSEUM_WORDS, TICKETS, TICKETS_WORDS, found, words

ROWS = [("Boat", "Built"), ("Skerry", "1911"), ("Holm", "1924"), ("Star", "1899")]
NAMED_ROWS = [
    "Boat · Built",
    "Boat: Skerry · Built: 1911",
    "Boat: Holm · Built: 1924",
    "Boat: Star · Built: 1899",
]


def turned(degrees: int, *draws: Draw, x: float = 300, y: float = 420) -> Draw:
    """Drawings on a page that is turned to the left around a point."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(degrees)
        for one in draws:
            one(canvas)
        canvas.restoreState()

    return draw


def rows(left: int, top: int) -> Draw:
    return together(
        lines(*(first for first, _ in ROWS), left=left, top=top),
        lines(*(second for _, second in ROWS), left=left + 120, top=top),
    )


def word_by_word(*text: str, top: int) -> Draw:
    """Lines whose words are placed without blanks between them."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for at, line in enumerate(text):
            x = -150.0
            for word in line.split():
                canvas.drawString(x, top - 14 * at, word)
                x += stringWidth(word, "Helvetica", 11) + 3.1

    return draw


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("put", [word_by_word, lambda *text, top: lines(*text, left=-150, top=top)])
def test_a_page_that_is_turned_is_read_in_its_own_direction(
    degrees: int, put: Callable[..., Draw]
) -> None:
    extract = read(pdf(turned(degrees, put(*MUSEUM, top=60))))
    assert (words(extract), extract.notes) == ([MUSEUM_WORDS], ())


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_table_set_sideways_is_read_by_its_rows_on_its_page(degrees: int) -> None:
    report = together(lines("The boats of the trust", size=18, top=790), lines(*MUSEUM, top=760))
    number = lines("2", left=295, top=40)
    table = together(turned(degrees, rows(-150, 40)), number)
    extract = read(pdf(report, table, title="Boats"))
    assert found(extract) == [
        ("page 1", "heading", "The boats of the trust"),
        ("page 1", "text", MUSEUM_WORDS),
        *(("page 2", "table", row) for row in NAMED_ROWS),
    ]
    assert [words for _, _, words in found(extract, furniture=True)] == ["2"]


def test_words_beside_the_text_do_not_part_a_sentence() -> None:
    first = together(
        lines(*MUSEUM[:3]), turned(90, lines("Seen by the board in May.", left=0, top=0))
    )
    extract = read(pdf(first, lines(*MUSEUM[3:], "", *TICKETS)))
    assert words(extract) == [MUSEUM_WORDS, "Seen by the board in May.", TICKETS_WORDS]


def test_what_stands_turned_at_the_margin_of_each_page_is_furniture() -> None:
    margin = turned(90, lines("Printed by Hull and sons", left=0, top=0, size=8), x=30, y=300)
    extract = read(pdf(*(together(lines(*text), margin) for text in (MUSEUM, TICKETS))))
    assert words(extract) == [MUSEUM_WORDS, TICKETS_WORDS]


def test_words_across_a_page_are_read_and_stamps_are_furniture() -> None:
    paid = turned(30, lines("Paid in cash on 3 May 1911", left=0, top=0))
    draft = turned(45, lines("DRAFT", left=-100, top=-100, size=60))
    extract = read(pdf(together(lines(*MUSEUM), paid), together(lines(*TICKETS), draft)))
    assert "Paid in cash on 3 May 1911" in words(extract)
    assert [text for _, _, text in found(extract, furniture=True)] == ["DRAFT"]


@pytest.mark.parametrize("degrees", [0, 20, 90, 135, 180, 270, 300])
def test_a_page_with_letters_is_no_picture(degrees: int) -> None:
    extract = read(pdf(turned(degrees, lines(*MUSEUM, left=-150, top=60))))
    assert extract.notes == ()
    assert "three" in extract.text


def test_a_page_that_a_picture_covers_but_for_a_stamp_is_told() -> None:
    stamp = lines("Case 4711, page 3", top=20, size=8)
    extract = read(pdf(lines(*MUSEUM), together(picture, stamp)))
    assert extract.notes == ("page 2: words in the picture of the page were not read",)


def test_a_short_page_with_recognised_words_behind_its_picture_is_read() -> None:
    def recognised(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setFont("Helvetica", 11)
        text.setTextRenderMode(3)
        text.textOut("The museum is shut.")
        canvas.drawText(text)

    extract = read(pdf(together(picture, recognised)))
    assert (words(extract), extract.notes) == (["The museum is shut."], ())
