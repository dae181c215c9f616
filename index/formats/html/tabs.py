"""Tabs of a web page: the name of each panel, which stands far from it in a row of names."""

from collections.abc import Iterator, Sequence
from typing import Any

from index.extraction.writer import one_line
from index.formats.html.elements import HEADINGS

# Where the name of its tab is kept with a panel.
TAB = "data-name-of-tab"
LISTS = frozenset(["nav-tabs", "nav-pills", "tabs", "tab-list", "tablist", "tabbed-labels"])
PANELS = frozenset(
    ["tab-pane", "tab-panel", "tabpanel", "tabbed-block", "tabs-panel", "tab-content"]
)
CONTROLS = ("aria-controls", "data-bs-target", "data-target", "data-tab", "href")
LONGEST = 60
# As many tabs as this are a register, and no more than so many panels are looked for.
MOST = 50


def name_panels(root: Any) -> None:  # noqa: ANN401 (lxml has no types)
    """Tell each panel of tabs the name that its tab has. The tree itself is changed."""
    names: dict[str, Any] | None = None
    for element in root.xpath(
        "//*[@role='tablist' or contains(@class, 'tab') or contains(@class, 'nav-pills')]"
    ):
        classes = set(element.get("class", "").split())
        if element.get("role") != "tablist" and not classes & LISTS:
            continue
        tabs = list(_tabs(element))
        if not 1 < len(tabs) <= MOST:
            continue
        if names is None:
            names = {one.get("id"): one for one in root.xpath("//*[@id]")}
        called = [_panel(tab, names) for tab in tabs]
        if None in called:
            called = list(_beside(element, len(tabs))) or called
        if None not in called:
            element.set("role", "tablist")
        for tab, panel in zip(tabs, called, strict=True):
            words = one_line("".join(tab.itertext()))
            if panel is not None and 0 < len(words) <= LONGEST:
                panel.set(TAB, words)


def _tabs(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """The tabs in a row of them; none where they are headings, which are read where they stand."""
    found = element.xpath(".//*[@role='tab']") or element.xpath(".//a | .//button | .//label")
    if not any(one.tag in HEADINGS for tab in found for one in (tab, *tab.iterancestors())):
        yield from found


def _panel(tab: Any, names: dict[str, Any]) -> Any:  # noqa: ANN401
    """The panel that a tab says it opens, or that says that the tab names it."""
    for one in (tab, *tab.iter("a", "button")):
        for key in CONTROLS:
            name = one.get(key, "")
            if (key != "href" or name.startswith("#")) and name.removeprefix("#") in names:
                return names[name.removeprefix("#")]
    return None


def _beside(element: Any, count: int) -> Sequence[Any]:  # noqa: ANN401
    """As many panels as there are tabs, right behind them."""
    after = element.getnext()
    if after is None:
        return []
    found = [
        one
        for one in (after, *after.iterchildren(), *element.itersiblings())
        if isinstance(one.tag, str)
        and (one.get("role") == "tabpanel" or PANELS.intersection(one.get("class", "").split()))
    ]
    found = [one for one in found if one.getparent() not in found]
    return found if len(found) == count else []
