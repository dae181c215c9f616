"""Made PDF: folders, printed web pages, contracts, scans, tables on turned pages."""

from collections.abc import Mapping, Sequence

from benchmarks.corpus.developed.pdf_parts import (
    BOLD,
    ONE,
    SANS,
    SANS_BOLD,
    SMALL,
    body,
    pdf,
    plain_story,
    sentence,
)
from benchmarks.corpus.tools.drawing import Font, Habit, Mark
from benchmarks.corpus.tools.story import Story
from benchmarks.corpus.tools.truth import Layout, Made
from benchmarks.corpus.tools.typeset import Frame, Page, Typesetter
from benchmarks.corpus.tools.words import Words


def folder(words: Words) -> Made:
    """A folder in two columns: a drop cap, a line turned at the margin."""
    told = plain_story(words, sections=(6, 10), deep=False, tables=False)
    columns = (Frame(60, 720, 225, 70), Frame(315, 720, 225, 70))
    setter = Typesetter(lambda page: columns, Habit("lines", hyphenated=True))
    setter.pages[0].marks.append(Mark(60, 760, told.title, Font("Helvetica-Bold", 22, 28)))
    turned = f"{words.organisation()} – printed on recycled paper"
    opening = [sentence(words, 300), sentence(words, 200)]
    while not opening[0][0].isalpha() or len(opening[0]) < 100:
        opening[0] = sentence(words, 300)
    setter.put(opening, Font("Helvetica", 9.5, 12), drop=True)
    body(setter, told, Font("Helvetica", 9.5, 12), Font("Helvetica-Bold", 12, 16))

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(30, 200, turned, SMALL, turned=True), Mark(520, 40, str(page), SMALL)]

    return pdf(
        setter,
        told,
        setter.save("", heads=heads),
        [turned] if len(setter.pages) > 1 else [],
        [turned],
    )


def printed(words: Words) -> Made:
    """A web page printed by a browser: date and title above, address and number below."""
    told = plain_story(words, sections=(7, 12))
    setter = Typesetter(lambda page: [ONE], Habit("letters"))
    address = f"https://www.{words.name().lower()}.example/pages/{words.random.randint(10, 99)}"
    stamp = f"3/{words.random.randint(10, 28)}/23, 10:42 AM"
    setter.put([told.title], Font("Times-Bold", 20, 26), None)
    body(setter, told, Font("Times-Roman", 12, 14.5), Font("Times-Bold", 15, 20))

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [
            Mark(25, 815, stamp, SMALL),
            Mark(250, 815, told.title, SMALL),
            Mark(25, 18, address, SMALL),
            Mark(550, 18, f"{page}/{of}", SMALL),
        ]

    of = len(setter.pages)
    furniture = [stamp, address, *(f"{page}/{of}" for page in range(1, of + 1))] if of > 1 else []
    return pdf(
        setter, told, setter.save(told.title, heads=heads), furniture, [stamp, address, "1/1"]
    )


def contract(words: Words) -> Made:
    """Numbered clauses with hanging numbers, initials at the foot of each page."""
    told = plain_story(words, sections=(7, 12), deep=False, tables=False)
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
    return pdf(
        setter,
        told,
        setter.save("", heads=heads),
        ["Initials of the parties:"],
        upper,
        told.title.upper(),
    )


def scan(words: Words) -> Made:
    """Scanned pages with recognised text behind the picture; the last ones without any."""
    told = plain_story(words, sections=(4, 8), tables=False)
    setter = Typesetter(lambda page: [ONE], Habit("lines", hyphenated=True))
    setter.put([told.title], BOLD, None)
    body(setter, told, Font("Times-Roman", 11, 15), BOLD)
    setter.pages = [
        Page([Mark(m.x, m.y, m.words, m.font, hidden=True) for m in page.marks], [], picture=True)
        for page in setter.pages
    ]
    blank = [len(setter.pages) + n for n in range(1, words.random.randint(2, 4))]
    setter.pages += [Page(picture=True) for _ in blank]
    made = pdf(setter, told, setter.save("scan0012"), [], [])
    return Made(made.suffix, made.data, made.known, [], made.aside, None, pictures=blank)


def landscape(words: Words) -> Made:
    """A report with a wide table on a page that is turned."""
    told = plain_story(words, sections=(2, 3), tables=False)
    setter = Typesetter(lambda page: [ONE], Habit("runs"))
    setter.put([told.title], SANS_BOLD, None)
    body(setter, told, SANS, SANS_BOLD)
    setter.turn()
    setter.pages[-1].rotated = 90
    header = ["Site", "Year", "Remark"]
    rows = [header, *([words.name(), words.filled("{y}"), sentence(words, 90)] for _ in range(6))]
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
    return pdf(
        setter, told, setter.save(told.title), [], [cell for row, _ in cells for cell in row]
    )


PRINTS: Mapping[str, Layout] = {
    "folder": folder,
    "printed": printed,
    "contract": contract,
    "scan": scan,
    "landscape": landscape,
}
