"""Whether a quote tells of a sibling of what a question names: another year, floor, stage or plan.

A reader feels that "the trade deficit in 2021" is near to "the trade deficit in 2019"; whether the
year is the one that was asked for can be checked. A quote is of a sibling only if it names one and
neither it nor the title, the headings and the date above it hold what is asked for, in figures or
in words. What a quote merely lacks is left to the features.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.answering.choices import Choice
from index.text.clocks import Day
from index.text.contrasts import Pair, contrast, of_another_holder, pairs
from index.text.designations import (
    Ordinal,
    codes,
    days,
    held_numbers,
    held_years,
    named_years,
    numbered,
    ordinals,
    told_years,
    within_numbers,
    year_of,
)
from index.text.weekdays import days_named, months_named
from index.text.words import stems

Standing = Literal["held", "lacking", "sibling"]

# So many questions are not taken apart again.
QUESTIONS = 32

_WHEN = re.compile(
    r"\b(?:when|(?:what|which) (?:day|date|year|month|time)|how long)\b", re.IGNORECASE
)
# Before a year these ask for more than that year, or tell since when there is what is asked about.
_BOUNDS = re.compile(
    r"\b(?:since|from|after|before|until|till|by|between|and|to|than|through)(?: the)? $",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in|for|during|of) $", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:last|this|next|previous|current|following|every|each) (?:\w+ )?year|\bannually\b"
    r"|\byearly\b|\balways\b|\bsince then\b",
    re.IGNORECASE,
)
# These tell a year by the date of their document; "the last year of the contract" does not.
_BY_DATE = re.compile(r"(?<!\bthe )\b(last|this|next) year\b(?! of\b)", re.IGNORECASE)
_FROM_DATE = {"last": -1, "this": 0, "next": 1}
_OPEN = re.compile(
    r"\b(?:daily|every|each|any|all|always|monthly|week(?:day|end)s?|since|from|until|till|by|after"
    r"|before|between|within|to|starting|following|next|previous)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|me|[Ww]e|[Oo]ur|us)\b")
_SENTENCE_END = re.compile(r"[.!] ")
_BEGINNING = re.compile(r"\b(?:initial\w*|original\w*|begin\w*|once|at the start)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a quote, the title and headings above them, and the date, which may be ""."""

    text: str
    above: str
    date: str = ""

    @property
    def words(self) -> str:
        """The words with those above, a line each."""
        return f"{self.above}\n{self.text}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question names that has siblings."""

    words: frozenset[str]
    years: frozenset[int]
    days: tuple[Day, ...]
    places: tuple[Ordinal, ...]
    numbers: tuple[tuple[str, str], ...]
    codes: frozenset[tuple[str, str]]
    pairs: tuple[Pair, ...]


def told(choice: Choice) -> Told:
    """What a quote and the lines above it tell."""
    stored = choice.span.retrieved.passage
    above = f"{stored.document.title}\n{stored.passage.heading}"
    return Told(choice.text, above, stored.document.date or "")


def standing(question: str, quote: Told) -> Standing:
    """Whether a quote holds what the question names, lacks it, or tells of a sibling instead.

    A quote holds it too where the question names nothing that has siblings.
    """
    if of_another_holder(question, quote.text):
        return "sibling"
    asked = _asked(question)
    found = {check(asked, quote) for check in _CHECKS}
    return next(one for one in ("sibling", "lacking", "held") if one in found)


@lru_cache(QUESTIONS)
def _asked(question: str) -> _Asked:
    return _Asked(
        words=frozenset(stems(question)),
        years=frozenset(_years(question)),
        days=() if _WHEN.search(question) else tuple(_days(question)),
        places=tuple(ordinals(question)),
        numbers=tuple(numbered(question)),
        codes=frozenset(codes(question)),
        pairs=tuple(pair for pair in pairs(question) if _tells_apart(pair)),
    )


def _tells_apart(pair: Pair) -> bool:
    if days_named(pair.word) or months_named(pair.word):
        return False
    return bool(pair.opposites or pair.sort)


def _years(question: str) -> set[int]:
    """The years of which something is asked, not those that only tell who asks, or since when."""
    asked = set()
    for found in named_years(question):
        head, tail = question[: found.start()], question[found.end() :]
        sentence = _SENTENCE_END.split(head)[-1] + _SENTENCE_END.split(tail)[0]
        if _PERSONAL.search(sentence) and _SENTENCE_END.search(tail):
            continue
        dates = _WHEN.search(question) and not _IN.search(head)
        if not dates and not _BOUNDS.search(head):
            asked.add(year_of(found))
    return asked


def _days(question: str) -> list[Day]:
    """Its months, days and weekdays; of somebody who tells of a weekday of their own, none."""
    own = bool(_PERSONAL.search(question))
    return [
        ends[0]
        for ends in days(question)
        if len(ends) == 1
        and not ends[0].swapped
        and (ends[0].month or (ends[0].weekday and not own))
    ]


def _year(asked: _Asked, quote: Told) -> Standing:
    if not asked.years:
        return "held"
    if _RELATIVE.search(_BY_DATE.sub(" ", quote.text)):
        return "held"
    held = _years_by_date(quote) | held_years(f"{quote.words}\n{quote.date}")
    if not asked.years.isdisjoint(held):
        return "held"
    # "Last year" without a date is of some one year, and nobody can tell that it is the one asked.
    tells = _BY_DATE.search(quote.text) or told_years(quote.words)
    return "sibling" if tells else "lacking"


def _years_by_date(quote: Told) -> set[int]:
    """The years that a quote names by its document's date, where that is known: "last year"."""
    year = quote.date[:4]
    if not year.isdecimal():
        return set()
    return {int(year) + _FROM_DATE[one.lower()] for one in _BY_DATE.findall(quote.text)}


def _day(asked: _Asked, quote: Told) -> Standing:
    """Of months, days and weekdays; years are another matter."""
    if not asked.days or _OPEN.search(quote.text):
        return "held"
    held = days(quote.text)
    if any(len(ends) != 1 or ends[0].swapped for ends in held):
        return "held"
    above = days(f"{quote.above}\n{quote.date}")
    for one in asked.days:
        if any(_same_day(one, ends[0]) for ends in (*held, *above)):
            return "held"
        if any(_same_day(one, ends[0]) is False for ends in held):
            return "sibling"
    return "lacking"


def _same_day(one: Day, other: Day) -> bool | None:
    """Whether two dates are the same in what both tell beside the year; None if that is nothing."""
    told_twice = ((one.month, other.month), (one.day, other.day), (one.weekday, other.weekday))
    both = [a == b for a, b in told_twice if a and b]
    return all(both) if both else None


def _place(asked: _Asked, quote: Told) -> Standing:
    """Of places in a row: "the second floor", "a third offence"."""
    if not asked.places:
        return "held"
    held, others = held_numbers(quote.words), list(ordinals(quote.words))
    begins = _BEGINNING.search(quote.text)
    missed = [p for p in asked.places if p.place not in held and not (p.place == 1 and begins)]
    if not missed:
        return "held"
    nouns = {noun for noun, mark in numbered(quote.words) if mark.isdecimal()}
    nouns.update(*(other.nouns for other in others))
    return "lacking" if all(nouns.isdisjoint(one.nouns) for one in missed) else "sibling"


def _number(asked: _Asked, quote: Told) -> Standing:
    """Of what has a number or a letter: "stage 2", "house B"."""
    missed = [pair for pair in asked.numbers if not _holds(quote.words, *pair)]
    if not missed:
        return "held"
    others = {(noun, mark.isdecimal()) for noun, mark in numbered(quote.words)}
    return "sibling" if any((n, m.isdecimal()) in others for n, m in missed) else "lacking"


def _holds(text: str, noun: str, mark: str) -> bool:
    if re.search(rf"(?<![\w.]){re.escape(mark)}(?!\w)", text):
        return True
    number = int(mark) if mark.isdecimal() else -1
    return number in held_numbers(text) or within_numbers(text, noun, number)


def _code(asked: _Asked, quote: Told) -> Standing:
    """Of codes: "E05", "LP-220"."""
    if not asked.codes:
        return "held"
    run = re.sub(r"[\s-]", "", quote.words).lower()
    quarters = {f"q{one.place}" for one in ordinals(quote.words)}
    missed = [
        one
        for one, figures in asked.codes
        if one + figures not in run and one + figures not in quarters
    ]
    if not missed:
        return "held"
    letters = {one for one, _ in codes(quote.words)}
    return "lacking" if letters.isdisjoint(missed) else "sibling"


def _contrast(asked: _Asked, quote: Told) -> Standing:
    """Of opposites, and of kinds, roles and sites: "the last bus", "Ocean plan", "Ghent office"."""
    if not asked.pairs:
        return "held"
    held, others = frozenset(stems(quote.words)), pairs(quote.text)
    missed = [one for one in asked.pairs if held.isdisjoint(stems(one.word))]
    if not missed:
        return "held"
    apart = any(contrast(one, other, asked.words) for one in missed for other in others)
    return "sibling" if apart else "lacking"


_CHECKS = (_year, _day, _place, _number, _code, _contrast)
