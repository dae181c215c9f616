"""What a build looks up in the catalog, and puts in and takes out: documents and their vectors."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.extraction.model import Landmark
from index.store.catalog import Catalog, StoredDocument
from index.store.checksums import Value, row_sum, rows_sum
from index.store.compared import document_sum
from index.store.stored import dump_sentences
from index.structure.passages import Passage


@dataclass(frozen=True, slots=True)
class Record:
    """All that is put in for a document, whose id is still to come.

    `passages` come with the keys of their vectors; `stamp` tells the state of the file, `lines` are
    the keys of its lone lines.
    """

    document: StoredDocument
    passages: tuple[tuple[Passage, str], ...]
    stamp: str = ""
    lines: frozenset[str] = frozenset()
    landmarks: tuple[Landmark, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownFile:
    """The SHA-256 and the stamp of a document's file when it was read."""

    sha256: str
    stamp: str


def known_files(
    catalog: Catalog, paths: Iterable[str] | None = None, damaged: Set[int] = frozenset()
) -> dict[str, KnownFile]:
    """The documents' files by path; all, or those of these paths only.

    Of documents whose ids are `damaged` nothing is known but that they are there.
    """
    query = "SELECT id, path, sha256, stamp FROM document"
    if paths is None:
        rows = catalog.rows(query)
    else:
        these = " WHERE path IN (SELECT value FROM json_each(?))"
        rows = catalog.rows(query + these, _listed(paths))
    return {
        path: KnownFile("", "") if number in damaged else KnownFile(sha256, stamp)
        for number, path, sha256, stamp in rows
    }


def unread_stamps(catalog: Catalog) -> dict[str, str]:
    """The stamps, by path, of files that were left out and need not be tried again as they are."""
    return dict(catalog.rows("SELECT path, stamp FROM skipped WHERE stamp <> ''"))


def set_stamps(catalog: Catalog, stamps: Mapping[str, str]) -> None:
    """Keep new stamps of documents' files whose content is as it was."""
    rows = [(stamp, path) for path, stamp in stamps.items()]
    catalog.change("UPDATE document SET stamp = ? WHERE path = ?", rows)


def remove(catalog: Catalog, paths: Iterable[str]) -> list[int]:
    """Take documents out, with their passages, whose ids are returned."""
    listed = _listed(paths)
    query = (
        "SELECT passage.id FROM passage JOIN document ON document.id = document "
        "WHERE path IN (SELECT value FROM json_each(?))"
    )
    rows = catalog.rows(query, listed)
    catalog.change(
        "DELETE FROM document WHERE path IN (SELECT value FROM json_each(?))", [(listed,)]
    )
    return [passage for (passage,) in rows]


def add(catalog: Catalog, record: Record) -> None:
    """Put a document in, of which there is none by its path, and whose vectors are there."""
    document = record.document
    [(number,)] = catalog.rows("SELECT coalesce(max(id), 0) + 1 FROM document")
    # Of two landmarks that begin at the same place the later one counts.
    marks = sorted({mark.start: mark for mark in record.landmarks}.items())
    starts = [start for start, _ in marks]
    parts = parts_sum(record.lines, record.notes)
    row = (
        *(number, document.path, document.title, document.date, document.url, document.sha256),
        *(len(record.passages), starts[0] if starts else None, parts),
    )
    catalog.change(
        "INSERT INTO document "
        "(id, path, title, date, url, sha256, passages, landmark, parts, text, sum, stamp) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*row, document.text, document_sum(row, document.text), record.stamp)],
    )
    _add_passages(catalog, number, record.passages)
    catalog.change("INSERT INTO line VALUES (?, ?)", [(number, key) for key in record.lines])
    catalog.change(
        "INSERT INTO landmark VALUES (?, ?, ?, ?, ?, ?)",
        [
            with_sum(number, start, until, mark.name, int(mark.by_line))
            for (start, mark), until in zip(marks, [*starts[1:], None], strict=False)
        ],
    )
    catalog.change("INSERT INTO note VALUES (?, ?)", [(number, words) for words in record.notes])


def _add_passages(catalog: Catalog, document: int, passages: Sequence[tuple[Passage, str]]) -> None:
    wanted = _listed({key for _, key in passages})
    query = "SELECT key, id FROM vector WHERE key IN (SELECT value FROM json_each(?))"
    vectors = dict(catalog.rows(query, wanted))
    catalog.change(
        "INSERT INTO passage (id, document, heading, sentences, vector, sum) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            with_sum(number, document, p.heading, dump_sentences(p.sentences), vectors.get(key))
            for number, (p, key) in enumerate(passages, last_passage(catalog) + 1)
        ],
    )


def common_lines(catalog: Catalog, at_least: float) -> dict[str, int]:
    """The lone lines that stand in so many documents, by their keys, and in how many."""
    return dict(catalog.rows("SELECT key, count FROM line_count WHERE count >= ?", at_least))


def line_counts(catalog: Catalog, keys: Iterable[str]) -> Counter[str]:
    """In how many documents each of some lone lines stands, by their keys."""
    query = "SELECT key, count FROM line_count WHERE key IN (SELECT value FROM json_each(?))"
    return Counter(dict(catalog.rows(query, _listed(keys))))


def lines_of(catalog: Catalog, paths: Iterable[str]) -> Counter[str]:
    """In how many of some documents each of their lone lines stands."""
    query = (
        "SELECT key, count(*) FROM document JOIN line ON document = document.id "
        "WHERE path IN (SELECT value FROM json_each(?)) GROUP BY key"
    )
    return Counter(dict(catalog.rows(query, _listed(paths))))


def paths_with_lines(catalog: Catalog, keys: Iterable[str]) -> set[str]:
    """The documents that hold any of these lines."""
    query = (
        "SELECT DISTINCT path FROM line JOIN document ON document.id = document "
        "WHERE key IN (SELECT value FROM json_each(?))"
    )
    return {path for (path,) in catalog.rows(query, _listed(keys))}


def missing_vectors(catalog: Catalog, keys: Iterable[str]) -> list[str]:
    """Those of the keys that have no vector yet, each once, in order."""
    wanted = list(dict.fromkeys(keys))
    query = "SELECT key FROM vector WHERE key IN (SELECT value FROM json_each(?))"
    present = {key for (key,) in catalog.rows(query, _listed(wanted))}
    return [key for key in wanted if key not in present]


def known_records(catalog: Catalog, paths: Iterable[str] | None = None) -> Iterator[Record]:
    """Documents as they were put in, without their landmarks and lines; all, or those of paths."""
    query = "SELECT id, path, title, date, url, sha256, text, stamp FROM document"
    if paths is None:
        rows = catalog.rows(f"{query} ORDER BY path")
    else:
        these = " WHERE path IN (SELECT value FROM json_each(?)) ORDER BY path"
        rows = catalog.rows(query + these, _listed(paths))
    for *about, stamp in rows:
        stored = StoredDocument(*about)
        cut = catalog.rows(
            "SELECT passage.id, key FROM passage JOIN vector ON vector.id = vector "
            "WHERE document = ? ORDER BY passage.id",
            stored.id,
        )
        found = catalog.passages([passage for passage, _ in cut])
        notes = catalog.rows("SELECT words FROM note WHERE document = ? ORDER BY rowid", stored.id)
        yield Record(
            document=stored,
            passages=tuple((p.passage, key) for p, (_, key) in zip(found, cut, strict=True)),
            stamp=stamp,
            notes=tuple(words for (words,) in notes),
        )


def kept_vectors(catalog: Catalog, keys: Sequence[str]) -> NDArray[np.float32]:
    """The vectors that are kept by some keys, [keys, dimensions]."""
    query = "SELECT key, data FROM vector WHERE key IN (SELECT value FROM json_each(?))"
    found = {
        key: np.frombuffer(data, np.float32) for key, data in catalog.rows(query, _listed(keys))
    }
    return np.array([found[key] for key in keys], np.float32)


def empty(catalog: Catalog) -> None:
    """Take everything out but the vectors."""
    catalog.change("DELETE FROM document")
    catalog.change("DELETE FROM meta")
    catalog.set_skipped(())


def add_vectors(catalog: Catalog, keys: Sequence[str], vectors: NDArray[np.float32]) -> None:
    """Keep encoded vectors, [keys, dimensions]."""
    [(last,)] = catalog.rows("SELECT coalesce(max(id), 0) FROM vector")
    rows = enumerate(zip(keys, (vector.tobytes() for vector in vectors), strict=True), last + 1)
    catalog.change(
        "INSERT INTO vector (id, key, sum, data) VALUES (?, ?, ?, ?)",
        ((number, key, row_sum(number, key, data=data), data) for number, (key, data) in rows),
    )


def drop_unused_vectors(catalog: Catalog) -> None:
    """Forget vectors that no passage refers to."""
    catalog.change(
        "DELETE FROM vector WHERE id IN (SELECT id FROM loose_vector) "
        "AND NOT EXISTS (SELECT 1 FROM passage WHERE vector = vector.id)"
    )
    catalog.change("DELETE FROM loose_vector")


def last_passage(catalog: Catalog) -> int:
    """The highest id that any passage ever had; those that come get higher ones."""
    rows = catalog.rows("SELECT seq FROM sqlite_sequence WHERE name = 'passage'")
    return int(rows[0][0]) if rows else 0


def parts_sum(lines: Iterable[str], notes: Iterable[str]) -> bytes:
    """The checksum of a document's lone lines and of its notes."""
    return row_sum(rows_sum([(key,) for key in lines]), rows_sum([(words,) for words in notes]))


def with_sum(*values: Value) -> tuple[Value, ...]:
    """A row with its checksum at its end."""
    return (*values, row_sum(*values))


def _listed(values: Iterable[object]) -> str:
    return json.dumps(list(values))
