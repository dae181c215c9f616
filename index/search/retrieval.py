"""Retrieval: dense and lexical search, fused by z-scores."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError, PassagesDamagedError
from index.search.duplicates import passage_words
from index.search.queries import Query
from index.store.catalog import StoredPassage
from index.store.interface import Found, Snapshot
from index.store.library import View
from index.store.vectors import cosines
from index.text.words import rarity

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
    None where that side did not find it. `twins` have all or most of its words elsewhere.
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
class Key:
    """A passage by its snapshot's place in the view and its id there."""

    snapshot: int
    id: int


class CandidatesDamagedError(IndexDamagedError):
    """Some of the best passages are not as they were written, and were not looked at.

    `keys` are what `retrieve` is to go without, `documents` the paths of theirs, "" for one that is
    not known.
    """

    def __init__(self, message: str, keys: frozenset[Key], documents: frozenset[str]) -> None:
        super().__init__(message)
        self.keys, self.documents = keys, documents


def retrieve(
    view: View,
    query: Query,
    vector: NDArray[np.float32],
    count: int,
    without: Set[Key] = frozenset(),
) -> list[Retrieved]:
    """The passages nearest to a question, best first, each text once: `count` and a few like them.

    Those `without`, which are damaged, are passed over. Raises CandidatesDamagedError for others.
    The union of both sides' candidates is ranked by the z-score of the cosine plus half that of
    BM25, which ranked the right paragraph first more often than either side or reciprocal ranks
    (docs/architecture.md has the figures).
    """
    dense, lexical = _merged(_searched(view, query, vector))
    keys = [key for key in dict.fromkeys([*dense, *lexical]) if key not in without]
    if not keys:
        return []
    vectors = _vectors(view, keys)
    near: list[float] = cosines(vectors, vector).tolist()
    bm25 = [lexical.get(key, 0.0) for key in keys]
    fused = [float(f) for f in _z_scores(near) + LEXICAL_WEIGHT * _z_scores(bm25)]
    dense_ranks = {key: rank for rank, key in enumerate(dense, 1)}
    lexical_ranks = {key: rank for rank, key in enumerate(lexical, 1)}
    order = sorted(range(len(keys)), key=lambda at: -fused[at])
    likes = _alike(order, vectors, count)
    read = [at for head, others in likes.items() for at in (head, *others)]
    passages = _passages(view, [keys[at] for at in read])

    def found(at: int, twins: tuple[Retrieved, ...]) -> Retrieved:
        key = keys[at]
        return Retrieved(
            snapshot=view.snapshots[key.snapshot],
            passage=passages[key],
            fused=fused[at],
            cosine=near[at],
            bm25=bm25[at],
            dense_rank=dense_ranks.get(key),
            lexical_rank=lexical_ranks.get(key),
            twins=twins,
        )

    def with_twins(at: int) -> Retrieved:
        # A function that called itself would hold on to itself, and so to the index.
        return found(at, tuple(found(twin, ()) for twin in groups[at]))

    groups = _same_words(likes, {at: passages[keys[at]] for at in read})
    return [with_twins(at) for at in sorted(groups, key=lambda at: -fused[at])]


def _alike(order: Sequence[int], vectors: NDArray[np.float32], count: int) -> dict[int, list[int]]:
    """The best candidates that differ, each with those that are perhaps versions of it."""
    likes: dict[int, list[int]] = {}
    for at in order:
        heads = list(likes)
        alike = np.flatnonzero(cosines(vectors[heads], vectors[at]) >= PERHAPS_SAME)
        if len(alike):
            likes[heads[alike[0]]].append(at)
        elif len(likes) < count:
            likes[at] = []
    return likes


def _same_words(
    likes: Mapping[int, Sequence[int]], passages: Mapping[int, StoredPassage]
) -> dict[int, list[int]]:
    """Candidates to read, each with its twins: a few versions are read, the others are twins."""
    if not any(likes.values()):
        return {head: [] for head in likes}
    groups: dict[int, list[int]] = {}
    first: dict[tuple[str, ...], int] = {}
    spare = LIKES_READ
    for head, others in likes.items():
        home = first.setdefault(passage_words(passages[head]), head)
        groups.setdefault(home, [])
        if home != head:
            groups[home].append(head)
        for at in others:
            same = first.setdefault(passage_words(passages[at]), at)
            if same == at and spare:
                spare -= 1
                groups[at] = []
            else:
                groups.get(same, groups[home]).append(at)
    return groups


def _searched(view: View, query: Query, vector: NDArray[np.float32]) -> list[Found]:
    """What is nearest in each of the view's snapshots.

    Each collection's index weighs words by how rare they are in it; boosts make that their rarity
    in the whole view.
    """
    words = list(query.weights)
    whole = view.frequencies(words) if len(view.snapshots) > 1 else []
    found = []
    for snapshot in view.snapshots:
        boosts = {}
        if whole:
            own = snapshot.frequencies(words)
            boosts = {
                word: rarity(everywhere, view.passages) / rarity(here, snapshot.passages)
                for word, everywhere, here in zip(words, whole, own, strict=True)
            }
        found.append(snapshot.search(vector, query.text, CANDIDATES, boosts))
    return found


def _merged(found: Sequence[Found]) -> tuple[list[Key], dict[Key, float]]:
    """The nearest passages by meaning, and by words with their BM25 scores, both best first."""
    dense = [(score, Key(at, i)) for at, one in enumerate(found) for i, score in one.dense]
    lexical = [(score, Key(at, i)) for at, one in enumerate(found) for i, score in one.lexical]
    best = [sorted(hits, key=lambda hit: -hit[0])[:CANDIDATES] for hits in (dense, lexical)]
    return [key for _, key in best[0]], {key: score for score, key in best[1]}


def _vectors(view: View, keys: Sequence[Key]) -> NDArray[np.float32]:
    """The vectors of some passages, [keys, dimensions]."""
    found: dict[Key, NDArray[np.float32]] = {}
    for at, snapshot in enumerate(view.snapshots):
        own = [key for key in keys if key.snapshot == at]
        if own:
            vectors = snapshot.vectors_of([key.id for key in own])
            found |= zip(own, vectors, strict=True)
    return np.stack([found[key] for key in keys])


def _passages(view: View, keys: Sequence[Key]) -> dict[Key, StoredPassage]:
    found: dict[Key, StoredPassage] = {}
    damaged: list[CandidatesDamagedError] = []
    for at, snapshot in enumerate(view.snapshots):
        own = [key for key in keys if key.snapshot == at]
        try:
            found |= zip(own, snapshot.passages_of([key.id for key in own]), strict=True)
        except PassagesDamagedError as error:
            bad = frozenset(key for key in own if key.id in error.ids)
            told = error.documents or frozenset({""})
            damaged.append(CandidatesDamagedError(str(error), bad, told))
    if damaged:
        raise CandidatesDamagedError(
            str(damaged[0]),
            frozenset[Key]().union(*(error.keys for error in damaged)),
            frozenset[str]().union(*(error.documents for error in damaged)),
        )
    return found


def _z_scores(values: Sequence[float]) -> NDArray[np.float64]:
    scores = np.array(values)
    spread = scores.std()
    if spread < 1e-9:
        return np.zeros(len(scores))
    standard: NDArray[np.float64] = (scores - scores.mean()) / spread
    return standard
