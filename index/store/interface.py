"""What is read of an index, wherever it is kept: one generation of a collection at a time.

`index/store/snapshot.py` opens those of a folder, `index/store/milvus/` those of a Milvus server.
What is written to, and what opens them, is in `index/store/index.py`.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.access import Collection
from index.extraction.model import Landmark
from index.store.catalog import Listed, StoredDocument, StoredPassage

# Ids of passages with their scores, best first.
Hits = list[tuple[int, float]]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brings up: `dense` by the cosine to a vector, `lexical` by BM25."""

    dense: Hits
    lexical: Hits


class Contents(Protocol):
    """The documents of one generation, for which no model is needed. Raises QuothError."""

    def meta(self) -> dict[str, str]:
        """What the index says of itself: versions, the model's fingerprint, the folder."""

    def collection(self) -> Collection:
        """What the documents are a collection of, and whose they are."""

    def counts(self) -> tuple[int, int]:
        """How many documents and how many passages there are."""

    def documents(self, after: str = "", count: int = -1) -> list[Listed]:
        """Documents in order of their paths; so many, or all, of those that come after one."""

    def document(self, path: str) -> StoredDocument | None:
        """A document by its path, or None."""

    def landmark(self, document: int, at: int) -> Landmark | None:
        """The last landmark of a document, by its id, that begins at or before a code point."""

    def landmarks(self, document: int) -> tuple[Landmark, ...]:
        """All landmarks of a document, by its id, in order."""

    def checksums(self) -> dict[str, str]:
        """SHA-256 of each document's file, by path."""

    def skipped(self) -> list[tuple[str, str]]:
        """Paths that were left out wholly, with the reasons."""

    def in_part(self) -> list[tuple[str, str]]:
        """Paths of documents that were read in part, with the reasons."""

    def close(self) -> None:
        """Let the generation go."""


class Snapshot(Protocol):
    """One generation of a collection, open to be searched; the same until it is closed.

    Compared by identity; `place` tells it from other collections. `folder` is that of the documents
    when they were indexed.
    """

    @property
    def place(self) -> Hashable:
        """Where it is kept."""

    @property
    def collection(self) -> Collection:
        """What the documents are a collection of, and whose they are."""

    @property
    def catalog(self) -> Contents:
        """Its documents."""

    @property
    def generation(self) -> str:
        """The token of the generation, which is never used again."""

    @property
    def folder(self) -> str:
        """The folder that the documents were in."""

    @property
    def documents(self) -> int:
        """How many there are."""

    @property
    def passages(self) -> int:
        """How many there are."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """The paths of documents that are damaged and not searched, "" for one that is unknown."""

    def search(self, vector: Vectors, text: str, count: int, boosts: Mapping[str, float]) -> Found:
        """So many of the nearest passages on either side.

        On the lexical side, what an analysed word adds is multiplied by its boost, if it has one.
        """

    def matching(self, text: str, count: int) -> Hits:
        """The lexical side alone."""

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many passages each of some analysed words stands."""

    def vectors_of(self, ids: Sequence[int]) -> Vectors:
        """The unit vectors of some passages, [ids, dimensions]."""

    def passages_of(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Passages with their documents, in the order asked for."""

    def close(self) -> None:
        """Let the generation go."""
