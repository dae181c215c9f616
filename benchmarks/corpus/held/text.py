"""Texts of the family that readers were not developed on."""

import textwrap
from collections.abc import Mapping

from benchmarks.corpus.tools.plain_files import text_file
from benchmarks.corpus.tools.story import Items, Part, Table, story, texts
from benchmarks.corpus.tools.truth import MARKDOWN_BREAK, Known, Layout, Made, folded, with_lines
from benchmarks.corpus.tools.words import Words


def command(words: Words) -> Made:
    """A page of a manual of commands: names in capitals, text indented, a head and a foot."""
    name = words.name().lower()
    edge = f"{name.upper()}(1)"
    lines, known = [f"{edge:<30}User Commands{edge:>30}", ""], list[Known]()
    for heading in ("NAME", "DESCRIPTION", "OPTIONS", "NOTES", "SEE ALSO"):
        lines += [heading]
        for _ in range(words.random.randint(1, 3)):
            told = words.sentences(1, 3)
            if heading == "OPTIONS":
                lines += [f"       -{name[0]}, --{words.name().lower()}"]
            indent = " " * (14 if heading == "OPTIONS" else 7)
            lines += [*_wrap(" ".join(told), indent), ""]
            known += [Known(one) for one in told]
    foot = f"{words.name()} 9.1{' ' * 18}March 2023{' ' * 18}{edge}"
    return text_file(words, known, [*lines, foot], furniture=[folded(lines[0]), folded(foot)])


def statute(words: Words) -> Made:
    """A law: paragraphs with their sign, numbered sentences, a blank line between."""
    lines, known = [words.title().upper(), "", ""], list[Known]()
    for number in range(1, words.random.randint(5, 10)):
        lines += [f"§ {number}  {words.topic()}", ""]
        for clause in range(1, words.random.randint(2, 4)):
            told = words.sentences(1, 2)
            lines += [*_wrap(" ".join(told), "    ", first=f"({clause}) "), ""]
            known += [Known(one) for one in told]
    return text_file(words, known, lines, newline="\r\n", encodings=("utf-8-sig", "utf-16-le"))


def handbook(words: Words) -> Made:
    """Markdown of a company's handbook: tabs, footnotes, definitions, task lists, a contents mark."""
    told = story(words)
    note, terms = words.sentence(), [(words.name(), words.sentence()) for _ in range(2)]
    lines = [f"# {told.title}", "", "[[_TOC_]]", ""]
    for part in told.lead:
        lines += _markdown(part)
    for section in told.sections:
        lines += [f"{'#' * (section.level + 1)} {section.heading}", ""]
        for part in section.parts:
            lines += _markdown(part)
    lines += ["## Terms used", ""]
    for term, meaning in terms:
        lines += [f"**{term}**", f": {meaning}", ""]
    lines += [f"[^1]: {note}"]
    place = {"headings": ["Terms used"]}
    known = [*told.known(), *(Known(meaning, "text", place) for _, meaning in terms)]
    source = "\n".join(lines) + "\n"
    rest = [*map(folded, lines), *told.aside()]
    return Made(
        ".md",
        source.encode(),
        with_lines(source, known, between=MARKDOWN_BREAK),
        [],
        rest,
        told.title,
    )


def kernel(words: Words) -> Made:
    """Documentation beside source: a licence in a comment, fields, literal blocks, bullets."""
    told = story(words, tables=False)
    lines = [".. SPDX-License-Identifier: GPL-2.0", "", "=" * 60, told.title, "=" * 60, ""]
    lines += [f":Author: {words.person()}", "", ".. contents:: :local:", ""]
    for part in told.lead:
        lines += _rst(part)
    for section in told.sections:
        lines += [section.heading, "=-~"[section.level - 1] * len(section.heading), ""]
        for part in section.parts:
            lines += _rst(part)
    lines += ["Usage is as follows::", "", f"    echo {words.name()} > /proc/x", ""]
    rest = [*map(folded, lines), *told.aside()]
    return Made(
        ".rst",
        "\n".join(lines).encode(),
        told.known(),
        ["SPDX-License-Identifier: GPL-2.0"],
        [r for r in rest if "SPDX" not in r],
        told.title,
    )


PLAIN: Mapping[str, Layout] = {"command": command, "statute": statute}


MARKDOWN: Mapping[str, Layout] = {"handbook": handbook}


RST: Mapping[str, Layout] = {"kernel": kernel}


def _wrap(words: str, indent: str = "", first: str | None = None, width: int = 78) -> list[str]:
    return textwrap.wrap(
        words,
        width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _markdown(part: Part) -> list[str]:
    match part:
        case Items(items):
            return [*(f"- [ ] {' '.join(item)}" for item in items), ""]
        case Table(header, rows):
            return [
                f"|{'|'.join(header)}|",
                "|:-:|:-:|---|",
                *(f"|{'|'.join(row)}|" for row in rows),
                "",
            ]
        case _:
            return [line for one in texts(part) for line in (" ".join(one), "")]


def _rst(part: Part) -> list[str]:
    if isinstance(part, Items):
        return [
            line for item in part.items for line in (*_wrap(" ".join(item), "    ", "  - "), "")
        ]
    return [line for one in texts(part) for line in (*_wrap(" ".join(one)), "")]
