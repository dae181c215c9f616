"""Retrieval: dense and lexical search, fused by z-scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

import numpy as np
from numpy.typing import NDArray

from index.catalog import StoredPassage
from index.queries import Query
from index.snapshot import Snapshot

CANDIDATES = 50
LEXICAL_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that retrieval brought up.

    `fused` is the sum of z-scores, `cosine` in -1..1, `bm25` 0 or more; ranks count from 1 and are
    None where that side did not find it.
    """

    passage: StoredPassage
    fused: float
    cosine: float
    bm25: float
    dense_rank: int | None
    lexical_rank: int | None


def retrieve(
    snapshot: Snapshot, query: Query, vector: NDArray[np.float32], count: int
) -> list[Retrieved]:
    """The passages nearest to a question, best first.

    The union of both sides' candidates is ranked by the z-score of the cosine plus half that of
    BM25, which ranked the right paragraph first more often than either side or reciprocal ranks
    (docs/architecture.md has the figures).
    """
    dense = snapshot.vectors.search(vector, CANDIDATES)
    lexical = snapshot.lexical.search(query.text, CANDIDATES)
    ids = list(dict.fromkeys([*(i for i, _ in dense), *(i for i, _ in lexical)]))
    if not ids:
        return []
    cosines = [float(c) for c in snapshot.vectors.vectors(ids) @ vector]
    bm25_scores = dict(lexical)
    bm25 = [bm25_scores.get(i, 0.0) for i in ids]
    pairs = zip(_z_scores(cosines), _z_scores(bm25), strict=True)
    fused = [by_meaning + LEXICAL_WEIGHT * by_words for by_meaning, by_words in pairs]
    best = sorted(range(len(ids)), key=lambda at: -fused[at])[:count]
    dense_ranks = {i: rank for rank, (i, _) in enumerate(dense, 1)}
    lexical_ranks = {i: rank for rank, (i, _) in enumerate(lexical, 1)}
    passages = snapshot.catalog.passages([ids[at] for at in best])
    return [
        Retrieved(
            passage=passage,
            fused=fused[at],
            cosine=cosines[at],
            bm25=bm25[at],
            dense_rank=dense_ranks.get(ids[at]),
            lexical_rank=lexical_ranks.get(ids[at]),
        )
        for at, passage in zip(best, passages, strict=True)
    ]


def _z_scores(values: Sequence[float]) -> list[float]:
    spread = pstdev(values)
    if spread < 1e-9:
        return [0.0] * len(values)
    mean = fmean(values)
    return [(value - mean) / spread for value in values]
