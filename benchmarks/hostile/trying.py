"""Cases drawn by lot, each tried within a bound on the processor's time, and what was found."""

import random
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from types import FrameType

# So much of a case is told where something was found.
TOLD = 300
MOST_TOLD = 40


class SlowError(Exception):
    """A case took more of the processor's time than it may."""


@dataclass
class Trial:
    """How many cases of a kind came out how; `found` tells what should not have been.

    After `until`, by the monotonic clock, no more are tried.
    """

    kind: str
    cases: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    slowest: float = 0.0
    until: float = inf

    def run(
        self, cases: int, seed: int, one: Callable[[random.Random], tuple[str, str]], bound: float
    ) -> None:
        """Try so many. `one` draws a case, tries it, and returns what it was and what came of it."""
        for number in range(cases):
            if time.monotonic() > self.until:
                return
            draw = random.Random(f"{self.kind} {seed} {number}")
            self.cases += 1
            began, told = time.process_time(), ""
            try:
                with within(bound):
                    told, outcome = one(draw)
                self.outcomes[outcome] += 1
            except Exception as error:
                self.outcomes["found"] += 1
                if len(self.found) < MOST_TOLD:
                    at = traceback.extract_tb(error.__traceback__)[-1]
                    case = f" {told[:TOLD]!r}" if told else ""
                    self.found.append(
                        f"case {number}: {type(error).__name__} {str(error)[:TOLD]}"
                        f" ({at.filename.rpartition('/')[2]}:{at.lineno}){case}"
                    )
            self.slowest = max(self.slowest, time.process_time() - began)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise SlowError where the block takes more of the processor's time."""

    def late(_: int, __: FrameType | None) -> None:
        raise SlowError(f"more than {seconds:g} seconds")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        # One that is still on its way would end the process if nobody took it.
        signal.signal(signal.SIGVTALRM, before if callable(before) else signal.SIG_IGN)


def holds(condition: object, what: str) -> None:
    """Raise AssertionError with the words where a condition does not hold."""
    if not condition:
        raise AssertionError(what)


def is_sentence(message: str, longest: int = 600) -> None:
    """An error's message is one line, of a bounded length, with nothing that steers a terminal."""
    holds(message.strip(), "an error without words")
    holds(len(message) <= longest, f"an error of {len(message)} characters")
    holds(message.isprintable(), f"an error that steers a terminal: {message[:TOLD]!r}")
