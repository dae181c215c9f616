"""What retrieval and both readers say of development questions, kept on disk for quick fits."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.answering.answers import SECOND_READ, read, second_read
from index.answering.choices import Choice, distinct, rivals
from index.answering.features import Features
from index.answering.reader import Reader
from index.answering.second_reader import SecondReader
from index.evaluation.gold import Gold, answered_by
from index.models.encoder import Encoder
from index.store.library import View
from training.development import Questions

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Observed:
    """A question and every quote that could be shown for it.

    `right`: whether each answers; `lengths` in code points. `like[i, j]`: quotes i and j say the
    same, or overlap; `rival[i, j]`: j would be another answer than i. `second` are the features of
    those quotes that the second reader was asked about.
    """

    gold: Gold
    figures: tuple[Features, ...]
    right: tuple[bool, ...]
    lengths: tuple[int, ...]
    like: Flags
    rival: Flags
    second: dict[int, Features]


def observe(
    questions: Questions,
    view: View,
    encoder: Encoder,
    reader: Reader,
    second: SecondReader | None,
) -> list[Observed]:
    """Read every question of a set; small talk and the like, which never get here, are left out."""
    found = []
    for gold in questions.gold:
        reading = read(view, encoder, reader, gold.question)
        if not reading.figures or reading.vector is None:
            continue
        choices = list(reading.figures)
        cosines = encoder.encode_passages([choice.text for choice in choices]) @ reading.vector
        figures = {
            choice: replace(figure, quote_cosine=float(cosine))
            for (choice, figure), cosine in zip(reading.figures.items(), cosines, strict=True)
        }
        judged: dict[int, Features] = {}
        if second:
            promising = _promising(figures)
            asked = second_read(second, reading.query, {c: figures[c] for c in promising})
            judged = {choices.index(choice): figure for choice, figure in asked.items()}
        found.append(
            Observed(
                gold=gold,
                figures=tuple(figures.values()),
                right=tuple(answered_by(gold, c.text, [c.document.path]) for c in choices),
                lengths=tuple(len(c.text) for c in choices),
                like=_pairs(choices, lambda one, other: len(distinct([one, other], 2)) == 1),
                rival=_pairs(choices, lambda one, other: bool(rivals(one, [], [other]))),
                second=judged,
            )
        )
    return found


def _promising(figures: dict[Choice, Features]) -> list[Choice]:
    """The quotes that some order or other would put among the first few."""

    def rank(names: Sequence[str]) -> list[Choice]:
        def score(choice: Choice) -> float:
            values = figures[choice].values()
            spread = {n: np.std([f.values()[n] for f in figures.values()]) + 1e-9 for n in names}
            return sum(values[name] / spread[name] for name in names)

        return sorted(figures, key=lambda choice: -score(choice))

    order = rank(("margin", "fused", "quote_coverage"))
    kept = [choice for choice, _ in distinct(order, SECOND_READ + 1)]
    for names in (("margin",), ("fused", "quote_cosine")):
        kept += [choice for choice, _ in distinct(rank(names), 2) if choice not in kept]
    return kept


def _pairs(choices: Sequence[Choice], holds: object) -> Flags:
    assert callable(holds)
    return np.array([[bool(holds(one, other)) for other in choices] for one in choices])


def stored(path: Path) -> list[Observed] | None:
    """What was stored before, if it was."""
    if not path.is_file():
        return None
    rows: list[Observed] = pickle.loads(path.read_bytes())
    return rows


def store(rows: list[Observed], path: Path) -> None:
    """Keeps what was observed of a set."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(rows))
