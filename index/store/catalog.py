"""The SQLite catalog: documents, passages and vectors. The one truth of an index.

Opened for reading it keeps one snapshot (SQLite's, in write-ahead mode), so what a reader sees is
one generation until it is closed, whatever a writer does meanwhile. What is read to answer is
compared with its checksum first: a row that was changed by anything but a build is never shown.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from index.access import Collection, Scope
from index.errors import IndexDamagedError
from index.extraction.model import Landmark
from index.store.checksums import row_sum, rows_sum
from index.store.compared import DOCUMENTS, LANDMARKS, ComparedRows, compared
from index.store.stored import Listed as Listed
from index.store.stored import StoredDocument as StoredDocument
from index.store.stored import StoredPassage as StoredPassage
from index.store.stored import load_sentences

# Raised with every change of data/schema.sql, and of what is kept by it.
SCHEMA_VERSION = 17

# What `meta` holds beside what is put in: how much there is, and what shows damage.
SUM, SKIPPED_SUM = "sum", "skipped"


class Catalog(ComparedRows):
    """The tables of the file. Raises IndexDamagedError for what is not as it was written."""

    def meta(self) -> dict[str, str]:
        """What the index says of itself: versions, fingerprint, generation; nothing before one."""
        found = dict(self.rows("SELECT key, value FROM meta"))
        told = found.pop(SUM, "")
        # Those that had none are of other versions, which is told elsewhere.
        old = not told and found.get("schema") != str(SCHEMA_VERSION)
        if told != _meta_sum(found) and not old:
            raise self.damaged()
        return found

    def collection(self) -> Collection:
        """What the documents are a collection of, and whose they are."""
        meta = self.meta()
        kind, ids = json.loads(meta.get("scope", '["everywhere", []]'))
        return Collection(meta.get("collection", ""), Scope(kind, frozenset(ids)))

    def set_meta(self, values: dict[str, str]) -> None:
        """Write some of the keys that `meta` reads, and how much there is now."""
        documents, passages = self.counts()
        counts = {"documents": str(documents), "passages": str(passages)}
        before = self.meta()
        now = before | values | counts | {SKIPPED_SUM: self.skipped_sum()}
        if now == before:
            return
        rows = [*now.items(), (SUM, _meta_sum(now))]
        self.change("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)

    def checksums(self) -> dict[str, str]:
        """SHA-256 of each document's file, by path."""
        return dict(self.rows("SELECT path, sha256 FROM document"))

    def vectors(
        self, after: int = 0, without: Iterable[int] = ()
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids of the passages and their vectors, [passages, dimensions], in order of the ids.

        Of those only whose id is higher than `after`, `without` those of some documents.
        """
        these = after, json.dumps(list(without))
        count = (
            "SELECT count(*) FROM passage "
            "WHERE id > ? AND document NOT IN (SELECT value FROM json_each(?))"
        )
        [(passages,)] = self.rows(count, *these)
        ids = np.empty(passages, np.int64)
        data = np.empty((0, 0), np.float32)
        query = (
            "SELECT passage.id, data FROM passage JOIN vector ON vector.id = vector "
            "WHERE passage.id > ? AND document NOT IN (SELECT value FROM json_each(?)) "
            "ORDER BY passage.id"
        )
        found = 0
        for found, (number, row) in enumerate(self.each(query, *these), 1):
            if found == 1:
                data = np.empty((passages, len(row) // data.itemsize), np.float32)
            if found > passages or len(row) != data.shape[1] * data.itemsize:
                raise self.damaged()
            ids[found - 1] = number
            data[found - 1] = np.frombuffer(row, np.float32)
        if found < passages or not np.isfinite(data).all():
            raise self.damaged()
        return ids, data

    def all_passages(
        self, after: int = 0, without: Iterable[int] = ()
    ) -> Iterator[tuple[int, str, str, str]]:
        """Id, title, heading and words of every passage whose id is higher than `after`.

        `without` those of some documents.
        """
        query = (
            "SELECT id, document, heading, sentences FROM passage WHERE id > ? AND document IN "
            "(SELECT id FROM document) AND document NOT IN (SELECT value FROM json_each(?)) "
            "ORDER BY id"
        )
        # A document's passages follow each other: its text is fetched once.
        last, title, text = 0, "", ""
        these = after, json.dumps(list(without))
        for passage_id, document, heading, sentences in self.each(query, *these):
            if document != last:
                [(title, text)] = self.rows(
                    "SELECT title, text FROM document WHERE id = ?", document
                )
                last = document
            words = "\n".join(text[s.start : s.end] for s in load_sentences(sentences))
            yield passage_id, title, heading, words

    def document(self, path: str) -> StoredDocument | None:
        """A document by its path, or None. Raises IndexDamagedError if it is damaged."""
        rows = self.rows(f"{DOCUMENTS} WHERE path = ?", path)
        if not rows:
            return None
        held = compared(rows[0])
        if held is None:
            raise IndexDamagedError(
                f"The document {path} is damaged in the index in {self._path.parent}: run quoth "
                "index on your documents again, which mends it."
            )
        return held.document

    def landmark(self, document: int, at: int) -> Landmark | None:
        """The last landmark of a document, by its id, that begins at or before a code point."""
        row = self.landmark_row(document, at)
        if row is None:
            return None
        _, start, until, name, by_line, checksum = row
        if row_sum(*row[:-1]) != checksum or (until is not None and at >= until):
            raise self.damaged()
        return Landmark(start, name, bool(by_line))

    def landmarks(self, document: int) -> tuple[Landmark, ...]:
        """All landmarks of a document, by its id, in order."""
        found: list[Landmark] = []
        ends = None
        for row in self.rows(f"{LANDMARKS} WHERE document = ? ORDER BY start", document):
            _, start, until, name, by_line, checksum = row
            if row_sum(*row[:-1]) != checksum or (found and start != ends):
                raise self.damaged()
            found.append(Landmark(start, name, bool(by_line)))
            ends = until
        if ends is not None:
            raise self.damaged()
        return tuple(found)

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
        """Paths that the last build left out wholly, with the reasons."""
        return self.rows("SELECT path, reason FROM skipped ORDER BY 1, 2")

    def in_part(self) -> list[tuple[str, str]]:
        """Paths of documents that were read in part, with the reasons."""
        query = "SELECT path, words FROM note JOIN document ON document.id = document ORDER BY 1, 2"
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
        rows = [(path, reason, stamps.get(path, "")) for path, reason in skipped]
        # What is as it was leaves the file as it is.
        if sorted(rows) == sorted(self.rows("SELECT path, reason, stamp FROM skipped")):
            return
        self.change("DELETE FROM skipped")
        self.change("INSERT OR REPLACE INTO skipped VALUES (?, ?, ?)", rows)

    def skipped_sum(self) -> str:
        """The checksum of all that was left out."""
        return rows_sum(self.rows("SELECT path, reason, stamp FROM skipped")).hex()


def _meta_sum(values: Mapping[str, str]) -> str:
    return row_sum(*(part for pair in sorted(values.items()) for part in pair)).hex()
