"""All of a catalog read and compared with its checksums: what of it is damaged."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from index.store.catalog import SKIPPED_SUM, Catalog
from index.store.checksums import row_sum
from index.store.compared import DOCUMENTS, LANDMARKS, PASSAGES, compared, is_tellable
from index.store.records import parts_sum

# What a damaged document is called whose path is not known.
UNKNOWN = ""

LINES_DIFFER = (
    "SELECT EXISTS (SELECT key, count(*) FROM line GROUP BY key EXCEPT SELECT * FROM line_count) "
    "OR EXISTS (SELECT * FROM line_count EXCEPT SELECT key, count(*) FROM line GROUP BY key)"
)


@dataclass(frozen=True, slots=True)
class Damage:
    """What of a catalog is not as it was written.

    `documents` are the ids of documents of which something is, and of those that are gone and left
    something; `paths` are the paths of the former, "" for one that is not known. `vectors` are ids,
    `lines` says that lone lines are miscounted, `skipped` that the list of what was left out is.
    """

    documents: frozenset[int] = frozenset()
    paths: tuple[str, ...] = ()
    vectors: frozenset[int] = frozenset()
    lines: bool = False
    skipped: bool = False

    def __bool__(self) -> bool:
        return bool(self.documents or self.paths or self.vectors or self.lines or self.skipped)


@dataclass(frozen=True, slots=True)
class _Expected:
    """What must belong to a document."""

    path: str
    passages: int
    landmark: int | None
    parts: bytes


def examine(catalog: Catalog) -> Damage:
    """Read all of it. Raises IndexDamagedError where it cannot be read on."""
    expected, torn = _documents(catalog)
    vectors = frozenset(_bad_vectors(catalog))
    damaged = {
        *torn,
        *_with_bad_passages(catalog, expected, vectors),
        *_with_bad_landmarks(catalog, expected),
        *_with_bad_parts(catalog, expected),
    }
    known = {**torn, **{number: one.path for number, one in expected.items()}}
    paths = {known.get(number, UNKNOWN) for number in damaged}
    meta = catalog.meta()
    if int(meta.get("documents", "0")) > len(expected) + len(torn):
        paths.add(UNKNOWN)
    return Damage(
        documents=frozenset(damaged),
        paths=tuple(sorted(paths)),
        vectors=vectors,
        lines=bool(catalog.rows(LINES_DIFFER)[0][0]),
        skipped=bool(meta) and meta.get(SKIPPED_SUM) != catalog.skipped_sum(),
    )


def _documents(catalog: Catalog) -> tuple[dict[int, _Expected], dict[int, str]]:
    """The documents that are whole in themselves, and the paths of the others, by their ids."""
    expected: dict[int, _Expected] = {}
    torn: dict[int, str] = {}
    for row in catalog.each(f"{DOCUMENTS} ORDER BY id"):
        number, path, *_, passages, landmark, parts, _, _ = row
        if compared(row):
            expected[number] = _Expected(path, passages, landmark, parts)
        else:
            torn[number] = path if is_tellable(path) else UNKNOWN
    return expected, torn


def _bad_vectors(catalog: Catalog) -> Iterator[int]:
    for number, key, checksum, data in catalog.each("SELECT id, key, sum, data FROM vector"):
        if not isinstance(data, bytes) or row_sum(number, key, data=data) != checksum:
            yield number


def _with_bad_passages(
    catalog: Catalog, expected: dict[int, _Expected], vectors: frozenset[int]
) -> Iterator[int]:
    """Documents that lack passages, or have such as are not theirs, or without a vector."""
    counts: Counter[int] = Counter()
    for row in catalog.each(f"{PASSAGES} ORDER BY id"):
        document, vector = row[1], row[4]
        counts[document] += 1
        owner = expected.get(document)
        if owner is None or vector in vectors or row_sum(*row[:-1]) != row[-1]:
            yield document
    yield from (number for number, one in expected.items() if counts[number] != one.passages)
    lacking = "SELECT DISTINCT document FROM passage WHERE vector NOT IN (SELECT id FROM vector)"
    yield from (document for (document,) in catalog.rows(lacking))


def _with_bad_landmarks(catalog: Catalog, expected: dict[int, _Expected]) -> Iterator[int]:
    """Documents whose landmarks do not follow each other without a gap."""
    rows = catalog.each(f"{LANDMARKS} ORDER BY document, start")
    left = {number for number, one in expected.items() if one.landmark is not None}
    for document, marks in groupby(rows, itemgetter(0)):
        left.discard(document)
        begins = expected[document].landmark if document in expected else None
        whole = True
        for row in marks:
            whole = whole and row[1] == begins and row_sum(*row[:-1]) == row[-1]
            begins = row[2]
        if not whole or begins is not None:
            yield document
    yield from left


def _with_bad_parts(catalog: Catalog, expected: dict[int, _Expected]) -> Iterator[int]:
    """Documents whose lone lines or notes are others."""
    notes: dict[int, list[str]] = {}
    for document, words in catalog.each("SELECT document, words FROM note"):
        notes.setdefault(document, []).append(words)
    left = dict(expected)
    rows = catalog.each("SELECT document, key FROM line ORDER BY document, key")
    for document, lines in groupby(rows, itemgetter(0)):
        one = left.pop(document, None)
        if not _has_parts(one, (key for _, key in lines), notes.pop(document, ())):
            yield document
    for number, one in left.items():
        if not _has_parts(one, (), notes.pop(number, ())):
            yield number
    yield from notes


def _has_parts(one: _Expected | None, lines: Iterable[str], notes: Iterable[str]) -> bool:
    return one is not None and one.parts == parts_sum(lines, notes)
