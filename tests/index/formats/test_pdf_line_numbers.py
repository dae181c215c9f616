"""Pages with numbered lines flow as prose; numbers of rows, items and clauses stay."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.formats.pdf import read
from tests.index.formats.made import Draw, lines, pdf, together
from tests.index.formats.test_pdf import MUSEUM, MUSEUM_WORDS, TICKETS, TICKETS_WORDS, words

SPOKEN = [
    "THE COURT: Good morning. We go on with the",
    "matter of the lost anchor of the harbour.",
    "Q.     Who was with you on that evening?",
    "A.     Only the master, who had the keys of",
    "the shed in his pocket.",
]


def numbered(
    text: list[str], *, step: int = 1, first: int = 1, x: int = 60, right: bool = False
) -> Draw:
    """Lines with numbers at the margin, of which each so many-th is shown."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 11)
        for at, line in enumerate(text, first):
            y = 760 - 22 * at
            canvas.drawString(100, y, line)
            if at % step == 0:
                (canvas.drawString if right else canvas.drawRightString)(x, y, str(at))

    return draw


@pytest.mark.parametrize(
    "habit",
    [{}, {"x": 94}, {"step": 5}, {"x": 540, "right": True}, {"step": 5, "x": 540, "right": True}],
    ids=["left", "close", "by fives", "right", "by fives, right"],
)
def test_numbers_of_lines_are_left_out(habit: dict[str, int]) -> None:
    extract = read(pdf(numbered([*MUSEUM, *TICKETS], **habit)))
    assert words(extract) == [f"{MUSEUM_WORDS} {TICKETS_WORDS}"]


def test_what_is_said_flows_over_pages_and_each_speaker_begins_anew() -> None:
    pages = [together(numbered(SPOKEN[:4] * 3), lines(f"{n}", left=540, top=800)) for n in (3, 4)]
    first = words(read(pdf(*pages)))
    assert first[:3] == [
        "THE COURT: Good morning. We go on with the matter of the lost anchor of the harbour.",
        "Q. Who was with you on that evening?",
        f"A. Only the master, who had the keys of {first[0]}",
    ]
    assert not any(character.isdigit() for text in first for character in text)


def test_pages_that_are_numbered_alike_need_no_sentences() -> None:
    names = [f"{name} of the town" for name in ("Ann Hull", "Bo Lorn", "Cy Mett", "Di Nerl")]
    cover = numbered([*names, "For the Council", "Before the Board", "In the Hall", "At Noon"])
    prose = numbered([*MUSEUM, *TICKETS[:3]])
    found = " ".join(words(read(pdf(cover, prose))))
    assert "Bo Lorn of the town" in found
    assert not any(f" {n} " in found for n in range(1, 9))


@pytest.mark.parametrize("step", [1, 5])
def test_numbers_may_go_on_over_the_pages(step: int) -> None:
    whole = [*MUSEUM, *TICKETS] * 2
    rest = [*SPOKEN[:2], *TICKETS[:3]]

    def later(canvas: Canvas) -> None:
        canvas.setFont("Courier", 11)
        for at, line in enumerate(rest, len(whole) + 1):
            y = 760 - 22 * (at - len(whole))
            canvas.drawString(100, y, line)
            if at % step == 0:
                canvas.drawRightString(60, y, str(at))

    found = " ".join(words(read(pdf(numbered(whole, step=step), later))))
    last = str(next(n for n in range(len(whole) + 1, len(whole) + 6) if n % step == 0))
    assert last not in found.split()
    assert " ".join(rest) in found


@pytest.mark.parametrize(
    "text",
    [
        ["Skerry      48,300", "Holm        21,750", "Nestul       9,100", "Toud         7,000"]
        * 2,
        ["salt from the hills", "rope of the old town and its quay", "bread", "oil", "two nets"],
        ["Ann Hull", "Bo Lorn", "Cy Mett", "Di Nerl", "Ed Olk", "Fa Pirn"],
    ],
    ids=["a ranking", "a list", "names"],
)
def test_numbers_of_rows_and_items_stay(text: list[str]) -> None:
    found = " ".join(words(read(pdf(numbered(text)))))
    assert all(str(n) in found.split() for n in range(1, len(text) + 1))


def test_numbered_paragraphs_keep_their_numbers() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 11)
        for number, text in enumerate([MUSEUM, TICKETS, MUSEUM, TICKETS], 1):
            top = 780 - 90 * number
            canvas.drawRightString(80, top, str(number))
            for at, line in enumerate(text):
                canvas.drawString(100, top - 14 * at, line)

    found = words(read(pdf(draw)))
    assert [text.split()[0] for text in found] == ["1", "2", "3", "4"]
