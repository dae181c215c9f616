"""All that an index holds and finds, to be compared, and the real vectors without their model."""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from index.answering.answers import look_up
from index.answering.quotes import whereabouts
from index.models.encoder import Encoder
from index.paths import CATALOG, generation_folder
from index.store.catalog import Catalog
from index.store.generations import open_caches
from index.store.library import View
from index.store.mending import EXAMINED
from index.store.snapshot import open_snapshot
from index.structure.passages import join

QUERIES = (
    "When does the ferry number 7 leave the harbour?",
    "Which warden keeps the lantern of the lighthouse?",
    "How many chairs stand in room 12?",
    "quarry timetable",
)
ALL = 10_000
VARYING = ("id", "stamp", "vector", "sum")


class Recording:
    """The real encoder, which writes down what it was asked and what it said."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.fingerprint, self.dimensions = encoder.fingerprint, encoder.dimensions
        self.tokens: dict[str, int] = {}
        self.vectors: dict[str, np.ndarray] = {}

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        counts = self._encoder.count_tokens(texts)
        self.tokens |= zip(texts, counts, strict=True)
        return counts

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> np.ndarray:
        vectors = self._encoder.encode_passages(texts, progress)
        self.vectors |= zip(texts, vectors, strict=True)
        return vectors

    def save(self, path: Path) -> None:
        for query in QUERIES:
            self.vectors[query] = self._encoder.encode_query(query)
        about = [self.fingerprint, self.dimensions, self.tokens, list(self.vectors)]
        path.with_suffix(".json").write_text(json.dumps(about), encoding="utf-8")
        np.save(path.with_suffix(".npy"), np.stack(list(self.vectors.values())))


class Replaying:
    """An encoder that says what was written down; it starts no thread, so a process may fork."""

    def __init__(self, path: Path) -> None:
        about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        self.fingerprint, self.dimensions, self._tokens, texts = about
        self._vectors = dict(zip(texts, np.load(path.with_suffix(".npy")), strict=True))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [self._tokens[text] for text in texts]

    def encode_query(self, query: str) -> np.ndarray:
        return self._vectors[query]

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> np.ndarray:
        if progress:
            progress(len(texts))
        return np.stack([self._vectors[text] for text in texts])


class Whole:
    """In place of a reader, which only says what of a question it would read."""

    def cut(self, question: str) -> str:
        return question


def retrieved(index_folder: Path, encoder: Replaying) -> tuple[list[object], list[str]]:
    """The words and labels of what is found for each query, and the documents left out of that."""
    with closing(open_snapshot(index_folder, encoder.fingerprint)) as snapshot:
        readings = [look_up(View((snapshot,)), encoder, Whole(), query) for query in QUERIES]
        found = [
            [
                one.passage.document.title,
                whereabouts(snapshot.catalog, one.passage.document, one.passage.passage.start),
                join(one.passage.document.text, one.passage.passage).text,
            ]
            for reading in readings
            for one in reading.retrieved
        ]
    return found, sorted({path for reading in readings for path in reading.damaged})


def content(index_folder: Path, encoder: Replaying) -> dict[str, str] | None:
    """Digests of all that the last whole generation holds; None where there is none."""
    found = _content(index_folder, encoder)
    if found is None:
        return None
    return {key: hashlib.sha256(repr(value).encode()).hexdigest() for key, value in found.items()}


def _content(index_folder: Path, encoder: Replaying) -> dict[str, object] | None:
    if not (index_folder / CATALOG).exists():
        return None
    with closing(Catalog(index_folder / CATALOG)) as catalog:
        meta = catalog.meta()
        token = meta.pop("generation", None)
        if token is None:
            return None
        caches = open_caches(generation_folder(index_folder, token), catalog.counts()[1])
        meta = {key: value for key, value in meta.items() if key != "skipped"}
        # Those that are to be made again were not there when the generation was told.
        found: dict[str, object] = {"caches": caches is not None, "meta": meta}
    with closing(open_snapshot(index_folder, encoder.fingerprint)) as snapshot:
        catalog = snapshot.catalog
        for table in ("document", "passage", "landmark", "note", "line", "line_count", "skipped"):
            columns = [row[1] for row in catalog.rows(f"PRAGMA table_info({table})")]
            # Whether a file's time may be trusted depends on when it is looked at; vectors are
            # numbered as they come, and compared below. Checksums are of all that.
            kept = ", ".join(name for name in columns if name not in VARYING)
            number = ", id" if table == "passage" else ""
            found[table] = sorted(map(repr, catalog.rows(f"SELECT {kept}{number} FROM {table}")))
        recount = "SELECT key, count(*) FROM line GROUP BY key"
        found["recount"] = sorted(map(repr, catalog.rows(recount))) == found["line_count"]
        ids, vectors = catalog.vectors()
        kept = snapshot.vectors.vectors(ids.tolist())
        found["vectors"] = (ids.tobytes(), vectors.tobytes(), kept.tobytes())
        for query in QUERIES:
            near = snapshot.vectors.search(encoder.encode_query(query), ALL)
            words = snapshot.lexical.search(query, ALL)
            found[query] = (
                [(i, round(cosine, 5)) for i, cosine in near],
                [(i, round(score, 3)) for i, score in words],
            )
    return found


def left_behind(index_folder: Path) -> list[str]:
    """What is in the folder or its catalog beyond one whole generation."""
    with closing(Catalog(index_folder / CATALOG)) as catalog:
        generation = catalog.meta()["generation"]
        unused = catalog.rows(
            "SELECT count(*) FROM vector WHERE id NOT IN (SELECT vector FROM passage)"
        )
    expected = {"catalog.sqlite", "generations", "writer.lock", f"generations/{generation}"}
    # What tells the catalog that was found whole is there or not, as another had it open or not.
    found = {path.relative_to(index_folder).as_posix() for path in index_folder.glob("*")}
    found |= {f"generations/{path.name}" for path in (index_folder / "generations").glob("*")}
    return [*sorted((found - {EXAMINED}) ^ expected), *(["vectors"] if unused[0][0] else [])]
