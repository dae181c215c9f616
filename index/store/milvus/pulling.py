"""A writer's working copy brought to the generation that the server has."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from index.store import records
from index.store.catalog import Catalog
from index.store.milvus.connection import Row
from index.store.milvus.contents import MilvusContents, Records, moved
from index.store.milvus.layout import Kind, among
from index.store.milvus.rows import document_number, record_ids, stored_passage
from index.store.records import Record

# Documents that are fetched together, and passages.
DOCUMENTS, PASSAGES = 50, 200
FIELDS = ("id", "document", "key", "body", "vector")


def pull(catalog: Catalog, name: str, source: Records, contents: MilvusContents) -> None:
    """Make a catalog hold what a generation of the collection of that name does.

    What it holds already is not fetched. Raises IndexMovedError, IndexUnreachableError.
    """
    if catalog.meta().get("generation") == source.pointer.token:
        return
    heads = {head["number"]: head for head in contents.heads()}
    known = {
        document_number(name, record): record.document.path
        for record in records.known_records(catalog)
    }
    about = contents.about()
    with catalog.transaction():
        records.remove(catalog, [path for own, path in known.items() if own not in heads])
        missing = [own for own in heads if own not in known]
        for some in _batches(missing, DOCUMENTS):
            for record, keys, vectors in _fetched(source, contents, heads, some):
                new = records.missing_vectors(catalog, keys)
                at = [keys.index(key) for key in new]
                records.add_vectors(catalog, new, vectors[at])
                records.add(catalog, record)
        left_out = [tuple(row) for row in about["left_out"]]
        catalog.set_skipped([row[:2] for row in left_out], {row[0]: row[2] for row in left_out})
        meta = dict(source.pointer.meta) | about["meta"] | {"generation": source.pointer.token}
        catalog.set_meta(meta)


def _fetched(
    source: Records, contents: MilvusContents, heads: dict[int, dict[str, Any]], some: Sequence[int]
) -> Iterator[tuple[Record, list[str], np.ndarray]]:
    """Documents by their numbers, each with its passages' keys and their vectors."""
    held = contents.held({own: [heads[own]["heads"], *heads[own]["pieces"]] for own in some})
    rows = _passages(source, {own: heads[own]["passages"] for own in some})
    for own in some:
        one, cut = held[own], rows[own]
        names = record_ids(source.pointer.scope, Kind.LINES, own, heads[own]["pieces"][2])
        found = source.pieces(names)
        passages = tuple((stored_passage(row, one.document).passage, row["key"]) for row in cut)
        record = Record(
            document=one.document,
            passages=passages,
            stamp=one.stamp,
            lines=frozenset(json.loads("".join(found[name] for name in names))),
            landmarks=one.marks,
            notes=one.notes,
        )
        vectors = np.array([row["vector"] for row in cut], np.float32)
        yield record, [row["key"] for row in cut], vectors


def _passages(source: Records, counts: dict[int, int]) -> dict[int, list[Row]]:
    """The rows of some documents' passages in order. Raises IndexMovedError if one is gone."""
    names = [f"{own:016x}{at:08x}" for own, count in counts.items() for at in range(count)]
    found: dict[str, Row] = {}
    for some in _batches(names, PASSAGES):
        rows = source.server.query(
            source.layout.passages, among("id", some), FIELDS, source.consistency
        )
        found |= {row["id"]: row for row in rows}
    if len(found) < len(names):
        raise moved()
    return {
        own: [found[f"{own:016x}{at:08x}"] for at in range(count)] for own, count in counts.items()
    }


def _batches(things: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for at in range(0, len(things), size):
        yield list(things[at : at + size])
