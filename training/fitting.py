"""Fits the order of quotes and the confidence to observed questions.

The order is a conditional logit: the probability that the right one of a question's quotes comes
first. The confidence is a regularised logistic model of whether the first quote is right. Both are
fitted twice: to what the first reader says of all quotes, and to what both say of the best few.
Each set of questions weighs as much as any other, whatever its size, but for Wikipedia's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from index.answering.checks import SHARE_RIGHT
from index.answering.confidence import ConfidenceModel
from index.answering.features import Features
from index.answering.ranking import SECOND_READ
from training.observed import Observed

Numbers = NDArray[np.float64]
Sets = Mapping[str, Sequence[Observed]]

NAMES = tuple(field.name for field in fields(Features))
SECOND = ("second_margin", "second_answerability")
RANKED_BY = ("margin", "fused", "quote_coverage", "named")
SECOND_RANKED_BY = (*RANKED_BY, "answerability", *SECOND)
# All but the words of the whole passage, which the quote's own words tell better.
CONFIDENT_BY = tuple(name for name in NAMES if name not in ("coverage", *SECOND))
SECOND_CONFIDENT_BY = (*CONFIDENT_BY, *SECOND)
RANKING_PENALTY = 0.003
CONFIDENCE_PENALTY = 0.05
# What the threshold aims at; with the first reader alone, five would decline half.
RIGHT_PER_WRONG = 4.5
FIRST_RIGHT_PER_WRONG = 4.0
# Outside these probabilities by the first reader alone, the second is not asked.
DOUBT = (0.03, 0.95)
# What a set weighs; the others weigh 1.
SET_WEIGHTS = {"squad2": 0.5, "clapnq": 0.5}


@dataclass(frozen=True, slots=True)
class First:
    """The quote that comes first for a question: its features, whether it answers, its length.

    `unfit`: whether it can be no answer.
    """

    row: Observed
    figures: Features
    right: bool
    length: int
    unfit: bool


@dataclass(frozen=True, slots=True)
class Models:
    """The order and confidence by the first reader, and by both."""

    first: ConfidenceModel
    second: ConfidenceModel | None

    def scored(self, rows: Sequence[Observed]) -> list[tuple[First, float]]:
        """The first quotes of questions, each with its probability, as an answer has them."""
        found = []
        for row in rows:
            quote = leading_of_first(row, self.first)
            probability = _probability(quote, self.first)
            if self.second and self.second.low <= probability <= self.second.high:
                kept, last = best_few(row, self.first), unfit(row, self.first)
                quote = leading_of_second(row, kept, self.second, last)
                probability = _probability(quote, self.second)
            found.append((quote, probability))
        return found


def _probability(quote: First, model: ConfidenceModel) -> float:
    probability = model.probability(quote.figures)
    return min(probability, SHARE_RIGHT) if quote.unfit else probability


def unfit(row: Observed, model: ConfidenceModel) -> frozenset[int]:
    """The quotes that can be no answer, as the first reader orders them."""
    return row.unfit({i: model.rank(figure) for i, figure in enumerate(row.figures)})


def best_few(row: Observed, model: ConfidenceModel, count: int = SECOND_READ) -> list[list[int]]:
    """The best different quotes, each with its like, as `distinct` has them (choices.py)."""
    ranks = {i: model.rank(figure) for i, figure in enumerate(row.figures)}
    last = unfit(row, model) - row.other_kind
    kept: list[list[int]] = []
    for i in sorted(ranks, key=lambda i: (i in last, -ranks[i])):
        like = next((group for group in kept if row.like[group[0], i]), None)
        if like is not None:
            like.append(i)
        elif len(kept) < count:
            kept.append([i])
    return kept


def leading(
    row: Observed,
    figures: Mapping[int, Features],
    kept: Sequence[Sequence[int]],
    model: ConfidenceModel,
    last: Set[int],
) -> First:
    """The first of the kept quotes, with its lead over others among those of `figures`.

    Those of `last` come last, whatever the model says.
    """
    ranks = {i: model.rank(figure) for i, figure in figures.items()}
    own = max(kept, key=lambda group: (group[0] not in last, ranks[group[0]]))
    others = [rank for i, rank in ranks.items() if all(row.rival[mine, i] for mine in own)]
    values = figures[own[0]].values()
    values["lead"] = ranks[own[0]] - max(others, default=ranks[own[0]])
    right, length = row.right[own[0]], row.lengths[own[0]]
    return First(row, Features(**values), right, length, own[0] in last)


def leading_of_first(row: Observed, model: ConfidenceModel) -> First:
    """The same by the first reader, of all quotes."""
    figures = dict(enumerate(row.figures))
    return leading(row, figures, best_few(row, model), model, unfit(row, model))


def leading_of_second(
    row: Observed, kept: Sequence[Sequence[int]], model: ConfidenceModel, last: Set[int]
) -> First:
    """The same by both readers, of the quotes that the second was asked about."""
    asked = [group for group in kept if group[0] in row.second]
    figures = {group[0]: row.second[group[0]] for group in asked}
    last = last | row.unfit({i: model.rank(figure) for i, figure in figures.items()})
    return leading(row, figures, asked, model, last)


def fit(sets: Sets, fitted_on: str = "", *, second: bool = True) -> Models:
    """The models of some sets; the threshold is 0.5."""
    rows, weights = _rows(sets), _weights(sets)
    ranking = _order([(row.figures, row.right) for row in rows], weights, RANKED_BY)
    order = _only_order(ranking)
    firsts = [leading_of_first(row, order) for row in rows]
    first = _confidence(firsts, weights, ranking, CONFIDENT_BY, fitted_on)
    if not second:
        return Models(first, None)
    kept = [best_few(row, first) for row in rows]
    few = []
    for row, groups in zip(rows, kept, strict=True):
        places = [group[0] for group in groups if group[0] in row.second]
        few.append(([row.second[i] for i in places], [row.right[i] for i in places]))
    ranking = _order(few, weights, SECOND_RANKED_BY)
    order = _only_order(ranking)
    firsts = [
        leading_of_second(row, groups, order, unfit(row, first))
        for row, groups in zip(rows, kept, strict=True)
    ]
    both = _confidence(firsts, weights, ranking, SECOND_CONFIDENT_BY, fitted_on)
    return Models(first, replace(both, low=DOUBT[0], high=DOUBT[1]))


def _only_order(ranking: dict[str, float]) -> ConfidenceModel:
    return ConfidenceModel(ranking, {}, {}, {}, 0, 0, "")


def best_threshold(
    scored: Mapping[str, Sequence[tuple[First, float]]], aim: float = RIGHT_PER_WRONG
) -> float:
    """The lowest at which there are `aim` right answers to a wrong one.

    Counted as shares of each set's questions; Wikipedia's sets do not count while others are there.
    """
    sets = [rows for name, rows in scored.items() if name not in SET_WEIGHTS] or scored.values()

    def share(threshold: float, right: bool) -> float:
        return sum(
            sum(quote.right == right for quote, p in rows if p >= threshold) / len(rows)
            for rows in sets
        )

    grid = [round(0.01 * step, 2) for step in range(20, 81)]
    good = (t for t in grid if share(t, True) >= aim * share(t, False))
    return next(good, grid[-1])


def _rows(sets: Sets) -> list[Observed]:
    return [row for rows in sets.values() for row in rows]


def _weights(sets: Sets) -> list[float]:
    return [SET_WEIGHTS.get(name, 1.0) / len(rows) for name, rows in sets.items() for _ in rows]


def _table(figures: Sequence[Features], names: Sequence[str]) -> Numbers:
    return np.array([[getattr(f, name) for name in names] for f in figures], float)


def _order(
    asked: Sequence[tuple[Sequence[Features], Sequence[bool]]],
    weights: Sequence[float],
    names: Sequence[str],
) -> dict[str, float]:
    """Weights by which a right quote most often comes first."""
    usable = [
        (_table(figures, names), np.array(right, float), weight)
        for (figures, right), weight in zip(asked, weights, strict=True)
        if any(right) and not all(right)
    ]
    scale = np.concatenate([table for table, _, _ in usable]).std(0) + 1e-9
    whole = sum(weight for _, _, weight in usable)

    def loss(chosen: Numbers) -> tuple[float, Numbers]:
        total = RANKING_PENALTY * float(chosen @ chosen)
        gradient = 2 * RANKING_PENALTY * chosen
        for table, right, weight in usable:
            scores = table / scale @ chosen
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            hit = shares @ right
            total -= weight / whole * float(np.log(hit))
            gradient -= weight / whole * ((table / scale).T @ (shares * right / hit - shares))
        return total, gradient

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / scale
    return {name: round(float(value), 6) for name, value in zip(names, fitted, strict=True)}


def _confidence(
    firsts: Sequence[First],
    weights: Sequence[float],
    ranking: dict[str, float],
    names: Sequence[str],
    fitted_on: str,
) -> ConfidenceModel:
    table = _table([quote.figures for quote in firsts], names)
    right = np.array([quote.right for quote in firsts])
    share = np.array(weights) / np.mean(weights)
    means = np.average(table, axis=0, weights=share)
    scales = np.sqrt(np.average((table - means) ** 2, axis=0, weights=share)) + 1e-9
    model = LogisticRegression(C=CONFIDENCE_PENALTY, max_iter=1000)
    model.fit((table - means) / scales, right, share)

    def named(values: Iterable[float]) -> dict[str, float]:
        return {name: round(float(v), 6) for name, v in zip(names, values, strict=True)}

    return ConfidenceModel(
        ranking=ranking,
        means=named(means),
        scales=named(scales),
        weights=named(model.coef_[0]),
        bias=round(float(model.intercept_[0]), 6),
        threshold=0.5,
        fitted_on=fitted_on,
    )
