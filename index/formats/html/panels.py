"""Panels of a web page that are merely closed: what opens them, and opening them for the reader."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any

from index.formats.html.elements import HEADINGS, HIDDEN_STYLE, link_share, visible_words
from index.formats.html.tabs import TAB

# Where a control says what it opens; "#name" or bare names, several with blanks between.
TARGETS = ("aria-controls", "data-target", "data-bs-target", "data-controls", "data-tab")
CALLED_NAME = re.compile(r"[\"']#?([\w:.-]+)[\"']")
# Whoever clicks these opens what stands behind them.
OPENER_CLASS = re.compile(r"accordion|collaps|toggle|expand|spoiler|faq|question", re.IGNORECASE)
LONGEST_OPENER = 300
# What opens for a moment is about the page, or is about something else, and is no part of the text.
PASSING = "dialog alertdialog menu menubar listbox tooltip alert status navigation search"
PASSING_ROLES = frozenset(PASSING.split())
PASSING_TAGS = frozenset(["dialog", "nav", "form", "template"])
PASSING_NAME = re.compile(
    r"(?:^|[\s_-])(?:modal|popup|popover|tooltip|overlay|lightbox|offcanvas|drawer"
    r"|cookies?|consent|toast|search|share)(?:[\s_-]|$)",
    re.IGNORECASE,
)
LINKS_NAME = re.compile(r"(?:^|[\s_-])(?:dropdown|menu|nav|navbar)(?:[\s_-]|$)", re.IGNORECASE)
MOSTLY = 0.5
# What stands behind a word, such as a sign, is no panel.
SIGNS = "span i b em strong a svg img button input label option small"
NO_PANELS = frozenset(SIGNS.split())
CHECKED = ("checkbox", "radio")
ASIDE = frozenset(["nav", "header", "footer", "form"])
HEADS = frozenset([*HEADINGS, "dt", "summary"])


def open_panels(root: Any) -> None:  # noqa: ANN401 (lxml has no types)
    """Show the panels that a control on the page opens, and the words of those controls.

    What is hidden without such a control stays so. The tree itself is changed.
    """
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    controls = _Controls(
        targets=frozenset(name for element in elements for name in _targets(element)),
        tabs=frozenset(one.get("id", "") for one in elements if one.get("role") == "tab"),
        boxes=frozenset(one.get("id", "") for one in elements if one.get("type") in CHECKED),
    )
    opened = {
        one for one in elements if _is_hidden(one) and not _passes(one) and controls.open(one)
    }
    for element in opened:
        _open(element)
    named = {one.get("id", "") for one in opened}
    for element in elements:
        if element.tag == "button":
            _show_button(element, opened, named)


@dataclass(frozen=True, slots=True)
class _Controls:
    """The names of what is opened by name, of tabs, and of boxes that are checked."""

    targets: frozenset[str]
    tabs: frozenset[str]
    boxes: frozenset[str]

    def open(self, element: Any) -> bool:  # noqa: ANN401
        """Whether there is a control that opens an element."""
        if element.get(TAB) is not None or element.get("id", "") in self.targets - {""}:
            return True
        if element.tag in NO_PANELS:
            return False
        if element.get("role") == "tabpanel":
            return not self.tabs.isdisjoint(element.get("aria-labelledby", "").split())
        before = _before(element)
        if before is None:
            return False
        if before.tag == "label":
            return before.get("for") in self.boxes - {""}
        return before.get("type") in CHECKED or (
            _opens(before) and len("".join(before.itertext())) <= LONGEST_OPENER
        )


def _is_hidden(element: Any) -> bool:  # noqa: ANN401
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(HIDDEN_STYLE.search(element.get("style", "")))
    )


def _passes(element: Any) -> bool:  # noqa: ANN401
    """Whether an element is of the kind that comes up and goes away again."""
    names = f"{element.get('id', '')} {element.get('class', '')}"
    return (
        element.tag in PASSING_TAGS
        or element.get("role") in PASSING_ROLES
        or bool(PASSING_NAME.search(names))
        or (bool(LINKS_NAME.search(names)) and link_share(element) > MOSTLY)
    )


def _targets(element: Any) -> set[str]:  # noqa: ANN401
    """The names of what an element opens."""
    if element.get("aria-haspopup") not in (None, "false"):
        return set()
    found = {name for key in TARGETS for name in element.get(key, "").split()}
    href = element.get("href", "") if element.tag == "a" else ""
    if href.startswith("#"):
        found.add(href)
    if element.tag == "label":
        found.add(element.get("for", ""))
    found.update(CALLED_NAME.findall(element.get("onclick", "")))
    return {name.removeprefix("#") for name in found} - {""}


def _before(element: Any) -> Any:  # noqa: ANN401
    """The element right before another one, or before the box that begins with it; None if none."""
    for one in (element, element.getparent()):
        before = one.getprevious() if one is not None else None
        while before is not None and not isinstance(before.tag, str):
            before = before.getprevious()
        if before is not None or one is None or one.getparent() is None:
            return before
        if one.getparent().tag != "div":
            return None
    return None


def _opens(element: Any) -> bool:  # noqa: ANN401
    """Whether an element opens what stands behind it: by one control in it, or all of it."""
    openers = list(_openers(element))
    if openers:
        return len(openers) == 1
    called = bool(OPENER_CLASS.search(element.get("class", "")))
    return called or element.get("onclick") is not None


def _openers(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """The controls within an element, itself one of them, that say that they open something."""
    for inner in element.iter():
        if not isinstance(inner.tag, str) or inner.get("aria-haspopup") not in (None, "false"):
            continue
        clicked = inner.tag in ("button", "a") or inner.get("role") == "button"
        if inner.get("aria-expanded") is not None or (
            clicked and OPENER_CLASS.search(inner.get("class", ""))
        ):
            yield inner


def _open(element: Any) -> None:  # noqa: ANN401
    for name in ("hidden", "aria-hidden"):
        element.attrib.pop(name, None)
    if "style" in element.attrib:
        element.set("style", HIDDEN_STYLE.sub("", element.get("style")))


def _show_button(button: Any, opened: Set[Any], named: Set[str]) -> None:  # noqa: ANN401
    """Make words of a button that is a heading, or that opens a panel of the text."""
    above = list(button.iterancestors())
    head = next((one for one in above if one.tag in HEADS or one.get("role") == "heading"), None)
    if head is not None:
        if not visible_words(head).strip():
            button.tag = "span"
    elif not any(one.tag in ASIDE for one in above):
        panel = button.getnext()
        opens_next = panel is not None and panel in opened and any(True for _ in _openers(button))
        if opens_next or not named.isdisjoint(_targets(button)):
            button.tag = "p"
