"""Dates, times and durations of spreadsheet cells as their format codes show them, in English."""

import datetime
import re
from calendar import day_abbr, day_name, month_abbr, month_name

PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<half>AM/PM|A/P)|(?P<unit>y+|m+|d+|h+|s+)|(?P<fraction>\.0+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
# Their form is that of the country of who looks: the short date, with and without a time, and the
# long ones of the system.
LOCAL = re.compile(r"\[\$-(?:x-sys|F[84]00)|mm-dd-yy|m/d/yy h:mm", re.IGNORECASE)
Moment = datetime.date | datetime.time | datetime.timedelta
Piece = tuple[str, str]


def shown_date(value: Moment, form: str) -> str:
    """A date, a time of day or a duration in the form of a section of a format code."""
    pieces = _pieces(form)
    units = [text[0] for kind, text in pieces if kind in ("unit", "elapsed")]
    if (
        not units
        or LOCAL.match(form)
        or (isinstance(value, datetime.time) and set(units) & set("yd"))
    ):
        return iso(value)
    if not any(kind == "fraction" for kind, _ in pieces):
        value = _whole_seconds(value)
    if isinstance(value, datetime.timedelta):
        seconds = value.total_seconds()
        moment = datetime.datetime(1900, 1, 1) + (value % datetime.timedelta(days=1))
    else:
        moment = _moment(value)
        seconds = (
            moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)
        ).total_seconds()
    halved = any(kind == "half" for kind, _ in pieces)
    told = [
        _told(kind, text, moment, seconds, minute=_is_minute(pieces, at), halved=halved)
        for at, (kind, text) in enumerate(pieces)
    ]
    return "".join(told).strip()


def iso(value: Moment) -> str:
    """A date or a time as ISO 8601 has it, a duration in hours and minutes."""
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        told = f"{minutes // 60}:{minutes % 60:02}"
        return f"{told}:{seconds:02}" if seconds else told
    return value.isoformat()


def _whole_seconds(value: Moment) -> Moment:
    """The nearest second: 36 hours and a half may be stored as a little less."""
    half = datetime.timedelta(milliseconds=500)
    if isinstance(value, datetime.timedelta):
        return datetime.timedelta(seconds=round(value.total_seconds()))
    if isinstance(value, datetime.datetime):
        return (value + half).replace(microsecond=0)
    if isinstance(value, datetime.time):
        return (_moment(value) + half).time().replace(microsecond=0)
    return value


def _moment(value: datetime.date | datetime.time) -> datetime.datetime:
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.time):
        return datetime.datetime.combine(datetime.date(1900, 1, 1), value)
    return datetime.datetime.combine(value, datetime.time())


def _pieces(form: str) -> list[Piece]:
    found: list[Piece] = []
    for match in PIECE.finditer(form):
        kind = match.lastgroup
        if kind is not None:
            literal = kind in ("quoted", "escaped", "other")
            found.append(
                ("word" if literal else kind, match[kind] if literal else match[kind].lower())
            )
    return found


def _is_minute(pieces: list[Piece], at: int) -> bool:
    """Whether an m stands for minutes: it follows hours, or seconds follow it."""
    if pieces[at][1][:1] != "m" or len(pieces[at][1]) > 2:
        return False
    units = [(n, text[0]) for n, (kind, text) in enumerate(pieces) if kind in ("unit", "elapsed")]
    here = next((n for n, (place, _) in enumerate(units) if place == at), None)
    if here is None:
        return False
    before = units[here - 1][1] if here else ""
    after = units[here + 1][1] if here + 1 < len(units) else ""
    return before == "h" or after == "s"


def _told(
    kind: str, text: str, moment: datetime.datetime, seconds: float, *, minute: bool, halved: bool
) -> str:
    if kind == "word":
        return text
    if kind == "fraction":
        return f".{moment.microsecond:06}"[: len(text)]
    if kind == "half":
        half = "AM" if moment.hour < 12 else "PM"
        return half if len(text) > 3 else half[0]
    if kind == "elapsed":
        size = {"h": 3600, "m": 60, "s": 1}[text[0]]
        sign, whole = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{int(round(whole, 3) // size):0{len(text)}}"
    return _unit(text, moment, minute=minute, halved=halved)


def _unit(text: str, moment: datetime.datetime, *, minute: bool, halved: bool) -> str:
    size = len(text)
    match text[0]:
        case "y":
            return f"{moment.year % 100:02}" if size <= 2 else f"{moment.year:04}"
        case "m" if not minute:
            if size > 2:
                name = month_abbr[moment.month] if size == 3 else month_name[moment.month]
                return name[0] if size == 5 else name
            number = moment.month
        case "m":
            number = moment.minute
        case "d":
            if size > 2:
                return day_abbr[moment.weekday()] if size == 3 else day_name[moment.weekday()]
            number = moment.day
        case "h":
            number = (moment.hour % 12 or 12) if halved else moment.hour
        case _:
            number = moment.second
    return f"{number:02}" if size > 1 else str(number)
