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
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|skip-link)(?:\s|$)", re.IGNORECASE
)


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
