"""Makes a promise from an operator's own questions, and checks it when something has changed.

The questions are split by where they come from: FIT chooses the thresholds to test, CALIBRATE tests
them and is touched once, REPORT is counted at the one that is kept. The confidence model stays the
one that is shipped; nothing is fitted again.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.answering.answerer import Answerer
from index.errors import IndexMismatchError
from index.evaluation.evaluation import Outcome, Progress, measure
from index.evaluation.gold import groups
from index.evaluation.promise import (
    Check,
    Counts,
    Fingerprint,
    Kept,
    Promise,
    Standing,
    fingerprint,
    load_promise,
    save_promise,
    standing,
)
from index.evaluation.selection import (
    PARTS,
    Flags,
    Part,
    Scores,
    Step,
    fewest_answers,
    further_right_answers,
    last_passed,
    split,
    spread,
    step_at,
    threshold_grid,
    walk,
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What came of it: the steps tested, and a promise or what is missing for one.

    `further` is how many more right answers the first step lacks, at the least; `more_questions`
    how many more questions like these would give so many, None where these gave no right answer.
    `shown` is what some thresholds, strictest first, answer of all the questions: it says something
    of them and promises nothing. `in_force` is that of the threshold that they were asked with.
    """

    promise: Promise | None
    steps: tuple[Step, ...]
    parts: dict[Part, int]
    groups: int
    further: int
    more_questions: int | None
    shown: tuple[Step, ...]
    in_force: Step


def calibrate(
    outcomes: Sequence[Outcome],
    risk: float,
    certainty: float,
    made_for: Fingerprint,
    today: str,
    seed: int = 0,
) -> Calibration:
    """Find the threshold that keeps the risk with that certainty. `today` is an ISO date.

    Questions must be distinct. The seed is of the split; trying several until one passes would void
    the promise.
    """
    names = groups([outcome.gold for outcome in outcomes])
    parts = split(names, seed)
    by_part = {
        part: [o for o, p in zip(outcomes, parts, strict=True) if p == part] for part in PARTS
    }
    tested = by_part["calibrate"]
    fit_scores, fit_right = _arrays(by_part["fit"])
    grid = threshold_grid(fit_scores, fit_right, len(tested), risk, certainty)
    steps = walk(grid, *_arrays(tested), risk, certainty)
    kept = last_passed(steps)
    promise = None
    if kept:
        calibrated = Counts(len(tested), kept.answered, kept.wrong)
        promise = Promise(
            threshold=kept.threshold,
            risk=risk,
            certainty=certainty,
            date=today,
            calibrated=calibrated,
            reported=count(by_part["report"], kept.threshold),
            fingerprint=made_for,
            check=Check(today, calibrated, held=True, fingerprint=made_for),
            kept=tuple(Kept(o.gold, p) for o, p in zip(outcomes, parts, strict=True)),
        )
    every = _arrays(outcomes)
    further, more = (0, 0) if promise else _lacking(steps, len(outcomes), risk, certainty)
    return Calibration(
        promise=promise,
        steps=steps,
        parts={part: len(rows) for part, rows in by_part.items()},
        groups=len(set(names)),
        further=further,
        more_questions=more,
        shown=tuple(step_at(at, *every, risk, certainty) for at in spread(*every)),
        in_force=step_at(outcomes[0].answer.threshold, *every, risk, certainty),
    )


def recheck(
    answerer: Answerer,
    index_folder: Path,
    today: str,
    progress: Progress = lambda done, total: None,
) -> Standing:
    """Whether the index's promise stands, its questions asked again if anything has changed.

    It is held while, at its threshold, the bound on the questions to CALIBRATE keeps within the
    risk. That is a check on known questions, not a new promise. `answerer` is that index's.
    """
    promise = load_promise(index_folder)
    made_for = fingerprint(answerer)
    if promise is None or promise.check.fingerprint == made_for:
        return standing(answerer, index_folder)
    gold = [kept.gold for kept in promise.kept if kept.part == "calibrate"]
    counts = count(measure(answerer, gold, progress), promise.threshold)
    held = counts.bound(promise.certainty) <= promise.risk
    checked = replace(promise, check=Check(today, counts, held, made_for))
    # An index that may not be written to is checked anew each time.
    with suppress(IndexMismatchError):
        save_promise(checked, index_folder)
    if answerer.threshold != promise.threshold:
        return Standing("set aside", checked)
    return Standing("held" if held else "lapsed", checked)


def count(outcomes: Sequence[Outcome], threshold: float) -> Counts:
    """What a threshold answers of some questions."""
    scores, right = _arrays(outcomes)
    answered = scores >= threshold
    return Counts(len(outcomes), int(answered.sum()), int((answered & ~right).sum()))


def _arrays(outcomes: Sequence[Outcome]) -> tuple[Scores, Flags]:
    """Confidences, -inf where there is nothing to quote, and whether the first quote is right."""
    scores = [o.answer.confidence if o.quotes else -np.inf for o in outcomes]
    return np.array(scores, float), np.array([o.first for o in outcomes], bool)


def _lacking(
    steps: Sequence[Step], questions: int, risk: float, certainty: float
) -> tuple[int, int | None]:
    """The further right answers that the first step lacks, and the questions that may give them."""
    if not steps:
        return fewest_answers(0, risk, certainty), None
    further = further_right_answers(steps[0], risk, certainty)
    right = steps[0].answered - steps[0].wrong
    return further, -(-further * questions // right) if right else None
