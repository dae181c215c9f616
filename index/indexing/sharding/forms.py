"""Documents that are ready to be put in, as shards hold them."""

import json
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from index.extraction.model import Landmark
from index.indexing.sharding.files import Part, Vectors
from index.store.records import Record
from index.store.stored import StoredDocument, dump_sentences, load_sentences
from index.structure.passages import Passage


def dump(record: Record, keys: Sequence[str]) -> str:
    """A document as it is put in but for its stamp, and the keys of its vectors, as JSON."""
    document = record.document
    return json.dumps(
        {
            "document": [getattr(document, name) for name in StoredDocument.__match_args__],
            "passages": [[p.heading, dump_sentences(p.sentences), k] for p, k in record.passages],
            "lines": sorted(record.lines),
            "landmarks": list(map(astuple, record.landmarks)),
            "notes": record.notes,
            "keys": list(keys),
        }
    )


def load(part: Part) -> tuple[Record, list[str], Vectors | None]:
    """The same again, with the vectors of those keys."""
    said: dict[str, Any] = json.loads(part.body)
    passages = tuple(
        (Passage(load_sentences(cut), heading), key) for heading, cut, key in said["passages"]
    )
    record = Record(
        document=StoredDocument(*said["document"]),
        passages=passages,
        lines=frozenset(said["lines"]),
        landmarks=tuple(Landmark(*values) for values in said["landmarks"]),
        notes=tuple(said["notes"]),
    )
    return record, said["keys"], part.vectors
