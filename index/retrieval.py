"""Retrieval: dense and lexical search, fused by z-scores."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, pstdev

import numpy as np
from numpy.typing import NDArray

from index.catalog import StoredPassage
from index.duplicates import passage_words
from index.library import View
from index.queries import Query, rarity
from index.snapshot import Snapshot

CANDIDATES = 50
LEXICAL_WEIGHT = 0.5
# The cosine from which on two passages are perhaps versions of the same. Such ones are read beside
# the others, not in their place, and so many at most.
PERHAPS_SAME = 0.95
LIKES_READ = 4


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that retrieval brought up.

    `fused` is the sum of z-scores, `cosine` in -1..1, `bm25` 0 or more; ranks count from 1 and are
    None where that side did not find it. `twins` have the same words elsewhere.
    """

    snapshot: Snapshot = field(repr=False, compare=False)
    passage: StoredPassage
    fused: float
    cosine: float
    bm25: float
    dense_rank: int | None
    lexical_rank: int | None
    twins: tuple["Retrieved", ...] = ()

    @property
    def collection(self) -> str:
        """The name of the collection that it is of."""
        return self.snapshot.collection.name


@dataclass(frozen=True, slots=True)
class _Key:
    """A passage by its snapshot's place in the view and its id there."""

    snapshot: int
    id: int


def retrieve(view: View, query: Query, vector: NDArray[np.float32], count: int) -> list[Retrieved]:
    """The passages nearest to a question, best first, each text once: `count` and a few like them.

    The union of both sides' candidates is ranked by the z-score of the cosine plus half that of
    BM25, which ranked the right paragraph first more often than either side or reciprocal ranks
    (docs/architecture.md has the figures).
    """
    dense = _dense(view, vector)
    lexical = _lexical(view, query)
    keys = list(dict.fromkeys([*dense, *lexical]))
    if not keys:
        return []
    vectors = _vectors(view, keys)
    cosines = [float(c) for c in vectors @ vector]
    bm25 = [lexical.get(key, 0.0) for key in keys]
    pairs = zip(_z_scores(cosines), _z_scores(bm25), strict=True)
    fused = [by_meaning + LEXICAL_WEIGHT * by_words for by_meaning, by_words in pairs]
    dense_ranks = {key: rank for rank, key in enumerate(dense, 1)}
    lexical_ranks = {key: rank for rank, key in enumerate(lexical, 1)}
    order = sorted(range(len(keys)), key=lambda at: -fused[at])
    alike = vectors @ vectors.T >= PERHAPS_SAME
    heads, likes = _heads(order, alike, count)
    passages = _passages(view, [keys[at] for at in (*heads, *likes)])

    def found(at: int, twins: Sequence[int] = ()) -> Retrieved:
        key = keys[at]
        return Retrieved(
            snapshot=view.snapshots[key.snapshot],
            passage=passages[key],
            fused=fused[at],
            cosine=cosines[at],
            bm25=bm25[at],
            dense_rank=dense_ranks.get(key),
            lexical_rank=lexical_ranks.get(key),
            twins=tuple(map(found, twins)),
        )

    groups: dict[tuple[str, ...], list[int]] = {}
    for at in heads:
        groups.setdefault(passage_words(passages[keys[at]]), []).append(at)
    for at in likes:
        words = passage_words(passages[keys[at]])
        if words in groups or len(groups) < count + LIKES_READ:
            groups.setdefault(words, []).append(at)
    kept = sorted(groups.values(), key=lambda group: -fused[group[0]])
    return [found(group[0], group[1:]) for group in kept]


def _heads(
    order: Sequence[int], alike: NDArray[np.bool_], count: int
) -> tuple[list[int], list[int]]:
    """The best candidates that are not like better ones, and those that are like one of them."""
    heads: list[int] = []
    likes: list[int] = []
    for at in order:
        if alike[at, heads].any():
            likes.append(at)
        elif len(heads) < count:
            heads.append(at)
    return heads, likes


def _dense(view: View, vector: NDArray[np.float32]) -> list[_Key]:
    """The nearest passages by meaning, best first."""
    hits = [
        (cosine, _Key(at, i))
        for at, snapshot in enumerate(view.snapshots)
        for i, cosine in snapshot.vectors.search(vector, CANDIDATES)
    ]
    return [key for _, key in sorted(hits, key=lambda hit: -hit[0])[:CANDIDATES]]


def _lexical(view: View, query: Query) -> dict[_Key, float]:
    """The nearest passages by words with their BM25 scores, best first.

    Each collection's index weighs words by how rare they are in it; boosts make that their rarity
    in the whole view.
    """
    words = list(query.weights)
    whole = view.frequencies(words) if len(view.snapshots) > 1 else []
    hits = []
    for at, snapshot in enumerate(view.snapshots):
        boosts = {}
        if whole:
            own = snapshot.lexical.frequencies(words)
            boosts = {
                word: rarity(everywhere, view.passages) / rarity(here, snapshot.passages)
                for word, everywhere, here in zip(words, whole, own, strict=True)
            }
        found = snapshot.lexical.search(query.text, CANDIDATES, boosts)
        hits += [(score, _Key(at, i)) for i, score in found]
    best = sorted(hits, key=lambda hit: -hit[0])[:CANDIDATES]
    return {key: score for score, key in best}


def _vectors(view: View, keys: Sequence[_Key]) -> NDArray[np.float32]:
    """The vectors of some passages, [keys, dimensions]."""
    found: dict[_Key, NDArray[np.float32]] = {}
    for at, snapshot in enumerate(view.snapshots):
        own = [key for key in keys if key.snapshot == at]
        if own:
            vectors = snapshot.vectors.vectors([key.id for key in own])
            found |= zip(own, vectors, strict=True)
    return np.stack([found[key] for key in keys])


def _passages(view: View, keys: Sequence[_Key]) -> dict[_Key, StoredPassage]:
    found: dict[_Key, StoredPassage] = {}
    for at, snapshot in enumerate(view.snapshots):
        own = [key for key in keys if key.snapshot == at]
        found |= zip(own, snapshot.catalog.passages([key.id for key in own]), strict=True)
    return found


def _z_scores(values: Sequence[float]) -> list[float]:
    spread = pstdev(values)
    if spread < 1e-9:
        return [0.0] * len(values)
    mean = fmean(values)
    return [(value - mean) / spread for value in values]
