"""Finding values in a short text: quantities, times and dates, with ranges as one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from index.text.clocks import CLOCK, DAY, HOURS, Clock, clock, day
from index.text.quantities import bound, quantities, rate
from index.text.values import Value

# What stands between the two ends of a range.
_BETWEEN = re.compile(
    r"\s*(?:[-–—]|\bto\b|\buntil\b|\btill?\b|\bthrough\b|\band\b)\s*", re.IGNORECASE
)
_TOGETHER = re.compile(r"\s*(?:,|\band\b)?\s*", re.IGNORECASE)
# Units that are counted together: "2 hours 30 minutes".
_SUMMED = ("second", "month", "inch")


def find_values(text: str) -> list[Value]:
    """All numbers, amounts, shares, times and dates of a short text, in order."""
    found = sorted(_found(text), key=lambda value: (value.start, -value.end))
    kept: list[Value] = []
    for value in found:
        if kept and value.start < kept[-1].end:
            continue
        joined = _joined(text, kept[-1], value) if kept else None
        if joined:
            kept[-1] = joined
        else:
            kept.append(value)
    return [replace(v, bound=bound(text, v), rate=rate(text, v)) for v in kept]


def _found(text: str) -> Iterator[Value]:
    for match in DAY.finditer(text):
        if (found := day(match)) is not None:
            yield Value("date", *match.span(), (found,))
    for match in CLOCK.finditer(text):
        if (time := clock(match)) is not None:
            yield Value("time", *match.span(), (time,))
    yield from quantities(text)


def _joined(text: str, before: Value, after: Value) -> Value | None:
    """Two that are one: "9 am to 5 pm", "2 hours 30 minutes"; None where they are two."""
    gap = text[before.end : after.start]
    if len(before.figures) > 1 or before.kind not in (after.kind, "number"):
        return None
    if _BETWEEN.fullmatch(gap):
        first = before.figures
        if gap.strip().lower() == "and" and not _between(text, before):
            return None
        if before.kind != after.kind or before.unit != after.unit:
            # The first of the two has its unit from the second: "5 to 7 days", "5-7 pm".
            if before.unit or before.kind != "number":
                return None
            first = tuple(f for bare in before.bare if (f := _like(bare, after)) is not None)
        if not first or type(first[0]) is not type(after.figures[0]):
            return None
        return replace(
            after,
            start=before.start,
            figures=first + after.figures,
            bare=before.bare + after.bare if after.bare else (),
        )
    timed = before.unit == after.unit and before.unit in _SUMMED
    if timed and before.kind == "number" and _TOGETHER.fullmatch(gap):
        one, other = before.figures[0], after.figures[0]
        if isinstance(one, Decimal) and isinstance(other, Decimal) and one > other:
            return replace(after, start=before.start, figures=(one + other,), bare=())
    return None


def _between(text: str, value: Value) -> bool:
    return text[: value.start].lower().rstrip().endswith("between")


def _like(bare: Decimal, value: Value) -> Decimal | Clock | None:
    """A number without a unit as a figure of the same kind as a value; None if it can be none."""
    if value.kind == "time":
        whole = bare == bare.to_integral_value() and bare <= HOURS
        return Clock(int(bare) % HOURS * 60, sure=False) if whole else None
    if value.kind == "number" and value.bare and isinstance(value.figures[0], Decimal):
        return bare * value.figures[0] / value.bare[0] if value.bare[0] else None
    return bare if value.kind in ("amount", "percentage") else None
