"""Nearest neighbours among the passages' vectors: a cache of the catalog, searched by cosine.

A main part, which is never written to again, goes from generation to generation by hard links.
Beside it stand the changes since: vectors that came, and which of the main part's are gone.

A small main part is compared vector by vector. A large one is first looked through by codes (4-bit
product quantisation), which name several times as many candidates as are wanted; the vectors
themselves, mapped from the file, settle the order and the cosines (benchmarks/README.md has the
figures).
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.disk import link_files

Ids = NDArray[np.int64]
Places = NDArray[np.intp]
Vectors = NDArray[np.float32]

MAIN, CHANGES = "vectors", "vectors.changes"
IDS, VECTORS, CODES, REMOVED = "ids.npy", "vectors.npy", "codes.faiss", "removed.npy"

# Up to here comparing one by one takes a millisecond or two, and codes would gain nothing.
EXACT = 20_000
# Candidates by code for each one that is wanted: with 8, 1 of 10,000 that belong there is missed.
CANDIDATES_EACH = 8
# More of either finds no more of the nearest.
TRAINED_ON, TRAINING_ROUNDS = 8192, 5
# The main part is made anew when the changes are more than this share of it: a few hundred changed
# documents of 100,000 passages.
MERGE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class _Rows:
    """Unit vectors, [passages, dimensions], in ascending order of their passages' ids."""

    ids: Ids
    vectors: Vectors

    @property
    def width(self) -> int:
        return int(self.vectors.shape[1])

    def places(self, ids: Ids) -> Places:
        """Where each id stands, -1 for one that does not."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.intp)
        at = np.searchsorted(self.ids, ids).clip(max=len(self.ids) - 1)
        return np.where(self.ids[at] == ids, at, -1)


@dataclass(frozen=True, slots=True)
class _Content:
    """All but the codes. `removed` are places in the main part, in ascending order."""

    main: _Rows
    added: _Rows
    removed: Places

    def __len__(self) -> int:
        return len(self.main.ids) - len(self.removed) + len(self.added.ids)


def write(folder: Path, ids: Ids, vectors: Vectors, width: int) -> None:
    """Write the index of unit vectors [passages, width] under their passages' ids."""
    rows = _in_order(ids, vectors.reshape(len(ids), width))
    _write_rows(folder / MAIN, rows)
    if _wants_codes(rows):
        (folder / MAIN / CODES).write_bytes(faiss.serialize_index(_codes(rows.vectors)).data)
    _write_changes(folder, _Rows(rows.ids[:0], rows.vectors[:0]), np.empty(0, np.intp))


def update(folder: Path, before: Path, removed: Ids, ids: Ids, vectors: Vectors) -> bool:
    """Write what another folder's index holds, without the removed ids and with new ones.

    Costs as much as all changes since the main part was made; when they are many, it is made anew.
    False, with nothing written, if the other is broken or lacks what is to be removed.
    """
    try:
        old = _read(before)
    except (RuntimeError, ValueError, OSError):
        return False
    main = old.main
    removed = np.unique(removed)
    leaving = main.places(removed)
    gone = np.union1d(old.removed, leaving[leaving >= 0])
    stay = ~np.isin(old.added.ids, removed)
    added = _in_order(
        np.concatenate([old.added.ids[stay], ids]),
        np.concatenate([old.added.vectors[stay], vectors.reshape(len(ids), main.width)]),
    )
    if len(_Content(main, added, gone)) != len(old) - len(removed) + len(ids):
        return False
    if len(gone) + len(added.ids) > MERGE_SHARE * len(main.ids):
        left = np.delete(np.arange(len(main.ids)), gone)
        merged = np.empty((len(left) + len(added.ids), main.width), np.float32)
        # Into its place at once: no second copy of all vectors in memory.
        np.take(main.vectors, left, axis=0, out=merged[: len(left)], mode="clip")
        merged[len(left) :] = added.vectors
        write(folder, np.concatenate([main.ids[left], added.ids]), merged, main.width)
    else:
        link_files(before / MAIN, folder / MAIN)
        _write_changes(folder, added, gone)
    return True


class VectorIndex:
    """Nearest neighbours by inner product of unit vectors, which is the cosine.

    Searched by one thread at a time. Raises RuntimeError, ValueError or OSError if files are
    missing, cut short or do not fit together.
    """

    def __init__(self, folder: Path) -> None:
        self._content = _read(folder)
        main = self._content.main
        self._codes = _read_codes(folder / MAIN / CODES, main) if _wants_codes(main) else None
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
        more = _nearest(added.vectors, query, count)
        ids = np.concatenate([main.ids[at], added.ids[more]])
        vectors = np.concatenate([main.vectors[at], added.vectors[more]])
        # Unlike a product of matrices, it gives a passage the same cosine whatever stands beside.
        cosines = np.einsum("ij,j->i", vectors, query)
        best = np.lexsort((ids, -cosines))[:count]
        return list(zip(ids[best].tolist(), cosines[best].tolist(), strict=True))

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of some passages, [ids, dimensions]. Raises ValueError for an unknown id."""
        main, added = self._content.main, self._content.added
        wanted = np.array(ids, np.int64)
        found = np.empty((len(wanted), main.width), np.float32)
        unknown = np.ones(len(wanted), np.bool_)
        for rows in (main, added):
            at = rows.places(wanted)
            here = at >= 0
            found[here] = rows.vectors[at[here]]
            unknown &= ~here
        if unknown.any():
            raise ValueError(f"There are no vectors of the passages {wanted[unknown].tolist()}")
        return found

    def _candidates(self, query: Vectors, count: int) -> Places:
        """Places in the main part among which its nearest are."""
        main, removed = self._content.main, self._content.removed
        if self._codes is None:
            at = _nearest(main.vectors, query, count + len(removed))
            return at[self._present[at]]
        wanted = CANDIDATES_EACH * count
        fetched = min(wanted + len(removed), len(main.ids))
        found: Places = self._codes.search(query[np.newaxis], fetched)[1][0]
        return found[self._present[found]][:wanted]


def _nearest(vectors: Vectors, query: Vectors, count: int) -> Places:
    """Places of the nearest, found by comparing all."""
    if not len(vectors):
        return np.empty(0, np.intp)
    metric = faiss.METRIC_INNER_PRODUCT
    found: Places = faiss.knn(query[np.newaxis], vectors, min(count, len(vectors)), metric)[1][0]
    return found


def _in_order(ids: Ids, vectors: Vectors) -> _Rows:
    if np.all(ids[1:] > ids[:-1]):
        return _Rows(ids, vectors)
    order = np.argsort(ids)
    return _Rows(ids[order], vectors[order])


def _wants_codes(rows: _Rows) -> bool:
    return len(rows.ids) > EXACT and rows.width % 2 == 0


def _codes(vectors: Vectors) -> Any:  # noqa: ANN401
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


def _read_codes(path: Path, main: _Rows) -> Any:  # noqa: ANN401
    try:
        codes = faiss.read_index(str(path))
    except MemoryError as error:
        raise ValueError(f"{path} is damaged") from error
    if (codes.ntotal, codes.d) != (len(main.ids), main.width):
        raise ValueError(f"{path} is of other vectors")
    return codes


def _write_rows(folder: Path, rows: _Rows) -> None:
    # A file that is there may be another generation's as well: it must not be opened for writing.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    _save(folder / IDS, rows.ids)
    _save(folder / VECTORS, rows.vectors)


def _write_changes(folder: Path, added: _Rows, removed: Places) -> None:
    _write_rows(folder / CHANGES, added)
    _save(folder / CHANGES / REMOVED, removed)


def _save(path: Path, array: NDArray[Any]) -> None:
    """Write NumPy's format; unlike its own function, tell a full disk by the system's number."""
    with path.open("wb") as file:
        header = np.lib.format.header_data_from_array_1_0(array)
        np.lib.format.write_array_header_1_0(file, header)
        file.write(np.ascontiguousarray(array).data)


def _read(folder: Path) -> _Content:
    main, added = _read_rows(folder / MAIN), _read_rows(folder / CHANGES)
    removed = np.array(_load(folder / CHANGES / REMOVED, np.intp, 1))
    held = np.unique(removed)
    inside = not len(held) or (held[0] >= 0 and held[-1] < len(main.ids))
    if main.width != added.width or len(held) != len(removed) or not inside:
        raise ValueError(f"The vectors in {folder} do not fit together")
    return _Content(main, added, removed)


def _read_rows(folder: Path) -> _Rows:
    ids = np.array(_load(folder / IDS, np.int64, 1))
    vectors = _load(folder / VECTORS, np.float32, 2)
    if len(ids) != len(vectors) or not np.all(ids[1:] > ids[:-1]):
        raise ValueError(f"The vectors in {folder} do not fit together")
    return _Rows(ids, vectors)


def _load(path: Path, kind: type, axes: int) -> NDArray[Any]:
    """An array mapped from its file, which must be as long as it says."""
    try:
        array = np.lib.format.open_memmap(path, mode="r")
    except OSError:
        raise
    except Exception as error:
        raise ValueError(f"{path} is damaged") from error
    if array.dtype != kind or array.ndim != axes:
        raise ValueError(f"{path} is damaged")
    return array
