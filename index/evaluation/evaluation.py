"""What an index answers to questions whose answers are known, told in figures.

Figures have intervals by the bootstrap over groups (Efron 1979): whole documents are drawn, since
the questions about one document tend to be right or wrong together.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask
from index.answering.quotes import Quote
from index.evaluation.gold import Gold, groups, right
from index.evaluation.metrics import (
    Flags,
    Numbers,
    area,
    auroc,
    calibration_error,
    coverage_at,
    percentile,
    risk_coverage,
)
from index.store.library import View

SHOWN = 3
WORST = 10
DRAWS = 1000
INTERVAL = (2.5, 97.5)
# Places of answerable questions below which drawing from them tells nothing of other places.
FEWEST_PLACES = 5
# Confidences are compared as answers show them.
DECIMALS = 6

# Told how many questions are answered, and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question; `first` and `shown` say that the first, or any, quote is right.

    Quotes of a decline are its closest passages, so that both are known at every threshold.
    """

    gold: Gold
    answer: Answer
    first: bool
    shown: bool

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """What was quoted, or came closest, best first."""
        return (self.answer.quotes or self.answer.closest)[:SHOWN]

    @property
    def seen(self) -> str:
        """What a person saw, in words."""
        if self.answer.answered:
            return "answered, right" if self.first else "answered, wrong"
        return "declined, answerable" if self.gold.answerable else "declined, rightly"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its 95 % interval; None where it cannot be told.

    From fewer than `FEWEST_PLACES` places of answerable questions there are no intervals.
    """

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class KindCounts:
    """What became of the questions of one kind."""

    questions: int
    declined: int
    right: int
    wrong: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of an evaluation; shares are 0..1, lengths in code points, times in ms."""

    questions: int
    answerable: int
    groups: int
    threshold: float
    figures: dict[str, Figure]
    seen: dict[str, int]
    kinds: dict[str, KindCounts]
    elapsed_ms: dict[str, float]
    verbatim: tuple[int, int]
    worst: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Outcomes as arrays, [questions]; `length` is not a number where it does not count."""

    confidence: Numbers
    first: Flags
    shown: Flags
    answerable: Flags
    answered: Flags
    length: Numbers

    def take(self, which: NDArray[np.int64]) -> "Rows":
        """Some of the questions, any of them more than once."""
        return Rows(
            self.confidence[which],
            self.first[which],
            self.shown[which],
            self.answerable[which],
            self.answered[which],
            self.length[which],
        )


def measure(
    answerer: Answerer, gold: Sequence[Gold], progress: Progress = lambda done, total: None
) -> list[Outcome]:
    """Ask every question, as the owner of the documents."""
    outcomes = []
    for done, row in enumerate(gold, 1):
        outcomes.append(judge(row, ask(answerer, row.question, OWNER)))
        progress(done, len(gold))
    return outcomes


def judge(gold: Gold, answer: Answer) -> Outcome:
    """Compare an answer with what is right."""
    quotes = (answer.quotes or answer.closest)[:SHOWN]
    verdicts = [right(quote, gold) for quote in quotes]
    return Outcome(gold, answer, bool(verdicts) and verdicts[0], any(verdicts))


def evaluate(outcomes: Sequence[Outcome], view: View, draws: int = DRAWS) -> Report:
    """All figures of at least one outcome, with intervals, and the worst misses."""
    rows = as_rows(outcomes)
    names = groups([outcome.gold for outcome in outcomes])
    times = sorted(outcome.answer.elapsed_ms for outcome in outcomes)
    return Report(
        questions=len(outcomes),
        answerable=int(rows.answerable.sum()),
        groups=len(set(names)),
        threshold=outcomes[0].answer.threshold,
        figures=_with_intervals(rows, names, draws),
        seen=dict(Counter(outcome.seen for outcome in outcomes)),
        kinds=_kinds(outcomes),
        elapsed_ms={"p50": percentile(times, 0.5), "p95": percentile(times, 0.95)},
        verbatim=_verbatim(outcomes, view),
        worst=worst(outcomes),
    )


def as_rows(outcomes: Sequence[Outcome]) -> Rows:
    """The arrays that figures are computed from."""
    lengths = [
        float(len(o.quotes[0].place.text)) if o.gold.answerable and o.quotes else math.nan
        for o in outcomes
    ]
    return Rows(
        confidence=np.array([round(o.answer.confidence, DECIMALS) for o in outcomes]),
        first=np.array([o.first for o in outcomes], bool),
        shown=np.array([o.shown for o in outcomes], bool),
        answerable=np.array([o.gold.answerable for o in outcomes], bool),
        answered=np.array([o.answer.answered for o in outcomes], bool),
        length=np.array(lengths),
    )


def figures(rows: Rows) -> dict[str, float]:
    """Each figure by its name; not a number where it cannot be told."""
    curve = risk_coverage(rows.confidence, rows.first)
    return {
        "quote@1": _mean(rows.first[rows.answerable]),
        "quote@shown": _mean(rows.shown[rows.answerable]),
        "quote length": _mean(rows.length[~np.isnan(rows.length)]),
        "auroc right": auroc(rows.confidence, rows.first),
        "auroc answerable": auroc(rows.confidence, rows.answerable),
        "aurc": area(curve),
        "coverage at 5% risk": coverage_at(curve, 0.05),
        "coverage at 10% risk": coverage_at(curve, 0.10),
        "calibration error": calibration_error(rows.confidence, rows.first),
        "answered": _mean(rows.answered),
        "wrong of answered": _mean(~rows.first[rows.answered]),
    }


def worst(outcomes: Sequence[Outcome], count: int = WORST) -> tuple[Outcome, ...]:
    """Wrong answers, the surest first; then declines, the least sure first, that had the answer."""
    wrong = [o for o in outcomes if o.seen == "answered, wrong"]
    missed = [o for o in outcomes if not o.answer.answered and o.first]
    ranked = sorted(wrong, key=lambda o: -o.answer.confidence)
    ranked += sorted(missed, key=lambda o: o.answer.confidence)
    return tuple(ranked[:count])


def _with_intervals(rows: Rows, names: Sequence[str], draws: int) -> dict[str, Figure]:
    """Figures of all rows, and of as many groups drawn with replacement, over and over."""
    _, group = np.unique(np.array(names), return_inverse=True)
    members = [np.flatnonzero(group == g) for g in range(int(group.max()) + 1)]
    random = np.random.default_rng(0)
    drawn: dict[str, list[float]] = {}
    enough = len(np.unique(group[rows.answerable])) >= FEWEST_PLACES
    for _ in range(draws if enough else 0):
        chosen = random.integers(len(members), size=len(members))
        sample = figures(rows.take(np.concatenate([members[g] for g in chosen])))
        for name, value in sample.items():
            drawn.setdefault(name, []).append(value)
    return {
        name: Figure(_told(value), *_interval(drawn.get(name, [])))
        for name, value in figures(rows).items()
    }


def _interval(values: Sequence[float]) -> tuple[float | None, float | None]:
    told = [value for value in values if not math.isnan(value)]
    if not told:
        return None, None
    low, high = np.percentile(told, INTERVAL)
    return float(low), float(high)


def _kinds(outcomes: Sequence[Outcome]) -> dict[str, KindCounts]:
    by_kind: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_kind.setdefault(outcome.gold.kind, []).append(outcome)
    return {kind: _kind(rows) for kind, rows in sorted(by_kind.items())}


def _kind(outcomes: Sequence[Outcome]) -> KindCounts:
    seen = Counter(outcome.seen for outcome in outcomes)
    return KindCounts(
        questions=len(outcomes),
        declined=sum(not o.answer.answered for o in outcomes),
        right=seen["answered, right"],
        wrong=seen["answered, wrong"],
        confidence=sum(o.answer.confidence for o in outcomes) / len(outcomes),
    )


def _verbatim(outcomes: Sequence[Outcome], view: View) -> tuple[int, int]:
    """How many quotes are their document's text between their offsets, and how many there are."""
    texts: dict[str, str] = {}
    good = count = 0
    for outcome in outcomes:
        for quote in (*outcome.answer.quotes, *outcome.answer.closest):
            for place in (quote.place, *quote.also):
                if place.document not in texts:
                    stored = view.document(place.document, place.collection)
                    texts[place.document] = stored.text if stored else ""
                count += 1
                good += texts[place.document][place.start : place.end] == place.text
    return good, count


def _mean(values: Flags | Numbers) -> float:
    return float(values.mean()) if len(values) else math.nan


def _told(value: float) -> float | None:
    return None if math.isnan(value) else value
