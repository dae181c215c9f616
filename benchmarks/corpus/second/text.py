"""Plain text, Markdown and reStructuredText of the second family."""

import textwrap
from collections.abc import Mapping, Sequence
from html import escape

from benchmarks.corpus.tools.plain_files import text_file
from benchmarks.corpus.tools.story import Items, Paragraph, Part, Story, Table, story, texts
from benchmarks.corpus.tools.truth import MARKDOWN_BREAK, Known, Layout, Made, folded, with_lines
from benchmarks.corpus.tools.words import Words


def transcript(words: Words) -> Made:
    """An interview: who speaks in capitals, times in brackets, one line each."""
    speakers = [words.name().upper(), words.name().upper()]
    lines, known = (
        [f"Interview with {words.person()}", f"Recorded {words.day()}", ""],
        list[Known](),
    )
    for number in range(words.random.randint(8, 16)):
        told = words.sentences(1, 4)
        stamp = f"[00:{number * 3:02}:12] " if number % 3 == 0 else ""
        lines += [f"{stamp}{speakers[number % 2]}: {' '.join(told)}", ""]
        known += [Known(one) for one in told]
    return text_file(words, known, lines, encodings=("utf-8", "utf-16-le", "cp1252"))


def answers(words: Words) -> Made:
    """Questions and answers, marked with letters, answers indented."""
    lines, known = ["FREQUENTLY ASKED QUESTIONS", "=" * 26, ""], list[Known]()
    for number in range(1, words.random.randint(5, 9)):
        lines += [f"{number}) {words.topic()}?", ""]
        for one in (words.sentences(1, 3), words.sentences(1, 3)):
            lines += _wrap(" ".join(one), "   ")
            lines += [""]
            known += [Known(sentence) for sentence in one]
    return text_file(words, known, lines, newline="\r\n", encodings=("utf-8", "latin-1"))


def ebook(words: Words) -> Made:
    """A book typed for a free library: rules of stars, pictures in brackets, its own notice."""
    told = story(words, tables=False, deep=False)
    start = f"*** START OF THIS FREE EBOOK {told.title.upper()} ***"
    end = f"*** END OF THIS FREE EBOOK {told.title.upper()} ***"
    lines = [start, "", "", told.title.upper(), "", f"by {words.person()}", "", ""]
    known: list[Known] = []
    for section in told.sections:
        lines += ["", section.heading.upper(), "", ""]
        for part in section.parts:
            for sentences in texts(part):
                lines += [*_wrap(" ".join(sentences), width=70), ""]
                known += [Known(one) for one in sentences]
        lines += ["[Illustration]", ""]
    lines += ["", end]
    return text_file(words, known, lines, furniture=["[Illustration]"])


def copied(words: Words) -> Made:
    """A page copied from a telephone's browser."""
    told = story(words, tables=False, deep=False)
    others = [words.headline() for _ in range(4)]
    furniture = [
        "Skip to main content",
        "Subscribe | Log in | My account",
        "This article is more than 3 years old",
        f"Recommended: {others[0]}",
        "Most viewed",
        *others[1:],
        "Terms & Conditions · Privacy policy · Cookie settings · Contact us",
    ]
    lines = [*furniture[:2], "", told.title, "", furniture[2], ""]
    known: list[Known] = []
    for at, section in enumerate(told.sections):
        lines += [section.heading, ""]
        for part in section.parts:
            for sentences in texts(part):
                lines += [" ".join(sentences), ""]
                known += [Known(one) for one in sentences]
        if at == 0:
            lines += [furniture[3], ""]
    lines += [one for line in furniture[4:] for one in (line, "")]
    return text_file(words, known, lines, furniture=furniture)


def component(words: Words) -> Made:
    """A page of a site made of components: imports, admonitions with colons, tabs."""
    told = story(words)
    remark = words.sentence()
    lines = ["---", "id: intro", f"title: {told.title}", "sidebar_label: Start", "---", ""]
    lines += ["import Tabs from '@theme/Tabs';", ""]
    for part in told.lead:
        lines += _markdown(part)
    for at, section in enumerate(told.sections):
        lines += [f"{'#' * (section.level + 1)} {section.heading}", ""]
        for part in section.parts:
            lines += _markdown(part)
        if at == 0:
            lines += [":::tip", "", remark, "", ":::", ""]
    return _marked(told, lines, ["import Tabs from '@theme/Tabs';"], [remark], title=told.title)


def centred(words: Words) -> Made:
    """A readme with HTML: a centred logo, details, comments, tables; Windows' line ends."""
    told = story(words)
    hidden = words.sentence()
    lines = ['<p align="center"><img src="logo.png" alt="logo"></p>', "", f"# {told.title}", ""]
    lines += ["<!-- ALL-CONTRIBUTORS-BADGE:START - Do not remove -->", ""]
    for part in told.lead:
        lines += _markdown(part)
    for section in told.sections:
        lines += [f"{'#' * (section.level + 1)} {section.heading}", ""]
        for part in section.parts:
            lines += _markdown(part, bullet="+")
    lines += ["<details>", "<summary>More</summary>", "", hidden, "", "</details>"]
    return _marked(told, lines, ["Do not remove"], [hidden, "More"], newline="\r\n")


def diary(words: Words) -> Made:
    """Notes by days: headings with dates, tasks in boxes, nested lists, hard breaks."""
    lines, known = [f"# {words.title()}", ""], list[Known]()
    for day in range(1, words.random.randint(4, 8)):
        heading = f"2021-03-{day:02}"
        lines += [f"## {heading}", ""]
        for mark in ("- [x] ", "- [ ] ", "- ", "  - "):
            sentence = words.sentence()
            lines.append(mark + sentence)
            known.append(Known(sentence, "item", {"headings": [heading]}))
        told = words.sentences(2, 3)
        lines += ["", "  \n".join(told), ""]
        known += [Known(one, "text", {"headings": [heading]}) for one in told]
    text = "\n".join(lines) + "\n"
    return Made(".markdown", text.encode(), with_lines(text, known), [], lines, lines[0][2:])


def release(words: Words) -> Made:
    """Release notes: overlined headings, field lists, bullets with roles."""
    told = story(words, tables=False)
    lines = [
        "*" * 60,
        f"{told.title:^60}".rstrip(),
        "*" * 60,
        "",
        ":Release: 3.2",
        ":Date: May 4, 2021",
        "",
    ]
    lines += [".. contents::", "   :local:", ""]
    for part in told.lead:
        lines += _rst(part)
    for section in told.sections:
        mark = "=\"'"[section.level - 1]
        lines += [section.heading, mark * (len(section.heading) + 2), ""]
        for part in section.parts:
            lines += _rst(part)
    return _restructured(told, lines, [":local:"])


def sidebar(words: Words) -> Made:
    """A guide: topics, sidebars, line blocks, images by substitution, a raw part."""
    told = story(words, tables=False, deep=False)
    boxed, verse = words.sentence(), [words.sentence(70) for _ in range(2)]
    lines = ["=" * len(told.title), told.title, "=" * len(told.title), ""]
    for part in told.lead:
        lines += _rst(part)
    for at, section in enumerate(told.sections):
        lines += [section.heading, "=" * len(section.heading), ""]
        for part in section.parts:
            lines += _rst(part)
        if at == 0:
            lines += [".. sidebar:: Hint", "", *_wrap(boxed, "   "), ""]
            lines += [*(f"| {one}" for one in verse), ""]
    lines += [
        ".. raw:: html",
        "",
        '   <div class="never-shown">x</div>',
        "",
        ".. |logo| image:: l.png",
    ]
    return _restructured(told, lines, ['<div class="never-shown">x</div>'], [boxed, *verse, "Hint"])


PLAIN: Mapping[str, Layout] = {
    "transcript": transcript,
    "answers": answers,
    "ebook": ebook,
    "copied": copied,
}
MARKDOWN: Mapping[str, Layout] = {"component": component, "centred": centred, "diary": diary}
RST: Mapping[str, Layout] = {"release": release, "sidebar": sidebar}


def _wrap(text: str, indent: str = "", width: int = 76, first: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _markdown(part: Part, bullet: str = "*") -> list[str]:
    match part:
        case Items(items, ordered):
            found = [
                line
                for n, item in enumerate(items, 1)
                for line in _wrap(" ".join(item), "   ", 90, f"{n}) " if ordered else f"{bullet}  ")
            ]
            return [*found, ""]
        case Table(header, rows):
            found = [" | ".join(header), " | ".join([":--"] * len(header))]
            return [*found, *(" | ".join(row) for row in rows), ""]
        case Paragraph(sentences, True):
            return [*_wrap(" ".join(sentences), "> ", 90), ""]
        case _:
            return [line for one in texts(part) for line in (*_wrap(" ".join(one), "", 90), "")]


def _rst(part: Part) -> list[str]:
    if isinstance(part, Items):
        found = [line for item in part.items for line in _wrap(" ".join(item), "  ", 78, "- ")]
        return [*found, ""]
    return [line for one in texts(part) for line in (*_wrap(" ".join(one), "", 78), "")]


def _marked(
    told: Story,
    lines: Sequence[str],
    furniture: Sequence[str],
    aside: Sequence[str],
    *,
    title: str | None = None,
    newline: str = "\n",
) -> Made:
    text = newline.join(lines) + newline
    known = with_lines(text, told.known(), between=MARKDOWN_BREAK)
    rest = [one for one in map(folded, lines) if one and not any(f in one for f in furniture)]
    rest += [*told.aside(), *aside, *map(escape, aside)]
    return Made(".md", text.encode(), known, furniture, rest, title or told.title)


def _restructured(
    told: Story, lines: Sequence[str], furniture: Sequence[str], aside: Sequence[str] = ()
) -> Made:
    text = "\n".join(lines) + "\n"
    rest = [one for one in map(folded, lines) if one and not any(f in one for f in furniture)]
    return Made(
        ".rst", text.encode(), told.known(), furniture,
        [*told.aside(), *aside, *rest], told.title,
    )  # fmt: skip
