"""Choosing a threshold whose share of wrong answers is bounded: the statistics, nothing else.

Fixed-sequence testing (Angelopoulos, Bates, Candès, Jordan and Lei 2021, "Learn then Test", section
2.3; selective classification with a bound after Geifman and El-Yaniv 2017): thresholds are tested
from the strictest on, each at the full certainty, until the first fails. Because the order is fixed
before the data are looked at, the chance that any threshold passes which should not is at most
1 - certainty, however many are tested.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Part = Literal["fit", "calibrate", "report"]

GRID_STEPS = 20
# Thresholds that are shown where there is no promise.
SPREAD = 5
# In choosing where to begin: the confidence's own claim weighs as much as so many answers, and of
# chances that differ by no more than NEARLY the stricter threshold's is taken.
PRIOR_ANSWERS = 30
NEARLY = 0.01
PARTS: tuple[Part, ...] = ("calibrate", "fit", "report")
SHARES: dict[Part, float] = {"fit": 0.2, "calibrate": 0.6, "report": 0.2}
# A threshold is written with as many decimals as answers show their confidence with.
DECIMALS = 6

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Step:
    """One threshold tested: how many it answers, how many of those wrongly, and the bound."""

    threshold: float
    answered: int
    wrong: int
    bound: float
    passed: bool


def upper_bound(wrong: int, answered: int, certainty: float) -> float:
    """Clopper-Pearson: the true share of wrong answers is at most this, with that certainty.

    Exact and one-sided (Clopper and Pearson 1934). 1 if nothing was answered.
    """
    from scipy.stats import beta

    if wrong >= answered:
        return 1.0
    return float(beta.ppf(certainty, wrong + 1, answered - wrong))


def both_bounds(wrong: int, answered: int, certainty: float) -> tuple[float, float]:
    """Clopper-Pearson's two-sided interval of a share; (0, 1) if there is nothing to count."""
    from scipy.stats import beta

    half = (1 + certainty) / 2
    low = float(beta.ppf(1 - half, wrong, answered - wrong + 1)) if wrong else 0.0
    return low, upper_bound(wrong, answered, half)


def fewest_answers(wrong: int, risk: float, certainty: float) -> int:
    """The fewest answers that so many wrong ones among them still leave under the risk.

    At a risk of 0.10 and a certainty of 0.95 that is 29, 46, 61 for none, one, two. The bound is
    at most the risk exactly if so few errors have a chance of at most 1 - certainty at that risk.
    """
    from scipy.stats import binom

    def enough(answers: int) -> bool:
        return bool(binom.cdf(wrong, answers, risk) <= 1 - certainty)

    low, high = wrong, wrong + 1
    while not enough(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def most_wrong(answers: int, risk: float, certainty: float) -> int:
    """The most wrong answers that leave so many answers under the risk; -1 if none does."""
    from scipy.stats import binom

    # The quantile is the first count of errors whose chance exceeds 1 - certainty.
    return int(binom.ppf(1 - certainty, answers, risk)) - 1 if answers else -1


def split(groups: Sequence[str], seed: int = 0) -> list[Part]:
    """The part that each question belongs to, by its group: a group is never divided.

    Groups are taken in the order of their hashes with the seed, so that the split depends neither
    on the order of the questions nor on any answer; each goes to the part that lacks most.
    """
    sizes: dict[str, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    order = sorted(sizes, key=lambda g: hashlib.sha256(f"{seed} {g}".encode()).digest())
    lacking = {part: SHARES[part] * len(groups) for part in PARTS}
    part_of: dict[str, Part] = {}
    for group in order:
        part = max(PARTS, key=lambda p: lacking[p])
        lacking[part] -= sizes[group]
        part_of[group] = part
    return [part_of[group] for group in groups]


def threshold_grid(
    scores: Scores, right: Flags, questions: int, risk: float, certainty: float
) -> list[float]:
    """The thresholds to test, strictest first, from the confidences of the questions to FIT.

    They are even in the answers expected among the `questions` to CALIBRATE, from as many as one
    error needs (46 at 0.10 and 0.95) to all that FIT answers, and begin with the one that by FIT
    has the best chance of passing: a walk that fails at its first step ends with nothing. Only the
    last if so many are expected nowhere; none if FIT answers nothing. Confidences that are not
    finite stand for questions that no threshold answers.
    """
    ranked = np.sort(scores[np.isfinite(scores)])[::-1]
    if not len(ranked):
        return []
    start = fewest_answers(1, risk, certainty) / questions * len(scores)
    ranks = np.linspace(min(start, len(ranked)), len(ranked), GRID_STEPS)
    places = np.ceil(ranks - 1e-9).astype(int) - 1
    grid = sorted({round(float(ranked[place]), DECIMALS) for place in places}, reverse=True)
    chances = np.array(
        [_chance(t, scores, right, questions / len(scores), risk, certainty) for t in grid]
    )
    return grid[int(np.argmax(chances >= chances.max() - NEARLY)) :]


def _chance(
    threshold: float, scores: Scores, right: Flags, times: float, risk: float, certainty: float
) -> float:
    """How likely a threshold is to pass on `times` as many questions as FIT has.

    The share of wrong answers is taken from FIT and, as FIT is small, from the confidence itself,
    which counts like PRIOR_ANSWERS more answers.
    """
    from scipy.stats import binom

    answered = scores >= threshold
    count = int(answered.sum())
    if not count:
        return 0.0
    wrong = int((answered & ~right).sum())
    claimed = float(np.mean(1 - np.clip(scores[answered], 0, 1)))
    share = (wrong + PRIOR_ANSWERS * claimed) / (count + PRIOR_ANSWERS)
    expected = round(count * times)
    return float(binom.cdf(most_wrong(expected, risk, certainty), expected, share))


def walk(
    grid: Sequence[float], scores: Scores, right: Flags, risk: float, certainty: float
) -> tuple[Step, ...]:
    """Test thresholds from the strictest on until the first whose bound exceeds the risk.

    The threshold to keep is that of the last step that passed; where none did, there is none.
    Questions of equal confidence are answered together or not at all.
    """
    steps = []
    for threshold in grid:
        step = step_at(threshold, scores, right, risk, certainty)
        steps.append(step)
        if not step.passed:
            break
    return tuple(steps)


def step_at(threshold: float, scores: Scores, right: Flags, risk: float, certainty: float) -> Step:
    """What one threshold answers, and whether its bound keeps within the risk."""
    answered = scores >= threshold
    count = int(answered.sum())
    wrong = int((answered & ~right).sum())
    bound = upper_bound(wrong, count, certainty)
    return Step(threshold, count, wrong, bound, bound <= risk)


def spread(scores: Scores, right: Flags) -> list[float]:
    """A few thresholds that tell what was answered how well, strictest first.

    They are even in the answers, down to all of them; the lowest that leaves no wrong one is there.
    """
    ranked = np.sort(scores[np.isfinite(scores)])[::-1]
    if not len(ranked):
        return []
    places = np.linspace(1, len(ranked), SPREAD).astype(int) - 1
    wrong = scores[np.isfinite(scores) & ~right]
    clean = ranked[ranked > wrong.max()] if len(wrong) else ranked
    chosen = [*ranked[places], *clean[-1:]]
    return sorted({_rounded_down(float(score)) for score in chosen}, reverse=True)


def _rounded_down(score: float) -> float:
    """So that what has this score is still answered."""
    scale = float(10**DECIMALS)
    return math.floor(score * scale) / scale


def last_passed(steps: Sequence[Step]) -> Step | None:
    """The step whose threshold is kept."""
    return next((step for step in reversed(steps) if step.passed), None)


def further_right_answers(step: Step, risk: float, certainty: float) -> int:
    """How many more answers, all of them right, a step lacks for passing; 0 if it passed."""
    return max(0, fewest_answers(step.wrong, risk, certainty) - step.answered)
