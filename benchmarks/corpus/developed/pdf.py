"""Made PDF: articles, theses, office reports, letters, slides."""

from collections.abc import Mapping, Sequence

from benchmarks.corpus.developed.pdf_parts import (
    BOLD,
    ITALIC,
    NOTE,
    ONE,
    SANS,
    SANS_BOLD,
    SMALL,
    TIMES,
    body,
    pdf,
    plain_story,
    put,
    sentence,
    written,
)
from benchmarks.corpus.tools.drawing import Font, Habit, Mark, vera
from benchmarks.corpus.tools.story import Story
from benchmarks.corpus.tools.truth import Layout, Made
from benchmarks.corpus.tools.typeset import Frame, Typesetter
from benchmarks.corpus.tools.words import Words


def article(words: Words) -> Made:
    """A scientific article in two columns: hyphens, words placed without blanks, footnotes."""
    told = plain_story(words, sections=(7, 14), tables=False)
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
            put(setter, part, TIMES, indent=12)
            if words.random.random() < 0.25 and setter.pages[-1].notes == 0:
                left = 54 if setter.column == 0 else 306
                setter.raised("1", TIMES)
                setter.note(1, sentence(words, 120), NOTE, 95, left, 235)

    def heads(page: int, of: int) -> Sequence[Mark]:
        foot = Mark(295, 50, str(page), TIMES)
        return [foot] if page == 1 else [Mark(220, 800, f"{authors}: {told.title}", ITALIC), foot]

    furniture = [f"{authors}: {told.title}"] if len(setter.pages) > 1 else []
    numbered = [f"{n} {one.heading}" for n, one in enumerate(told.sections, 1)]
    return pdf(setter, told, setter.save(told.title, heads=heads), furniture, [authors, *numbered])


def thesis(words: Words) -> Made:
    """A thesis in one column: ligatures, chapters, heads that change from page to page."""
    told = plain_story(words, sections=(6, 11), pictures=True)
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
            put(setter, part, font, indent=14)
        chapters.setdefault(len(setter.pages), section.heading)

    def heads(page: int, of: int) -> Sequence[Mark]:
        name = next((name for at, name in sorted(chapters.items()) if at >= page), told.title)
        small = vera(8, 10)
        words = f"{page}    {name.upper()}" if page % 2 == 0 else f"{told.title}    {page}"
        return [] if page == 1 else [Mark(100 if page % 2 == 0 else 300, 780, words, small)]

    furniture = [mark.words for page in range(2, len(setter.pages) + 1) for mark in heads(page, 0)]
    chapters_ = [f"Chapter {n}. {one.heading}" for n, one in enumerate(told.sections, 1)]
    made = Story(told.title, [], told.sections)
    return pdf(
        setter,
        made,
        setter.save(told.title, heads=heads, first=False),
        [" ".join(f.split()) for f in furniture],
        chapters_,
    )


def report(words: Words) -> Made:
    """A report of a word processor: bullets, tables, a letter-spaced title, page 3 of 12."""
    told = plain_story(words, sections=(8, 16), pictures=True)
    setter = Typesetter(lambda page: [ONE], Habit("runs"))
    name = f"{words.organisation()} | Internal use only"
    setter.put([told.title.upper()], Font("Helvetica-Bold", 16, 24), None, spaced=3)
    body(setter, told, SANS, SANS_BOLD)

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(72, 805, name, SMALL), Mark(470, 40, f"Page {page} of {of}", SMALL)]

    of = len(setter.pages)
    furniture = [name, *(f"Page {page} of {of}" for page in range(1, of + 1))]
    return pdf(setter, told, setter.save(told.title, heads=heads), furniture, [told.title.upper()])


def letter(words: Words) -> Made:
    """A letter of one page: letterhead, address, date, bank account below."""
    setter = Typesetter(lambda page: [Frame(72, 560, 440, 120)], Habit("lines"))
    head = [words.organisation(), f"{words.filled('{n}')} Quay Street"]
    address = [written(words.person()), words.place(), words.day()]
    top = [Mark(72, 800 - 14 * n, line, SANS_BOLD) for n, line in enumerate(head)]
    top += [Mark(72, 700 - 14 * n, line, SANS) for n, line in enumerate(address)]
    setter.pages[0].marks += top
    greeting, ending, sign = f"Dear {address[0]},", "Yours sincerely,", written(words.person())
    setter.put([greeting], SANS, None)
    for _ in range(3):
        setter.space(10)
        setter.put([sentence(words, 250) for _ in range(words.random.randint(1, 3))], SANS)
    for line in (ending, sign):
        setter.space(16)
        setter.put([line], SANS, None)
    title = f"Letter to {address[0]}"
    return pdf(
        setter, Story(title, []), setter.save(title), [], [*head, *address, greeting, ending, sign]
    )


def slides(words: Words) -> Made:
    """Slides: a title and bullets on each page, the event and a number below."""
    told = plain_story(words, sections=(5, 9), deep=False, tables=False)
    setter = Typesetter(lambda page: [Frame(60, 470, 600, 60)], Habit("runs"), size=(720, 540))
    event = f"{words.organisation()} annual meeting {words.filled('{y}')}"
    setter.put([told.title], Font("Helvetica-Bold", 30, 36), None)
    for section in told.sections:
        setter.turn()
        setter.put([section.heading], Font("Helvetica-Bold", 26, 34), None)
        for one in Story("", [], [section]).known():
            setter.space(8)
            if setter.y > 130:
                setter.put(
                    [one.text], Font("Helvetica", 16, 20), "item", first=18, rest=18, bullet="•"
                )

    def heads(page: int, of: int) -> Sequence[Mark]:
        return [Mark(60, 24, event, SMALL), Mark(650, 24, str(page), SMALL)]

    return pdf(setter, told, setter.save(told.title, heads=heads, first=False), [event], [])


PDF: Mapping[str, Layout] = {
    "article": article,
    "thesis": thesis,
    "report": report,
    "letter": letter,
    "slides": slides,
}
