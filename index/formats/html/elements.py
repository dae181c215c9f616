"""Elements of a web page: whether they are shown, and in which words. lxml's are untyped."""

import re
from collections.abc import Iterator
from typing import Any

NOT_TEXT = (
    "script style noscript template title meta link svg iframe object embed audio video "
    "canvas button select input textarea datalist map"
)
UNSEEN = frozenset(NOT_TEXT.split())
HEADINGS = {f"h{level}": level for level in range(1, 7)}
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|skip-link|(?:mw-)?editsection)"
    r"(?:\s|$)",
    re.IGNORECASE,
)
# Words of class names and identifiers: what is never the page's text, and what is not where it is
# mostly links or has a button.
NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
NEVER = (
    "related relatedposts recirc recirculation breadcrumb breadcrumbs crumbs pagination pager cart "
    "minicart sharedaddy catlinks printfooter sitenotice noprint navbox advert advertisement promo "
    "navheader navfooter navpath"
)
SELDOM = (
    "share sharing social cookie cookies consent newsletter subscribe signup sidebar footer nav "
    "toc navbar navigation menu toolbar topbar popular trending login tags tools"
)
NEVER_TEXT, SELDOM_TEXT = frozenset(NEVER.split()), frozenset(SELDOM.split())
ANY_NAME = re.compile("|".join(f"{NEVER} {SELDOM}".split()), re.IGNORECASE)
BUTTONS = (".//button", ".//form", ".//input")
BOX_TAGS = "div section aside ul ol p table form footer header"
BOXES = frozenset(BOX_TAGS.split())
FEW_WORDS = 3
# A part of a page that is larger than this share of it is no box beside the text.
LARGEST_BOX = 0.3
MOSTLY = 0.5


def unseen(element: Any) -> bool:  # noqa: ANN401
    """Whether a browser shows nothing of an element, or only a control or a sign."""
    if element.tag in UNSEEN or element.get("hidden") is not None:
        return True
    if element.get("aria-hidden") == "true" or HIDDEN_STYLE.search(element.get("style", "")):
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    above = element.getparent()
    if element.tag == "a" and above is not None and above.tag in HEADINGS:
        # The sign beside a heading that links to itself.
        return not any(character.isalnum() for character in "".join(element.itertext()))
    return bool(HIDDEN_CLASS.search(element.get("class", "")))


def visible_words(element: Any) -> str:  # noqa: ANN401
    """The words that are shown inside an element, with the white space of the file."""
    return "".join(_pieces(element))


def link_share(element: Any) -> float:  # noqa: ANN401
    """The share of an element's words that are links."""
    whole = len(visible_words(element).strip())
    linked = sum(len(visible_words(link).strip()) for link in element.iter("a"))
    return min(1.0, linked / whole) if whole else 0.0


def named_apart(element: Any, whole: int) -> bool:  # noqa: ANN401
    """Whether an element's names say that it is a box beside the text, and it is small enough.

    `whole` is how many characters the page shows. An identifier that is made of the heading below
    it says nothing.
    """
    identifier, classes = element.get("id", ""), element.get("class", "")
    if element.tag not in BOXES or not ANY_NAME.search(f"{identifier} {classes}"):
        return False
    names = _words(classes)
    if len(NAME_WORD.findall(identifier)) <= FEW_WORDS:
        named = _words(identifier) & (NEVER_TEXT | SELDOM_TEXT)
        names |= set() if named and _heads(identifier, element) else named
    if not names & (NEVER_TEXT | SELDOM_TEXT) or element.find(".//h1") is not None:
        return False
    if len(visible_words(element)) > LARGEST_BOX * whole:
        return False
    clicked = any(element.find(path) is not None for path in BUTTONS)
    return bool(names & NEVER_TEXT) or clicked or link_share(element) > MOSTLY


def _words(names: str) -> set[str]:
    """The words that names are made of, and the names without the marks between their words."""
    words = {word.lower() for word in NAME_WORD.findall(names)}
    return words | {re.sub(r"[-_]", "", name).lower() for name in names.split()}


def _heads(identifier: str, element: Any) -> bool:  # noqa: ANN401
    """Whether an identifier is made of the first heading within."""
    heading = next(element.iter(*HEADINGS), None)
    words = re.findall(r"\w+", identifier.lower().replace("_", " "))
    return heading is not None and words == re.findall(r"\w+", visible_words(heading).lower())


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401
    from lxml import etree

    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, inner in walk:
        if event != "start":
            yield "" if inner is element else inner.tail or ""
        elif inner is not element and unseen(inner):
            walk.skip_subtree()
        else:
            yield "\n" if inner.tag == "br" else inner.text or ""
