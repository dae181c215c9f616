"""How well confidence tells right answers from wrong ones: figures over arrays of questions.

Arrays are [questions]: `confidence` 0..1, `right` whether the first quote answers. Equal
confidences are one block: answered together, ranked alike.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]

BINS = 10


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """Going down the confidences, [distinct confidences]: how many are answered, how many wrong."""

    threshold: Numbers
    answered: Counts
    wrong: Counts

    @property
    def questions(self) -> int:
        """How many there are, answered or not."""
        return int(self.answered[-1])


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of neighbouring confidences: the mean confidence, and how many are right."""

    confidence: float
    questions: int
    right: int


def auroc(confidence: Numbers, positive: Flags) -> float:
    """Probability that a random positive scores above a random negative; ties count half.

    Not a number where there are none of either.
    """
    _, block = np.unique(confidence, return_inverse=True)
    size = int(block.max(initial=-1)) + 1
    good = np.bincount(block[positive], minlength=size)
    bad = np.bincount(block[~positive], minlength=size)
    if not good.sum() or not bad.sum():
        return float("nan")
    below = np.cumsum(bad) - bad
    return float((good * (below + bad / 2)).sum() / (good.sum() * bad.sum()))


def risk_coverage(confidence: Numbers, right: Flags) -> RiskCoverage:
    """The curve of what each threshold answers, from the strictest to none."""
    values, block = np.unique(confidence, return_inverse=True)
    answered = np.bincount(block, minlength=len(values))[::-1].cumsum()
    wrong = np.bincount(block[~right], minlength=len(values))[::-1].cumsum()
    return RiskCoverage(values[::-1], answered, wrong)


def area(curve: RiskCoverage) -> float:
    """Area under the risk-coverage curve, 0..1, lower is better.

    The mean, over every number of questions answered, of the share of wrong answers; inside a block
    of ties the wrong ones are spread evenly (Geifman, Uziel and El-Yaniv 2019).
    """
    sizes = np.diff(curve.answered, prepend=0)
    errors = np.diff(curve.wrong, prepend=0)
    block = np.repeat(np.arange(len(sizes)), sizes)
    count = np.arange(1, curve.questions + 1)
    before = curve.answered - sizes
    wrong = (curve.wrong - errors)[block] + (errors / sizes)[block] * (count - before[block])
    return float((wrong / count).mean())


def coverage_at(curve: RiskCoverage, risk: float) -> float:
    """The largest share of questions that a threshold answers with at most that share wrong."""
    within = np.flatnonzero(curve.wrong / curve.answered <= risk)
    return float(curve.answered[within[-1]] / curve.questions) if len(within) else 0.0


def bins(confidence: Numbers, right: Flags, count: int = BINS) -> list[Bin]:
    """The questions in order of confidence, in bins of (nearly) equally many."""
    order = np.argsort(confidence, kind="stable")
    edges = [at * len(order) // count for at in range(count + 1)]
    parts = [order[start:end] for start, end in pairwise(edges)]
    return [
        Bin(float(confidence[part].mean()), len(part), int(right[part].sum()))
        for part in parts
        if len(part)
    ]


def calibration_error(confidence: Numbers, right: Flags) -> float:
    """Mean distance between confidence and the share that is right, over `bins`."""
    gaps = [
        abs(b.confidence - b.right / b.questions) * b.questions for b in bins(confidence, right)
    ]
    return sum(gaps) / len(confidence)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest of some ascending values that at least this share of them do not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
