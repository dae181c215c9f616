"""What made PDF files have in common: fonts, sections, what is known of them."""

from collections.abc import Sequence

from benchmarks.corpus.tools.drawing import Font
from benchmarks.corpus.tools.story import Items, Paragraph, Part, Picture, Story, Table, story
from benchmarks.corpus.tools.truth import Made
from benchmarks.corpus.tools.typeset import Frame, Typesetter
from benchmarks.corpus.tools.words import Words

TIMES, BOLD, ITALIC = (
    Font("Times-Roman", 10, 12),
    Font("Times-Bold", 12, 15),
    Font("Times-Italic", 9, 11),
)
SANS, SANS_BOLD = Font("Helvetica", 11, 14), Font("Helvetica-Bold", 14, 18)
SMALL = Font("Helvetica", 8, 10)
NOTE = Font("Times-Roman", 8, 9.5)
ONE = Frame(72, 770, 451, 80)


def plain_story(
    words: Words,
    *,
    sections: tuple[int, int],
    deep: bool = True,
    tables: bool = True,
    pictures: bool = False,
) -> Story:
    """A story without letters that the fonts lack."""
    told = story(words, sections=sections, deep=deep, tables=tables, pictures=pictures)
    return told.formed(written)


def sentence(words: Words, longest: int) -> str:
    """A sentence in the letters that the fonts have."""
    return written(words.sentence(longest))


def written(words: str) -> str:
    """Words without letters that the fonts lack."""
    return words.replace("Ł", "L").replace("€", "£")


def body(setter: Typesetter, told: Story, font: Font, bold: Font) -> None:
    """The text with a heading above each section."""
    for part in told.lead:
        setter.space(7)
        put(setter, part, font)
    for section in told.sections:
        setter.space(12)
        setter.need(bold.leading + 2 * font.leading + 8)
        setter.put([section.heading], bold, None)
        for part in section.parts:
            setter.space(7)
            put(setter, part, font)


def put(setter: Typesetter, part: Part, font: Font, indent: float = 0) -> None:
    """A part of a section."""
    match part:
        case Paragraph(sentences, quotation):
            setter.put(sentences, font, first=indent + 20 * quotation, rest=20 * quotation)
        case Items(items, ordered):
            for number, item in enumerate(items, 1):
                setter.space(3)
                mark = f"{number}." if ordered else "•"
                setter.put(item, font, "item", first=18, rest=18, bullet=mark)
        case Table(header, rows):
            width = setter.frame.width
            setter.space(6)
            setter.table([header, *rows], [0.22 * width, 0.18 * width, 0.6 * width], font)
            setter.space(6)
        case Picture(caption):
            setter.need(120)
            setter.space(80)
            setter.put(
                [caption],
                Font(font.name, font.size - 1.5, font.leading - 2),
                "caption",
                first=30,
                rest=30,
            )
            setter.space(8)


def pdf(
    setter: Typesetter,
    told: Story,
    data: bytes,
    furniture: Sequence[str],
    aside: Sequence[str],
    title: str = "",
) -> Made:
    """The file, and what is known of it; a sentence that was not set is not known."""
    shown = title or told.title
    return Made(".pdf", data, setter.known, furniture, [*told.aside(), *aside], shown)
