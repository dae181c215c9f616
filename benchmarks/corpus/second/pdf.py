"""PDF of the second family."""

from collections.abc import Mapping, Sequence

from benchmarks.corpus.tools.drawing import Font, Habit, Mark, vera
from benchmarks.corpus.tools.story import Items, Part, Story, Table, story, texts
from benchmarks.corpus.tools.truth import Layout, Made
from benchmarks.corpus.tools.typeset import Frame, Typesetter
from benchmarks.corpus.tools.words import Words

LETTER = (612, 792)
A5 = (420, 595)
SERIF, SERIF_BOLD = Font("Times-Roman", 10.5, 13), Font("Times-Bold", 13, 17)
SANS, SANS_BOLD = Font("Helvetica", 9, 11.5), Font("Helvetica-Bold", 11, 15)
TINY = Font("Helvetica", 7, 9)


def proceedings(words: Words) -> Made:
    """Two columns drawn line by line across the page, soft hyphens, a head on both sides."""
    told = _told(words, (8, 12), tables=False)
    columns = (Frame(50, 720, 248, 70), Frame(314, 720, 248, 70))
    habit = Habit("runs", hyphenated=True, justified=True, across=True, soft=True)
    setter = Typesetter(lambda page: columns, habit, LETTER)
    setter.pages[0].marks.append(Mark(60, 740, told.title, Font("Times-Bold", 15, 18)))
    for number, section in enumerate(told.sections, 1):
        setter.space(9)
        setter.need(50)
        setter.put(
            [f"{'I' * min(number, 3)}{'X' * (number > 3)}. {section.heading.upper()}"], SERIF, None
        )
        _parts(setter, section.parts, SERIF, indent=10)
    name = f"{words.place()} Conference on Ropes, {words.filled('{y}')}"

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(50, 765, name, TINY), Mark(540, 765, str(page + 211), TINY)]

    numbered = [
        f"{'I' * min(n, 3)}{'X' * (n > 3)}. {one.heading.upper()}"
        for n, one in enumerate(told.sections, 1)
    ]
    return _made(setter, told, setter.save(told.title, heads=heads), [name], numbered)


def book(words: Words) -> Made:
    """A small book: number and chapter above, first lines indented, many pages."""
    told = _told(words, (6, 9), tables=False, deep=False)
    font, bold = vera(8.5, 11.5), vera(12, 16, bold=True)
    habit = Habit("words", hyphenated=True, justified=True, ligatures=True)
    setter = Typesetter(lambda page: [Frame(52, 520, 316, 50)], habit, A5)
    setter.put([told.title], bold, None)
    for section in told.sections:
        setter.turn()
        setter.put([section.heading], bold, None)
        setter.space(20)
        _parts(setter, section.parts, font, indent=12, gap=0)

    def heads(page: int, of: int) -> Sequence[Mark]:
        if page == 1:
            return []
        return [Mark(52, 550, str(page + 6), font), Mark(160, 550, told.title, vera(7, 9))]

    return _made(setter, told, setter.save("", heads=heads, first=False), [], [])


def gazette(words: Words) -> Made:
    """Three narrow columns of a parish paper, hyphens, a name and date on each page."""
    told = _told(words, (9, 14), tables=False, deep=False)
    columns = tuple(Frame(40 + n * 178, 740, 162, 60) for n in range(3))
    setter = Typesetter(lambda page: columns, Habit("lines", hyphenated=True))
    setter.pages[0].marks.append(Mark(40, 765, told.title, Font("Times-Bold", 24, 30)))
    for section in told.sections:
        setter.space(10)
        setter.need(50)
        setter.put([section.heading], SERIF_BOLD, None)
        _parts(setter, section.parts, SERIF, gap=3)
    foot = f"{words.name()} Parish Gazette – {words.day()}"

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(40, 30, f"{foot} – {page}", TINY)]

    furniture = [f"{foot} – {page}" for page in range(1, len(setter.pages) + 1)]
    return _made(setter, told, setter.save("", heads=heads), furniture, [])


def manuscript(words: Words) -> Made:
    """Double-spaced, ragged, with name and number above."""
    told = _told(words, (4, 6), tables=False, deep=False)
    font = Font("Courier", 11, 24)
    setter = Typesetter(lambda page: [Frame(72, 700, 468, 72)], Habit("lines"), LETTER)
    author = words.name()
    setter.put([told.title], font, None, first=120)
    for section in told.sections:
        setter.need(72)
        setter.put([section.heading], Font("Courier-Bold", 11, 24), None)
        _parts(setter, section.parts, font, indent=36, gap=0)

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(470, 745, f"{author} {page}", font)]

    furniture = [f"{author} {page}" for page in range(1, len(setter.pages) + 1)]
    return _made(setter, told, setter.save(told.title, heads=heads), furniture, [author])


def data_sheet(words: Words) -> Made:
    """A data sheet: small print, many ruled tables, number and revision below."""
    told = _told(words, (8, 12), tables=True, deep=False)
    setter = Typesetter(lambda page: [Frame(50, 760, 500, 70)], Habit("runs"))
    setter.put([told.title], Font("Helvetica-Bold", 18, 24), None)
    for section in told.sections:
        setter.space(10)
        setter.need(50)
        setter.put([section.heading], SANS_BOLD, None)
        _parts(setter, section.parts, SANS)
    number = words.filled("DS-{y} Rev. C")

    def heads(page: int, of: int) -> Sequence[Mark]:
        left = Mark(50, 35, f"{number} | www.ropes.example", TINY)
        return [left, Mark(520, 35, f"{page} of {of}", TINY)]

    return _made(
        setter, told, setter.save(told.title, heads=heads), [f"{number} | www.ropes.example"], []
    )


def inquiry(words: Words) -> Made:
    """A public report: numbered paragraphs, two-line foot, notes in small print."""
    told = _told(words, (6, 9), tables=False, pictures=True, deep=False)
    setter = Typesetter(lambda page: [Frame(80, 750, 440, 130)], Habit("letters"))
    setter.put([told.title], Font("Helvetica-Bold", 17, 22), None)
    count = 0
    for section in told.sections:
        setter.space(14)
        setter.need(60)
        setter.put([section.heading], Font("Helvetica-Bold", 13, 17), None)
        for part in section.parts:
            for sentences in texts(part):
                count += 1
                setter.space(8)
                setter.put(
                    sentences, Font("Helvetica", 10.5, 14), first=30, rest=30, bullet=f"{count}."
                )
            if words.random.random() < 0.3 and setter.pages[-1].notes == 0:
                setter.raised(str(count), Font("Helvetica", 10.5, 14))
                note = words.sentence(110).translate(FONTLESS)
                setter.note(count, note, Font("Helvetica", 8, 10), 110, 80, 440)
    lines = [f"Report of the inquiry into {words.place()}", f"Printed for {words.organisation()}"]

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [
            Mark(80, 50, lines[0], TINY),
            Mark(80, 40, lines[1], TINY),
            Mark(500, 50, str(page), TINY),
        ]

    return _made(setter, told, setter.save(told.title, heads=heads), lines, [])


PDF: Mapping[str, Layout] = {
    "proceedings": proceedings,
    "book": book,
    "gazette": gazette,
    "manuscript": manuscript,
    "data sheet": data_sheet,
    "inquiry": inquiry,
}
FONTLESS = str.maketrans({"Ł": "L", "€": "£", "ā": "a", "≈": "c."})


def _told(
    words: Words,
    sections: tuple[int, int],
    *,
    tables: bool,
    pictures: bool = False,
    deep: bool = True,
) -> Story:
    told = story(words, sections=sections, tables=tables, pictures=pictures, deep=deep)
    told = Story(told.title, [], told.sections)
    return told.formed(lambda one: one.translate(FONTLESS))


def _parts(
    setter: Typesetter, parts: Sequence[Part], font: Font, *, indent: float = 0, gap: float = 6
) -> None:
    for part in parts:
        setter.space(gap)
        match part:
            case Table(header, rows):
                width = setter.frame.width
                setter.table([header, *rows], [0.25 * width, 0.15 * width, 0.6 * width], font)
            case Items(items):
                for item in items:
                    setter.put(item, font, "item", first=16, rest=16, bullet="–")
            case _:
                for sentences in texts(part):
                    setter.put(sentences, font, first=indent)


def _made(
    setter: Typesetter, told: Story, data: bytes, furniture: Sequence[str], aside: Sequence[str]
) -> Made:
    return Made(".pdf", data, setter.known, furniture, [*told.aside(), *aside], told.title)
