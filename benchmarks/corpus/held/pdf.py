"""PDF of the family that readers were not developed on."""

from collections.abc import Mapping, Sequence

from benchmarks.corpus.tools.drawing import Font, Habit, Mark, vera
from benchmarks.corpus.tools.story import Items, Paragraph, Part, Story, Table, story, texts
from benchmarks.corpus.tools.truth import Layout, Made
from benchmarks.corpus.tools.typeset import Frame, Typesetter
from benchmarks.corpus.tools.words import Words

PLAINER = str.maketrans({"Ł": "L", "€": "£"})
SERIF, STRONG = Font("Times-Roman", 10, 12), Font("Times-Bold", 11, 14)
SANS = Font("Helvetica", 10, 13)
PRINT = Font("Helvetica", 7.5, 9.5)


def chapter(words: Words) -> Made:
    """A chapter of a collection: narrow page, abstract indented, heads left and right, notes."""
    told = _told(words, (7, 11))
    setter = Typesetter(
        lambda page: [Frame(134, 680, 346, 160)],
        Habit("words", hyphenated=True, justified=True, ligatures=True),
    )
    body, bold, small = vera(8.6, 11), vera(11, 15, bold=True), vera(7, 9)
    authors = f"{words.name()} et al."
    setter.put([told.title], vera(13, 18, bold=True), None, first=30)
    setter.space(14)
    abstract = [_plain(words.sentence()) for _ in range(3)]
    setter.put(abstract, small, "text", first=25, rest=25)
    for number, section in enumerate(told.sections, 1):
        setter.space(14)
        setter.need(50)
        setter.put([f"{number}   {section.heading}"], bold, None)
        setter.space(4)
        for part in section.parts:
            _part(setter, part, body, indent=12, gap=2)
        if words.random.random() < 0.4 and setter.pages[-1].notes == 0:
            setter.raised(str(number), body)
            setter.note(number, _plain(words.sentence(120)), small, 150, 134, 346)

    def heads(page: int, of: int) -> Sequence[Mark]:
        if page == 1:
            return []
        if page % 2:
            return [Mark(200, 705, told.title, small), Mark(470, 705, str(page + 40), small)]
        return [Mark(134, 705, str(page + 40), small), Mark(160, 705, authors, small)]

    numbered = [f"{n} {one.heading}" for n, one in enumerate(told.sections, 1)]
    furniture = [told.title] if len(setter.pages) > 20 else []
    data = setter.save(told.title, heads=heads)
    return Made(
        ".pdf", data, setter.known, furniture, [*told.aside(), *numbered, authors], told.title
    )


def terms(words: Words) -> Made:
    """Terms of business: small print in two columns, clauses with hanging numbers, a foot."""
    told = _told(words, (10, 14), tables=False, deep=False)
    columns = (Frame(40, 780, 245, 60), Frame(310, 780, 245, 60))
    setter = Typesetter(lambda page: columns, Habit("runs", justified=True))
    setter.pages[0].marks.append(Mark(40, 800, told.title, Font("Helvetica-Bold", 14, 17)))
    for number, section in enumerate(told.sections, 1):
        setter.space(6)
        setter.need(40)
        setter.put([f"{number}. {section.heading}"], Font("Helvetica-Bold", 8, 10), None)
        for at, one in enumerate(Story("", [], [section]).known(), 1):
            setter.space(2)
            setter.put([one.text], PRINT, "text", first=26, rest=26, bullet=f"{number}.{at}")
    foot = f"{words.name()} GmbH & Co. KG, Ropewalk 12, registered in {words.place()}, HRB 4711"

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [
            Mark(40, 35, foot, Font("Helvetica", 6, 8)),
            Mark(540, 35, f"{page}/{of}", Font("Helvetica", 6, 8)),
        ]

    numbered = [f"{n}. {one.heading}" for n, one in enumerate(told.sections, 1)]
    furniture = [foot] if len(setter.pages) > 1 else []
    return Made(
        ".pdf",
        setter.save("", heads=heads),
        setter.known,
        furniture,
        [*told.aside(), *numbered, foot],
        told.title,
    )


def daily(words: Words) -> Made:
    """A newspaper: four narrow columns, headlines over single columns, hyphens everywhere."""
    told = _told(words, (12, 18), tables=False, deep=False)
    columns = tuple(Frame(30 + n * 136, 760, 124, 50) for n in range(4))
    setter = Typesetter(lambda page: columns, Habit("words", hyphenated=True, justified=True))
    setter.pages[0].marks.append(Mark(30, 780, told.title, Font("Times-Bold", 28, 34)))
    for section in told.sections:
        setter.space(8)
        setter.need(60)
        setter.put([section.heading], Font("Times-Bold", 13, 15), None)
        setter.space(2)
        for part in section.parts:
            _part(setter, part, Font("Times-Roman", 8.5, 9.8), indent=8, gap=0)
    name = f"The {words.place()} Daily"

    def heads(page: int, of: int) -> Sequence[Mark]:
        day = f"Tuesday, {page} of {of}"
        return [] if page == 1 else [Mark(30, 800, name, PRINT), Mark(500, 800, day, PRINT)]

    furniture = [name] if len(setter.pages) > 2 else []
    return Made(
        ".pdf",
        setter.save("", heads=heads),
        setter.known,
        furniture,
        [*told.aside(), name, *(f"Tuesday, {n} of {len(setter.pages)}" for n in range(9))],
        told.title,
    )


def judgment(words: Words) -> Made:
    """A court's judgment: numbers of paragraphs at the margin, quotations indented, wide lines."""
    told = _told(words, (5, 8), tables=False)
    setter = Typesetter(lambda page: [Frame(90, 740, 430, 90)], Habit("lines"))
    setter.put([told.title], Font("Times-Bold", 14, 20), None, first=80)
    count = 0
    for section in told.sections:
        setter.space(14)
        setter.need(60)
        setter.put([section.heading], Font("Times-Italic", 12, 16), None)
        for part in section.parts:
            for sentences in texts(part):
                count += 1
                setter.space(9)
                quoted = isinstance(part, Paragraph) and part.quotation
                setter.put(
                    sentences,
                    Font("Times-Roman", 12, 17),
                    first=60 if quoted else 30,
                    rest=60 if quoted else 30,
                    bullet="" if quoted else f"[{count}]",
                )
    court = f"Court of Appeal of {words.place()}"

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(250, 790, court, PRINT), Mark(250, 60, f"Page {page}", SANS)]

    furniture = (
        [court, *(f"Page {n}" for n in range(1, len(setter.pages) + 1))]
        if len(setter.pages) > 1
        else []
    )
    return Made(
        ".pdf",
        setter.save(told.title, heads=heads),
        setter.known,
        furniture,
        [*told.aside(), court, "Page 1"],
        told.title,
    )


def brochure(words: Words) -> Made:
    """A page of pictures and boxes: a column of text beside a narrow one with facts."""
    told = _told(words, (5, 8), tables=False, deep=False)
    setter = Typesetter(lambda page: [Frame(50, 720, 330, 70)], Habit("letters"))
    setter.pages[0].marks.append(Mark(50, 750, told.title, Font("Helvetica-Bold", 20, 26)))
    for section in told.sections:
        setter.space(10)
        setter.need(50)
        setter.put([section.heading], Font("Helvetica-Bold", 12, 16), None)
        for part in section.parts:
            _part(setter, part, SANS, gap=5)
    pages = list(setter.pages)
    for number, sheet in enumerate(pages, 1):
        side = Typesetter(lambda page: [Frame(410, 700, 140, 100)], Habit("letters"))
        side.pages = [sheet]
        for sentence in [_plain(words.sentence(120)) for _ in range(2)]:
            side.space(12)
            side.put([sentence], Font("Helvetica-Oblique", 8.5, 11), "note")
        setter.known += [type(one)(one.text, one.kind, {"page": number}) for one in side.known]
    web = f"www.{words.name().lower()}.example"

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(50, 40, web, PRINT), Mark(300, 40, str(page), PRINT)]

    return Made(
        ".pdf",
        setter.save(told.title, heads=heads),
        setter.known,
        [web] if len(pages) > 1 else [],
        [*told.aside(), web],
        told.title,
    )


PDF: Mapping[str, Layout] = {
    "chapter": chapter,
    "terms": terms,
    "daily": daily,
    "judgment": judgment,
    "brochure": brochure,
}


def _plain(words: str) -> str:
    return words.translate(PLAINER)


def _told(words: Words, count: tuple[int, int], *, tables: bool = True, deep: bool = True) -> Story:
    told = story(words, sections=count, tables=tables, deep=deep)
    return Story(told.title, [], told.sections).formed(_plain)


def _part(setter: Typesetter, part: Part, font: Font, *, indent: float = 0, gap: float) -> None:
    setter.space(gap)
    match part:
        case Table(header, rows):
            width = setter.frame.width
            setter.table(
                [header, *rows], [0.2 * width, 0.2 * width, 0.6 * width], font, ruled=False
            )
        case Items(items, ordered):
            for n, item in enumerate(items, 1):
                setter.put(
                    item,
                    font,
                    "item",
                    first=15,
                    rest=15,
                    bullet=f"({n})" if ordered else "▪" if font.name == "Vera" else "•",
                )
        case _:
            for sentences in texts(part):
                setter.put(sentences, font, first=indent)
