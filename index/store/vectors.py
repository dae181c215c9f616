"""Nearest neighbours among the passages' vectors: a cache of the catalog, searched by cosine.

A main part, which is never written to again, goes from generation to generation by hard links.
Beside it stand the changes since: vectors that came, and which of the main part's are gone.

The vectors of both are flat FAISS indexes, mapped from their files. A small main part is searched
as it is. A large one is first looked through by codes (4-bit product quantisation), which name
several times as many candidates as are wanted; the vectors themselves settle the order and the
cosines (benchmarks/README.md has the figures).
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.store.checksums import array_sums
from index.store.disk import link_files
from index.store.vector_files import load, read_index, save, save_index

Ids = NDArray[np.int64]
Places = NDArray[np.intp]
Vectors = NDArray[np.float32]

MAIN, CHANGES = "vectors", "vectors.changes"
IDS, VECTORS, CODES, REMOVED = "ids.npy", "vectors.faiss", "codes.faiss", "removed.npy"
# Of each vector of a large main part, as few of them are ever read.
SUMS = "sums.npy"

# Up to here comparing one by one takes a millisecond or two, and codes would gain nothing.
EXACT = 20_000
# Candidates by code for each one that is wanted: with 8, 1 of 10,000 that belong there is missed.
CANDIDATES_EACH = 8
# More of either finds no more of the nearest.
TRAINED_ON, TRAINING_ROUNDS = 8192, 5
# The main part is made anew when the changes are more than this share of it: a few hundred changed
# documents of 100,000 passages.
MERGE_SHARE = 0.05


class VectorsDamagedError(ValueError):
    """A vector is not as it was written."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """A flat FAISS index of unit vectors, in ascending order of their passages' ids.

    `sums` are the checksums of the vectors, where the file's own is not of all of it.
    """

    ids: Ids
    index: faiss.Index
    sums: NDArray[np.uint32] | None = None

    def places(self, ids: Ids) -> Places:
        """Where each id stands, -1 for one that does not."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.intp)
        at = np.searchsorted(self.ids, ids).clip(max=len(self.ids) - 1)
        return np.where(self.ids[at] == ids, at, -1)

    def vectors(self, places: Places) -> Vectors:
        """The vectors at some places, [places, dimensions]. Raises VectorsDamagedError."""
        found = np.empty((len(places), self.index.d), np.float32)
        self.read(places, found)
        return found

    def read(self, places: Places, into: Vectors) -> None:
        """The same, into an array."""
        self.index.reconstruct_batch(places, into)
        if self.sums is not None and not np.array_equal(array_sums(into), self.sums[places]):
            raise VectorsDamagedError("A vector is not as it was written")


@dataclass(frozen=True, slots=True)
class _Content:
    """All but the codes. `removed` are places in the main part, in ascending order."""

    main: _Rows
    added: _Rows
    removed: Places

    def __len__(self) -> int:
        return len(self.main.ids) - len(self.removed) + len(self.added.ids)


def cosines(vectors: Vectors, vector: Vectors) -> Vectors:
    """The cosine of each unit vector [passages, dimensions] to one.

    Unlike a product of matrices, it does not depend on what stands beside a vector.
    """
    found: Vectors = np.einsum("ij,j->i", vectors, vector)
    return found


def write(folder: Path, ids: Ids, vectors: Vectors, width: int) -> None:
    """Write the index of unit vectors [passages, width] under their passages' ids."""
    ids, vectors = _in_order(ids, vectors.reshape(len(ids), width))
    _write_rows(folder / MAIN, ids, vectors)
    if _wants_codes(len(ids), width):
        save_index(folder / MAIN / CODES, _codes(vectors))
        save(folder / MAIN / SUMS, array_sums(vectors))
    _write_changes(folder, ids[:0], vectors[:0], np.empty(0, np.intp))


def update(folder: Path, before: Path, removed: Ids, ids: Ids, vectors: Vectors) -> bool:
    """Write what another folder's index holds, without the removed ids and with new ones.

    Costs as much as all changes since the main part was made; when they are many, it is made anew.
    False, with nothing written, if the other is broken or lacks what is to be removed.
    """
    try:
        old = _read(before)
    except (RuntimeError, ValueError, OSError):
        return False
    main, width = old.main, old.main.index.d
    removed = np.unique(removed)
    count = len(old) - len(removed) + len(ids)
    leaving = main.places(removed)
    gone = np.union1d(old.removed, leaving[leaving >= 0])
    stay = np.flatnonzero(~np.isin(old.added.ids, removed))
    ids, vectors = _in_order(
        np.concatenate([old.added.ids[stay], ids]),
        np.concatenate([old.added.vectors(stay), vectors.reshape(len(ids), width)]),
    )
    left = np.delete(np.arange(len(main.ids)), gone)
    if len(left) + len(ids) != count:
        return False
    if len(gone) + len(ids) > MERGE_SHARE * len(main.ids):
        merged = np.empty((count, width), np.float32)
        # Into its place at once: no further copy of all vectors in memory.
        try:
            main.read(left, merged[: len(left)])
        except VectorsDamagedError:
            return False
        merged[len(left) :] = vectors
        write(folder, np.concatenate([main.ids[left], ids]), merged, width)
    else:
        link_files(before / MAIN, folder / MAIN)
        _write_changes(folder, ids, vectors, gone)
    return True


class VectorIndex:
    """Nearest neighbours by inner product of unit vectors, which is the cosine.

    Searched by one thread at a time. Raises RuntimeError, ValueError or OSError if files are
    missing, cut short or do not fit together.
    """

    def __init__(self, folder: Path) -> None:
        self._content = _read(folder)
        main = self._content.main
        self._codes = None
        if _wants_codes(main.index.ntotal, main.index.d):
            self._codes = _read_codes(folder / MAIN / CODES, main.index)
        self._present = np.ones(len(main.ids), np.bool_)
        self._present[self._content.removed] = False

    def __len__(self) -> int:
        return len(self._content)

    def search(self, query: Vectors, count: int) -> list[tuple[int, float]]:
        """Ids and cosines of the nearest passages, best first."""
        main, added = self._content.main, self._content.added
        # A single query leaves nothing to share out, and threads wait long on a busy machine.
        faiss.omp_set_num_threads(1)
        at = self._candidates(query, count)
        more = _nearest(added.index, query, count)
        ids = np.concatenate([main.ids[at], added.ids[more]])
        near = cosines(np.concatenate([main.vectors(at), added.vectors(more)]), query)
        best = np.lexsort((ids, -near))[:count]
        return list(zip(ids[best].tolist(), near[best].tolist(), strict=True))

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of some passages, [ids, dimensions]. Raises ValueError for an unknown id."""
        wanted = np.array(ids, np.int64)
        found = np.empty((len(wanted), self._content.main.index.d), np.float32)
        unknown = np.ones(len(wanted), np.bool_)
        for rows in (self._content.main, self._content.added):
            at = rows.places(wanted)
            here = at >= 0
            found[here] = rows.vectors(at[here])
            unknown &= ~here
        if unknown.any():
            raise ValueError(f"There are no vectors of the passages {wanted[unknown].tolist()}")
        return found

    def _candidates(self, query: Vectors, count: int) -> Places:
        """Places in the main part among which its nearest are."""
        wanted = CANDIDATES_EACH * count if self._codes else count
        looked_through = self._codes or self._content.main.index
        found = _nearest(looked_through, query, wanted + len(self._content.removed))
        return found[self._present[found]][:wanted]


def compared_apart(folder: Path) -> dict[str, int]:
    """Files of which no checksum is of everything, with how many bytes come before the vectors."""
    if not (folder / MAIN / SUMS).exists():
        return {}
    path = folder / MAIN / VECTORS
    index = read_index(path)
    rows = index.ntotal * index.d * np.dtype(np.float32).itemsize
    return {f"{MAIN}/{VECTORS}": path.stat().st_size - rows}


def are_whole(folder: Path) -> bool:
    """Whether every vector is as it was written, where that is told vector by vector."""
    try:
        main = _read(folder).main
        for first in range(0, len(main.ids), EXACT):
            main.vectors(np.arange(first, min(first + EXACT, len(main.ids)), dtype=np.intp))
    except (RuntimeError, ValueError, OSError):
        return False
    return True


def _nearest(index: faiss.Index, query: Vectors, count: int) -> Places:
    """Places of the nearest, best first."""
    found: Places = index.search(query[np.newaxis], count)[1][0]
    # FAISS fills up with -1 where there are fewer.
    return found[found >= 0]


def _in_order(ids: Ids, vectors: Vectors) -> tuple[Ids, Vectors]:
    if np.all(ids[1:] > ids[:-1]):
        return ids, vectors
    order = np.argsort(ids)
    return ids[order], vectors[order]


def _wants_codes(count: int, width: int) -> bool:
    return count > EXACT and width % 2 == 0


def _codes(vectors: Vectors) -> faiss.Index:
    """Codes of 4 bits for every two dimensions."""
    width = vectors.shape[1]
    codes = faiss.IndexPQFastScan(width, width // 2, 4, faiss.METRIC_INNER_PRODUCT)
    codes.pq.cp.niter = TRAINING_ROUNDS
    # Training is many small pieces of work, which threads on a busy machine only hold up.
    faiss.omp_set_num_threads(1)
    codes.train(vectors[:: 1 + len(vectors) // TRAINED_ON])
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    codes.add(vectors)
    return codes


def _read_codes(path: Path, main: faiss.Index) -> faiss.Index:
    codes = read_index(path)
    if (codes.ntotal, codes.d) != (main.ntotal, main.d):
        raise ValueError(f"{path} is of other vectors")
    return codes


def _write_rows(folder: Path, ids: Ids, vectors: Vectors) -> None:
    # A file that is there may be another generation's as well: it must not be opened for writing.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    save(folder / IDS, ids)
    save_index(folder / VECTORS, index)


def _write_changes(folder: Path, ids: Ids, vectors: Vectors, removed: Places) -> None:
    _write_rows(folder / CHANGES, ids, vectors)
    save(folder / CHANGES / REMOVED, removed)


def _read(folder: Path) -> _Content:
    main, added = _read_rows(folder / MAIN), _read_rows(folder / CHANGES)
    removed = load(folder / CHANGES / REMOVED, np.intp)
    held = np.unique(removed)
    inside = not len(held) or (held[0] >= 0 and held[-1] < len(main.ids))
    if main.index.d != added.index.d or len(held) != len(removed) or not inside:
        raise ValueError(f"The vectors in {folder} do not fit together")
    return _Content(main, added, removed)


def _read_rows(folder: Path) -> _Rows:
    ids, index = load(folder / IDS, np.int64), read_index(folder / VECTORS)
    fits = isinstance(index, faiss.IndexFlatIP) and index.ntotal == len(ids)
    if not fits or not np.all(ids[1:] > ids[:-1]):
        raise ValueError(f"The vectors in {folder} do not fit together")
    sums = load(folder / SUMS, np.uint32) if (folder / SUMS).exists() else None
    if sums is not None and len(sums) != len(ids):
        raise ValueError(f"The vectors in {folder} do not fit together")
    return _Rows(ids, index, sums)
