"""What the catalog holds, as it comes out of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from index.structure.passages import Passage
from index.text.sentences import Sentence


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


def dump_sentences(sentences: Sequence[Sentence]) -> str:
    """Sentences as they are stored."""
    return json.dumps([[s.start, s.end, s.kind, s.partial] for s in sentences])


def load_sentences(sentences: str) -> tuple[Sentence, ...]:
    """Sentences as they were before they were stored."""
    return tuple(Sentence(*values) for values in json.loads(sentences))
