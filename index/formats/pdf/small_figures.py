"""Small figures that stand raised or lowered in a line: powers, notes, fractions, formulas."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

DIGITS = "0123456789"
HIGH, LOW = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
# Marks of private use stand for what is small until its part is known: figures on the line, a comma
# and a dash between raised ones, and where a figure stands right above another one.
LEVEL = "".join(map(chr, range(0xE010, 0xE01A)))
COMMA, DASH, OVER = "\ue000", "\ue001", "\ue002"
RAISED = str.maketrans(f"{DIGITS},–-−", f"{HIGH}{COMMA}{DASH}{DASH}⁻")
LOWERED = str.maketrans(DIGITS, LOW)
ON_LINE = str.maketrans(DIGITS, LEVEL)
PLAIN = str.maketrans(f"{HIGH}{LOW}{LEVEL}{COMMA}{DASH}", f"{DIGITS * 3},–")
SETTLED = str.maketrans(f"{LEVEL}{COMMA}{DASH}", f"{DIGITS},–", OVER)

FRACTION = re.compile(
    rf"(?P<whole>\d)?(?<![^\W\d_])(?P<over>[{HIGH}]+)\s?(?P<line>[/⁄∕{OVER}])\s?"
    rf"(?P<under>[{LOW}{LEVEL}]+|\d+)(?!\w)"
)
RAISED_NUMBER = re.compile(rf"\s?[{HIGH}]+(?:[{COMMA}{DASH}]\s?[{HIGH}]+)*")
# What raised letters are all taken for figures: "2", "2,3", "2)", a minus before a power.
FIGURES = re.compile(r"[-−]?\d+(?:[,–-]\d+)*")
BRACKETED = re.compile(r"\(?(\d+)\)")
LAST_LETTERS = re.compile(r"[^\W\d_]+$")
LAST_NUMBER = re.compile(r"[\d.,]*\d$")
CLOSING = '.,;:!?”’")]'
# What is raised to a power, and units that are.
BASES = frozenset({"2", "10"})
UNITS = frozenset(
    [
        "inch",
        "inches",
        "metre",
        "metres",
        "meter",
        "meters",
        "foot",
        "feet",
        "yard",
        "yards",
        "mile",
        "miles",
        "second",
        "seconds",
        "in",
        "m",
        "cm",
        "mm",
        "km",
        "dm",
        "nm",
        "ft",
        "yd",
        "mi",
        "sec",
    ]
)
# Short words that are no unit.
WORDS = frozenset(
    [
        "a",
        "an",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "did",
        "do",
        "for",
        "get",
        "had",
        "has",
        "he",
        "her",
        "him",
        "his",
        "how",
        "i",
        "if",
        "is",
        "it",
        "its",
        "me",
        "my",
        "no",
        "not",
        "now",
        "of",
        "off",
        "old",
        "on",
        "one",
        "or",
        "our",
        "out",
        "own",
        "per",
        "she",
        "so",
        "the",
        "to",
        "too",
        "two",
        "up",
        "us",
        "use",
        "was",
        "way",
        "we",
        "who",
        "you",
    ]
)
SHORT = 3
LOOKED_AT = 40
POWERS = frozenset("²³")


@dataclass(frozen=True, slots=True)
class Figure:
    """A letter of a run with its place along the line; `rise` is 1, 0 or -1 for a small one."""

    words: str
    left: float
    right: float
    small: bool = False
    rise: int = 0


def marked(letters: Sequence[Figure]) -> str:
    """The words of a run, with what is raised and lowered as signs of its own."""
    pieces: list[str] = []
    at = 0
    while at < len(letters):
        one = letters[at]
        end = at + 1
        while end < len(letters) and one.small and _alike(one, letters[end]):
            end += 1
        words = "".join(letter.words for letter in letters[at:end])
        if one.small:
            after = letters[end].words if end < len(letters) else " "
            before = letters[at - 1] if at else None
            if (
                before
                and before.small
                and before.rise > one.rise
                and before.right > (one.left + one.right) / 2
            ):
                pieces.append(OVER)
            words = _small(words, one.rise, before, after)
        pieces.append(words)
        at = end
    return settled("".join(pieces))


def settled(text: str) -> str:
    """A text whose raised figures are told apart: fractions, powers, and numbers of notes."""
    text = FRACTION.sub(_fraction, text)
    pieces: list[str] = []
    end = 0
    for found in RAISED_NUMBER.finditer(text):
        raised = found[0].strip()
        after = text[found.end() : found.end() + 1]
        before = text[max(0, found.start() - LOOKED_AT) : found.start()]
        is_note = _is_note(before, found[0][0] == " ", raised, after)
        number = raised.translate(PLAIN).replace(" ", "")
        pieces += [text[end : found.start()], f"[{number}]" if is_note else found[0]]
        end = found.end()
    pieces.append(text[end:])
    return "".join(pieces).translate(SETTLED)


def _alike(one: Figure, other: Figure) -> bool:
    return other.small and one.rise == other.rise and one.words != " " != other.words


def _small(words: str, rise: int, before: Figure | None, after: str) -> str:
    """What stands small and together, by where it stands."""
    behind_number = before is not None and before.words.isdecimal()
    if rise < 0:
        behind_letter = before is not None and (before.words.isalpha() or before.words in ")]")
        return words.translate(LOWERED if behind_letter or (before and before.small) else ON_LINE)
    if rise == 0:
        return words.translate(ON_LINE)
    if before is None and words.isdecimal():
        return (
            f"{words} " if after.isalpha() else words if after == " " else words.translate(RAISED)
        )
    if bracketed := BRACKETED.fullmatch(words):
        words = bracketed[1]
    if FIGURES.fullmatch(words):
        return words.translate(RAISED)
    if behind_number and words in "oO0":
        return "°"
    if behind_number and len(words) == 1 and words.isalpha() and not after.isalnum():
        return f"[{words}]"
    return words


def _fraction(found: re.Match[str]) -> str:
    whole = f"{found['whole']} " if found["whole"] else ""
    line = "⁄" if found["line"] == OVER else found["line"]
    return f"{whole}{found['over'].translate(PLAIN)}{line}{found['under'].translate(PLAIN)}"


def _is_note(before: str, blank: bool, raised: str, after: str) -> bool:
    """Whether a raised number calls a note, and is no power."""
    apart = not after or after.isspace() or after in CLOSING
    if not before or not apart:
        return False
    last = before[-1]
    if last in CLOSING:
        return not after or after.isspace()
    if blank or last.isspace():
        return False
    if COMMA in raised or DASH in raised:
        return True
    if number := LAST_NUMBER.search(before):
        return number[0] not in BASES
    letters = LAST_LETTERS.search(before)
    if letters is None:
        return last == "%"
    word = letters[0].casefold()
    if word in UNITS and raised in POWERS:
        return False
    return len(word) > SHORT or (word in WORDS and len(word) > 1)
