"""Documents as rows on a Milvus server: how they are named, and what stands in them.

A document's number tells what is in it, so the same document is the same rows whoever writes them,
and however often.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.extraction.model import Landmark
from index.store.catalog import StoredDocument, StoredPassage
from index.store.milvus.connection import Row
from index.store.milvus.layout import IDLE, Kind, pieces
from index.store.milvus.words import sparse
from index.store.records import Record
from index.store.stored import dump_sentences
from index.structure.passages import Passage
from index.text.sentences import Sentence
from index.text.words import stems

# The kinds of records that a document consists of, in order.
PARTS = (Kind.HEAD, Kind.TEXT, Kind.MARKS)


@dataclass(slots=True)
class Batch:
    """Rows that wait until they are worth a call."""

    rows: list[Row] = field(default_factory=list)
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A document as it was fetched."""

    document: StoredDocument
    marks: tuple[Landmark, ...]
    passages: int
    stamp: str
    notes: tuple[str, ...]


def number(*parts: str) -> int:
    """A number of 63 bits that is another for other texts."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    return int.from_bytes(digest.digest(), "little") >> 1


def scope_of(name: str) -> int:
    """The number of a collection of documents by its name."""
    return number("collection", name)


def place_of(path: str) -> int:
    """The number of a document's path."""
    return number("path", path)


def document_number(name: str, record: Record) -> int:
    """That of a document of a collection, which is another when anything of it is."""
    stored = record.document
    about = [stored.path, stored.sha256, stored.title, stored.date or "", stored.url or ""]
    cut = [f"{p.heading}\0{dump_sentences(p.sentences)}\0{key}" for p, key in record.passages]
    return number(name, *about, _digest(stored.text), *record.notes, "\0", *cut)


def record_id(scope: int, kind: Kind, owner: int, piece: int) -> str:
    """The name of a record; `owner` is a document's number or a generation's."""
    return f"{scope:016x}.{kind.value}.{owner:016x}.{piece:06x}"


def record_ids(scope: int, kind: Kind, owner: int, count: int) -> list[str]:
    """The names of all pieces of something."""
    return [record_id(scope, kind, owner, piece) for piece in range(count)]


def record_rows(
    scope: int, kind: Kind, owner: int, born: int, text: str, *, document: int = 0, place: int = 0
) -> list[Row]:
    """A text as records."""
    return [
        {
            "id": record_id(scope, kind, owner, piece),
            "scope": scope,
            "kind": kind.value,
            "document": document,
            "place": place,
            "born": born,
            "body": body,
            "vector": IDLE,
        }
        for piece, body in enumerate(pieces(text))
    ]


def document_rows(scope: int, born: int, own: int, record: Record) -> list[Row]:
    """The records of a document with that number; its head comes last, when all else is there."""
    stored = record.document

    def rows(kind: Kind, text: str) -> list[Row]:
        return record_rows(scope, kind, own, born, text, document=own, place=place_of(stored.path))

    text = rows(Kind.TEXT, stored.text)
    # As in a catalog, of those at one place the last counts.
    places = {mark.start: [mark.start, mark.name, mark.by_line] for mark in record.landmarks}
    marks = rows(Kind.MARKS, _dump([places[start] for start in sorted(places)]))
    lines = rows(Kind.LINES, _dump(sorted(record.lines)))
    head = {
        "path": stored.path,
        "title": stored.title,
        "date": stored.date,
        "url": stored.url,
        "sha256": stored.sha256,
        "text": _digest(stored.text),
        "stamp": record.stamp,
        "notes": record.notes,
        "passages": len(record.passages),
        "pieces": [len(text), len(marks), len(lines)],
    }
    return [*text, *marks, *lines, *rows(Kind.HEAD, _dump(head))]


def passage_rows(
    scope: int,
    born: int,
    own: int,
    record: Record,
    vectors: NDArray[np.float32],
    sizes: Sequence[int],
    words: Sequence[Sequence[str]],
    mean: float | None,
) -> list[Row]:
    """A document's passages, whose vectors are [passages, dimensions].

    `sizes` are how many pieces its head, text and marks have; `words` each passage's analysed ones;
    `mean` is how many passages are taken to have, None for a server without sparse vectors.
    """
    found = []
    for at, (passage, key) in enumerate(record.passages):
        heading = json.dumps(passage.heading, ensure_ascii=False)
        row: Row = {
            "id": f"{own:016x}{at:08x}",
            "scope": scope,
            "document": own,
            "born": born,
            "key": key,
            "body": f"[{heading}, {dump_sentences(passage.sentences)}, {list(sizes)}]",
            "words": next(pieces(" ".join(words[at]))),
            "vector": vectors[at],
        }
        if mean is not None:
            # Milvus takes none that is empty; nothing is ever asked for that nobody can write.
            row["sparse"] = sparse(words[at], mean) or {0: 1e-9}
        found.append(row)
    return found


def passage_words(record: Record) -> list[list[str]]:
    """The analysed words of each of a document's passages, with its title and headings."""
    stored = record.document
    return [
        stems(
            "\n".join(
                [stored.title, p.heading, *(stored.text[s.start : s.end] for s in p.sentences)]
            )
        )
        for p, _ in record.passages
    ]


def loaded(own: int, bodies: dict[Kind, str]) -> Held | None:
    """A document from its records, None if they are not whole."""
    try:
        head = json.loads(bodies[Kind.HEAD])
        text = bodies[Kind.TEXT]
        marks = tuple(Landmark(*values) for values in json.loads(bodies[Kind.MARKS]))
    except (KeyError, ValueError):
        return None
    if _digest(text) != head["text"]:
        return None
    about = (head["path"], head["title"], head["date"], head["url"], head["sha256"])
    stored = StoredDocument(own, *about, text)
    return Held(stored, marks, head["passages"], head["stamp"], tuple(head["notes"]))


def stored_passage(row: Row, document: StoredDocument) -> StoredPassage:
    """A passage of a document from its row."""
    heading, sentences, _ = json.loads(row["body"])
    passage = Passage(tuple(Sentence(*values) for values in sentences), heading)
    return StoredPassage(int(row["id"], 16), document, passage)


def sizes_of(row: Row) -> list[int]:
    """How many pieces the head, the text and the marks of a passage's document have."""
    found: list[int] = json.loads(row["body"])[2]
    return found


def _dump(values: Any) -> str:  # noqa: ANN401 (whatever JSON can hold)
    return json.dumps(values, ensure_ascii=False)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
