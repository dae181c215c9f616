"""The numbers of a web page's lists, as a browser shows them."""

import re
from string import ascii_lowercase
from typing import Any

LISTS = frozenset(["ol", "ul", "menu", "dir"])
STYLE = re.compile(r"list-style(?:-type)?\s*:([^;]*)", re.IGNORECASE)
STYLES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "decimal": "1",
    "decimal-leading-zero": "01",
}
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
LARGEST_ROMAN = 3999
WHOLE = re.compile(r"\s*([+-]?\d{1,9})\s*")


class Numbers:
    """Counts the items of one list; those without numbers have "" for them."""

    def __init__(self, element: Any) -> None:  # noqa: ANN401 (lxml has no types)
        self._kind = _kind(element) if element.tag == "ol" else ""
        self._step = 1 if element.get("reversed") is None else -1
        first = 1 if self._step > 0 else sum(1 for _ in element.iterchildren("li"))
        start = _whole(element.get("start"))
        self._number = first if start is None else start

    def next(self, item: Any) -> str:  # noqa: ANN401
        """What stands before an item, with a blank behind it."""
        value = _whole(item.get("value"))
        number = self._number if value is None else value
        self._number = number + self._step
        return f"{shown(number, self._kind)}. " if self._kind else ""


def shown(number: int, kind: str) -> str:
    """A number as lists of a kind show it: "1", "01", "a", "A", "i" or "I"."""
    if kind == "01":
        return f"{number:02}"
    if number < 1 or kind == "1" or (kind in "iI" and number > LARGEST_ROMAN):
        return str(number)
    words = _roman(number) if kind in "iI" else _letters(number)
    return words.upper() if kind.isupper() else words


def _kind(element: Any) -> str:  # noqa: ANN401
    """How a list numbers its items, "" if it shows no numbers."""
    style = STYLE.search(element.get("style", ""))
    names = style[1].lower().split() if style else []
    if found := [STYLES.get(name, "") for name in names if name == "none" or name in STYLES]:
        return found[0]
    kind = element.get("type", "1")
    return kind if kind in ("1", "a", "A", "i", "I") else "1"


def _whole(written: str | None) -> int | None:
    found = WHOLE.fullmatch(written or "")
    return int(found[1]) if found else None


def _letters(number: int) -> str:
    words = ""
    while number:
        number, at = divmod(number - 1, len(ascii_lowercase))
        words = ascii_lowercase[at] + words
    return words


def _roman(number: int) -> str:
    words = ""
    for value, letters in ROMAN:
        times, number = divmod(number, value)
        words += letters * times
    return words
