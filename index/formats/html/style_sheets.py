"""What the style sheets within a web page hide, and never show again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SHOWS = re.compile(r"display\s*:\s*(?!none)|visibility\s*:\s*visible", re.IGNORECASE)
# What libraries of styles call what is hidden, unless another name shows it on some screens.
UTILITIES = frozenset(["d-none", "hidden", "is-hidden", "uk-hidden", "invisible", "display-none"])
ANY_UTILITY = re.compile(r"class\s*=\s*[\"']?[^\"'>]*(?:d-none|hidden|invisible|display-none)")
SHOWN_AGAIN = re.compile(
    r"(?:^|\s)(?:[\w-]+:(?:block|flex|grid|inline\S*|table\S*|contents|visible)"
    r"|d-(?:sm|md|lg|xl|xxl|print)-\S+|is-(?!hidden)\S+-\S+)"
)
COMMENT = re.compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)
RULE = re.compile(r"([^{}]*)(\{|\})")
COMPOUND = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
NAME = re.compile(r"([.#])([\w-]+)")
WORD = re.compile(r"[\w-]+")
PRINT = re.compile(r"@media\s+print\b", re.IGNORECASE)
# So much of the style sheets is looked at, and so many rules that hide something.
LONGEST = 500_000
MOST_HIDING = 300
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Compound:
    """A part of a selector: what an element must be called to be meant."""

    tag: str
    classes: frozenset[str]
    name: str

    def means(self, element: Any) -> bool:  # noqa: ANN401 (lxml has no types)
        """Whether an element is meant."""
        return (
            (not self.tag or element.tag == self.tag)
            and (not self.name or element.get("id") == self.name)
            and self.classes.issubset(element.get("class", "").split())
        )


Selector = tuple[Compound, ...]


def hide_by_styles(root: Any, markup: str) -> None:  # noqa: ANN401
    """Mark as hidden what style sheets in the page hide for good.

    It is not for good where another rule or a script of the page tells of the same name. The tree
    itself is changed.
    """
    sheets = ""
    if HIDES.search(markup):
        sheets = "\n".join(element.text or "" for element in root.iter("style"))[:LONGEST]
    selectors = _hiding(sheets) if HIDES.search(sheets) else []
    utilities = bool(ANY_UTILITY.search(markup))
    if not selectors and not utilities:
        return
    scripts = "\n".join(element.text or "" for element in root.iter("script"))
    told = set(WORD.findall(scripts))
    by_name: dict[str, list[Selector]] = {}
    for selector in selectors:
        names = _names(selector[-1])
        if not names & told:
            by_name.setdefault(min(names), []).append(selector)
    for element in root.xpath("//*[@class or @id]"):
        classes = element.get("class", "")
        names = {*classes.split(), element.get("id", "")}
        if (utilities and _is_utility(classes, told)) or any(
            _is_meant(element, selector)
            for name in names & by_name.keys()
            for selector in by_name[name]
        ):
            element.set("hidden", "")


def _is_utility(classes: str, told: set[str]) -> bool:
    names = UTILITIES.intersection(classes.split())
    return bool(names) and not names & told and not SHOWN_AGAIN.search(classes)


def _is_meant(element: Any, selector: Selector) -> bool:  # noqa: ANN401
    """Whether a selector means an element: itself, and what it stands in."""
    *outer, last = selector
    if not last.means(element):
        return False
    above = element.iterancestors()
    return all(any(one.means(each) for each in above) for one in reversed(outer))


def _hiding(sheets: str) -> list[Selector]:
    """The selectors of rules that hide, but for those with a name that another rule shows."""
    hiding: list[Selector] = []
    shown: set[str] = set()
    for selectors, declarations, conditional in _rules(COMMENT.sub(" ", sheets)):
        if HIDES.search(declarations) and not conditional:
            hiding += filter(None, map(_selector, selectors.split(",")))
        elif SHOWS.search(declarations):
            for one in selectors.split(","):
                shown.update(
                    name for _, name in NAME.findall(re.split(r"[\s>+~]+", one.strip())[-1])
                )
    return [one for one in hiding[:MOST_HIDING] if not _names(one[-1]) & shown]


def _names(compound: Compound) -> set[str]:
    return {*compound.classes, *filter(None, [compound.name])}


def _selector(written: str) -> Selector | None:
    """A selector of tags, classes and names within each other; None for any other."""
    found: list[Compound] = []
    for part in written.replace(">", " ").split():
        match = COMPOUND.fullmatch(part)
        if match is None:
            return None
        names = NAME.findall(match[2])
        ids = [name for sign, name in names if sign == "#"]
        classes = frozenset(name for sign, name in names if sign == ".")
        found.append(Compound((match[1] or "").lower(), classes, ids[0] if ids else ""))
    return tuple(found) if found and _names(found[-1]) and len(found) <= DEEPEST else None


def _rules(sheets: str) -> Iterator[tuple[str, str, bool]]:
    """Selectors and declarations of each rule, and whether it holds on some screens only.

    What only paper shows is left out.
    """
    heads: list[str] = []
    for match in RULE.finditer(sheets):
        before, sign = match[1], match[2]
        if sign == "{":
            heads.append(before.rpartition(";")[2].strip())
            continue
        if not heads:
            continue
        head = heads.pop()
        if not head.startswith("@") and not any(map(PRINT.match, heads)):
            yield head, before, any(one.startswith("@") for one in heads)
