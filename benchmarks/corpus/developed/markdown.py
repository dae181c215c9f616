"""Made Markdown: readmes, weblogs, notes, converted office files, manuals, exported wikis."""

import textwrap
from collections.abc import Mapping, Sequence

from benchmarks.corpus.tools.story import Items, Paragraph, Part, Picture, Story, Table, story
from benchmarks.corpus.tools.truth import MARKDOWN_BREAK, Layout, Made, folded, with_lines
from benchmarks.corpus.tools.words import MONTHS, Words

CODE = (
    "pip install {s}",
    "# comment: {s} must be set first",
    "for row in rows({n}):",
    "    print(row)",
    "export {s}_HOME=/opt/{s}",
)


def readme(words: Words) -> Made:
    """A project's readme: badges, table of contents, fenced code, tables."""
    told = _marked(words, story(words))
    name = words.name()
    badge = f"[![Build](https://img.example.org/{name}.svg)](https://ci.example.org/{name})"
    contents = [f"- [{one.heading}](#{anchor(one.heading)})" for one in told.sections]
    code, fenced = _code(words)
    lines = [f"# {told.title}", "", badge, ""]
    for part in told.lead:
        lines += _flowing(part)
    lines += ["## Table of Contents", "", *contents, ""]
    for at, section in enumerate(told.sections):
        lines += [f"{'#' * (section.level + 1)} {section.heading}", ""]
        for part in section.parts:
            lines += _flowing(part)
        if at == 0:
            lines += fenced
    return _made(told, lines, aside=code, furniture=[folded(line[2:]) for line in contents])


def weblog(words: Words) -> Made:
    """A post of a static site: front matter, an excerpt mark, templates' tags."""
    told = _marked(words, story(words, pictures=True, deep=False))
    draw = words.random
    year, month, day = draw.randint(2009, 2023), draw.randint(1, 12), draw.randint(1, 28)
    date = f"{year}-{month:02}-{day:02}"
    if draw.random() < 0.7:
        lines = [
            "---",
            "layout: post",
            f'title: "{told.title}"',
            f"date: {date} 09:{day:02}:00 +0100",
        ]
        lines += [f"author: {words.person()}", "tags: [rope, salt]", "draft: false", "---", ""]
    else:
        lines = ["+++", f'title = "{told.title}"', f"date = {date}T09:00:00Z"]
        lines += [f'author = "{words.person()}"', 'tags = ["rope", "salt"]', "+++", ""]
    for part in told.lead:
        lines += _flowing(part)
    lines += ["<!--more-->", ""]
    for section in told.sections:
        lines += [f"## {section.heading}", ""]
        for part in section.parts:
            lines += _flowing(part)
    return _made(told, lines, title=told.title, date=date)


def notes(words: Words) -> Made:
    """Notes of a personal wiki: links in double brackets, callouts, tags, front matter."""
    told = story(words, tables=False)
    told = _marked(words, told, ("**{}**", "[[{}]]", "=={}=="))
    lines = ["---", f"aliases: [{words.name()}]", "tags:", "  - rope", "---", f"# {told.title}", ""]
    for part in told.lead:
        lines += _flowing(part, bullet="-")
    for section in told.sections:
        lines += [f"{'#' * (section.level + 1)} {section.heading}"]
        for part in section.parts:
            if isinstance(part, Paragraph) and part.quotation:
                lines += ["> [!note] Remember", f"> {part.sentences[0]}", ""]
            else:
                lines += _flowing(part, bullet="-")
    lines += ["#rope #salt/grey"]
    return _made(told, lines)


def converted(words: Words) -> Made:
    """Converted from a word processor: wrapped, underlined headings, attributes, escapes."""
    told = story(words)
    told = told.formed(
        lambda one: _escaped(_with_mark(words, one, ("*{}*", "**{}**", "[{}]{{.underline}}")))
    )
    lines = [told.title, "=" * len(told.title), ""]
    for part in told.lead:
        lines += _wrapped(part)
    for section in told.sections:
        name = (
            f"{section.heading} {{#{anchor(section.heading)}}}"
            if section.level > 1
            else section.heading
        )
        under = [] if section.level > 1 else ["-" * len(section.heading)]
        lines += [f"{'#' * (section.level + 1)} {name}" if section.level > 1 else name, *under, ""]
        for part in section.parts:
            lines += _wrapped(part)
    return _made(told, lines)


def manual(words: Words) -> Made:
    """A page of a manual: admonitions, numbered steps, details, comments, closed headings."""
    told = _marked(words, story(words))
    remark = words.sentence()
    lines = [f"# {told.title} #", "", "<!-- Do not edit below: made by the release script. -->", ""]
    for part in told.lead:
        lines += _flowing(part, bullet="*")
    for at, section in enumerate(told.sections):
        hashes = "#" * (section.level + 1)
        lines += [f"{hashes} {section.heading} {hashes}", ""]
        for part in section.parts:
            lines += _flowing(part, bullet="*", ordered="{}. ")
        if at == 0:
            lines += ["!!! warning", "", *_wrap(remark, "    ", "    "), ""]
    return _made(
        told, lines, aside=[remark], furniture=["Do not edit below: made by the release script."]
    )


def exported(words: Words) -> Made:
    """A page exported from a workspace: properties below the title, links with identifiers."""
    told = _marked(
        words, story(words, pictures=True), ("**{}**", "`{}`", "[{}](Page%20{}%201f3a.md)")
    )
    draw = words.random
    stamp = f"{draw.choice(MONTHS)} {draw.randint(1, 28)}, {draw.randint(2015, 2023)} 10:12 AM"
    lines = [
        f"# {told.title}",
        "",
        f"Created: {stamp}",
        f"Created by: {words.person()}",
        "Tags: Guide",
        "",
    ]
    for part in told.lead:
        lines += _flowing(part)
    for section in told.sections:
        lines += [f"{'#' * section.level} {section.heading}", ""]
        for part in section.parts:
            lines += _flowing(part)
    return _made(told, lines, aside=[f"Created: {stamp}"])


LAYOUTS: Mapping[str, Layout] = {
    "readme": readme,
    "weblog": weblog,
    "notes": notes,
    "converted": converted,
    "manual": manual,
    "exported": exported,
}


def anchor(heading: str) -> str:
    """The name that a heading's link has."""
    kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -")
    return kept.replace(" ", "-")


def _made(
    told: Story,
    lines: Sequence[str],
    *,
    title: str | None = None,
    date: str | None = None,
    aside: Sequence[str] = (),
    furniture: Sequence[str] = (),
) -> Made:
    """The file, and what is known of it."""
    text = "\n".join(lines) + "\n"
    known = with_lines(text, told.known(), between=MARKDOWN_BREAK)
    found = [*map(folded, told.aside()), *map(folded, aside), *map(folded, lines)]
    found = [one for one in found if one and not any(other in one for other in furniture)]
    return Made(".md", text.encode(), known, furniture, found, title or told.title, date)


def _code(words: Words) -> tuple[list[str], list[str]]:
    """Lines of code, and the same within a fence."""
    code = [words.filled(line) for line in CODE]
    return code, ["```sh", *code, "```", ""]


def _marked(
    words: Words,
    told: Story,
    marks: Sequence[str] = ("**{}**", "*{}*", "`{}`", "[{}](https://example.org/a_b)"),
) -> Story:
    """The story with some of its words emphasised or linked."""
    return told.formed(lambda one: _with_mark(words, one, marks))


def _with_mark(words: Words, sentence: str, marks: Sequence[str]) -> str:
    """A sentence with a mark around one of its words, sometimes."""
    if words.random.random() > 0.25:
        return sentence
    parts = sentence.split(" ")
    at = words.random.randrange(len(parts))
    if not parts[at].isalpha():
        return sentence
    parts[at] = words.random.choice(marks).format(parts[at], parts[at])
    return " ".join(parts)


def _escaped(sentence: str) -> str:
    for mark in "$'\"_<":
        sentence = sentence.replace(mark, "\\" + mark)
    return sentence.replace("…", "\\...")


def _flowing(part: Part, bullet: str = "-", ordered: str = "{}. ") -> list[str]:
    """A part on lines that are not wrapped."""
    match part:
        case Paragraph(sentences, quotation):
            return [("> " if quotation else "") + " ".join(sentences), ""]
        case Items(items, numbered):
            marks = [
                ordered.format(n) if numbered else f"{bullet} " for n in range(1, len(items) + 1)
            ]
            return [*(m + " ".join(item) for m, item in zip(marks, items, strict=True)), ""]
        case Table(header, rows):
            rule = "|".join(["", *("---" for _ in header), ""])
            cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
            return [_row(header), rule, *map(_row, cells), ""]
        case Picture(caption):
            return ["![A view](img/view.png)", "", f"*{caption}*", ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _wrapped(part: Part) -> list[str]:
    """A part wrapped at 72, its table with lines drawn by blanks."""
    match part:
        case Paragraph(sentences, quotation):
            mark = "> " if quotation else ""
            return [*_wrap(" ".join(sentences), mark, mark), ""]
        case Items(items, numbered):
            found: list[str] = []
            for number, item in enumerate(items, 1):
                mark = f"{number}.  " if numbered else "-   "
                found += [*_wrap(" ".join(item), mark, "    "), ""]
            return found
        case _:
            return _flowing(part)


def _wrap(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text,
        72,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
