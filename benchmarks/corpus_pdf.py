"""Made PDF: articles, theses, office reports, slides, folders, printed web pages, scans."""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.corpus_story import Items, Paragraph, Part, Picture, Story, Table, story
from benchmarks.corpus_truth import Made
from benchmarks.corpus_typeset import Font, Frame, Habit, Mark, Page, Typesetter, vera
from benchmarks.corpus_words import Words

Layout = Callable[[Words], Made]

TIMES, BOLD, ITALIC = (
    Font("Times-Roman", 10, 12),
    Font("Times-Bold", 12, 15),
    Font("Times-Italic", 9, 11),
)
SANS, SANS_BOLD = Font("Helvetica", 11, 14), Font("Helvetica-Bold", 14, 18)
SMALL = Font("Helvetica", 8, 10)
NOTE = Font("Times-Roman", 8, 9.5)
ONE = Frame(72, 770, 451, 80)


def article(words: Words) -> Made:
    """A scientific article in two columns: hyphens, words placed without blanks, footnotes."""
    told = _plain(words, sections=(7, 14), tables=False)
    authors = f"{words.name()} and {words.name()}"

    def frames(page: int) -> Sequence[Frame]:
        top = 640 if page == 1 else 770
        return Frame(54, top, 235, 110), Frame(306, top, 235, 110)

    setter = Typesetter(frames, Habit("words", hyphenated=True, justified=True))
    head = Font("Times-Bold", 17, 20)
    title = [Mark(90, 740, told.title, head), Mark(200, 710, authors, TIMES)]
    setter.pages[0].marks += title
    numbers = [0, 0, 0]
    for section in [None, *told.sections]:
        if section:
            numbers[section.level - 1] += 1
            numbers[section.level :] = [0] * (3 - section.level)
            number = ".".join(map(str, numbers[: section.level]))
            setter.space(8)
            setter.need(45)
            setter.put([f"{number} {section.heading}"], BOLD, None)
            setter.space(3)
        for part in section.parts if section else told.lead:
            _set(setter, part, TIMES, indent=12)
            if words.random.random() < 0.25 and setter.pages[-1].notes == 0:
                left = 54 if setter.column == 0 else 306
                setter.raised("1", TIMES)
                setter.note(1, _sentence(words, 120), NOTE, 95, left, 235)

    def heads(page: int, of: int) -> Sequence[Mark]:
        foot = Mark(295, 50, str(page), TIMES)
        return [foot] if page == 1 else [Mark(220, 800, f"{authors}: {told.title}", ITALIC), foot]

    furniture = [f"{authors}: {told.title}"] if len(setter.pages) > 1 else []
    numbered = [f"{n} {one.heading}" for n, one in enumerate(told.sections, 1)]
    return _made(
        setter, told, setter.save(told.title, heads=heads), furniture, [authors, *numbered]
    )


def thesis(words: Words) -> Made:
    """A thesis in one column: ligatures, chapters, heads that change from page to page."""
    told = _plain(words, sections=(6, 11), pictures=True)
    font, bold = vera(9.5, 13), vera(14, 20, bold=True)
    setter = Typesetter(
        lambda page: [Frame(100, 740, 395, 110)],
        Habit("words", hyphenated=True, justified=True, ligatures=True),
    )
    chapters: dict[int, str] = {}
    setter.put([told.title], bold, None)
    for number, section in enumerate(told.sections, 1):
        if section.level == 1 and number > 1:
            setter.turn()
        setter.space(14)
        setter.need(60)
        setter.put(
            [f"Chapter {number}. {section.heading}" if section.level == 1 else section.heading],
            bold,
            None,
        )
        setter.space(8)
        for part in section.parts:
            _set(setter, part, font, indent=14)
        chapters.setdefault(len(setter.pages), section.heading)

    def heads(page: int, of: int) -> Sequence[Mark]:
        name = next((name for at, name in sorted(chapters.items()) if at >= page), told.title)
        small = vera(8, 10)
        words = f"{page}    {name.upper()}" if page % 2 == 0 else f"{told.title}    {page}"
        return [] if page == 1 else [Mark(100 if page % 2 == 0 else 300, 780, words, small)]

    furniture = [mark.words for page in range(2, len(setter.pages) + 1) for mark in heads(page, 0)]
    chapters_ = [f"Chapter {n}. {one.heading}" for n, one in enumerate(told.sections, 1)]
    made = Story(told.title, [], told.sections)
    return _made(
        setter,
        made,
        setter.save(told.title, heads=heads, first=False),
        [" ".join(f.split()) for f in furniture],
        chapters_,
    )


def report(words: Words) -> Made:
    """A report of a word processor: bullets, tables, a letter-spaced title, page 3 of 12."""
    told = _plain(words, sections=(8, 16), pictures=True)
    setter = Typesetter(lambda page: [ONE], Habit("runs"))
    name = f"{words.organisation()} | Internal use only"
    setter.put([told.title.upper()], Font("Helvetica-Bold", 16, 24), None, spaced=3)
    _body(setter, told, SANS, SANS_BOLD)

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(72, 805, name, SMALL), Mark(470, 40, f"Page {page} of {of}", SMALL)]

    of = len(setter.pages)
    furniture = [name, *(f"Page {page} of {of}" for page in range(1, of + 1))]
    return _made(
        setter, told, setter.save(told.title, heads=heads), furniture, [told.title.upper()]
    )


def letter(words: Words) -> Made:
    """A letter of one page: letterhead, address, date, bank account below."""
    setter = Typesetter(lambda page: [Frame(72, 560, 440, 120)], Habit("lines"))
    head = [words.organisation(), f"{words.filled('{n}')} Quay Street"]
    address = [_written(words.person()), words.place(), words.day()]
    top = [Mark(72, 800 - 14 * n, line, SANS_BOLD) for n, line in enumerate(head)]
    top += [Mark(72, 700 - 14 * n, line, SANS) for n, line in enumerate(address)]
    setter.pages[0].marks += top
    greeting, ending, sign = f"Dear {address[0]},", "Yours sincerely,", _written(words.person())
    setter.put([greeting], SANS, None)
    for _ in range(3):
        setter.space(10)
        setter.put([_sentence(words, 250) for _ in range(words.random.randint(1, 3))], SANS)
    for line in (ending, sign):
        setter.space(16)
        setter.put([line], SANS, None)
    title = f"Letter to {address[0]}"
    return _made(
        setter, Story(title, []), setter.save(title), [], [*head, *address, greeting, ending, sign]
    )


def slides(words: Words) -> Made:
    """Slides: a title and bullets on each page, the event and a number below."""
    told = _plain(words, sections=(5, 9), deep=False, tables=False)
    setter = Typesetter(lambda page: [Frame(60, 470, 600, 60)], Habit("runs"), size=(720, 540))
    event = f"{words.organisation()} annual meeting {words.filled('{y}')}"
    setter.put([told.title], Font("Helvetica-Bold", 30, 36), None)
    for section in told.sections:
        setter.turn()
        setter.put([section.heading], Font("Helvetica-Bold", 26, 34), None)
        for sentence in (one.text for one in Story("", [], [section]).known()):
            setter.space(8)
            if setter.y > 130:
                setter.put(
                    [sentence], Font("Helvetica", 16, 20), "item", first=18, rest=18, bullet="•"
                )

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(60, 24, event, SMALL), Mark(650, 24, str(page), SMALL)]

    return _made(setter, told, setter.save(told.title, heads=heads, first=False), [event], [])


def folder(words: Words) -> Made:
    """A folder in two columns: a drop cap, a line turned at the margin."""
    told = _plain(words, sections=(6, 10), deep=False, tables=False)
    columns = (Frame(60, 720, 225, 70), Frame(315, 720, 225, 70))
    setter = Typesetter(lambda page: columns, Habit("lines", hyphenated=True))
    setter.pages[0].marks.append(Mark(60, 760, told.title, Font("Helvetica-Bold", 22, 28)))
    turned = f"{words.organisation()} – printed on recycled paper"
    opening = [_sentence(words, 300), _sentence(words, 200)]
    while not opening[0][0].isalpha() or len(opening[0]) < 100:
        opening[0] = _sentence(words, 300)
    setter.put(opening, Font("Helvetica", 9.5, 12), drop=True)
    _body(setter, told, Font("Helvetica", 9.5, 12), Font("Helvetica-Bold", 12, 16))

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(30, 200, turned, SMALL, turned=True), Mark(520, 40, str(page), SMALL)]

    return _made(
        setter,
        told,
        setter.save("", heads=heads),
        [turned] if len(setter.pages) > 1 else [],
        [turned],
    )


def printed(words: Words) -> Made:
    """A web page printed by a browser: date and title above, address and number below."""
    told = _plain(words, sections=(7, 12))
    setter = Typesetter(lambda page: [ONE], Habit("letters"))
    address = f"https://www.{words.name().lower()}.example/pages/{words.random.randint(10, 99)}"
    stamp = f"3/{words.random.randint(10, 28)}/23, 10:42 AM"
    setter.put([told.title], Font("Times-Bold", 20, 26), None)
    _body(setter, told, Font("Times-Roman", 12, 14.5), Font("Times-Bold", 15, 20))

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [
            Mark(25, 815, stamp, SMALL),
            Mark(250, 815, told.title, SMALL),
            Mark(25, 18, address, SMALL),
            Mark(550, 18, f"{page}/{of}", SMALL),
        ]

    of = len(setter.pages)
    furniture = [stamp, address, *(f"{page}/{of}" for page in range(1, of + 1))] if of > 1 else []
    return _made(
        setter, told, setter.save(told.title, heads=heads), furniture, [stamp, address, "1/1"]
    )


def contract(words: Words) -> Made:
    """Numbered clauses with hanging numbers, initials at the foot of each page."""
    told = _plain(words, sections=(7, 12), deep=False, tables=False)
    setter = Typesetter(lambda page: [ONE], Habit("lines", justified=True))
    setter.put([told.title.upper()], BOLD, None)
    for number, section in enumerate(told.sections, 1):
        setter.space(12)
        setter.need(40)
        setter.put([f"{number}. {section.heading.upper()}"], BOLD, None)
        for at, one in enumerate(Story("", [], [section]).known(), 1):
            setter.space(5)
            setter.put(
                [one.text],
                Font("Times-Roman", 11, 13.5),
                "text",
                first=36,
                rest=36,
                bullet=f"{number}.{at}",
            )

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [
            Mark(72, 45, "Initials of the parties: ________ ________", SMALL),
            Mark(290, 30, f"- {page} -", SMALL),
        ]

    upper = [
        told.title.upper(),
        *(f"{n}. {one.heading.upper()}" for n, one in enumerate(told.sections, 1)),
    ]
    return _made(
        setter,
        told,
        setter.save("", heads=heads),
        ["Initials of the parties:"],
        upper,
        told.title.upper(),
    )


def scan(words: Words) -> Made:
    """Scanned pages with recognised text behind the picture; the last ones without any."""
    told = _plain(words, sections=(4, 8), tables=False)
    setter = Typesetter(lambda page: [ONE], Habit("lines", hyphenated=True))
    setter.put([told.title], BOLD, None)
    _body(setter, told, Font("Times-Roman", 11, 15), BOLD)
    setter.pages = [
        Page([Mark(m.x, m.y, m.words, m.font, hidden=True) for m in page.marks], [], picture=True)
        for page in setter.pages
    ]
    blank = [len(setter.pages) + n for n in range(1, words.random.randint(2, 4))]
    setter.pages += [Page(picture=True) for _ in blank]
    made = _made(setter, told, setter.save("scan0012"), [], [])
    return Made(made.suffix, made.data, made.known, [], made.aside, None, pictures=blank)


def landscape(words: Words) -> Made:
    """A report with a wide table on a page that is turned."""
    told = _plain(words, sections=(2, 3), tables=False)
    setter = Typesetter(lambda page: [ONE], Habit("runs"))
    setter.put([told.title], SANS_BOLD, None)
    _body(setter, told, SANS, SANS_BOLD)
    setter.turn()
    setter.pages[-1].rotated = 90
    header = ["Site", "Year", "Remark"]
    rows = [header, *([words.name(), words.filled("{y}"), _sentence(words, 90)] for _ in range(6))]
    cells = [(row, n) for n, row in enumerate(rows)]
    page = setter.pages[-1]
    flat = Typesetter(lambda number: [Frame(60, 520, 700, 60)], setter.habit)
    flat.table(rows, [120, 80, 500], SANS, ruled=False)
    page.marks += [
        Mark(595 - mark.y, mark.x, mark.words, mark.font, turned=True)
        for mark in flat.pages[0].marks
    ]
    number = len(setter.pages)
    setter.known += [type(one)(one.text, one.kind, {"page": number}) for one in flat.known]
    return _made(
        setter, told, setter.save(told.title), [], [cell for row, _ in cells for cell in row]
    )


PDF: Mapping[str, Layout] = {
    "article": article,
    "thesis": thesis,
    "report": report,
    "letter": letter,
    "slides": slides,
    "folder": folder,
    "printed": printed,
    "contract": contract,
    "scan": scan,
    "landscape": landscape,
}


def _plain(
    words: Words,
    *,
    sections: tuple[int, int],
    deep: bool = True,
    tables: bool = True,
    pictures: bool = False,
) -> Story:
    """A story without letters that the fonts lack."""
    told = story(words, sections=sections, deep=deep, tables=tables, pictures=pictures)
    return told.formed(_written)


def _sentence(words: Words, longest: int) -> str:
    return _written(words.sentence(longest))


def _written(words: str) -> str:
    return words.replace("Ł", "L").replace("€", "£")


def _body(setter: Typesetter, told: Story, font: Font, bold: Font) -> None:
    """The text with a heading above each section."""
    for part in told.lead:
        setter.space(7)
        _set(setter, part, font)
    for section in told.sections:
        setter.space(12)
        setter.need(bold.leading + 2 * font.leading + 8)
        setter.put([section.heading], bold, None)
        for part in section.parts:
            setter.space(7)
            _set(setter, part, font)


def _set(setter: Typesetter, part: Part, font: Font, indent: float = 0) -> None:
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


def _made(
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
