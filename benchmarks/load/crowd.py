"""People who ask one question after another, and what became of each."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.evaluation.metrics import percentile

# Each with words that an answer to it must hold; None where the documents do not tell.
QUESTIONS: tuple[tuple[str, str | None], ...] = (
    ("What share of the goods goes back to China?", "one-fifth"),
    ("How large was Belgium's trade deficit in 2022?", "widened"),
    ("Who is Belgium's justice minister?", "Quickenborne"),
    ("What is the capital of France?", None),
)
# Seconds from an outcome to the next question, at least.
THINKS = 6.0
ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question: `ANSWERED`, or what was said instead; `wait` before the next."""

    kind: str
    wait: float = 0.0
    text: str = ""


@dataclass
class Tally:
    """What became of all of them. Seconds are those of questions that were answered."""

    kinds: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """The same in numbers."""
        asked = sum(self.kinds.values())
        return {"asked": asked, "became": dict(self.kinds), "answered_s": spread(self.seconds)}


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """The middle of some times, what 95 of 100 take at most, and the longest."""
    ordered = sorted(seconds)
    shares = (("p50", 0.5), ("p95", 0.95), ("max", 1.0))
    return {name: round(percentile(ordered, share), 2) for name, share in shares if ordered}


Ask = Callable[[int, str], Awaitable[Outcome]]


async def crowd(ask: Ask, people: int, over: asyncio.Event, tally: Tally) -> None:
    """So many people ask until it is over, and then wait for what they asked last."""
    await asyncio.gather(*(_person(ask, number, over, tally) for number in range(people)))


async def _person(ask: Ask, number: int, over: asyncio.Event, tally: Tally) -> None:
    draw = random.Random(number)
    # All at once, but for what a hand takes.
    await _until(over, draw.random())
    while not over.is_set():
        question, holds = draw.choice(QUESTIONS)
        began = time.monotonic()
        outcome = await ask(number, question)
        tally.kinds[outcome.kind] += 1
        if outcome.kind == ANSWERED:
            tally.seconds.append(time.monotonic() - began)
            if not _right(outcome.text, holds):
                tally.problems.append(f"{question!r} was answered with {outcome.text!r}")
        await _until(over, max(THINKS * (0.5 + draw.random()), outcome.wait))


def _right(text: str, holds: str | None) -> bool:
    """Whether an answer, bold or not, holds what it must, or was declined where it should be."""
    plain = text.replace("*", "").replace("\\", "")
    declined = "don't say" in plain
    return declined if holds is None else declined or holds in plain


async def _until(over: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await over.wait()
    except TimeoutError:
        return


def lost(outcomes: Counter[str], allowed: Sequence[str]) -> int:
    """How many became what none should."""
    return sum(count for kind, count in outcomes.items() if kind not in allowed)
