"""Numbers with their units, amounts of money and shares, as texts write them."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from importlib import resources

from index.text.numerals import NUMERAL, ORDINALS, number
from index.text.values import Value
from index.text.words import stems, stop_words

# What stands for the unit of "third" and "3rd", and of a telephone number.
ORDINAL = "th"
TELEPHONE = "telephone"
# So many words may stand between a number and its unit ("27 paid working days").
_APART = 2
_NOUN = re.compile(r"[- \u00a0]?(°[CF]\b|[^\W\d_][\w’'-]*)")
# It is a noun by itself, and no word before another.
_PLURAL = re.compile(r".*[^su]s|people|children|men|women")
_EACH = re.compile(
    r"(?: [^\W\d_]+)?(?:[ \u00a0](?:per|an?|each|every)[ \u00a0]|/)([^\W\d_]+)", re.IGNORECASE
)
# Letters behind a figure are its unit, or make it a name ("18F").
_ATTACHED = re.compile(r"[^\W\d_]+")
_DECADE = re.compile(r"\d{3}0s\b")
_MILLIONS = re.compile(r"[mM]\b")
# Sets of figures that make one number.
_TELEPHONE = re.compile(
    r"(?<![\w.,/:+-])(?:\+\d{1,3}[ -.]?)?(?:\(\d{1,5}\)[ -]?)?"
    r"\d{2,5}(?:[ -]\d{2,5}){1,4}(?![\w:/]|[.,-]\d)"
)
_TELEPHONE_DIGITS = 7
_ORDINAL = re.compile(rf"\b(?:{'|'.join(ORDINALS)})\b", re.IGNORECASE)
# So far before and behind a figure its bound is looked for.
_BOUND_WITHIN = 24


def quantities(text: str) -> Iterator[Value]:
    """The numbers, amounts and shares of a short text, without their bounds; some may overlap."""
    for match in _TELEPHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) >= _TELEPHONE_DIGITS:
            yield Value("number", *match.span(), (Decimal(digits),), TELEPHONE)
    for match in _ORDINAL.finditer(text):
        yield Value("number", *match.span(), (Decimal(ORDINALS[match[0].lower()]),), ORDINAL)
    for match in _quantity().finditer(text):
        yield from _quantity_of(text, match)


def bound(text: str, value: Value) -> str:
    """Of what kind of bound a value is, by the words around it; "" if it is none."""
    head = text[max(0, value.start - _BOUND_WITHIN) : value.start]
    tail = text[value.end : value.end + _BOUND_WITHIN]
    before, behind, of_time = _bounds()
    if value.kind in ("time", "date"):
        before, behind = of_time, ()
    for patterns, words in ((before, head), (behind, tail)):
        for name, pattern in patterns:
            if pattern.search(words):
                return name
    return ""


def _quantity_of(text: str, match: re.Match[str]) -> Iterator[Value]:
    figure = number(match["number"])
    start, end = match.span()
    if figure is None or _DECADE.match(text, match.start("number")):
        return
    if match["share"]:
        yield Value("percentage", start, end, (figure,))
    elif match["sign"] or match["currency"]:
        written = (match["sign"] or match["currency"]).strip().lower()
        millions = _MILLIONS.match(text, end)
        figure *= 10**6 if millions else 1
        end = millions.end() if millions else end
        yield Value("amount", start, end, (figure,), _currencies()[written])
    elif match["ordinal"]:
        yield Value("number", start, end, (figure,), ORDINAL)
    else:
        end = match.end("number")
        attached = _ATTACHED.match(text, end)
        if attached and attached[0].lower() not in _units():
            return
        unit, factor, stop = _unit(text, end)
        yield Value("number", start, stop, (figure * factor,), unit, (figure,))


def _unit(text: str, at: int) -> tuple[str, Decimal, int]:
    """The unit of a number that ends at `at`, how much of its base that is, and where it ends.

    A noun that is no unit is one too ("forty bicycles"), but remains a word of the sentence.
    """
    noun, stop = "", at
    for _ in range(_APART + 1):
        match = _NOUN.match(text, stop)
        if not match:
            break
        word = match[1].lower().removesuffix("'s").rstrip("’'-")
        if known := _units().get(word):
            return known[0], known[1], (match.end() if not noun else at)
        if word in stop_words() or word in ("per", "and"):
            break
        noun, stop = noun or word, match.end()
        if _PLURAL.fullmatch(word):
            break
    return " ".join(stems(noun)), Decimal(1), at


def rate(text: str, value: Value) -> str:
    """For each of what a value is told: "hour" in "5 euros an hour"; "" if for none."""
    if value.kind in ("time", "date"):
        return ""
    found = _EACH.match(text, value.end)
    if not found:
        return ""
    word = found[1].lower()
    known = _units().get(word)
    return f"{known[1]} {known[0]}" if known else " ".join(stems(word))


@cache
def _lexicon() -> dict[str, dict[str, str]]:
    source = resources.files("index").joinpath("data/units.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def _units() -> dict[str, tuple[str, Decimal]]:
    """By its written form the base of a unit, and how much of that it is."""
    return {
        word: (kind["base"], Decimal(factor))
        for kind in _lexicon().values()
        if "base" in kind
        for words, factor in kind.items()
        if words != "base"
        for word in words.split()
    }


@cache
def _currencies() -> dict[str, str]:
    return {word: code for code, words in _lexicon()["money"].items() for word in words.split()}


_Patterns = Sequence[tuple[str, re.Pattern[str]]]


@cache
def _bounds() -> tuple[_Patterns, _Patterns, _Patterns]:
    """What stands before and behind figures, and before times and dates, by the kind of bound."""

    def before(kind: str) -> _Patterns:
        return [
            (name, re.compile(rf"(?<!\w)(?:{words})[ \u00a0]*(?:the |an? )?$", re.IGNORECASE))
            for name, words in _lexicon()[kind].items()
        ]

    behind = [
        (name, re.compile(rf"^[ \u00a0]*(?:\w+ ){{0,2}}(?:{words})", re.IGNORECASE))
        for name, words in _lexicon()["bounds_behind"].items()
    ]
    return before("bounds"), behind, before("bounds_of_time")


@cache
def _quantity() -> re.Pattern[str]:
    written = sorted(_currencies(), key=len, reverse=True)
    signs = "|".join(re.escape(word) for word in written if not word.isalpha() or len(word) == 3)
    words = "|".join(
        rf"{re.escape(word)}\b" if word.isalpha() else re.escape(word) for word in written
    )
    return re.compile(
        rf"(?:(?<![\w.,/:-])|(?<=\d[-–—]))(?P<sign>(?:{signs})[ \u00a0]?)?(?<![.,/:\d])"
        rf"(?P<number>{NUMERAL})(?![/:]\d|\w*\d)"
        r"(?:(?P<ordinal>st|nd|rd|th)\b|(?P<share>[ \u00a0]?%|[ -]per ?cents?\b)"
        rf"|[ \u00a0-]?(?P<currency>{words}))?",
        re.IGNORECASE,
    )
