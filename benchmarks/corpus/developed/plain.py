"""Made plain text: as editors, word processors and old typewritten standards leave it."""

import textwrap
from collections.abc import Mapping

from benchmarks.corpus.tools.plain_files import ENCODINGS, text_file
from benchmarks.corpus.tools.story import (
    Items,
    Paragraph,
    Part,
    Picture,
    Story,
    Table,
    story,
    texts,
)
from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.words import Words


def notepad(words: Words) -> Made:
    """A paragraph is one long line, lines end as on Windows."""
    told = _story(words)
    lines = [told.title, ""]
    for part in told.lead:
        lines += _long_lines(part, "- ")
    for section in told.sections:
        lines += [section.heading, ""]
        for part in section.parts:
            lines += _long_lines(part, "- ")
    return text_file(words, told, lines, newline="\r\n", encodings=ENCODINGS)


def wrapped(words: Words) -> Made:
    """Wrapped by hand at 72, headings underlined."""
    told = _story(words)
    lines = [told.title, "=" * len(told.title), ""]
    for part in told.lead:
        lines += _wrapped(part, 72)
    for section in told.sections:
        lines += [section.heading, "-" * len(section.heading), ""]
        for part in section.parts:
            lines += _wrapped(part, 72)
    return text_file(words, told, lines, encodings=("utf-8", "cp1252", "latin-1"))


def word_processor(words: Words) -> Made:
    """Saved as text by a word processor: tabs, bullets, tables by tabs, breaks of pages."""
    told = _story(words)
    lines = [told.title, ""]
    for number, section in enumerate(told.sections, 1):
        lines += [f"{number}.\t{section.heading}"]
        for part in section.parts:
            match part:
                case Items(items, ordered):
                    marks = [f"{n}." if ordered else "•" for n in range(1, len(items) + 1)]
                    lines += [
                        f"{mark}\t{' '.join(item)}" for mark, item in zip(marks, items, strict=True)
                    ]
                case Table(header, rows):
                    lines += ["\t".join(row) for row in [header, *rows]]
                case Paragraph(sentences):
                    lines += [" ".join(sentences)]
                case Picture(caption):
                    lines += [caption]
        if number % 2 == 0:
            lines[-1] += "\f"
    without_lead = Story(told.title, [], told.sections)
    return text_file(words, without_lead, lines, newline="\r\n", encodings=ENCODINGS)


def novel(words: Words) -> Made:
    """Chapters in capitals, first lines indented, no blank line between paragraphs."""
    told = story(words, tables=False, deep=False)
    lines = [told.title.upper(), "", ""]
    for number, section in enumerate(told.sections, 1):
        lines += [f"CHAPTER {'I' * number}.", "", section.heading, "", ""]
        for part in section.parts:
            for sentences in texts(part):
                text = " ".join(sentences)
                lines += textwrap.wrap(text, 68, initial_indent="    ", break_on_hyphens=False)
        lines += ["", "* * *", ""]
    without_lead = Story(told.title, [], told.sections)
    return text_file(words, without_lead, lines, encodings=("utf-8", "cp1252"))


def standard(words: Words) -> Made:
    """Numbered sections, indented text, and a head and a foot on each page."""
    told = story(words, tables=False, deep=False)
    name, year = words.name(), words.filled("{y}")
    foot, head = f"{name}{' ' * 20}Informational", f"RFC {words.random.randint(100, 9000)}"
    lines = [f"{'Network Working Group':<50}{words.person()}", "", f"{told.title:^72}".rstrip(), ""]
    furniture: list[str] = []
    page = 1
    for number, section in enumerate(told.sections, 1):
        lines += [f"{number}.  {section.heading}", ""]
        for part in section.parts:
            for sentences in texts(part):
                lines += textwrap.wrap(
                    " ".join(sentences),
                    72,
                    initial_indent="   ",
                    subsequent_indent="   ",
                    break_on_hyphens=False,
                )
                lines += [""]
        below, above = (
            f"{foot:<60}[Page {page}]",
            f"{head:<40}{told.title[:30].strip():<20}{year:>6}",
        )
        lines += ["", below, "\f", above, ""]
        furniture += [" ".join(below.split()), " ".join(above.split())]
        page += 1
    without_lead = Story(told.title, [], told.sections)
    return text_file(words, without_lead, lines, furniture=furniture)


def minutes(words: Words) -> Made:
    """Minutes of a meeting: numbered points, who said what, actions."""
    title = f"Minutes of the meeting of {words.organisation()} on {words.day()}"
    present = f"Present: {words.person()}, {words.person()}, {words.person()}"
    known: list[Known] = []
    lines = [title, "", present, ""]
    for number in range(1, words.random.randint(4, 8)):
        lines += [f"{number}. {words.topic()}", ""]
        for sentence in words.sentences(1, 4):
            mark = words.random.choice(("", "", f"{words.name().upper()}: ", "ACTION: "))
            lines += [mark + sentence, ""]
            known.append(Known(sentence))
    return text_file(words, known, lines, encodings=ENCODINGS)


def clipping(words: Words) -> Made:
    """An article copied from a browser with what stood around it."""
    site = words.name()
    told = story(words, tables=False, deep=False)
    teasers = [words.headline() for _ in range(5)]
    furniture = [
        "Home | News | Sport | Business | Culture",
        "Advertisement",
        f"Read also: {teasers[0]}",
        f"READ MORE: {teasers[1]}",
        "Share this article: Facebook X WhatsApp Email",
        f"© {words.filled('{y}')} {site} Media. All rights reserved.",
        "Related articles",
        *teasers[2:],
        "Sign up to our newsletter",
    ]
    top, advertisement, also, more, share, rights, related, *others, letter = furniture
    lines = [top, "", told.title, "", f"By {words.person()}", words.day(), ""]
    between = [advertisement, also, more]
    for section in told.sections:
        lines += [section.heading, ""]
        for part in section.parts:
            for sentences in texts(part):
                lines += [" ".join(sentences), ""]
        if between:
            lines += [between.pop(), ""]
    lines += [share, "", related, "", *(line for one in others for line in (one, ""))]
    lines += [letter, "", rights]
    used = [one for one in furniture if one not in between]
    without_lead = Story(told.title, [], told.sections)
    return text_file(words, without_lead, lines, furniture=used)


def changes(words: Words) -> Made:
    """A log of changes: a version, its date, and what was done."""
    title = f"Changes in {words.name()}"
    lines, known = [title, ""], list[Known]()
    for major in range(words.random.randint(3, 6), 0, -1):
        lines += [
            f"Version {major}.{words.random.randint(0, 9)} ({words.random.randint(2001, 2023)}-03-{major:02})",
            "",
        ]
        for sentence in words.sentences(2, 5):
            lines += textwrap.wrap(
                sentence,
                76,
                initial_indent="  * ",
                subsequent_indent="    ",
                break_on_hyphens=False,
            )
            known.append(Known(sentence, "item"))
        lines += [""]
    return text_file(words, known, lines)


LAYOUTS: Mapping[str, Layout] = {
    "notepad": notepad,
    "wrapped": wrapped,
    "word processor": word_processor,
    "novel": novel,
    "standard": standard,
    "minutes": minutes,
    "clipping": clipping,
    "changes": changes,
}


def _story(words: Words) -> Story:
    return story(words, deep=False)


def _long_lines(part: Part, mark: str) -> list[str]:
    """A line for each paragraph with a blank one below; items have a mark, rows their cells."""
    match part:
        case Items(items):
            return [*(mark + " ".join(item) for item in items), ""]
        case Table(header, rows):
            return [*(" | ".join(row) for row in [header, *rows]), ""]
        case _:
            return [line for one in texts(part) for line in (" ".join(one), "")]


def _wrapped(part: Part, width: int) -> list[str]:
    """The same, wrapped."""
    if isinstance(part, Table):
        return _long_lines(part, "")
    lines: list[str] = []
    for sentences in texts(part):
        marks = ("* ", "  ") if isinstance(part, Items) else ("", "")
        lines += textwrap.wrap(
            " ".join(sentences),
            width,
            initial_indent=marks[0],
            subsequent_indent=marks[1],
            break_on_hyphens=False,
        )
        lines += [] if isinstance(part, Items) else [""]
    return lines if lines[-1] == "" else [*lines, ""]
