"""A cell of a table, what kind of thing stands in it, and whether that names a column."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

Shape = Literal["", "blank", "word", "sentence", "number", "year", "date", "time"]

WORDY: frozenset[Shape] = frozenset({"word", "sentence"})
FIGURES: frozenset[Shape] = frozenset({"number", "year", "date", "time"})
# Longer than any figure is written, and than what names a column without being a sentence.
LONGEST_FIGURE = 40
LONGEST_NAME = 80
NAME_WORDS = 5
# So many cells are not looked at again.
REMEMBERED = 10_000
YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d(?: ?[/–-] ?(?:\d\d|(?:1[5-9]|2[01])\d\d))?")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]? )?"
CLOCK = r"\d{1,2}[:h]\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?|\d{1,2}(?:\.\d\d)? ?[ap]\.?m\.?"
DAY = (
    r"\d{4}-\d\d?-\d\d?|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)|\d{4}/\d\d?/\d\d?"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?[ -]{MONTH}(?:[ ,-]{{1,2}}(?:\d{{4}}|\d\d))?"
    rf"|{MONTH}[ -]\d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|{MONTH}[ -]\d{{4}}"
)
DATE = re.compile(rf"{WEEKDAY}(?:{DAY})(?:[ T,]{{1,2}}(?:{CLOCK}))?", re.IGNORECASE)
TIME = re.compile(rf"(?:{CLOCK})(?: ?[–-] ?(?:{CLOCK}))?", re.IGNORECASE)
NUMBER = re.compile(
    r"[-+−<>≤≥±~(#]{0,2} ?(?:[A-Z]{0,3}[$€£¥]|[A-Z]{3} )? ?[-−+]?\.?\d[\d.,'’ ]*"
    r"(?:[-–/x×]? ?\d[\d.,]*)?\)? ?"
    r"(?:[%‰$€£¥]|°[CF]?|(?:[a-zµ]{1,4}|[A-Z]{2,4}|[kMGm]?[A-Z][a-z]?)[²³]?\.?(?:/[a-z]{1,4})?)?\)?\+?"
)
IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a row.

    `across` is how many columns the words stand over, 0 where they reach over from the left, and
    `above` says that they reach down from the row above. `strong` is what is set off as headings
    are.
    """

    words: str = ""
    across: int = 1
    above: bool = False
    strong: bool = False


NOTHING = Cell()


@lru_cache(maxsize=REMEMBERED)
def shape_of(words: str) -> Shape:
    """What kind of thing a cell holds; "blank" says that there is nothing to tell."""
    if not words:
        return ""
    if words.replace(".", "", 1).isdecimal() and len(words) <= LONGEST_FIGURE:
        return "year" if YEAR.fullmatch(words) else "number"
    if words.lower() in _known()["blanks"]:
        return "blank"
    if len(words) <= LONGEST_FIGURE and any(map(str.isdigit, words)):
        if YEAR.fullmatch(words):
            return "year"
        if DATE.fullmatch(words):
            return "date"
        if TIME.fullmatch(words):
            return "time"
        if NUMBER.fullmatch(words):
            return "number"
    ended = words.endswith((".", "!", ";")) and len(words.split()) > NAME_WORDS
    return "sentence" if ended or len(words) > LONGEST_NAME else "word"


def manner(words: str) -> str:
    """What is about a number: its currency or unit. Figures of one column mostly share it."""
    shape = shape_of(words)
    return re.sub(r"[\d.,'’ +−-]", "", words) if shape == "number" else shape


@lru_cache(maxsize=REMEMBERED)
def names_column(words: str) -> bool:
    """Whether words begin or end with one that commonly names columns: "Full name (print)"."""
    found = WORD.findall(IN_BRACKETS.sub("", words).lower())
    if not 1 <= len(found) <= NAME_WORDS or shape_of(words) not in ("word", "blank"):
        return False
    return any(_singular(word) for word in (found[0], found[-1]))


@lru_cache(maxsize=REMEMBERED)
def names_thing(words: str) -> bool:
    """The same by a word that is neither for people nor of the calendar: those stand in cells."""
    if not names_column(words):
        return False
    found = WORD.findall(IN_BRACKETS.sub("", words).lower())
    return any(word.removesuffix("s") in _known()["only"] for word in (found[0], found[-1]))


@lru_cache(maxsize=REMEMBERED)
def names_only(words: str) -> bool:
    """Whether words are one that names columns and hardly ever stands below such a name."""
    return names_column(words) and words.lower().rstrip(":").removesuffix("s") in _known()["only"]


def in_calendar(words: str) -> bool:
    """Whether words are a day of the week, a month or a season."""
    return words.lower().rstrip(".") in _known()["calendar"]


def is_unit(words: str) -> bool:
    """Whether words are a unit, such as stands below a heading: "(m)", "£"."""
    bracketed = words[:1] in "([" and words[-1:] in ")]"
    return bool(words) and (bracketed or words.lower() in _known()["units"])


def _singular(word: str) -> bool:
    names = _known()["names"]
    return word in names or (word.endswith("s") and word[:-1] in names)


@cache
def _known() -> dict[str, frozenset[str]]:
    source = resources.files("index").joinpath("data/headings.toml")
    words = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        "blanks": frozenset(words["blanks"]),
        "units": frozenset(words["units"].split()),
        "names": frozenset(" ".join(words["names"].values()).split()),
        "calendar": frozenset(words["names"]["calendar"].split()),
        "only": frozenset(
            word.removesuffix("s")
            for group, names in words["names"].items()
            if group not in ("people", "calendar")
            for word in names.split()
        ),
    }
