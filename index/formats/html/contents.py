"""Tables of contents of a web page, and what leads from it to the page before and the next one."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from index.formats.html.elements import unseen
from index.formats.html.lists import LISTS

# From so many links on a list may be a table of contents.
FEWEST = 3
# What a link to a page ends with, in front of the place on it that is meant.
PAGE = re.compile(r"(?:[^?#]*/)?(?:[^?#./]*|[^?#/]*\.(?:x?html?|php|aspx?|jsp))(?:#.*)?")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
NAMED = re.compile(r"(?:^|[\s_-])(?:local-?)?toc(?:tree)?(?:[\s_-]|$)", re.IGNORECASE)
# How far up the element stands that is named so: around the list, or around what is around it.
NAMED_WITHIN = 2
# What a link says of where it leads within a book, and the keys that DocBook gives such links.
WAYS = "next prev previous up home start first last index contents"
RELATIONS = frozenset(WAYS.split())
KEYS = frozenset("pnhu")
BOXES = frozenset({"div", "table", "p", "center"})
LONGEST_WAY, MOST_WAYS = 300, 12
# Lists within so many others are not looked at by themselves.
DEEPEST = 6


def is_contents(element: Any) -> bool:  # noqa: ANN401 (lxml has no types)
    """Whether a list holds nothing but links to parts of this page, or of those beside it.

    Links to whole pages may be what a page is there to tell ("Our rooms"): they are contents only
    where most lead to a place within one, where they are nested, or where the list is named so.
    """
    if element.tag not in LISTS and element.tag != "dl":
        return False
    around = element.iterancestors(*LISTS, "dl")
    if sum(1 for _ in islice(around, DEEPEST)) == DEEPEST:
        return False
    links = []
    for link in _only_links(element):
        if link is None or not _leads_beside(link):
            return False
        links.append(link)
    if len(links) < FEWEST:
        return False
    places = sum("#" in link.get("href", "") for link in links)
    nested = any(inner is not element for inner in element.iter(*LISTS, "dl"))
    return 2 * places > len(links) or nested or _is_named(element)


def leads_on(element: Any) -> bool:  # noqa: ANN401
    """Whether an element is a short line of links to the next page, the one before, the book."""
    if element.tag not in BOXES:
        return False
    links = list(islice(element.iter("a"), MOST_WAYS + 1))
    if not 1 <= len(links) <= MOST_WAYS or not all(map(_is_way, links)):
        return False
    length = 0
    for words in element.itertext():
        length += len(words.strip())
        if length > LONGEST_WAY:
            return False
    return True


def _is_way(link: Any) -> bool:  # noqa: ANN401
    related = not RELATIONS.isdisjoint(link.get("rel", "").lower().split())
    return related or link.get("accesskey", "").lower() in KEYS


def _only_links(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """The links within an element, and None where there are other words."""
    from lxml import etree

    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, inner in walk:
        if event != "start":
            words = "" if inner is element else inner.tail
        elif inner is not element and (inner.tag == "a" or unseen(inner)):
            walk.skip_subtree()
            if inner.tag == "a" and not unseen(inner):
                yield inner
            continue
        else:
            words = inner.text
        if any(map(str.isalpha, words or "")):
            yield None


def _leads_beside(link: Any) -> bool:  # noqa: ANN401
    """Whether a link leads to a place on this page, or to a page that is told from here."""
    address = link.get("href", "").strip()
    return not ELSEWHERE.match(address) and bool(PAGE.fullmatch(address))


def _is_named(element: Any) -> bool:  # noqa: ANN401
    """Whether a list, or what is right around it, is named as a table of contents."""
    for _ in range(1 + NAMED_WITHIN):
        if element is None:
            return False
        if NAMED.search(element.get("class", "")) or NAMED.search(element.get("id", "")):
            return True
        element = element.getparent()
    return False
