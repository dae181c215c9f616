"""Fits the order of quotes and the confidence on development questions, as JSON.

python -m training.fit_confidence --shared ../shared --out index/data/confidence.json

The order is a conditional logit: the probability that the right one of a question's quotes comes
first. The confidence is a regularised logistic model of whether the first quote is right. Each set
of questions weighs as the square root of its size. Development questions are also scored by models
that were fitted without their own set, which is what the figures printed are.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from index.answering.answers import read
from index.answering.choices import Choice, distinct, rivals
from index.answering.confidence import ConfidenceModel
from index.answering.features import Features
from index.answering.reader import Reader
from index.answering.span_reader import SpanReader
from index.evaluation.gold import Gold, answered_by
from index.loading import load_encoder
from index.models.encoder import Encoder, Vectors
from index.models.files import DEFAULT_MODEL
from index.store.library import View
from index.store.snapshot import open_snapshot
from training.development import Questions, development_sets

RANKED_BY = ("margin", "fused", "quote_coverage")
# All but the words of the whole passage, which the quote's own words tell better.
CONFIDENT_BY = tuple(field.name for field in fields(Features) if field.name != "coverage")
RANKING_PENALTY = 0.01
CONFIDENCE_PENALTY = 0.02
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Considered:
    """A question and every quote that could be shown for it, with whether it answers."""

    gold: Gold
    choices: tuple[Choice, ...]
    figures: tuple[Features, ...]
    right: tuple[bool, ...]
    cosine: Callable[[str], float]


def consider_all(
    questions: Questions, view: View, encoder: Encoder, reader: Reader
) -> list[Considered]:
    """Read every question of a set; small talk and the like, which never get here, are left out."""
    found = []
    for gold in questions.gold:
        reading = read(view, encoder, reader, gold.question)
        figures = reading.figures
        if figures and reading.vector is not None:
            right = tuple(answered_by(gold, c.text, [c.document.path]) for c in figures)
            cosine = _cosine_with(reading.vector, encoder)
            found.append(Considered(gold, tuple(figures), tuple(figures.values()), right, cosine))
    return found


def _cosine_with(vector: Vectors, encoder: Encoder) -> Callable[[str], float]:
    """The cosine of a question with a quote, worked out for those quotes that ever come first."""
    return cache(lambda text: float(encoder.encode_passages([text])[0] @ vector))


def fit_ranking(sets: Sequence[Sequence[Considered]]) -> dict[str, float]:
    """Weights by which a right quote most often comes first."""
    groups: list[tuple[NDArray[np.float64], NDArray[np.float64], float]] = []
    for rows in sets:
        usable = [row for row in rows if any(row.right) and not all(row.right)]
        groups += [
            (_table(row.figures, RANKED_BY), np.array(row.right, float), len(usable) ** -0.5)
            for row in usable
        ]
    scale = np.concatenate([table for table, _, _ in groups]).std(0) + 1e-9

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total = RANKING_PENALTY * float(weights @ weights)
        gradient = 2 * RANKING_PENALTY * weights
        for table, right, weight in groups:
            scores = table / scale @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            hit = shares @ right
            total -= weight * float(np.log(hit))
            gradient -= weight * (table / scale).T @ (shares * right / hit - shares)
        return total, gradient

    fitted = minimize(loss, np.zeros(len(RANKED_BY)), jac=True, method="L-BFGS-B").x / scale
    return dict(zip(RANKED_BY, map(float, fitted), strict=True))


def first_quotes(
    rows: Sequence[Considered], ranking: dict[str, float]
) -> list[tuple[Considered, Features, bool, int]]:
    """For each question its first quote's features, whether that is right, and its length."""
    order = ConfidenceModel(ranking, {}, {}, {}, 0, 0, "")
    found = []
    for row in rows:
        ranks = {c: order.rank(f) for c, f in zip(row.choices, row.figures, strict=True)}
        kept = distinct(sorted(row.choices, key=lambda c: -ranks[c]), SHOWN)
        if not kept:
            continue
        choice, likes = kept[0]
        others = [ranks[rival] for rival in rivals(choice, likes, row.choices)]
        lead = ranks[choice] - max(others, default=ranks[choice])
        at = row.choices.index(choice)
        figure = replace(row.figures[at], lead=lead, quote_cosine=row.cosine(choice.text))
        found.append((row, figure, row.right[at], len(choice.text)))
    return found


def fit(
    sets: Sequence[Sequence[Considered]], fitted_on: str, names: Sequence[str] = CONFIDENT_BY
) -> ConfidenceModel:
    """The order and the confidence, fitted to some sets; threshold 0.5."""
    ranking = fit_ranking(sets)
    firsts = [first_quotes(rows, ranking) for rows in sets]
    table = np.concatenate([_table([f for _, f, _, _ in rows], names) for rows in firsts])
    right = np.array([ok for rows in firsts for _, _, ok, _ in rows])
    weight = np.array([len(rows) ** -0.5 for rows in firsts for _ in rows])
    means, scales = table.mean(0), table.std(0) + 1e-9
    model = LogisticRegression(C=CONFIDENCE_PENALTY, max_iter=1000)
    model.fit((table - means) / scales, right, weight / weight.mean())

    def named(values: Iterable[float]) -> dict[str, float]:
        return {n: round(float(v), 6) for n, v in zip(names, values, strict=True)}

    return ConfidenceModel(
        ranking={n: round(v, 6) for n, v in ranking.items()},
        means=named(means),
        scales=named(scales),
        weights=named(model.coef_[0]),
        bias=round(float(model.intercept_[0]), 6),
        threshold=0.5,
        fitted_on=fitted_on,
    )


def best_threshold(scored: Sequence[Sequence[tuple[float, bool]]]) -> float:
    """Where the share of right quotes held back and that of wrong ones shown balance best.

    Both shares are taken set by set, so that the many near misses of one set do not decide for all.
    """

    def cost(threshold: float) -> float:
        total = 0.0
        for rows in scored:
            right = [p for p, ok in rows if ok]
            wrong = [p for p, ok in rows if not ok]
            total += sum(p < threshold for p in right) / len(right)
            total += sum(p >= threshold for p in wrong) / len(wrong)
        return total

    grid = [round(0.01 * step, 2) for step in range(10, 81)]
    lowest = min(map(cost, grid))
    good = [t for t in grid if cost(t) <= lowest * 1.01]
    return good[len(good) // 2]


def _table(figures: Sequence[Features], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[f.values()[name] for name in names] for f in figures])


def report(
    name: str, rows: list[tuple[Considered, Features, bool, int]], model: ConfidenceModel
) -> list[tuple[float, bool]]:
    """Print the figures of a set under a model; its probabilities and whether they were right."""
    from sklearn.metrics import roc_auc_score

    scored = [(model.probability(f), ok) for _, f, ok, _ in rows]
    answerable = [row for row in rows if row[0].gold.answerable]
    share = np.mean([ok for _, _, ok, _ in answerable])
    length = np.mean([size for _, _, _, size in answerable])
    area = roc_auc_score([ok for _, ok in scored], [p for p, _ in scored])
    print(
        f"{name:10} {len(rows):5} questions  quote@1 {share:.3f}  length {length:4.0f}  "
        f"auroc right {area:.3f}",
        file=sys.stderr,
    )
    return scored


def main() -> None:
    """Fit, print the figures by set left out, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=Path("runs/confidence"), help="for indexes")
    parser.add_argument("--cache", type=Path, default=Path("runs/cache"), help="compiled models")
    parser.add_argument("--squad", type=int, default=1400, help="how many questions of SQuAD")
    parser.add_argument(
        "--threshold", type=float, help="ship this one, whichever balances best (docs/reader.md)"
    )
    parser.add_argument("--ablate", action="store_true", help="also leave each feature out")
    parser.add_argument("--out", type=Path, default=Path("index/data/confidence.json"))
    options = parser.parse_args()
    encoder = load_encoder(DEFAULT_MODEL, options.cache)
    reader = SpanReader(options.cache)
    sets: dict[str, list[Considered]] = {}
    for questions in development_sets(options.shared, options.work, encoder, options.squad):
        snapshot = open_snapshot(questions.index_folder, encoder.fingerprint)
        sets[questions.name] = consider_all(questions, View((snapshot,)), encoder, reader)
        print(f"read {questions.name}", file=sys.stderr)
    by_name: dict[str, Any] = {}
    if options.out.is_file():
        by_name = json.loads(options.out.read_text(encoding="utf-8"))
    fitted_on = ", ".join(f"{len(rows)} questions of {name}" for name, rows in sets.items())
    left_out = []
    for name, rows in sets.items():
        model = fit([other for n, other in sets.items() if n != name], "")
        left_out.append(report(name, first_quotes(rows, model.ranking), model))
    if options.ablate:
        _ablate(sets)
    balanced = best_threshold(left_out)
    threshold = balanced if options.threshold is None else options.threshold
    model = replace(fit(list(sets.values()), fitted_on), threshold=threshold)
    print(f"threshold {threshold}, best balance at {balanced}", file=sys.stderr)
    by_name[reader.name] = {slot: getattr(model, slot) for slot in model.__slots__}
    options.out.write_text(json.dumps(by_name, indent=1) + "\n", encoding="utf-8")


def _ablate(sets: dict[str, list[Considered]]) -> None:
    for dropped in CONFIDENT_BY:
        names = [name for name in CONFIDENT_BY if name != dropped]
        print(f"without {dropped}:", file=sys.stderr)
        for name, rows in sets.items():
            model = fit([other for n, other in sets.items() if n != name], "", names)
            report(f"  {name}", first_quotes(rows, model.ranking), model)


if __name__ == "__main__":
    main()
