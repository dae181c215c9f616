"""Boxes and tabs that sites make of Markdown: their marks are not shown, their titles are."""

import re
from dataclasses import dataclass

# Python-Markdown: what is indented below is within. Three equals signs begin a tab.
INDENTED = re.compile(
    r"(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+[\w ,/-]*(?:\"(?P<title>[^\"\r\n]*)\")?[ \t]*(?=[\r\n]|\Z)"
)
# Docusaurus, VitePress, MyST: between colons.
FENCED = re.compile(
    r":{3,}[ \t]*(?:\{?[\w-]+\}?)?(?:\[(?P<title>[^\]\r\n]*)\]|[ \t]+(?P<named>[^\s{][^{\r\n]*))?"
    r"[ \t]*(?:\{[^{}\r\n]*\})?[ \t]*(?=[\r\n]|\Z)"
)
CLOSED = re.compile(r"[\r\n][ \t>]*:{3,}\s*\Z")
# GitHub and Obsidian: a quotation that begins with a sign of what it is.
CALLOUT = re.compile(r"\[![\w -]{1,30}\][+-]?[ \t]*(?P<title>[^\r\n]*)(?=[\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class Opening:
    """What begins a box: where its title and its words stand, and the name of the tab it is.

    What is `indented` below belongs to it.
    """

    title: tuple[int, int]
    words: tuple[int, int]
    tab: str = ""
    indented: bool = False


def opening(text: str, start: int, end: int) -> Opening | None:
    """The box that a paragraph begins, or is the end of; None for any other."""
    for pattern in (INDENTED, FENCED, CALLOUT):
        found = pattern.match(text, start, end)
        if found is None:
            continue
        name = next((n for n in ("title", "named") if found.groupdict().get(n)), "")
        title = found.span(name) if name else (start, start)
        tab = found["title"] or "" if text.startswith("===", start) else ""
        closed = CLOSED.search(text, found.end(), end) if pattern is FENCED else None
        words = found.end(), closed.start() if closed else end
        return Opening((start, start) if tab else title, words, tab, pattern is INDENTED)
    closed = CLOSED.search(text, start, end)
    return Opening((start, start), (start, closed.start())) if closed else None
