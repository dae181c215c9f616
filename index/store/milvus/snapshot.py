"""One generation of a collection on a Milvus server, open to be searched."""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.access import Collection
from index.store.catalog import StoredPassage
from index.store.interface import Found, Hits, Vectors
from index.store.keeping import Kept
from index.store.milvus.connection import Row
from index.store.milvus.contents import Documents, MilvusContents, Records, moved
from index.store.milvus.layout import CARE, Kind, among
from index.store.milvus.pointers import LEASE
from index.store.milvus.rows import sizes_of, stored_passage
from index.store.milvus.words import NO_FREQUENCIES, Frequencies, bm25, dimension, rarities
from index.text.words import stems

FIELDS = ("id", "document", "body", "words", "vector")
# Candidates by words for each that is wanted: their scores are exact only once they are here.
MORE = 1.5
# Where a server has no sparse vectors, words are only looked for in so many of the nearest.
WIDE = 200
# About what a passage takes that was fetched, in bytes.
PASSAGE = 4000

Rows = Kept[int, tuple[Row, Vectors]]
# Words' frequencies by collection and generation.
Bases = Kept[tuple[int, int], Frequencies]


@dataclass(frozen=True, slots=True)
class Memory:
    """What was fetched and is kept for all generations, as it never changes."""

    documents: Documents
    rows: Rows
    bases: Bases


class MilvusSnapshot:
    """One generation of a collection. Threads may share it.

    It may be read for `LEASE` seconds after it was last seen to be the newest; `confirm` looks.
    Raises IndexUnreachableError, and IndexMovedError where a newer one took its place meanwhile.
    """

    def __init__(
        self,
        records: Records,
        contents: MilvusContents,
        memory: Memory,
        pool: Executor,
        newest: Callable[[], Mapping[int, object]],
    ) -> None:
        pointer = records.pointer
        self.place: Hashable = (str(records.server.address), pointer.scope)
        self.catalog = contents
        self.generation, self.folder = pointer.token, pointer.meta["folder"]
        self.documents, self.passages = pointer.documents, pointer.passages
        self._records, self._pool, self._newest = records, pool, newest
        self._rows = memory.rows
        self._frequencies = frequencies(records, memory.bases)
        self._seen = time.monotonic()

    @property
    def collection(self) -> Collection:
        """What the documents are a collection of, and whose they are."""
        return self.catalog.collection()

    @property
    def left_out(self) -> tuple[str, ...]:
        """Nothing: what the server does not hold as it was written is told."""
        return ()

    def confirm(self) -> None:
        """It was seen just now that this is the newest generation."""
        self._seen = time.monotonic()

    def search(self, vector: Vectors, text: str, count: int, boosts: Mapping[str, float]) -> Found:
        """So many of the nearest passages on either side."""
        self._look()
        wanted = self._wanted(text, boosts)
        if not self.passages:
            return Found([], [])
        if not self._records.layout.sparse:
            near = self._nearest(vector, max(count, WIDE))
            return Found(near[:count], self._scored([i for i, _ in near], wanted)[:count])
        dense = self._pool.submit(self._nearest, vector, count)
        lexical = self._by_words(wanted, count)
        return Found(dense.result(), lexical)

    def matching(self, text: str, count: int) -> Hits:
        """The lexical side alone; none where the server has no sparse vectors."""
        self._look()
        wanted = self._wanted(text, {})
        return self._by_words(wanted, count) if self._records.layout.sparse else []

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many passages each of some analysed words stands."""
        return self._frequencies.count(words)

    def vectors_of(self, ids: Sequence[int]) -> Vectors:
        """The unit vectors of some passages, [ids, dimensions]."""
        rows = self._fetched(ids)
        return np.stack([rows[i][1] for i in ids])

    def passages_of(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Passages with their documents, in the order asked for."""
        rows = {i: row for i, (row, _) in self._fetched(ids).items()}
        held = self.catalog.held({row["document"]: sizes_of(row) for row in rows.values()})
        return [stored_passage(rows[i], held[rows[i]["document"]].document) for i in ids]

    def close(self) -> None:
        """Nothing is held on the server."""
        self.catalog.close()

    def _look(self) -> None:
        """See whether this may still be read. Raises IndexMovedError."""
        if time.monotonic() - self._seen < LEASE / 2:
            return
        pointer = self._records.pointer
        if self._newest().get(pointer.scope) == pointer.number:
            self.confirm()
        elif time.monotonic() - self._seen >= LEASE:
            raise moved()

    def _wanted(self, text: str, boosts: Mapping[str, float]) -> dict[str, float]:
        words = list(dict.fromkeys(stems(text)))
        return rarities(words, self.frequencies(words), self.passages, boosts)

    def _nearest(self, vector: Vectors, count: int) -> Hits:
        kind = self._records.server.access.vectors
        found = self._search("vector", vector, count, CARE.get(kind, {}))
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def _by_words(self, wanted: Mapping[str, float], count: int) -> Hits:
        if not wanted or not self.passages:
            return []
        asked: dict[int, float] = {}
        for word, weight in wanted.items():
            asked[dimension(word)] = asked.get(dimension(word), 0.0) + weight
        found = self._search("sparse", asked, round(MORE * count), {})
        return self._scored([i for i, _ in found], wanted)[:count]

    def _scored(self, ids: Sequence[int], wanted: Mapping[str, float]) -> Hits:
        """Those passages that hold any of the words, by BM25."""
        pointer = self._records.pointer
        mean = pointer.words / max(1, pointer.passages)
        rows = self._fetched(ids)
        scores = ((i, bm25(rows[i][0]["words"].split(), wanted, mean)) for i in ids)
        return sorted(((i, s) for i, s in scores if s), key=lambda hit: (-hit[1], hit[0]))

    def _search(self, field: str, asked: object, count: int, care: Mapping[str, int]) -> Hits:
        def work(client: Any, seconds: float) -> Any:  # noqa: ANN401 (pymilvus's)
            [hits] = client.search(
                self._records.layout.passages,
                data=[asked],
                anns_field=field,
                filter=self.catalog.condition,
                limit=count,
                output_fields=list(FIELDS),
                search_params={"metric_type": "IP", "params": dict(care)},
                timeout=seconds,
                **self._records.consistency,
            )
            return hits

        hits = self._records.server.call(work, self._records.layout.passages)
        vectors = _vectors(hits)
        found = []
        for at, vector in enumerate(vectors):
            hit = hits.get_raw_item(at)
            own = int(hit["id"], 16)
            self._rows.put(own, ({"id": hit["id"], **hit["entity"]}, vector), PASSAGE)
            found.append((own, float(hit["distance"])))
        return found

    def _fetched(self, ids: Sequence[int]) -> dict[int, tuple[Row, Vectors]]:
        """The rows of some passages with their vectors. Raises IndexMovedError if one is gone."""
        found = {i: kept for i in ids if (kept := self._rows.get(i))}
        missing = [f"{i:024x}" for i in ids if i not in found]
        if missing:
            rows = self._records.server.query(
                self._records.layout.passages,
                among("id", missing),
                FIELDS,
                self._records.consistency,
            )
            for row in rows:
                own = int(row["id"], 16)
                found[own] = row, np.array(row["vector"], np.float32)
                self._rows.put(own, found[own], PASSAGE)
        if any(i not in found for i in ids):
            raise moved()
        return found


def frequencies(records: Records, bases: Bases) -> Frequencies:
    """In how many of a generation's passages each word stands."""
    pointer = records.pointer
    number, count = pointer.base
    base = bases.get((pointer.scope, number)) if count else NO_FREQUENCIES
    if base is None:
        base = Frequencies.load(records.text(Kind.WORDS, number, count))
        bases.put((pointer.scope, number), base, base.hashes.nbytes + base.counts.nbytes)
    return base.plus(
        [Frequencies.load(records.text(Kind.CHANGED_WORDS, *pair)) for pair in pointer.changed]
    )


def _vectors(hits: Any) -> NDArray[np.float32]:  # noqa: ANN401 (pymilvus's)
    """The vectors of what a search found, without making a list of every number."""
    count = len(hits.ids)
    for field in hits.lazy_field_data:
        if field.field_name == "vector":
            # All of an answer's are in one.
            data = np.array(field.vectors.float_vector.data, np.float32)
            return data.reshape(-1, field.vectors.dim)[hits.start : hits.start + count]
    return np.array([hit["entity"]["vector"] for hit in hits], np.float32)
