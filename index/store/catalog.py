"""The SQLite catalog: documents, passages and vectors. The one truth of an index.

Opened for reading it keeps one snapshot (SQLite's, in write-ahead mode), so what a reader sees is
one generation until it is closed, whatever a writer does meanwhile.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from index.access import Collection, Scope
from index.errors import IndexBusyError, IndexMismatchError
from index.extraction.model import Landmark
from index.store.disk import is_full, room
from index.store.sqlite_files import begin_reading, connect, connect_for_reading, is_refused, make
from index.structure.passages import Passage
from index.text.sentences import Sentence

# Raised with every change of data/schema.sql, and of what is kept by it.
SCHEMA_VERSION = 8


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
    """One connection to the catalog's file.

    Raises IndexMismatchError where the file is damaged or may not be opened.
    """

    def __init__(self, path: Path, *, writing: bool = False) -> None:
        self._path = path
        with self.readable():
            if not writing:
                self._connection = connect_for_reading(path)
            else:
                if not path.exists():
                    make(path, resources.files("index").joinpath("data/schema.sql").read_text())
                self._connection = connect(path)

    def renew(self) -> None:
        """Go over to the newest generation, and fold what writers left in the log into the file.

        The log cannot be folded in while an older generation is read, and grows as long as anybody
        reads out of it: one that reads for long, and opens the new before it closes the old, must
        renew the new one then. Another generation may have come meanwhile: look at `meta`.
        """
        with self.readable():
            self._connection.execute("COMMIT")
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            begin_reading(self._connection)

    def close(self) -> None:
        """Let go of the file, and of the generation that was being read."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or nothing of it."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended it already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def meta(self) -> dict[str, str]:
        """What the index says of itself: versions, fingerprint, generation; nothing before one."""
        return dict(self.rows("SELECT key, value FROM meta"))

    def collection(self) -> Collection:
        """What the documents are a collection of, and whose they are."""
        meta = self.meta()
        kind, ids = json.loads(meta.get("scope", '["everywhere", []]'))
        return Collection(meta.get("collection", ""), Scope(kind, frozenset(ids)))

    def set_meta(self, values: dict[str, str]) -> None:
        """Write some of the keys that `meta` reads."""
        self.change("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def checksums(self) -> dict[str, str]:
        """SHA-256 of each document's file, by path."""
        return dict(self.rows("SELECT path, sha256 FROM document"))

    def vectors(self, after: int = 0) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids of the passages and their vectors, [passages, dimensions], in order of the ids.

        Of those only whose id is higher than `after`.
        """
        with self.readable():
            count = "SELECT count(*) FROM passage WHERE id > ?"
            (passages,) = self._connection.execute(count, (after,)).fetchone()
            ids = np.empty(passages, np.int64)
            data = np.empty((0, 0), np.float32)
            query = (
                "SELECT passage.id, data FROM passage JOIN vector ON vector.id = vector "
                "WHERE passage.id > ? ORDER BY passage.id"
            )
            found = 0
            for found, (number, row) in enumerate(self._connection.execute(query, (after,)), 1):
                if found == 1:
                    data = np.empty((passages, len(row) // data.itemsize), np.float32)
                if found > passages or len(row) != data.shape[1] * data.itemsize:
                    raise IndexMismatchError(self._damaged())
                ids[found - 1] = number
                data[found - 1] = np.frombuffer(row, np.float32)
        if found < passages or not np.isfinite(data).all():
            raise IndexMismatchError(self._damaged())
        return ids, data

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Passages with their documents, in the order asked for. Raises IndexMismatchError."""
        rows = self.rows(
            "SELECT id, document, heading, sentences FROM passage "
            "WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids)),
        )
        # Apart, so that a long text is fetched once, however many of its passages are wanted.
        texts = self.rows(
            "SELECT id, path, title, date, url, sha256, text FROM document "
            "WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps(sorted({document for _, document, *_ in rows})),
        )
        documents = {row[0]: StoredDocument(*row) for row in texts}
        found = {
            passage_id: StoredPassage(
                passage_id, documents[document], Passage(_load(sentences), heading)
            )
            for passage_id, document, heading, sentences in rows
            if document in documents
        }
        if len(found) < len(set(ids)):
            raise IndexMismatchError(self._damaged())
        return [found[i] for i in ids]

    def all_passages(self, after: int = 0) -> Iterator[tuple[int, str, str, str]]:
        """Id, title, heading and words of every passage whose id is higher than `after`."""
        query = (
            "SELECT id, document, heading, sentences FROM passage WHERE id > ? AND document IN "
            "(SELECT id FROM document) ORDER BY id"
        )
        # A document's passages follow each other: its text is fetched once.
        last, title, text = 0, "", ""
        for passage_id, document, heading, sentences in self._connection.execute(query, (after,)):
            if document != last:
                [(title, text)] = self._connection.execute(
                    "SELECT title, text FROM document WHERE id = ?", (document,)
                )
                last = document
            words = "\n".join(text[s.start : s.end] for s in _load(sentences))
            yield passage_id, title, heading, words

    def document(self, path: str) -> StoredDocument | None:
        """A document by its path, or None."""
        query = "SELECT id, path, title, date, url, sha256, text FROM document WHERE path = ?"
        rows = self.rows(query, path)
        return StoredDocument(*rows[0]) if rows else None

    def landmark(self, document: int, at: int) -> Landmark | None:
        """The last landmark of a document, by its id, that begins at or before a code point."""
        query = (
            "SELECT start, name, by_line FROM landmark WHERE document = ? AND start <= ? "
            "ORDER BY start DESC LIMIT 1"
        )
        rows = self.rows(query, document, at)
        return Landmark(rows[0][0], rows[0][1], bool(rows[0][2])) if rows else None

    def landmarks(self, document: int) -> tuple[Landmark, ...]:
        """All landmarks of a document, by its id, in order."""
        query = "SELECT start, name, by_line FROM landmark WHERE document = ? ORDER BY start"
        rows = self.rows(query, document)
        return tuple(Landmark(start, name, bool(by_line)) for start, name, by_line in rows)

    def documents(self, after: str = "", count: int = -1) -> list[Listed]:
        """Documents in order of their paths; so many, or all, of those that come after one."""
        query = (
            "SELECT path, title, date, "
            "(SELECT count(*) FROM passage WHERE passage.document = document.id) "
            "FROM document WHERE path > ? ORDER BY path LIMIT ?"
        )
        return [Listed(*row) for row in self.rows(query, after, count)]

    def counts(self) -> tuple[int, int]:
        """How many documents and how many passages there are."""
        query = "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM passage)"
        documents, passages = self.rows(query)[0]
        return documents, passages

    def skipped(self) -> list[tuple[str, str]]:
        """Paths that the last build left out, wholly or in part, with the reasons."""
        query = (
            "SELECT path, reason FROM skipped UNION ALL "
            "SELECT path, words FROM note JOIN document ON document.id = document ORDER BY 1, 2"
        )
        return self.rows(query)

    def unread(self) -> dict[str, str]:
        """The reasons of the files that were left out wholly, by path."""
        return dict(self.rows("SELECT path, reason FROM skipped"))

    def set_skipped(
        self,
        skipped: Iterable[tuple[str, str]],
        stamps: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Replace the list that `unread` reads; files with a stamp are not tried again with it."""
        self.change("DELETE FROM skipped")
        rows = [(path, reason, stamps.get(path, "")) for path, reason in skipped]
        self.change("INSERT OR REPLACE INTO skipped VALUES (?, ?, ?)", rows)

    def rows(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        """What a query finds."""
        with self.readable():
            return self._connection.execute(query, values).fetchall()

    def change(self, statement: str, rows: Iterable[Sequence[object]] = ((),)) -> None:
        """Run a statement once for each row of values."""
        with self.readable():
            self._connection.executemany(statement, rows)

    @contextmanager
    def readable(self) -> Iterator[None]:
        """Tell damage to the file as IndexMismatchError, a full disk as DiskFullError."""
        with room(self._path.parent):
            try:
                yield
            except sqlite3.DatabaseError as error:
                if is_full(error):
                    raise
                if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                    raise IndexBusyError(
                        f"Another process keeps the index in {self._path.parent} from being "
                        "written to: wait until it is done."
                    ) from error
                if is_refused(error):
                    raise IndexMismatchError(
                        f"The index in {self._path.parent} may not be opened: change the "
                        "permissions of that folder and of what is in it."
                    ) from error
                raise IndexMismatchError(self._damaged()) from error

    def _damaged(self) -> str:
        return (
            f"The index in {self._path.parent} is damaged: "
            "delete that folder and run quoth index on your documents again."
        )


def dump_sentences(sentences: Sequence[Sentence]) -> str:
    """Sentences as they are stored."""
    return json.dumps([[s.start, s.end, s.kind, s.partial] for s in sentences])


def _load(sentences: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(*values) for values in json.loads(sentences))
