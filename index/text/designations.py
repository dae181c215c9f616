"""What tells one of several alike from the others: its year, its place in a row, its number.

Each function finds what a short text names so, in figures or in words. What a text holds is told
generously, what it names strictly: a number that is there in any form is held.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.text.clocks import DAY, Day, day
from index.text.dates import MONTH
from index.text.numerals import CARDINALS, ORDINALS
from index.text.value_finding import find_values
from index.text.words import stems

_YEAR = r"(?:1[5-9]|20)\d\d"
_NAMED_YEAR = re.compile(
    rf"(?<![\w.,/:$€£#+-])(?P<fiscal>FY ?)?(?P<year>{_YEAR})(?![\w%]|[.,:]\d| ?[$€£%])"
    r"|\bFY ?['’]?(?P<short>\d\d)\b"
)
_ANY_YEAR = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")
_SHORT_YEAR = re.compile(r"(?:\bFY ?['’]?|['’])(\d\d)(?!\d)")
_SECOND_YEAR = re.compile(rf"(?<!\d)({_YEAR})[/–-](\d\d)(?!\d)")
_YEARS = re.compile(
    rf"(?<!\d)({_YEAR})\s*(?:[-–—/]|\b(?:to|until|till|through|and)\b)\s*(?:FY ?)?({_YEAR})(?!\d)"
)
_DECADE = re.compile(r"(?<!\d)((?:1[5-9]|20)\d)0['’]?s\b")
_FROM = re.compile(
    rf"\b(?:since|from|after|as of)\b(?: [\w,]+){{0,3}} ({_YEAR})(?!\d)", re.IGNORECASE
)
_UNTIL = re.compile(
    rf"\b(?:until|till|before|by|up to|through)\b(?: [\w,]+){{0,3}} ({_YEAR})(?!\d)", re.IGNORECASE
)
# No span of years that a text tells is longer.
_LONGEST = 400
# "(4,450 in 2021)" only tells what to compare with.
_ASIDE = re.compile(r"\([^()]{0,40}\d[^()]{0,40} in [^()]{0,40}\)")

_ORDINAL = re.compile(
    rf"\b(?:(?P<word>{'|'.join(ORDINALS)})|(?P<figures>\d{{1,3}})(?:st|nd|rd|th)"
    r"|(?P<quarter>Q(?=[1-4]\b)))(?:\b|(?P<quarters>[1-4]))"
    r"(?P<tail>(?:[ -]\d{0,2}[^\W\d_][\w’'-]*){0,2})",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:up to|until|till|to|before|after|from|over|than|per|every|each)(?: the)? $",
    re.IGNORECASE,
)
_COUNTED = {word: number for word, number in CARDINALS.items() if number <= 12}
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
_NUMBER = re.compile(
    rf"(?<![\d.,])(?P<figures>\d{{1,4}})(?!\d|[.,]\d)|\b(?P<roman>[IVX]{{1,4}})\b"
    rf"|\b(?P<word>(?i:{'|'.join(_COUNTED)}))\b"
)
_NUMBERED = re.compile(
    r"\b(?P<noun>[^\W\d_][\w’']*)(?: ?[#:] ?| )(?P<mark>\d{1,3}(?:\.\d{1,3})*|[A-Z]\d?)\b"
    r"(?![%€$£°]|[.,:/]\d| ?(?:%|[ap]\.?m\b))"
)
_NUMBERS = re.compile(
    r"\b(?P<noun>[^\W\d_][\w’']*) (?P<first>\d{1,3}) ?(?:to|until|till|through|and|[-–—]) ?"
    r"(?P<last>\d{1,3})\b"
)
_CODE = re.compile(r"\b(?P<letters>[A-Za-z]{1,6})-?(?P<figures>\d{1,5}[A-Za-z]??)s?\b")
_MONTHS = re.compile(rf"(?:{MONTH})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A place in a row, with the analysed words behind it: (3, {"fund", "round"})."""

    place: int
    nouns: frozenset[str]


def named_years(text: str) -> Iterator[re.Match[str]]:
    """The years that a question names, "FY25" too; `year_of` tells which each is."""
    return _NAMED_YEAR.finditer(text)


def year_of(found: re.Match[str]) -> int:
    """The year that `named_years` found."""
    return int(found["year"]) if found["year"] else 2000 + int(found["short"])


def held_years(text: str) -> set[int]:
    """Every year that a text may be about, those within its ranges too."""
    held = {int(found[1]) for found in _ANY_YEAR.finditer(text)}
    held |= {2000 + int(found[1]) for found in _SHORT_YEAR.finditer(text)}
    for found in _SECOND_YEAR.finditer(text):
        held.add(int(found[1]) // 100 * 100 + int(found[2]))
    for found in _YEARS.finditer(text):
        first, last = int(found[1]), int(found[2])
        held |= set(range(first, min(last, first + _LONGEST) + 1))
    for found in _DECADE.finditer(text):
        held |= set(range(10 * int(found[1]), 10 * int(found[1]) + 10))
    for found in _FROM.finditer(text):
        held |= set(range(int(found[1]), int(found[1]) + _LONGEST))
    for found in _UNTIL.finditer(text):
        held |= set(range(int(found[1]) - _LONGEST, int(found[1]) + 1))
    return held


def told_years(text: str) -> set[int]:
    """The years that a text surely tells something of."""
    found = (day(match) for match in DAY.finditer(_ASIDE.sub(" ", text)))
    return {one.year for one in found if one and one.year}


def ordinals(text: str) -> Iterator[Ordinal]:
    """The places in a row that a text names with what they count; bounds and dates are none."""
    for found in _ORDINAL.finditer(text):
        if _BOUND.search(text, 0, found.start()):
            continue
        if found["quarter"]:
            if found["quarters"]:
                yield Ordinal(int(found["quarters"]), frozenset(stems("quarter")))
            continue
        words = found["tail"].replace("-", " ").split()
        if not words or _MONTHS.fullmatch(words[0]) or words[0].lower() in _COUNTED:
            continue
        place = ORDINALS[found["word"].lower()] if found["word"] else int(found["figures"])
        if nouns := frozenset(stems(found["tail"])):
            yield Ordinal(place, nouns)


def held_numbers(text: str) -> set[int]:
    """Every small number that a text holds, in figures, in words or as a place in a row."""
    held: set[int] = set()
    for found in _NUMBER.finditer(text):
        if found["figures"]:
            held.add(int(found["figures"]))
        elif found["roman"]:
            held |= {at for at, one in enumerate(_ROMAN, 1) if one == found["roman"].lower()}
        else:
            held.add(_COUNTED[found["word"].lower()])
    for found in _ORDINAL.finditer(text):
        if found["word"] or found["figures"]:
            held.add(ORDINALS[found["word"].lower()] if found["word"] else int(found["figures"]))
        elif found["quarters"]:
            held.add(int(found["quarters"]))
    return held


def numbered(text: str) -> Iterator[tuple[str, str]]:
    """What is called by a number or a letter, the noun analysed: ("stage", "2"), ("hous", "B")."""
    for found in _NUMBERED.finditer(text):
        noun = stems(found["noun"])
        if len(noun) == 1 and not _MONTHS.fullmatch(found["noun"]):
            yield noun[0], found["mark"]


def within_numbers(text: str, noun: str, number: int) -> bool:
    """Whether a number is within a range that a text tells of a noun: "weeks 5 to 8"."""
    return any(
        int(found["first"]) <= number <= int(found["last"]) and stems(found["noun"]) == [noun]
        for found in _NUMBERS.finditer(text)
    )


def codes(text: str) -> set[tuple[str, str]]:
    """Letters with figures, folded: ("gn", "05") of "GN-05"."""
    return {(found["letters"].lower(), found["figures"].lower()) for found in _CODE.finditer(text)}


def days(text: str) -> list[tuple[Day, ...]]:
    """The dates of a text, or parts of them; two are the ends of a range."""
    return [
        tuple(figure for figure in value.figures if isinstance(figure, Day))
        for value in find_values(text)
        if value.kind == "date"
    ]
