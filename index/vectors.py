"""FAISS over the passages' vectors: a cache of the catalog, searched by cosine."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

FILE = "vectors.faiss"


def write(folder: Path, ids: NDArray[np.int64], vectors: NDArray[np.float32], width: int) -> None:
    """Write the index of unit vectors [passages, width] under their passages' ids."""
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(width))
    if len(ids):
        index.add_with_ids(np.ascontiguousarray(vectors), ids)
    faiss.write_index(index, str(folder / FILE))


class VectorIndex:
    """Exact nearest neighbours by inner product of unit vectors, which is the cosine."""

    def __init__(self, folder: Path) -> None:
        self._index = faiss.read_index(str(folder / FILE))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: NDArray[np.float32], count: int) -> list[tuple[int, float]]:
        """Ids and cosines of the nearest passages, best first."""
        if not len(self):
            return []
        scores, ids = self._index.search(query[np.newaxis], min(count, len(self)))
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True)]

    def vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of some passages, [ids, dimensions]."""
        found: NDArray[np.float32] = self._index.reconstruct_batch(np.array(ids, np.int64))
        return found
