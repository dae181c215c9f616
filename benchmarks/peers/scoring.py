"""How right answers are, by the evaluation's own score.py, and how surely one is ahead."""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Asked = list[dict[str, Any]]
RESAMPLES, CERTAINTY = 4000, 0.95


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of each question of a set: whether it is answerable, the first quote right, and how sure."""

    answerable: NDArray[np.bool_]
    right: NDArray[np.bool_]
    sure: NDArray[np.float64]

    def quote1(self, rows: NDArray[np.intp]) -> float:
        """The share of the answerable among some questions whose first quote is right."""
        chosen = self.right[rows][self.answerable[rows]]
        return float(chosen.mean()) if chosen.size else np.nan

    def auroc(self, rows: NDArray[np.intp]) -> float:
        """How well sureness tells the right ones among some questions from all others."""
        right = self.right[rows]
        ones = int(right.sum())
        others = right.size - ones
        if not ones or not others:
            return np.nan
        ranks = rankdata(self.sure[rows])
        return float((ranks[right].sum() - ones * (ones + 1) / 2) / (ones * others))


def scorer(evaluation: Path) -> ModuleType:
    """score.py as a module of its own."""
    spec = importlib.util.spec_from_file_location("score", evaluation / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answers(gold: Asked, found: Sequence[list[dict[str, Any]]]) -> Asked:
    """What was found for each question, as score.py reads it; a score is cut to 0 to 1."""
    return [
        {
            "question": row["question"],
            "status": "answered" if some else "declined",
            "confidence": min(1.0, max(0.0, some[0]["score"])) if some else 0.0,
            "quotes": [
                {
                    "text": one["text"],
                    "document": one["document"],
                    "also": [{"document": document} for document in one["also"]],
                }
                for one in some
            ],
        }
        for row, some in zip(gold, found, strict=True)
    ]


def outcome(score: ModuleType, gold: Asked, told: Asked) -> Outcome:
    """What score.py holds of each question."""
    right = [
        bool(row["answerable"] and one["quotes"] and score.right(one["quotes"][0], row))
        for row, one in zip(gold, told, strict=True)
    ]
    return Outcome(
        np.array([bool(row["answerable"]) for row in gold]),
        np.array(right),
        np.array([one["confidence"] for one in told]),
    )


def holding(score: ModuleType, gold: Asked, told: Asked) -> float:
    """The share of the answerable whose first passage holds a gold answer, however long it is."""
    shown = score.LONGEST_QUOTE
    score.LONGEST_QUOTE = float("inf")
    try:
        return float(score.score(gold, told)["quote@1"])
    finally:
        score.LONGEST_QUOTE = shown


def ahead(ours: Sequence[Outcome], theirs: Sequence[Outcome], figure: str) -> dict[str, float]:
    """By how much we are ahead in a figure, on average over sets, with its interval.

    Questions are drawn anew within each set, the same for both (paired bootstrap).
    """
    every = [np.arange(one.right.size) for one in ours]
    rng = np.random.default_rng(14)
    drawn = [
        _difference(ours, theirs, figure, [rng.integers(0, rows.size, rows.size) for rows in every])
        for _ in range(RESAMPLES)
    ]
    tail = 100 * (1 - CERTAINTY) / 2
    low, high = np.nanpercentile(drawn, [tail, 100 - tail])
    return {
        "by": round(_difference(ours, theirs, figure, every), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
    }


def _difference(
    ours: Sequence[Outcome],
    theirs: Sequence[Outcome],
    figure: str,
    rows: Sequence[NDArray[np.intp]],
) -> float:
    of = {"quote@1": Outcome.quote1, "auroc": Outcome.auroc}[figure]
    return float(np.mean([of(a, r) - of(b, r) for a, b, r in zip(ours, theirs, rows, strict=True)]))
