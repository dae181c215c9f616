"""What a Word file's styles say of paragraphs and runs: headings, numbers, bold, hidden."""

import re
from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFF = ("0", "false", "off")
# The outline's level of text that heads nothing, and how many styles may rest on each other.
BODY_LEVEL = 9
DEEPEST_STYLE = 20
HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


class Styles:
    """The styles of a file by their identifiers; None stands for that of plain paragraphs."""

    def __init__(self, root: Any) -> None:  # noqa: ANN401 (lxml has no types)
        found = {style.get(f"{W}styleId", ""): style for style in root.iterfind(f"{W}style")}
        self._found: dict[str, Any] = found
        self._default = next(
            (
                name
                for name, style in found.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") not in OFF
            ),
            "",
        )

    def name(self, identifier: str | None) -> str:
        """A style's name; of one that heads sections, "heading 2"."""
        style = self._found.get(identifier or "")
        name = value(style, "name") or "" if style is not None else ""
        if HEADING.match(name):
            return name
        for _, above in self._chain(identifier):
            above_name = value(above, "name") or ""
            if HEADING.match(above_name):
                return above_name
            if level := outline(above):
                return f"heading {level}"
        return name

    def hidden(self, identifier: str | None) -> bool:
        """Whether a style hides what has it."""
        return self._toggled(identifier, "vanish")

    def bold(self, identifier: str | None) -> bool:
        """Whether a style makes bold what has it."""
        return self._toggled(identifier, "b")

    def numbering(self, identifier: str | None) -> tuple[str, str | None, str] | None:
        """The list that a style belongs to, its level if it is told, and the style that says so."""
        for name, style in self._chain(identifier or self._default):
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None and (number := value(properties, "numId")):
                return number, value(properties, "ilvl"), name
        return None

    def list_of(self, identifier: str) -> str | None:
        """The list that a style of lists stands for."""
        style = self._found.get(identifier)
        return value(style, f"pPr/{W}numPr/{W}numId") if style is not None else None

    def _toggled(self, identifier: str | None, mark: str) -> bool:
        for _, style in self._chain(identifier or self._default):
            found = style.find(f"{W}rPr/{W}{mark}")
            if found is not None:
                return is_on(found)
        return False

    def _chain(self, identifier: str | None) -> Iterator[tuple[str, Any]]:
        """A style, the one that it rests on, and so on."""
        name = identifier or ""
        for _ in range(DEEPEST_STYLE):
            style = self._found.get(name)
            if style is None:
                return
            yield name, style
            name = value(style, "basedOn") or ""


def value(element: Any, path: str) -> str | None:  # noqa: ANN401
    """The value of a property, below an element."""
    found = element.find(f"{W}{path}")
    return None if found is None else found.get(f"{W}val")


def is_on(mark: Any) -> bool:  # noqa: ANN401
    """Whether a mark that may stand for yes and for no says yes."""
    return mark is not None and mark.get(f"{W}val") not in OFF


def outline(element: Any) -> int:  # noqa: ANN401
    """The level of the heading that a style or a paragraph is by its outline, or 0."""
    level = value(element, f"pPr/{W}outlineLvl") or ""
    return int(level) + 1 if level.isdecimal() and int(level) < BODY_LEVEL else 0
