"""What a web page shows, piece by piece, and which pieces surround its own text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from index.extraction.model import BlockKind
from index.extraction.writer import one_line
from index.formats.html.contents import is_contents, leads_on
from index.formats.html.elements import HEADINGS, link_share, named_apart, unseen, visible_words
from index.formats.html.lists import LISTS, Numbers
from index.formats.html.tables import data_rows
from index.formats.html.tabs import TAB

WITHIN_LINES = (
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark math "
    "q ruby rb s samp small span strike strong sub sup time tt u var wbr"
)
INLINE = frozenset(WITHIN_LINES.split())
ABOUT_THE_SITE = "navigation banner contentinfo search complementary menu menubar tablist toolbar"
SURROUNDING_ROLES = frozenset(ABOUT_THE_SITE.split())
# What mail programs put around the message that is answered.
MAIL_QUOTE = re.compile(r"\b(?:gmail_(?:quote|attr|signature)|yahoo_quoted|moz-(?:cite|signature))")
# A message that is handed on is in the same elements, and begins so.
HANDED_ON = re.compile(r"\W*(?:forwarded|begin forwarded|weitergeleitete) ", re.IGNORECASE)
TITLE_CLASS = re.compile(r"(?:^|\s)(?:Mso)?title(?:\s|$)", re.IGNORECASE)
EDGES = frozenset({"header", "footer", "aside"})
SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
BREAKS = re.compile(r" *\n *")
MOSTLY = 0.5
FEW_LINKS = 0.1
# How much of a page's text must stand in its declared main part for that to be believed.
MAIN_SHARE = 0.3
ARTICLE_SHARE = 0.5
# Bare links one below the other are a menu from so many on, if they are as short as menus' are.
ONLY_LINK = 0.9
MENU_LINKS = 4
MENU_WORDS = 6


@dataclass(frozen=True, slots=True)
class Context:
    """What the elements around a place say of it; `apart` means that they surround the text.

    `title` is a paragraph in the style that word processors have for it, `head` the element with
    the page's main heading, where other headings head nothing. `tab` names the panel of several
    that it is.
    """

    kind: BlockKind = "line"
    level: int = 0
    apart: bool = False
    main: bool = False
    article: bool = False
    link: bool = False
    title: bool = False
    head: bool = False
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of a page with where it stands; `links` is the share of its words that are links.

    `mark` is the number before an item of a list, with a blank, or "".
    """

    words: str
    context: Context
    links: float = 0.0
    mark: str = ""


class _Run:
    """The words of the block that is being read, and how many of them are links."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._linked = 0
        self.mark = ""

    def add(self, words: str | None, context: Context) -> None:
        words = SPACE.sub(" ", words or "")
        self._words.append(words)
        self._linked += len(words.strip()) if context.link else 0

    def line_break(self) -> None:
        self._words.append("\n")

    def end(self, context: Context) -> Iterator[Piece]:
        """The block, if it has any words, and begin another."""
        words = BREAKS.sub("\n", re.sub(" {2,}", " ", "".join(self._words))).strip()
        if words:
            yield Piece(words, context, min(1.0, self._linked / len(words)), self.mark)
            self.mark = ""
        self._words, self._linked = [], 0


def pieces(root: Any) -> Iterator[Piece]:  # noqa: ANN401 (lxml has no types)
    """The page's blocks in order, without what is not shown."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    whole = len(visible_words(root))
    stack = [Context()]
    lists: list[Numbers] = []
    run = _Run()
    for event, element in walk:
        if event in ("start", "end") and element.tag not in INLINE:
            yield from run.end(stack[-1])
        if event != "start":
            if event == "end":
                stack.pop()
                if element.tag in LISTS:
                    lists.pop()
                elif element.tag == "li":
                    run.mark = ""
            run.add(element.tail, stack[-1])
            continue
        stack.append(_inside(stack[-1], element, whole))
        if element.tag in LISTS:
            lists.append(Numbers(element))
        elif element.tag == "li" and lists and not unseen(element):
            run.mark = lists[-1].next(element) if not stack[-1].apart else ""
        if unseen(element):
            walk.skip_subtree()
        elif element.tag == "br":
            run.line_break()
        elif rows := list(_whole(element, stack[-1])):
            yield from rows
            walk.skip_subtree()
        else:
            run.add(element.text, stack[-1])
    yield from run.end(stack[-1])


def furniture(found: Sequence[Piece], title: str | None) -> list[bool]:
    """Which pieces are: by their elements, outside the declared main part, or menus.

    The title never is, if it is a heading of the first level.
    """
    main = _share([piece.context.main for piece in found], found) >= MAIN_SHARE
    article = _share([piece.context.article for piece in found], found) >= ARTICLE_SHARE
    if main:
        marks = [not piece.context.main for piece in found]
    elif article:
        marks = [not piece.context.article for piece in found]
    else:
        marks = _menus(found)
    return [
        (mark or piece.context.apart)
        and (piece.context.level != 1 or one_line(piece.words) != title)
        for mark, piece in zip(marks, found, strict=True)
    ]


def _inside(context: Context, element: Any, whole: int) -> Context:  # noqa: ANN401
    """The context of what stands in an element."""
    tag = element.tag
    kind, level = context.kind, context.level
    if tag in HEADINGS and (tag == "h1" or not context.head):
        kind, level = "heading", HEADINGS[tag]
    elif tag in ("li", "dd"):
        kind = "item"
    elif tag in ("dt", "td", "th", "blockquote"):
        kind = "line"
    return Context(
        kind=kind,
        level=level,
        apart=context.apart or _surrounds(context, element, whole),
        main=context.main or tag == "main" or element.get("role") == "main",
        article=context.article or tag == "article",
        link=context.link or tag == "a",
        head=context.head or (tag in ("header", "hgroup") and element.find(".//h1") is not None),
        tab=element.get(TAB) or context.tab,
        title=context.title or (tag == "p" and bool(TITLE_CLASS.search(element.get("class", "")))),
    )


def _surrounds(context: Context, element: Any, whole: int) -> bool:  # noqa: ANN401
    """Whether an element is there to get about the site, or quotes the mail that is answered.

    Not so the head of the text itself, nor what stands within the text and is not mostly links.
    """
    if element.tag == "nav" or element.get("role") in SURROUNDING_ROLES:
        return True
    if element.tag == "div" and element.get("title") in EDGES:
        return True
    if element.get("type") == "cite" or MAIL_QUOTE.search(element.get("class", "")):
        return not HANDED_ON.match(visible_words(element))
    if named_apart(element, whole) or is_contents(element) or leads_on(element):
        return True
    if element.tag not in EDGES:
        return False
    if context.main or context.article:
        return element.tag != "header" and link_share(element) > MOSTLY
    heads_the_text = element.tag == "header" and element.find(".//h1") is not None
    return not heads_the_text or link_share(element) > FEW_LINKS


def _whole(element: Any, context: Context) -> Iterator[Piece]:  # noqa: ANN401
    """Code as it stands, and the rows of a table of data; nothing for anything else."""
    if element.tag == "pre":
        words = visible_words(element).strip("\r\n")
        if words.strip():
            yield Piece(words, replace(context, kind="code", level=0))
    elif element.tag == "table":
        for line in data_rows(element):
            yield Piece(line, replace(context, kind="table", level=0))


def _share(marks: Sequence[bool], found: Sequence[Piece]) -> float:
    """The share of the page's words, but for what its elements set apart, that is marked."""
    lengths = [0 if piece.context.apart else len(piece.words) for piece in found]
    whole = sum(lengths)
    return sum(n for n, mark in zip(lengths, marks, strict=True) if mark) / whole if whole else 0.0


def _menus(found: Sequence[Piece]) -> list[bool]:
    """Short bare links in a row, with no other words between them."""
    marks: list[bool] = []
    for bare, group in groupby(found, key=_is_bare_link):
        count = len(list(group))
        marks += [bare and count >= MENU_LINKS] * count
    return marks


def _is_bare_link(piece: Piece) -> bool:
    short = len(piece.words.split()) <= MENU_WORDS
    return piece.links >= ONLY_LINK and short and piece.context.kind in ("line", "item")
