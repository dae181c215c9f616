"""The days of the week, and the months, that a text names, those of a range too."""

import re
from collections.abc import Iterator

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
# What names several days: from the first to the last, as places in DAYS.
SEVERAL = {"weekday": (0, 4), "weekend": (5, 6), "daily": (0, 6)}
_DAY = rf"(?:(?:{'|'.join(DAYS)})s?|(?-i:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?)"
_RANGE = r"\s*(?:[-–—]|\bto\b|\buntil\b|\btill?\b|\bthrough\b)\s*"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_DAYS = re.compile(rf"\b({_DAY})(?:{_RANGE}({_DAY}))?(?!\w)", re.IGNORECASE)
_MONTHS = re.compile(rf"\b({_MONTH})\b(?:{_RANGE}({_MONTH})\b)?", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(weekday|weekend|daily)s?\b", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:every|each|any) day\b|\b(?:seven|7) days a week\b", re.IGNORECASE)


def days_named(text: str) -> frozenset[str]:
    """The days of the week that a text names, in full: "Mon to Wed" names three."""
    found = {day for match in _DAYS.finditer(text) for day in _between(match, DAYS)}
    for match in _SEVERAL.finditer(text):
        first, last = SEVERAL[match[1].lower()]
        found.update(DAYS[first : last + 1])
    return frozenset(DAYS if _EVERY.search(text) else found)


def months_named(text: str) -> frozenset[str]:
    """The months that a text names, in full; "may" is one only with a capital."""
    found = (m for m in _MONTHS.finditer(text) if m[1] not in ("may", "march"))
    return frozenset(month for match in found for month in _between(match, MONTHS))


def _between(match: re.Match[str], names: tuple[str, ...]) -> Iterator[str]:
    """Those from the first to the last of a range, which may go over the end of the week."""
    ends = [_place(end, names) for end in match.groups() if end]
    count = (ends[-1] - ends[0]) % len(names)
    return (names[(ends[0] + at) % len(names)] for at in range(count + 1))


def _place(written: str, names: tuple[str, ...]) -> int:
    return next(at for at, name in enumerate(names) if name.startswith(written[:3].lower()))
