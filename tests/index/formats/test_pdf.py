"""PDFs are read by pages, columns and paragraphs; heads, feet and pictures are told apart."""

import bisect

import pytest

from index.documents.document import Source
from index.documents.document import read as read_document
from index.errors import DocumentError
from index.extraction.model import Extract
from index.formats.pdf import read
from tests.index.formats.made import columns, lines, pdf, picture, together
from tests.index.formats.test_text import assert_in_order

MUSEUM = [
    "The museum of salt and rope stands on the",
    "quay of the old town, and it keeps the last",
    "three herring boats that sailed from the har-",
    "bour in the winter of the year 1911, when a",
    "well-kept log was still written every day.",
]
TICKETS = [
    "Tickets are sold at the door from nine, and",
    "they cost nine pounds for adults and four for",
    "children below the age of twelve years who",
    "come with a grown-up person of the well-",
    "kept list of members, which is never long.",
]
MUSEUM_WORDS = (
    "The museum of salt and rope stands on the quay of the old town, and it keeps the last three "
    "herring boats that sailed from the harbour in the winter of the year 1911, when a well-kept "
    "log was still written every day."
)
TICKETS_WORDS = (
    "Tickets are sold at the door from nine, and they cost nine pounds for adults and four for "
    "children below the age of twelve years who come with a grown-up person of the well-kept list "
    "of members, which is never long."
)


def found(extract: Extract, *, furniture: bool = False) -> list[tuple[str, str, str]]:
    """Page, kind and words of each block that is furniture, or is not."""
    starts = [landmark.start for landmark in extract.landmarks]
    return [
        (
            extract.landmarks[bisect.bisect_right(starts, block.start) - 1].name,
            block.kind,
            extract.text[block.start : block.end],
        )
        for block in extract.blocks
        if block.furniture == furniture
    ]


def words(extract: Extract) -> list[str]:
    return [text for _, _, text in found(extract)]


def test_lines_become_paragraphs_with_hyphens_at_their_ends_joined() -> None:
    extract = read(pdf(lines(*MUSEUM, "", *TICKETS)))
    assert words(extract) == [MUSEUM_WORDS, TICKETS_WORDS]
    assert_in_order(extract.text, list(extract.blocks))


def test_columns_are_read_one_after_the_other_however_they_are_drawn() -> None:
    drawn = together(lines("A guide to the museum", top=800, size=16), columns(MUSEUM, TICKETS))
    assert found(read(pdf(drawn))) == [
        ("page 1", "heading", "A guide to the museum"),
        ("page 1", "text", MUSEUM_WORDS),
        ("page 1", "text", TICKETS_WORDS),
    ]


def test_a_paragraph_goes_on_over_columns_and_pages() -> None:
    halves = columns(MUSEUM[:4], [*MUSEUM[4:], "", *TICKETS])
    assert words(read(pdf(halves))) == [MUSEUM_WORDS, TICKETS_WORDS]
    extract = read(pdf(lines(*MUSEUM[:3]), lines(*MUSEUM[3:], "", *TICKETS)))
    assert found(extract) == [("page 1", "text", MUSEUM_WORDS), ("page 2", "text", TICKETS_WORDS)]
    second = extract.landmarks[1]
    assert extract.text[second.start :].startswith("bour in the winter")


def test_rows_of_a_table_stay_rows() -> None:
    names = [
        "Adult of the town",
        "Child below twelve",
        "Member of the club",
        "Dog on a lead",
        "Cat",
    ]
    prices = ["nine pounds a day", "four pounds a day", "free on all days", "one pound a day", "no"]
    drawn = together(lines(*names), lines(*prices, left=300))
    rows = [f"{name} {price}" for name, price in zip(names, prices, strict=True)]
    assert found(read(pdf(drawn))) == [("page 1", "table", row) for row in rows]


def test_a_row_below_words_without_an_end_is_no_part_of_them() -> None:
    drawn = together(lines(MUSEUM[0], "salt for the sea"), lines("", "by weight", left=300))
    assert words(read(pdf(drawn))) == [MUSEUM[0], "salt for the sea by weight"]


def test_headings_are_larger_or_bold() -> None:
    page = together(
        lines("The museum", size=20),
        lines("Opening hours", size=14, top=740),
        lines(*MUSEUM, top=710),
        lines("Winter", font="Helvetica-Bold", top=630),
        lines(*TICKETS, top=616),
    )
    extract = read(pdf(page))
    levels = [(b.level, extract.text[b.start : b.end]) for b in extract.blocks if b.level]
    assert levels == [(1, "The museum"), (2, "Opening hours"), (6, "Winter")]


def test_heads_feet_and_page_numbers_are_furniture() -> None:
    bodies = [[f"Boat {n} sailed from the quay at {n} in the morning."] for n in (31, 4, 15, 9)]
    pages = [
        together(
            lines(f"The Museum of Salt, part {n}", top=810, size=9),
            lines(*body),
            lines(f"{n + 1}", left=290, top=40, size=9),
        )
        for n, body in enumerate(bodies)
    ]
    extract = read(pdf(*pages))
    assert found(extract) == [(f"page {n + 1}", "text", bodies[n][0]) for n in range(4)]
    assert len(found(extract, furniture=True)) == 8
    assert extract.blocks[0].furniture


def test_what_stands_at_an_edge_only_once_is_no_furniture() -> None:
    last = "Dogs are not let in, whatever their size may be."
    pages = [lines(*MUSEUM), lines(*TICKETS), together(lines(*MUSEUM), lines(last, top=40))]
    assert last in words(read(pdf(*pages)))


def test_rows_of_figures_that_go_on_at_the_top_of_each_page_are_kept() -> None:
    rows = ["Ferries 12 sailed", "Ferries 70 sailed", "Ferries 33 sailed", "Ferries 5 sailed"]
    assert words(read(pdf(*(lines(row) for row in rows)))) == rows


def test_a_table_of_contents_is_furniture() -> None:
    extract = read(pdf(lines("Opening hours . . . . . . . . . 7", "", *MUSEUM)))
    assert words(extract) == [MUSEUM_WORDS]


def test_a_last_line_that_only_begins_with_a_number_is_no_page_number() -> None:
    drawn = together(lines(*MUSEUM), lines("1);", top=40))
    assert "1);" in words(read(pdf(drawn)))


def test_ligatures_and_invisible_hyphens_are_letters_as_they_are_read() -> None:
    from index.formats.pdf.letter_signs import LIGATURES, LINE_HYPHENS

    assert LIGATURES[ord("ﬁ")] == "fi"
    assert LINE_HYPHENS[0xFFFE] == "-"


def test_pages_that_are_pictures_are_named_and_a_file_of_them_is_refused() -> None:
    extract = read(pdf(lines(*MUSEUM), picture, lines(*TICKETS), picture))
    assert extract.notes == ("pages 2, 4 hold no text: they are pictures",)
    assert found(extract)[1][0] == "page 3"
    assert read(pdf(lines(*MUSEUM), picture)).notes == ("page 2 holds no text: it is a picture",)
    with pytest.raises(DocumentError, match="it holds no text: its pages are pictures"):
        read(pdf(picture, picture))


def test_a_blank_page_is_no_picture() -> None:
    assert read(pdf(lines(*MUSEUM), lines())).notes == ()


def test_a_file_with_nothing_on_its_pages_holds_no_words() -> None:
    with pytest.raises(DocumentError, match="it holds no words"):
        read_document(Source("blank.pdf", pdf(lines())))


def test_a_protected_file_is_named_as_such() -> None:
    with pytest.raises(DocumentError, match="it is protected by a password"):
        read(pdf(lines(*MUSEUM), password="secret"))


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.4\ngarbage", b"PK\3\4 no pdf", b"\0" * 99])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="it is damaged or not whole"):
        read(data)


@pytest.mark.parametrize(
    ("declared", "title"),
    [
        ("Opening hours", "Opening hours"),
        ("Microsoft Word - hours.docx", None),
        ("hours.indd", None),
        ("untitled", None),
        ("", None),
    ],
)
def test_only_a_title_that_a_person_gave_is_taken(declared: str, title: str | None) -> None:
    extract = read(pdf(lines(*MUSEUM), title=declared))
    assert (extract.title, extract.date) == (title, "2000-01-01")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(turn: int) -> None:
    def draw(canvas) -> None:
        width, height = canvas._pagesize
        canvas.setPageRotation(turn)
        if turn == 180:
            canvas.translate(width, height)
        elif turn == 90:
            canvas.translate(width, 0)
        else:
            canvas.translate(0, height)
        canvas.rotate(turn if turn != 270 else -90)
        lines(*MUSEUM, top=500)(canvas)

    assert words(read(pdf(draw))) == [MUSEUM_WORDS]


def test_words_across_a_page_are_left_out() -> None:
    def stamp(canvas) -> None:
        canvas.saveState()
        canvas.rotate(45)
        canvas.drawString(300, 200, "DRAFT")
        canvas.restoreState()

    assert words(read(pdf(together(lines(*MUSEUM), stamp)))) == [MUSEUM_WORDS]


def test_the_same_file_gives_the_same_text_every_time() -> None:
    data = pdf(columns(MUSEUM, TICKETS), lines(*TICKETS))
    assert read(data) == read(data)


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("the so-", "called salt road", "the so-called salt road"),
        ("the har-", "bour road", "the harbour road"),
        ("from Salt-", "on-Sea road", "from Salt-on-Sea road"),
        ("by Ann Tri-", "dail and sons", "by Ann Tridail and sons"),
        ("a north-", "facing window", "a north-facing window"),
        ("in the re-", "construction of it", "in the reconstruction of it"),
        ("with sur-", "names of all", "with surnames of all"),
    ],
)
def test_a_hyphen_stays_where_the_word_is_written_with_it(
    first: str, second: str, whole: str
) -> None:
    start = "The museum of salt stands on the quay by "
    extract = read(pdf(lines(f"{start}{first}", f"{second}, where it has stood since 1911.")))
    assert words(extract) == [f"{start}{whole}, where it has stood since 1911."]


def test_three_columns_are_read_one_after_the_other() -> None:
    halves = (MUSEUM, TICKETS, [line.replace("Tickets", "Tokens") for line in TICKETS])
    drawn = (
        lines(*column, left=40 + 178 * at, size=7, font="Times-Roman")
        for at, column in enumerate(halves)
    )
    found_words = words(read(pdf(together(*drawn))))
    assert found_words == [MUSEUM_WORDS, TICKETS_WORDS, TICKETS_WORDS.replace("Tickets", "Tokens")]


def test_a_nearly_empty_column_is_read_by_the_page_before() -> None:
    first = columns(MUSEUM, TICKETS)
    extract = read(pdf(first, columns(MUSEUM, ["Dogs are not let in."])))
    assert words(extract)[-2:] == [MUSEUM_WORDS, "Dogs are not let in."]


def test_a_footnote_does_not_part_a_sentence() -> None:
    note = "The boats were built by the brothers Hull."
    first = together(lines(*MUSEUM[:3]), lines(note, top=90, size=8))
    extract = read(pdf(first, lines(*MUSEUM[3:])))
    assert found(extract) == [("page 1", "text", MUSEUM_WORDS), ("page 1", "text", note)]


def test_a_large_first_letter_begins_its_word() -> None:
    rest = [MUSEUM[0][1:], *MUSEUM[1:]]
    drawn = together(
        lines("T", size=28, top=756), lines(*rest[:2], left=94), lines(*rest[2:], top=742)
    )
    assert words(read(pdf(drawn))) == [MUSEUM_WORDS]


def test_a_cell_goes_on_in_the_lines_below_its_row() -> None:
    names = lines("Adult", "", "Child")
    rules = lines(
        "may stay until the doors", "are shut in the evening.", "must leave early.", left=300
    )
    assert words(read(pdf(together(names, rules)))) == [
        "Adult may stay until the doors are shut in the evening.",
        "Child must leave early.",
    ]


def test_small_raised_figures_are_notes_behind_a_mark_and_powers_elsewhere() -> None:
    def draw(canvas) -> None:
        line = canvas.beginText(72, 700)
        for text, size, rise in (
            ("It costs 36,577.", 11, 0),
            ("12", 7, 4),
            (" It has 40 m", 11, 0),
            ("2", 7, 4),
            (" of floor.", 11, 0),
        ):
            line.setFont("Helvetica", size)
            line.setRise(rise)
            line.textOut(text)
        canvas.drawText(line)

    assert words(read(pdf(draw))) == ["It costs 36,577.[12] It has 40 m² of floor."]


def test_an_abbreviation_or_a_clauses_number_at_the_end_of_a_line_ends_nothing() -> None:
    rest = "Evrard until the ice has gone in March."
    first = ["The three herring boats of the museum lie", "beside the cold narrow quay of the St."]
    extract = read(pdf(lines(*TICKETS, "", *first), lines(rest)))
    assert words(extract) == [TICKETS_WORDS, f"{' '.join(first)} {rest}"]
    texts = [
        "The cellar of the museum is never colder than",
        "4.2 degrees, not even in a long winter.",
    ]
    assert words(read(pdf(lines(*texts)))) == [" ".join(texts)]


@pytest.mark.parametrize("numbers", [("1.1", "1.2"), ("1.", "2."), ("(1)", "(2)"), ("3)", "4)")])
def test_items_keep_their_numbers(numbers: tuple[str, str]) -> None:
    drawn = together(lines(*numbers, left=20), lines("The rent is nine pounds.", "It is due."))
    assert found(read(pdf(drawn))) == [
        ("page 1", "item", f"{numbers[0]} The rent is nine pounds."),
        ("page 1", "item", f"{numbers[1]} It is due."),
    ]


def test_items_behind_signs_go_without_them() -> None:
    drawn = lines("• The rent is nine pounds.", "", "– It is due.")
    assert [words for _, _, words in found(read(pdf(drawn)))] == [
        "The rent is nine pounds.",
        "It is due.",
    ]


@pytest.mark.parametrize(
    "head",
    [
        lambda n: [f"{n + 7}   HOURS OF SALT", f"The ropes of old   {n + 7}"][n % 2],
        lambda n: f"Gazette – 15 July 1911 – {n + 1}",
        lambda n: f"Page {n + 1} of 3, salt",
        lambda n: "The hours, by Ann Hull" if n == 1 else "",
    ],
    ids=["left and right", "with a year", "of so many", "the title, once"],
)
def test_heads_are_known_by_their_numbers_and_by_the_title(head) -> None:
    pages = [together(lines(*MUSEUM, top=600), lines(head(n), top=810, size=8)) for n in range(3)]
    extract = read(pdf(*pages, title="The hours"))
    heads = [head(n) for n in range(3) if head(n)]
    assert [" ".join(w.split()) for _, _, w in found(extract, furniture=True)] == [
        " ".join(h.split()) for h in heads
    ]
