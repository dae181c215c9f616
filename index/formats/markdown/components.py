"""Components that pages of MDX are made of: the titles that they show, the tabs that they are."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.extraction.model import Block
from index.extraction.writer import one_line
from index.text.bounds import LONGEST_NAME, shortened

Span = tuple[int, int]

# Their names begin with a capital; values are strings, or code between braces.
COMPONENT = re.compile(
    r"<(?P<close>/)?(?P<name>[A-Z][A-Za-z0-9.]{0,100})(?P<attributes>(?:[^<>\"'{}]"
    r"|\"[^\"]{0,500}\"|'[^']{0,500}'|\{[^{}]{0,500}\}){0,2000}+)>"
)
SHOWN = re.compile(
    r"(?<![\w-])(?P<name>title|heading|summary|label|value)\s*=\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|\{\s*[\"'`](?P<braces>[^\"'`]*)[\"'`]\s*\})"
)
TABS = frozenset({"TabItem", "Tab", "Tabs.Tab", "TabPanel", "TabsContent", "CodeGroupItem"})
# The first of these that a tab has is its name.
NAMES = ("label", "title", "heading", "summary", "value")
OPENED = re.compile(r"\s*<(?P<name>[A-Z][A-Za-z0-9.]{0,100})(?:\s[^<>]{0,2000})?(?<!/)>")
# Components within a line show their titles only when a pointer rests on them.
WITHIN_LINES = frozenset({"Tooltip", "Link", "Image", "Icon", "Button", "Badge"})


def with_components(
    text: str, start: int, blocks: list[Block], apart: Sequence[Span]
) -> list[Block]:
    """The blocks, those in tabs with their tabs' names, and titles of components between them.

    `apart` are, in order, the spans of a text from `start` on in which nothing is a component.
    """
    if not blocks or "<" not in text:
        return blocks
    begins = [block.start for block in blocks]
    titles: list[Block] = []
    tabs: list[tuple[int, int, str]] = []
    opened: list[tuple[int, str]] = []
    for tag in _tags(text, start, apart):
        name = tag["name"]
        if name in TABS:
            if tag["close"]:
                if opened:
                    begun, named = opened.pop()
                    tabs.append((begun, tag.start(), named))
            elif not tag["attributes"].rstrip().endswith("/"):
                opened.append((tag.end(), _name(text, tag)))
        elif not tag["close"] and name not in WITHIN_LINES:
            titles += [title for title in _titles(text, tag) if not _holds(blocks, begins, title)]
    found = sorted([*blocks, *titles], key=lambda block: block.start)
    changes = _changes(tabs)
    places = [place for place, _ in changes]
    return [
        replace(block, item=changes[at][1])
        if not block.item and (at := bisect_right(places, block.start) - 1) >= 0
        else block
        for block in found
    ]


def _changes(tabs: list[tuple[int, int, str]]) -> list[tuple[int, str]]:
    """From where on which tab is the innermost one that is open, "" for none."""
    ends = [(ended, False, "") for _, ended, _ in tabs]
    begins = [(begun, True, named) for begun, _, named in tabs]
    opened = [""]
    found: list[tuple[int, str]] = []
    for place, opens, named in sorted([*ends, *begins]):
        if opens:
            opened.append(named)
        else:
            opened.pop()
        found.append((place, opened[-1]))
    return found


def inside(text: str, start: int, end: int) -> Span:
    """Where the words of a paragraph stand that is one component on one line."""
    opened = OPENED.match(text, start, end)
    if opened and opened["name"] not in WITHIN_LINES:
        close = f"</{opened['name']}>"
        last = end - (len(text[start:end]) - len(text[start:end].rstrip()))
        if text.endswith(close, opened.end(), last):
            return opened.end(), last - len(close)
    return start, end


def _tags(text: str, start: int, apart: Sequence[Span]) -> Iterator[re.Match[str]]:
    begins = [first for first, _ in apart]
    for tag in COMPONENT.finditer(text, start):
        at = bisect_right(begins, tag.start()) - 1
        # A tag over several lines is hidden by itself.
        if at < 0 or tag.start() >= apart[at][1] or apart[at] == tag.span():
            yield tag


def _shown(text: str, tag: re.Match[str]) -> Iterator[tuple[str, Span]]:
    """The attributes of a tag that whoever reads may see, each with the span of its words."""
    for one in SHOWN.finditer(text, *tag.span("attributes")):
        kind = next(kind for kind in ("double", "single", "braces") if one[kind] is not None)
        yield one["name"], one.span(kind)


def _name(text: str, tag: re.Match[str]) -> str:
    found = {name: text[slice(*span)] for name, span in _shown(text, tag)}
    named = next((found[name] for name in NAMES if found.get(name)), "")
    return shortened(one_line(named), LONGEST_NAME)


def _titles(text: str, tag: re.Match[str]) -> Iterator[Block]:
    for name, (first, last) in _shown(text, tag):
        if name != "value" and text[first:last].strip():
            yield Block(first, last, "line")


def _holds(blocks: list[Block], begins: list[int], title: Block) -> bool:
    """Whether a title stands within a block already."""
    at = bisect_right(begins, title.start) - 1
    return at >= 0 and title.start < blocks[at].end
