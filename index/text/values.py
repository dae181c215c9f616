"""What an exact answer comes to: a number with its unit, an amount, a share, a time or a date.

Two that are written in other ways compare: "two weeks" and "14 days", "5 pm" and "17:00". Where it
cannot be told for sure whether they are the same, they are neither the same nor different.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from index.text.clocks import Clock, Comparison, Day

Kind = Literal["number", "amount", "percentage", "time", "date"]
# From these figures on a number, or an amount, is perhaps told in round thousands or millions; what
# was rounded is no further from it than this share.
ROUND, ROUND_AMOUNT = 10**4, 10**6
ROUNDED = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Value:
    """What text[start:end] comes to.

    `figures` are one, or the two ends of a range, in the base of `unit`; `unit` is "" where none is
    told, and `bare` are the figures of a number as they are written. `bound` says that they are
    only a bound ("least", "most", "over", "under", "until", "from") or not exact ("about"); `rate`
    is what they are for each of ("a year").
    """

    kind: Kind
    start: int
    end: int
    figures: tuple[Decimal | Clock | Day, ...]
    unit: str = ""
    bare: tuple[Decimal, ...] = ()
    bound: str = ""
    rate: str = ""


def compare(one: Value, other: Value) -> Comparison:
    """Whether two values are the same, different, or not to be compared."""
    if one.kind != other.kind or not _same_bound(one, other):
        return "unlike"
    if not (one.unit and other.unit) and one.bare and one.bare == other.bare:
        return "same"
    if one.unit != other.unit or len(one.figures) != len(other.figures):
        return "unlike"
    least = ROUND_AMOUNT if one.kind == "amount" else ROUND
    found = {_compare(a, b, least) for a, b in zip(one.figures, other.figures, strict=True)}
    if "unlike" in found:
        return "unlike"
    if found == {"same"}:
        return "same" if not (one.rate and other.rate) or one.rate == other.rate else "unlike"
    alike = one.rate == other.rate and "about" not in (one.bound, other.bound)
    return "different" if alike else "unlike"


def numbered(value: Value) -> Value:
    """A year by itself as the number that it may be as well; other values as they are."""
    day = value.figures[0]
    if len(value.figures) > 1 or not isinstance(day, Day) or day != Day(day.year):
        return value
    figure = Decimal(day.year)
    return replace(value, kind="number", figures=(figure,), bare=(figure,), bound="")


def _same_bound(one: Value, other: Value) -> bool:
    """Whether both are bounds in the same way; "at nine" may be the same as "from nine"."""
    if one.kind in ("time", "date") and not (one.bound and other.bound):
        return True
    return one.bound == other.bound


def _compare(one: Decimal | Clock | Day, other: Decimal | Clock | Day, least: int) -> Comparison:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        if one == other:
            return "same"
        rounded = _rounded(one, other, least) or _rounded(other, one, least)
        return "unlike" if rounded else "different"
    if isinstance(one, Clock) and isinstance(other, Clock):
        return one.compare(other)
    if isinstance(one, Day) and isinstance(other, Day):
        return one.compare(other)
    return "unlike"


def _rounded(rough: Decimal, exact: Decimal, least: int) -> bool:
    """Whether the first, from `least` on, may be the second in round thousands or millions."""
    exponent = int(rough.normalize().as_tuple().exponent)
    near = min(Decimal(10) ** exponent / 2, abs(rough) * ROUNDED)
    return abs(rough) >= least and exponent >= 3 and abs(rough - exact) <= near
