"""Values of a PDF's forms and its notes are read, what a viewer hides is not, the rest is told."""

import io

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from index.errors import DocumentError
from index.formats.pdf import read
from tests.index.formats.made import Draw, lines, pdf, picture, together
from tests.index.formats.test_pdf import MUSEUM, MUSEUM_WORDS, words

HIDDEN, NO_VIEW = 2, 32


def text_field(name: str, value: str, x: int, y: int, **more: object) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name=name, value=value, x=x, y=y, width=150, height=16, **more)

    return draw


def tick(name: str, x: int, y: int, *, on: bool) -> Draw:
    return lambda canvas: canvas.acroForm.checkbox(name=name, checked=on, x=x, y=y, size=12)


def choice(name: str, value: str, x: int, y: int) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.radio(name="pay", value=name, selected=name == value, x=x, y=y, size=12)

    return draw


def flagged(data: bytes, flags: int) -> bytes:
    """The file with flags set on each of its annotations."""
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        pdfium.FPDFAnnot_SetFlags(annotation, flags)
        pdfium.FPDFPage_CloseAnnot(annotation)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_the_value_of_a_field_stands_behind_its_label() -> None:
    drawn = together(
        lines(
            "Keeper:", "", "Telephone: ____________________", "", "The sheds are shut in winter."
        ),
        text_field("Text1", "Ann Hull", 140, 766),
        text_field("phone", "01865 556 677", 135, 738),
    )
    assert words(read(pdf(drawn))) == [
        "Keeper: Ann Hull",
        "Telephone: 01865 556 677",
        "The sheds are shut in winter.",
    ]


def test_a_field_without_a_label_on_its_line_is_read_with_its_name() -> None:
    drawn = together(
        lines("Where do you live?", "", "", *MUSEUM),
        text_field("home_town", "Nestul", 72, 745),
        text_field("Text2", "Fludrirn", 300, 400),
    )
    found = words(read(pdf(drawn)))
    assert "home town: Nestul" in found
    assert "Fludrirn" in found


def test_a_long_value_comes_after_the_text_of_its_page() -> None:
    value = "The boat leaks at the stern.\nKeep it on the ramp until it is mended in the spring."
    field = text_field("remarks", value, 72, 600, fieldFlags="multiline")
    extract = read(pdf(together(lines(*MUSEUM), field), lines("The end of it.")))
    assert words(extract) == [
        MUSEUM_WORDS,
        "remarks: The boat leaks at the stern. "
        "Keep it on the ramp until it is mended in the spring.",
        "The end of it.",
    ]
    assert [landmark.name for landmark in extract.landmarks] == ["page 1", "page 2"]


def test_boxes_and_buttons_are_read_with_their_labels_and_told_by_name() -> None:
    drawn = together(
        *(lines(label, left=92, top=top) for label, top in (("Kitchen", 700), ("Piano", 670))),
        tick("kitchen", 72, 698, on=True),
        tick("piano", 72, 668, on=False),
        lines("Cash", left=92, top=640),
        lines("Card", left=192, top=640),
        choice("cash", "card", 72, 638),
        choice("card", "card", 172, 638),
    )
    assert words(read(pdf(drawn))) == [
        "☒ Kitchen",
        "☐ Piano",
        "☐ Cash ☒ Card",
        "kitchen: Yes",
        "pay: card",
    ]


def test_what_is_chosen_is_read_by_its_label() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.choice(
            name="boat",
            value="Large",
            options=["Small", "Large"],
            x=150,
            y=766,
            width=80,
            height=16,
        )

    assert words(read(pdf(together(lines("Size of boat:"), draw)))) == ["Size of boat: Large"]


def test_notes_come_after_the_text_of_their_page() -> None:
    def note(canvas: Canvas) -> None:
        canvas.textAnnotation("The harbour master agreed to this.", Rect=[400, 700, 420, 720])
        canvas.freeTextAnnotation("Ring twice.", DA="/Helv 10 Tf", Rect=[400, 600, 500, 620])

    assert words(read(pdf(together(lines(*MUSEUM), note), lines("The end.")))) == [
        MUSEUM_WORDS,
        "The harbour master agreed to this.",
        "Ring twice.",
        "The end.",
    ]


@pytest.mark.parametrize("flags", [HIDDEN, NO_VIEW])
def test_what_a_viewer_hides_is_not_read(flags: int) -> None:
    def note(canvas: Canvas) -> None:
        canvas.textAnnotation("Nobody sees this.", Rect=[400, 700, 420, 720])

    drawn = together(lines(*MUSEUM), note, text_field("key", "4711", 72, 500))
    assert words(read(flagged(pdf(drawn), flags))) == [MUSEUM_WORDS]


def test_a_password_is_not_read() -> None:
    field = text_field("secret", "open sesame", 72, 500, fieldFlags="password")
    assert words(read(pdf(together(lines(*MUSEUM), field)))) == [MUSEUM_WORDS]


def test_a_page_of_fields_alone_is_no_picture() -> None:
    extract = read(pdf(text_field("keeper", "Ann Hull", 72, 500)))
    assert (words(extract), extract.notes) == (["keeper: Ann Hull"], ())
    with pytest.raises(DocumentError, match="its pages are pictures"):
        read(pdf(together(picture, text_field("keeper", "", 72, 500))))


def test_attached_files_are_told() -> None:
    document = pypdfium2.PdfDocument(pdf(lines(*MUSEUM)))
    document.new_attachment("prices.csv").set_data(b"boat,9")
    out = io.BytesIO()
    document.save(out)
    assert read(out.getvalue()).notes == ("a file attached to it was not read",)


def test_a_form_on_a_page_that_is_shown_turned_is_read_as_it_is_shown() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(A4[0], 0)
        canvas.rotate(90)
        lines("Keeper:", top=500)(canvas)

    extract = read(pdf(together(draw, text_field("keeper", "Ann Hull", 72, 500))))
    assert any("Ann Hull" in text for text in words(extract))
