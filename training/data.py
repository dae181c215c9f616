"""Questions with their passages: reading the files, splitting sentences, cropping passages."""

from __future__ import annotations

import gzip
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

# A full stop, question or exclamation mark, closing marks, space, then what can open a sentence.
_BOUNDARY = re.compile(r"(?<=[.!?])[\"')\]”]*\s+(?=[\"'(\[“]?[A-Z0-9])|\n+\s*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Sr|Jr|Prof|Gen|Col|Sgt|Lt|Rev|No|vs|etc|Inc|Ltd|Co|Corp|approx|c|ca|"
    r"e\.g|i\.e|[A-Z]))\.$"
)
_WORD = re.compile(r"\w+")
_STOP_TEXT = """
a about after all also an and any are as at be because been before being between both but
by can could did do does doing during each for from had has have having he her here him
his how i if in into is it its just may me more most my no nor not of off on once only or
other our out over own s same she should so some such t than that the their them then
there these they this those through to too under until up very was we were what when where
which while who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())
# The kinds of quotes that a question has to choose from: one that answers it, and the others.
RIGHT, WRONG = RIVALS = ("rival_right", "rival")


@dataclass(frozen=True, slots=True)
class Span:
    """An answer: its first character in the passage, and its text."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """The character after its last."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the data: a question, a passage, and where (or that not) it is answered.

    `sentences` are (start, end) offsets of the passage; `title` is shared by the passages of one
    article. A yes/no question is answerable without a span.
    """

    question: str
    passage: str
    answerable: bool
    answers: tuple[Span, ...]
    source: str
    kind: str
    weak: bool
    title: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One training sequence before tokenising; `answer` is None where there is no span."""

    question: str
    passage: str
    answerable: bool
    answer: Span | None
    kind: str
    weight: float = 1.0


def default_data() -> Path:
    """The data folder beside the repository."""
    return Path(__file__).resolve().parents[2] / "shared" / "train"


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the sentences; rough, but the same for answerable and unanswerable passages."""
    spans = []
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        if "\n" not in boundary.group() and _ABBREVIATION.search(text, start, boundary.start()):
            continue
        end = boundary.start() + len(boundary.group().rstrip())
        if text[start:end].strip():
            spans.append((start, end))
            start = boundary.end()
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return tuple(spans) or ((0, len(text)),)


def content_words(text: str) -> set[str]:
    """Lower-cased words without the most common ones."""
    return {word for word in _WORD.findall(text.lower()) if word not in STOP_WORDS}


def read_records(path: Path) -> list[Record]:
    """All lines of one gzipped JSON-lines file."""
    records = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            separator = ":" if raw["src"] == "qamr" else "#"
            records.append(
                Record(
                    question=raw["question"].strip(),
                    passage=raw["passage"],
                    answerable=bool(raw["label"]),
                    answers=tuple(Span(a["start"], a["text"]) for a in raw["answers"]),
                    source=raw["src"],
                    kind=raw["kind"],
                    weak=raw.get("weak", False),
                    title=raw["doc"].rsplit(separator, 1)[0],
                    sentences=split_sentences(raw["passage"]),
                )
            )
    return records


def window(
    count: int, first: int, last: int, rng: random.Random, longest: int = 8
) -> tuple[int, int]:
    """A random run of 1 to `longest` of `count` sentences that holds sentences first to last.

    Returns the run's first sentence and the one after its last.
    """
    size = max(min(rng.randint(1, longest), count), last - first + 1)
    start = rng.randint(max(0, last - size + 1), min(first, count - size))
    return start, start + size


def assemble(record: Record, kept: list[int], answer: Span | None) -> tuple[str, Span | None]:
    """The kept sentences as one text, and the answer moved to its place in it.

    Neighbours keep the white space between them, so that an answer may cross a boundary.
    """
    text = ""
    moved = None
    position = 0
    while position < len(kept):
        stop = position
        while stop + 1 < len(kept) and kept[stop + 1] == kept[stop] + 1:
            stop += 1
        start, end = record.sentences[kept[position]][0], record.sentences[kept[stop]][1]
        text += " " if text else ""
        if answer and start <= answer.start and answer.end <= end:
            moved = Span(answer.start - start + len(text), answer.text)
        text += record.passage[start:end]
        position = stop + 1
    return text, moved


def sentences_of(record: Record, answer: Span) -> tuple[int, int]:
    """The first and the last sentence that the answer touches."""
    touched = [
        i for i, (s, e) in enumerate(record.sentences) if s < answer.end and answer.start < e
    ]
    return (touched[0], touched[-1]) if touched else (0, len(record.sentences) - 1)


def closest_sentence(record: Record) -> int:
    """The sentence that shares most words with the question: what a reader falls for."""
    asked = content_words(record.question)
    shared = [len(asked & content_words(record.passage[s:e])) for s, e in record.sentences]
    return shared.index(max(shared))
