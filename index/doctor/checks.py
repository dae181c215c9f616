"""What an examination says: a line for each thing that was looked at, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.errors import QuothError
from index.text.counts import named

# good: in order. note: worth knowing, and nothing is broken. bad: to be mended. skipped: not looked
# at, and why.
State = Literal["good", "note", "bad", "skipped"]
NAMED = 3
UNITS = (("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    `told` is what was found, on one line; `remedy` is what to do about it, as a sentence without
    its stop, "" where there is nothing to do; `listed` is all that it is about, each on a line.
    """

    name: str
    state: State
    told: str
    remedy: str = ""
    listed: tuple[str, ...] = ()


def failed(name: str, error: QuothError) -> Check:
    """An error as a check: what it says is wrong, and what it says to do."""
    # A path may hold a colon, and what to do comes last.
    words, _, remedy = str(error).removesuffix(".").rpartition(": ")
    return Check(name, "bad", words, remedy) if words else Check(name, "bad", remedy)


def size(count: float) -> str:
    """A number of bytes as people say it: "3.4 GB"."""
    unit, power = next((one for one in UNITS if count >= one[1]), UNITS[-1])
    count /= power
    return f"{count:.1f} {unit}" if count < 10 else f"{count:,.0f} {unit}"


def first_of(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    return named(names, NAMED)
