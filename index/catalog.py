"""The SQLite catalog: documents, passages and vectors. The one truth of an index.

Opened for reading it keeps one snapshot (SQLite's, in write-ahead mode), so what a reader sees is
one generation until it is closed, whatever a writer does meanwhile.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.collections import Collection, Scope
from index.errors import IndexMismatchError
from index.formats import Landmark
from index.passages import Passage
from index.sentences import Sentence

SCHEMA_VERSION = 4
SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS document (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
    title TEXT NOT NULL, date TEXT, url TEXT, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS passage (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    heading TEXT NOT NULL, sentences TEXT NOT NULL, vector TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS passage_document ON passage (document);
CREATE TABLE IF NOT EXISTS vector (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS line (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE, key TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS line_document ON line (document);
CREATE TABLE IF NOT EXISTS landmark (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, name TEXT NOT NULL, by_line INTEGER NOT NULL,
    PRIMARY KEY (document, start)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE, words TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS note_document ON note (document);
CREATE TABLE IF NOT EXISTS skipped (path TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
"""
BUSY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the catalog holds it; `text` is what offsets count in."""

    id: int
    path: str
    title: str
    date: str | None
    url: str | None
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with the document that it is part of."""

    id: int
    document: StoredDocument
    passage: Passage


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of documents."""

    path: str
    title: str
    date: str | None
    passages: int


class Catalog:
    """One connection to the catalog's file. Errors of a damaged file raise IndexMismatchError."""

    def __init__(self, path: Path, *, writing: bool = False) -> None:
        self._path = path
        with self.readable():
            self._connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA foreign_keys = ON")
            if writing:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
                self._connection.executescript(SCHEMA)
            else:
                self._connection.execute("PRAGMA query_only = ON")
                self._connection.execute("BEGIN")
                self._connection.execute("SELECT count(*) FROM meta").fetchone()

    def close(self) -> None:
        """Let go of the file, and of the generation that was being read."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or nothing of it."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def meta(self) -> dict[str, str]:
        """What the index says of itself: versions, fingerprint, generation, counts."""
        return dict(self._all("SELECT key, value FROM meta"))

    def collection(self) -> Collection:
        """What the documents are a collection of, and whose they are."""
        meta = self.meta()
        kind, ids = json.loads(meta.get("scope", '["everywhere", []]'))
        return Collection(meta.get("collection", ""), Scope(kind, frozenset(ids)))

    def set_meta(self, values: dict[str, str]) -> None:
        """Write some of the keys that `meta` reads."""
        self._connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def checksums(self) -> dict[str, str]:
        """SHA-256 of each document's file, by path."""
        return dict(self._all("SELECT path, sha256 FROM document"))

    def remove(self, paths: Iterable[str]) -> None:
        """Take documents out, with their passages."""
        self._connection.executemany("DELETE FROM document WHERE path = ?", [(p,) for p in paths])

    def add(
        self,
        document: StoredDocument,
        passages: Sequence[tuple[Passage, str]],
        line_keys: Iterable[str],
        landmarks: Iterable[Landmark] = (),
        notes: Iterable[str] = (),
    ) -> None:
        """Put a document in with its passages and their vectors' keys, in place of an older one."""
        self.remove([document.path])
        cursor = self._connection.execute(
            "INSERT INTO document (path, sha256, title, date, url, text) VALUES (?, ?, ?, ?, ?, ?)",
            (
                document.path,
                document.sha256,
                document.title,
                document.date,
                document.url,
                document.text,
            ),
        )
        self._connection.executemany(
            "INSERT INTO passage (document, heading, sentences, vector) VALUES (?, ?, ?, ?)",
            [(cursor.lastrowid, p.heading, _dump(p.sentences), key) for p, key in passages],
        )
        self._connection.executemany(
            "INSERT INTO line VALUES (?, ?)", [(cursor.lastrowid, key) for key in set(line_keys)]
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO landmark VALUES (?, ?, ?, ?)",
            [(cursor.lastrowid, mark.start, mark.name, mark.by_line) for mark in landmarks],
        )
        self._connection.executemany(
            "INSERT INTO note VALUES (?, ?)", [(cursor.lastrowid, words) for words in notes]
        )

    def line_counts(self) -> dict[str, int]:
        """In how many documents each lone line stands, by its key."""
        return dict(self._all("SELECT key, count(*) FROM line GROUP BY key"))

    def line_counts_of(self, paths: Iterable[str]) -> dict[str, int]:
        """The same for some documents only."""
        counts: dict[str, int] = {}
        query = "SELECT key FROM line JOIN document ON document.id = document WHERE path = ?"
        for path in paths:
            for (key,) in self._all(query, (path,)):
                counts[key] = counts.get(key, 0) + 1
        return counts

    def paths_with_lines(self, keys: Iterable[str]) -> set[str]:
        """The documents that hold any of these lines."""
        found: set[str] = set()
        for key in keys:
            query = "SELECT path FROM line JOIN document ON document.id = document WHERE key = ?"
            found.update(path for (path,) in self._all(query, (key,)))
        return found

    def missing_vectors(self, keys: Iterable[str]) -> list[str]:
        """Those of the keys that have no vector yet, each once, in order."""
        present = {key for (key,) in self._all("SELECT key FROM vector")}
        return [key for key in dict.fromkeys(keys) if key not in present]

    def add_vectors(self, keys: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep encoded vectors, [keys, dimensions]."""
        rows = zip(keys, (vector.tobytes() for vector in vectors), strict=True)
        self._connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)

    def drop_unused_vectors(self) -> None:
        """Forget vectors that no passage refers to any more."""
        self._connection.execute("DELETE FROM vector WHERE key NOT IN (SELECT vector FROM passage)")

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids of all passages and their vectors, [passages, dimensions], in order of the ids."""
        rows = self._all(
            "SELECT passage.id, data FROM passage JOIN vector ON key = vector ORDER BY passage.id"
        )
        ids = np.array([row[0] for row in rows], np.int64)
        data = np.frombuffer(b"".join(row[1] for row in rows), np.float32)
        if not np.isfinite(data).all():
            raise IndexMismatchError(self._damaged())
        return ids, data.reshape(len(rows), -1 if rows else 0)

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Passages with their documents, in the order asked for. Raises IndexMismatchError."""
        rows = self._all(
            "SELECT passage.id, heading, sentences, document.id, path, title, date, url, "
            "sha256, text FROM passage JOIN document ON document.id = document "
            "WHERE passage.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        documents: dict[int, StoredDocument] = {}
        found = {}
        for passage_id, heading, sentences, *rest in rows:
            document = documents.setdefault(rest[0], StoredDocument(*rest))
            passage = Passage(_load(sentences), heading)
            found[passage_id] = StoredPassage(passage_id, document, passage)
        if len(found) < len(set(ids)):
            raise IndexMismatchError(self._damaged())
        return [found[i] for i in ids]

    def all_passages(self) -> Iterator[tuple[int, str, str, str]]:
        """Id, title, heading and words of every passage."""
        query = (
            "SELECT passage.id, title, heading, sentences, text FROM passage "
            "JOIN document ON document.id = document ORDER BY passage.id"
        )
        for passage_id, title, heading, sentences, text in self._connection.execute(query):
            words = "\n".join(text[s.start : s.end] for s in _load(sentences))
            yield passage_id, title, heading, words

    def document(self, path: str) -> StoredDocument | None:
        """A document by its path, or None."""
        query = "SELECT id, path, title, date, url, sha256, text FROM document WHERE path = ?"
        rows = self._all(query, (path,))
        return StoredDocument(*rows[0]) if rows else None

    def landmark(self, document: int, at: int) -> Landmark | None:
        """The last landmark of a document, by its id, that begins at or before a code point."""
        query = (
            "SELECT start, name, by_line FROM landmark WHERE document = ? AND start <= ? "
            "ORDER BY start DESC LIMIT 1"
        )
        rows = self._all(query, (document, at))
        return Landmark(rows[0][0], rows[0][1], bool(rows[0][2])) if rows else None

    def documents(self) -> list[Listed]:
        """All documents in order of their paths, with how many passages each has."""
        query = (
            "SELECT path, title, date, count(passage.id) FROM document "
            "LEFT JOIN passage ON document.id = passage.document GROUP BY document.id ORDER BY path"
        )
        return [Listed(*row) for row in self._all(query)]

    def counts(self) -> tuple[int, int]:
        """How many documents and how many passages there are."""
        query = "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM passage)"
        documents, passages = self._all(query)[0]
        return documents, passages

    def skipped(self) -> list[tuple[str, str]]:
        """Paths that the last build left out, wholly or in part, with the reasons."""
        query = (
            "SELECT path, reason FROM skipped UNION ALL "
            "SELECT path, words FROM note JOIN document ON document.id = document ORDER BY 1, 2"
        )
        return self._all(query)

    def unread(self) -> dict[str, str]:
        """The reasons of the files that were left out wholly, by path."""
        return dict(self._all("SELECT path, reason FROM skipped"))

    def set_skipped(self, skipped: Iterable[tuple[str, str]]) -> None:
        """Replace the list that `unread` reads."""
        self._connection.execute("DELETE FROM skipped")
        self._connection.executemany("INSERT OR REPLACE INTO skipped VALUES (?, ?)", skipped)

    def _all(self, query: str, values: tuple[object, ...] = ()) -> list[tuple]:  # type: ignore[type-arg]
        with self.readable():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def readable(self) -> Iterator[None]:
        """Tell damage to the file as IndexMismatchError."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise IndexMismatchError(self._damaged()) from error

    def _damaged(self) -> str:
        return (
            f"The index in {self._path.parent} is damaged: "
            "delete that folder and run quoth index on your documents again."
        )


def _dump(sentences: Sequence[Sentence]) -> str:
    return json.dumps([[s.start, s.end, s.kind, s.partial] for s in sentences])


def _load(sentences: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(*values) for values in json.loads(sentences))
