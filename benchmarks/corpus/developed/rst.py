"""Made reStructuredText: manuals of libraries, proposals, package pages."""

import re
import textwrap
from collections.abc import Mapping, Sequence

from benchmarks.corpus.tools.story import Items, Paragraph, Part, Picture, Story, Table, story
from benchmarks.corpus.tools.truth import Known, Layout, Made, folded
from benchmarks.corpus.tools.words import Words

CODE = ("from {s} import room", "room.open({n})", "assert room.{s} == {n}")
# Initials that begin a line would number it.
ENUMERATED = re.compile(r"^( *)(?=[A-Z]\. )", re.MULTILINE)
LINKED = (":ref:`{} <rooms>`", "``{}``", "**{}**", "`{} <https://example.org/x>`_", ":class:`{}`")


def manual(words: Words) -> Made:
    """A page of a manual: directives, roles, code, a table of contents at its end."""
    plain = story(words, pictures=True)
    told = _marked(words, plain)
    remark, change = words.sentence(), words.sentence()
    code = [words.filled(line) for line in CODE]
    entries = [words.name().lower() for _ in range(3)]
    lines = [f".. _{words.name().lower()}:", "", *_underlined(told.title, "=", over=True), ""]
    for part in told.lead:
        lines += _laid(part)
    for at, section in enumerate(told.sections):
        lines += [*_underlined(section.heading, "-~^"[section.level - 1]), ""]
        for part in section.parts:
            lines += _laid(part)
        if at == 0:
            lines += [".. note::", "", *_wrap(remark, "   "), ""]
            lines += [
                ".. code-block:: python",
                "   :linenos:",
                "",
                *("   " + one for one in code),
                "",
            ]
            lines += [".. versionchanged:: 2.1", *_wrap(change, "   "), ""]
    lines += [
        ".. toctree::",
        "   :maxdepth: 2",
        "   :hidden:",
        "",
        *("   " + one for one in entries),
    ]
    lines += ["", ".. comment that is never shown, kept for the editor"]
    hidden = [":maxdepth: 2", "comment that is never shown, kept for the editor"]
    return _made(plain, lines, aside=[*code, remark, change], furniture=hidden)


def proposal(words: Words) -> Made:
    """A proposal: fields at its head, wrapped at 70, footnotes, literal blocks, quotations."""
    told = story(words, tables=False)
    note = words.sentence(200)
    day = words.random.randint(1, 28)
    lines = [f"PEP: {words.filled('{n}')}", f"Title: {told.title}", f"Author: {words.person()}"]
    lines += ["Status: Draft", f"Created: {day:02}-Mar-2021", "", ""]
    for section in told.sections:
        lines += [*_underlined(section.heading, "=-'"[section.level - 1]), ""]
        for part in section.parts:
            lines += _laid(part, width=70)
    lines += ["Footnotes", "=========", "", *_wrap(note, "   ", ".. [1] "), ""]
    lines += [
        "::",
        "",
        "    $ make all",
        "",
        "Copyright",
        "=========",
        "",
        "This document has been placed in the public domain.",
    ]
    shown = Story(told.title, [], told.sections)
    known = [*shown.known(), Known(note, "note", {"headings": ["Footnotes"]})]
    return _made(
        shown, lines, known=known, aside=["This document has been placed in the public domain."]
    )


def package(words: Words) -> Made:
    """A package's page: badges by substitution, grid and simple tables, definitions, doctests."""
    plain = story(words, tables=False)
    told = _marked(words, plain)
    name = words.name()
    table = [[words.name(), words.sentence(60)] for _ in range(3)]
    grid = [[words.name(), words.sentence(110)] for _ in range(2)]
    terms = [(words.name(), words.sentence()) for _ in range(3)]
    lines = [*_underlined(told.title, "="), "", "|build| |docs|", ""]
    for part in told.lead:
        lines += _laid(part, width=88)
    for section in told.sections:
        lines += [*_underlined(section.heading, "-~."[section.level - 1]), ""]
        for part in section.parts:
            lines += _laid(part, width=88)
    lines += [*_underlined("Reference", "-"), ""]
    wide = max(len(row[1]) for row in table)
    rule = f"{'=' * 14}  {'=' * wide}"
    lines += [
        rule,
        f"{'Name':<14}  Meaning",
        rule,
        *(f"{row[0]:<14}  {row[1]}" for row in table),
        rule,
        "",
    ]
    lines += [line for term, told_of in terms for line in (term, *_wrap(told_of, "    "), "")]
    lines += ["+--------------+--------------------------------------------+"]
    for row in grid:
        for at, piece in enumerate(textwrap.wrap(row[1], 42)):
            lines += [f"| {row[0] if at == 0 else '':<12} | {piece:<42} |"]
        lines += ["+--------------+--------------------------------------------+"]
    lines += [
        "",
        ">>> room.open()",
        "True",
        "",
        f".. |build| image:: https://img.example.org/{name}.svg",
    ]
    lines += [
        "   :target: https://ci.example.org",
        ".. |docs| image:: https://img.example.org/docs.svg",
    ]
    place = {"headings": ["Reference"]}
    known = [*plain.known()]
    known += [Known(row[1], "cell", place) for row in table] + [
        Known(t, "text", place) for _, t in terms
    ]
    cells = (
        [row[0] for row in (*table, *grid)] + [row[1] for row in grid] + [term for term, _ in terms]
    )
    return _made(
        plain,
        lines,
        known=known,
        aside=cells,
        furniture=["image:: https://img.example.org/docs.svg"],
    )


LAYOUTS: Mapping[str, Layout] = {"manual": manual, "proposal": proposal, "package": package}


def _made(
    told: Story,
    lines: Sequence[str],
    *,
    known: Sequence[Known] = (),
    aside: Sequence[str] = (),
    furniture: Sequence[str] = (),
    title: str | None = "",
) -> Made:
    text = ENUMERATED.sub(r"\1\\", "\n".join(lines)) + "\n"
    rest = [*map(folded, told.aside()), *aside, *map(folded, lines)]
    rest = [one for one in rest if one and not any(other in one for other in furniture)]
    shown = known or told.known()
    return Made(".rst", text.encode(), shown, furniture, rest, told.title if title == "" else title)


def _underlined(heading: str, mark: str, *, over: bool = False) -> list[str]:
    line = mark * len(heading)
    return [line, heading, line] if over else [heading, line]


def _marked(words: Words, told: Story) -> Story:
    """The story with some of its words in roles."""

    def form(sentence: str) -> str:
        parts = sentence.split(" ")
        at = words.random.randrange(len(parts))
        if words.random.random() < 0.25 and parts[at].isalpha():
            parts[at] = words.random.choice(LINKED).format(parts[at])
        return " ".join(parts)

    return told.formed(form)


def _laid(part: Part, width: int = 80) -> list[str]:
    match part:
        case Paragraph(sentences, quotation):
            return [*_wrap(" ".join(sentences), "    " if quotation else "", width=width), ""]
        case Items(items, ordered):
            found: list[str] = []
            for number, item in enumerate(items, 1):
                mark = f"{number}. " if ordered else "* "
                found += _wrap(" ".join(item), " " * len(mark), mark, width)
            return [*found, ""]
        case Table(header, rows):
            found = [".. list-table::", "   :header-rows: 1", ""]
            for row in [header, *rows]:
                found += [f"   {'*' if at == 0 else ' '} - {cell}" for at, cell in enumerate(row)]
            return [*found, ""]
        case Picture(caption):
            return [".. figure:: img/view.png", "   :alt: A view", "", *_wrap(caption, "   "), ""]


def _wrap(text: str, rest: str = "", first: str | None = None, width: int = 80) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=rest if first is None else first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
