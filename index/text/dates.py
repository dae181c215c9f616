"""Dates as documents write them."""

import re
from collections.abc import Iterator
from datetime import datetime

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# A year in figures, in a file's name too.
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WRITTEN = f"(?:{MONTH}|{MONTH.upper()})"
DATE = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)"
    rf"|\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_WRITTEN}),? (?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<us_month>{_WRITTEN}) (?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,?"
    r" (?P<us_year>(?:19|20)\d\d)\b"
)


def iso_date(text: str) -> str | None:
    """The first full date in a text as ISO 8601; None if there is none that can be told for sure.

    Dates in figures alone, but for ISO 8601 itself, are passed over: 03/04/2024 has two meanings.
    """
    return next((date for _, _, date in full_dates(text)), None)


def full_dates(text: str) -> Iterator[tuple[int, int, str]]:
    """Each full date in a text: where it begins and ends, and as ISO 8601."""
    for match in DATE.finditer(text):
        found = match.groupdict()
        written, form = found["iso"], "%Y-%m-%d"
        if not written:
            day = found["day"] or found["us_day"]
            month = (found["month"] or found["us_month"])[:3]
            written, form = f"{day} {month} {found['year'] or found['us_year']}", "%d %b %Y"
        try:
            yield match.start(), match.end(), datetime.strptime(written, form).date().isoformat()
        except ValueError:
            continue
