"""What retrieval and both readers say of development questions, kept on disk for quick fits."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.answering.answers import look_up, read
from index.answering.checks import Checked, checked, unfit
from index.answering.choices import Choice, distinct, rivals
from index.answering.features import Features
from index.answering.ranking import SECOND_READ
from index.answering.reader import Reader
from index.answering.second_reader import Crop, SecondReader, crop
from index.answering.siblings import Told, told
from index.evaluation.gold import Gold, answered_by
from index.models.encoder import Encoder
from index.store.library import View
from training.development import Questions

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Observed:
    """A question, as it is read, and every quote that could be shown for it.

    `right`: whether each answers; `lengths` in code points. `like[i, j]`: quotes i and j say the
    same, or overlap; `rival[i, j]`: j would be another answer than i. `crops` are what a second
    reader would be given of the most promising quotes, and `second` their features when it was.
    `told` are the words of every quote, with what stands above them.
    """

    gold: Gold
    question: str
    figures: tuple[Features, ...]
    right: tuple[bool, ...]
    lengths: tuple[int, ...]
    like: Flags
    rival: Flags
    crops: Mapping[int, Crop]
    second: Mapping[int, Features]
    told: tuple[Told, ...]

    def unfit(self, ranks: Mapping[int, float]) -> frozenset[int]:
        """The quotes among those of `ranks` that can be no answer."""
        found = _checked(self.question, self.told)
        return unfit({i: found[i] for i in ranks}, ranks)

    @property
    def other_kind(self) -> frozenset[int]:
        """Those of them that hold no such kind of answer as is asked for."""
        found = _checked(self.question, self.told)
        return frozenset(i for i, one in enumerate(found) if one == "other kind")


def observe(questions: Questions, view: View, encoder: Encoder, reader: Reader) -> list[Observed]:
    """Read every question of a set; small talk and the like, which never get here, are left out."""
    found = []
    for gold in questions.gold:
        reading = read(reader, look_up(view, encoder, reader, gold.question))
        if not reading.figures or reading.vector is None:
            continue
        choices, figures = list(reading.figures), list(reading.figures.values())
        quotes = tuple(map(told, choices))
        chosen = promising(reading.query.text, choices, figures)
        texts = [choices[i].text for i in chosen]
        for i, cosine in zip(chosen, encoder.encode_passages(texts) @ reading.vector, strict=True):
            figures[i] = replace(figures[i], quote_cosine=float(cosine))
        found.append(
            Observed(
                gold=gold,
                question=reading.query.text,
                figures=tuple(figures),
                right=tuple(answered_by(gold, c.text, [c.document.path]) for c in choices),
                lengths=tuple(len(c.text) for c in choices),
                like=_pairs(choices, lambda one, other: len(distinct([one, other], 2)) == 1),
                rival=_pairs(choices, lambda one, other: bool(rivals(one, [], [other]))),
                crops={i: crop(choices[i]) for i in chosen},
                second={},
                told=quotes,
            )
        )
    return found


@cache
def _checked(question: str, quotes: tuple[Told, ...]) -> tuple[Checked, ...]:
    return tuple(checked(question, quote) for quote in quotes)


def read_again(rows: Sequence[Observed], second: SecondReader) -> list[Observed]:
    """The same with what the second reader says."""
    found = []
    for row in rows:
        judgements = second.judge_crops(row.question, list(row.crops.values()))
        figures = {
            i: replace(
                row.figures[i],
                second_margin=judgement.margin,
                second_answerability=judgement.answerability,
            )
            for i, judgement in zip(row.crops, judgements, strict=True)
        }
        found.append(replace(row, second=figures))
    return found


def promising(question: str, choices: Sequence[Choice], figures: Sequence[Features]) -> list[int]:
    """The quotes that some order or other would put among the first few, with unfit ones or not."""
    found = _checked(question, tuple(map(told, choices)))
    kept: list[int] = []
    for names, count in (
        (("margin", "fused", "quote_coverage"), SECOND_READ + 1),
        (("margin",), 1),
        (("fused", "named"), 1),
    ):
        table = np.array([[getattr(f, name) for name in names] for f in figures])
        score = (table / (table.std(0) + 1e-9)).sum(1)
        ranks = {int(i): float(score[i]) for i in np.argsort(-score)}
        for known in (frozenset[int](), unfit(dict(enumerate(found)), ranks)):
            placed = [choices[i] for i in sorted(ranks, key=lambda i: i in known)]
            kept += [choices.index(choice) for choice, _ in distinct(placed, count)]
    return list(dict.fromkeys(kept))


def _pairs(choices: Sequence[Choice], holds: object) -> Flags:
    assert callable(holds)
    return np.array([[bool(holds(one, other)) for other in choices] for one in choices])


def stored(path: Path) -> list[Observed] | None:
    """What was stored before, if it was and tells all that is told now."""
    if not path.is_file():
        return None
    rows: list[Observed] = pickle.loads(path.read_bytes())
    return rows if all(hasattr(row, "told") for row in rows) else None


def store(rows: list[Observed], path: Path) -> None:
    """Keeps what was observed of a set."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(rows))
