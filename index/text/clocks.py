"""Times of day and dates as documents write them, perhaps in part: "5 pm", "May", "12 March"."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.text.dates import MONTH

Comparison = Literal["same", "different", "unlike"]

HOURS = 24
HALF_HOUR = 30
HALF_DAY = 12 * 60
# By their first three letters.
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_WEEKDAYS = "montuewedthufrisatsun"
_WEEKDAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|(?:Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\b\.?)"
)
_YEAR = r"(?:1[0-9]|20|21)\d\d"
_ORDINAL = r"(?:st|nd|rd|th)?"
# A year by itself is one after these words, or where no noun follows.
_YEAR_AFTER = "|".join(
    rf"(?<=\b(?i:{word}) )" for word in re.findall(r"\w+", "in since until of by from during after")
)
DAY = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)"
    rf"|\b(?P<slashed>\d{{1,2}}([/.])\d{{1,2}}\3(?:\d{{4}}|\d\d))(?![\d/.]\d)"
    rf"|(?:\b(?P<weekday>{_WEEKDAY}),? ?(?:the )?)?"
    rf"(?:\b(?P<day>\d{{1,2}}){_ORDINAL}(?: of)? (?P<month>{MONTH})(?!\w)"
    rf"(?:,? (?P<year>{_YEAR})\b)?"
    rf"|\b(?P<us_month>{MONTH}) (?P<us_day>\d{{1,2}}){_ORDINAL}\b(?!:)"
    rf"(?:,? (?P<us_year>{_YEAR})\b)?"
    rf"|\b(?P<of_month>{MONTH}) (?P<of_year>{_YEAR})\b)"
    rf"|\b(?P<lone_weekday>{_WEEKDAY})"
    rf"|(?<=[a-z,] )(?P<lone_month>(?!May\b){MONTH}(?!\w))"
    rf"|(?:{_YEAR_AFTER})(?P<year_after>{_YEAR})(?![\w%/:-]|[.,]\d| ?[$€£%])"
    rf"|(?<![\w.,/:$€£-])(?P<lone_year>{_YEAR})(?![\w%/:-]|[.,]\d| ?[$€£%]| [a-z])"
)
_HOURS = "one two three four five six seven eight nine ten eleven twelve"
_HOUR = rf"(?:{_HOURS.replace(' ', '|')})"
CLOCK = re.compile(
    r"(?<![\w.,:/-])"
    r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?[ \u00a0]?(?P<half>[ap])\.?m\b\.?"
    r"|(?P<hour24>[01]?\d|2[0-4])[:h](?P<minute24>[0-5]\d)(?![\d:])(?: ?(?:h|hrs|hours|o.clock)\b)?"
    rf"|(?P<oclock>\d{{1,2}}|{_HOUR}) ?o.clock\b|\b(?P<word>noon|midday|midnight)\b"
    rf"|(?P<part>half|(?:a )?quarter)[ -](?P<side>past|to)[ -](?P<part_of>\d{{1,2}}|{_HOUR})\b"
    r"|(?<=\bat )(?P<dotted>[01]?\d|2[0-4])(?:\.(?P<dotted_minute>[0-5]\d))?"
    r"(?![\w%]|[.,:/]\d| ?[^\W\d_]| ?[°%$€£]))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes; `sure` says that the half of the day is known."""

    minutes: int
    sure: bool

    def compare(self, other: "Clock") -> Comparison:
        """Times whose half of the day is not known are different only if they are in either."""
        if self.sure and other.sure:
            return "same" if self.minutes == other.minutes else "different"
        return "same" if (self.minutes - other.minutes) % HALF_DAY == 0 else "different"


@dataclass(frozen=True, slots=True)
class Day:
    """A date or a part of one; 0 stands for what is not told, weekdays count from 1.

    `swapped` says that day and month may be the other way round.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = 0
    swapped: bool = False

    def compare(self, other: "Day") -> Comparison:
        """The same in all that both tell, different in any of it, unlike where that is nothing."""
        found = {_parts(one, two) for one in self._readings() for two in other._readings()}
        return found.pop() if len(found) == 1 else "unlike"

    def _readings(self) -> list["Day"]:
        if not self.swapped:
            return [self]
        return [self, Day(self.year, self.day, self.month, self.weekday)]


def _parts(one: Day, other: Day) -> Comparison:
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    told = [(a, b) for a, b in (*pairs, (one.weekday, other.weekday)) if a and b]
    if not told:
        return "unlike"
    return "same" if all(a == b for a, b in told) else "different"


def clock(match: re.Match[str]) -> Clock | None:
    """The time that CLOCK found."""
    found = match.groupdict()
    if word := found["word"]:
        return Clock(0 if word.lower() == "midnight" else HALF_DAY, sure=True)
    if part := found["part"]:
        minutes = HALF_HOUR if part.lower() == "half" else HALF_HOUR // 2
        sign = -1 if found["side"].lower() == "to" else 1
        return Clock((_hour(found["part_of"]) * 60 + sign * minutes) % HALF_DAY, sure=False)
    hour = _hour(found["hour"] or found["hour24"] or found["oclock"] or found["dotted"])
    minute = int(found["minute"] or found["minute24"] or found["dotted_minute"] or 0)
    if half := found["half"]:
        if not 1 <= hour <= 12:
            return None
        return Clock((hour % 12 + (12 if half.lower() == "p" else 0)) * 60 + minute, sure=True)
    if hour > HOURS:
        return None
    written = found["hour24"] or ""
    sure = hour > 12 or hour == 0 or written.startswith("0")
    return Clock(hour % HOURS * 60 + minute, sure=sure)


def _hour(written: str) -> int:
    return int(written) if written.isdecimal() else _HOURS.split().index(written.lower()) + 1


def day(match: re.Match[str]) -> Day | None:
    """The date that DAY found; None if there is no such day."""
    found = match.groupdict()
    if found["iso"]:
        written = found["iso"]
        return _checked(Day(int(written[:4]), int(written[5:7]), int(written[8:])))
    if found["slashed"]:
        first, second, year = map(int, re.split(r"[/.]", found["slashed"]))
        year += 2000 if year < 100 else 0
        if first > 12:
            return _checked(Day(year, second, first))
        if second > 12:
            return _checked(Day(year, first, second))
        return Day(year, second, first, swapped=first != second)
    if year_alone := found["lone_year"] or found["year_after"]:
        return Day(int(year_alone))
    month = found["month"] or found["us_month"] or found["of_month"] or found["lone_month"]
    weekday = found["weekday"] or found["lone_weekday"]
    return _checked(
        Day(
            int(found["year"] or found["us_year"] or found["of_year"] or 0),
            _MONTHS.index(month[:3].lower()) // 3 + 1 if month else 0,
            int(found["day"] or found["us_day"] or 0),
            _WEEKDAYS.index(weekday[:3].lower()) // 3 + 1 if weekday else 0,
        )
    )


def _checked(found: Day) -> Day | None:
    try:
        date(found.year or 2000, found.month or 1, found.day or 1)
    except ValueError:
        return None
    return found
