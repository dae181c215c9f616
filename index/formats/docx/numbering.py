"""Automatic numbers of Word, as a reader sees them: ECMA-376, part 1, 17.9."""

import re
from typing import Any

from index.formats.docx.styles import Styles, W, is_on, value

LEVELS = 9
LARGEST = 9999
PLACE = re.compile(r"%([1-9])")
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
ROUND = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
ORDINAL = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


class Numbering:
    """The lists of a file, and how far each has been counted."""

    def __init__(self, root: Any, styles: Styles) -> None:  # noqa: ANN401 (lxml has no types)
        self._styles = styles
        self._lists: dict[str, Any] = {}
        self._forms: dict[str, Any] = {}
        self._counted: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._lists = {one.get(f"{W}numId", ""): one for one in root.iterfind(f"{W}num")}
            self._forms = {
                one.get(f"{W}abstractNumId", ""): one for one in root.iterfind(f"{W}abstractNum")
            }

    def item(self, paragraph: Any, style: str | None) -> tuple[str, int] | None:  # noqa: ANN401
        """The list and the level that a paragraph belongs to by itself or by its style."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number = value(own, "numId") if own is not None else None
        level = value(own, "ilvl") if own is not None else None
        if number is None:
            by_style = self._styles.numbering(style)
            if by_style is None:
                return None
            number, its_level, name = by_style
            level = level or self._level_of(number, name) or its_level
        if number == "0" or not number:
            return None
        return number, min(LEVELS - 1, int(level)) if level and level.isdecimal() else 0

    def count(self, number: str, level: int) -> str:
        """Count one more item of a list; what stands before it, or "" where that is a bullet."""
        form, name = self._form(number)
        if form is None:
            return ""
        counted = self._counted.setdefault(name, {})
        shape = self._level(number, form, level)
        if shape is None:
            return ""
        begin = self._override(number, level)
        if begin is not None and (number, level) not in self._begun:
            counted[level] = begin
        elif level in counted:
            counted[level] += 1
        else:
            counted[level] = _start(shape)
        self._begun.add((number, level))
        # One that was left out above counts as if it were there.
        for upper in range(level):
            its = self._level(number, form, upper)
            counted.setdefault(upper, _start(its) if its is not None else 1)
        for deeper in [one for one in counted if one > level]:
            after = self._level(number, form, deeper)
            restart = value(after, "lvlRestart") if after is not None else None
            if restart is None or (restart.isdecimal() and level < int(restart)):
                del counted[deeper]
        return self._told(number, form, shape, counted)

    def _told(self, number: str, form: Any, shape: Any, counted: dict[int, int]) -> str:  # noqa: ANN401
        if _format(shape) == "bullet":
            return ""
        legal = shape.find(f"{W}isLgl")
        plain = legal is not None and is_on(legal)

        def figure(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            its = self._level(number, form, level)
            return numeral(
                counted.get(level, 1), "decimal" if plain or its is None else _format(its)
            )

        words = PLACE.sub(figure, value(shape, "lvlText") or "").strip()
        return words + ("" if not words or value(shape, "suff") == "nothing" else " ")

    def _form(self, number: str) -> tuple[Any, str]:
        """The form of a list and its name; those of one form are counted together."""
        for _ in range(LEVELS):
            one = self._lists.get(number)
            name = value(one, "abstractNumId") if one is not None else None
            form = self._forms.get(name or "")
            link = value(form, "numStyleLink") if form is not None else None
            linked = self._styles.list_of(link) if link else None
            if not linked or linked == number:
                return form, name or ""
            number = linked
        return None, ""

    def _level(self, number: str, form: Any, level: int) -> Any:  # noqa: ANN401
        """How a level of a list looks: as the list itself says, or its form."""
        own = self._own(number, level)
        shape = own.find(f"{W}lvl") if own is not None else None
        if shape is not None:
            return shape
        levels = (one for one in form.iterfind(f"{W}lvl") if one.get(f"{W}ilvl") == str(level))
        return next(levels, None)

    def _own(self, number: str, level: int) -> Any:  # noqa: ANN401
        one = self._lists.get(number)
        if one is None:
            return None
        owns = (x for x in one.iterfind(f"{W}lvlOverride") if x.get(f"{W}ilvl") == str(level))
        return next(owns, None)

    def _override(self, number: str, level: int) -> int | None:
        own = self._own(number, level)
        start = value(own, "startOverride") if own is not None else None
        return min(LARGEST, int(start)) if start and start.isdecimal() else None

    def _level_of(self, number: str, style: str) -> str | None:
        """The level of a list that is numbered by a style."""
        form, _ = self._form(number)
        if form is None:
            return None
        return next(
            (
                one.get(f"{W}ilvl")
                for one in form.iterfind(f"{W}lvl")
                if value(one, "pStyle") == style
            ),
            None,
        )


def numeral(number: int, form: str) -> str:
    """A number in a form of Word's: 4, 04, iv, D, 4th, Four."""
    match form:
        case "none":
            return ""
        case "decimalZero":
            return f"{number:02}"
        case "lowerRoman" | "upperRoman" if 0 < number <= LARGEST:
            words, rest = "", number
            for size, letters in ROMAN:
                words += letters * (rest // size)
                rest %= size
            return words.upper() if form == "upperRoman" else words
        case "lowerLetter" | "upperLetter" if 0 < number <= 26 * LEVELS:
            words = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return words.upper() if form == "upperLetter" else words
        case "ordinal":
            teen = 10 < number % 100 < 20
            return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
        case "cardinalText" | "ordinalText" if number < 100:
            return _in_words(number, ordinal=form == "ordinalText")
        case "decimalEnclosedParen":
            return f"({number})"
        case "decimalEnclosedFullstop":
            return f"{number}."
        case "numberInDash":
            return f"- {number} -"
    return str(number)


def _in_words(number: int, *, ordinal: bool) -> str:
    small, tens = SMALL.split(), ROUND.split()
    if number < len(small):
        words = [small[number]]
    else:
        words = [tens[number // 10], *([small[number % 10]] if number % 10 else [])]
    if ordinal:
        last = words[-1]
        words[-1] = ORDINAL.get(last) or (f"{last[:-1]}ieth" if last[-1] == "y" else f"{last}th")
    return "-".join(words).capitalize()


def _start(shape: Any) -> int:  # noqa: ANN401
    start = value(shape, "start") or "1"
    return min(LARGEST, int(start)) if start.isdecimal() else 1


def _format(shape: Any) -> str:  # noqa: ANN401
    """The form of a level's numbers; a newer one is told beside one that every Word knows."""
    found = shape.find(f"{W}numFmt")
    if found is None:
        found = shape.find(f".//{W}numFmt")
    return found.get(f"{W}val", "decimal") if found is not None else "decimal"
