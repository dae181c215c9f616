"""Quotes: whole sentences around a span, the same content once, checked against the catalog."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from index.announcing import announced
from index.catalog import StoredDocument
from index.duplicates import counterpart
from index.errors import IndexMismatchError
from index.landmarks import text_fragment
from index.reader import Span
from index.retrieval import Retrieved
from index.sentences import LONGEST_QUOTE, Sentence, split
from index.words import NEGATION, WORD, fold, stems

# The share of their content words that quotes of two documents have in common when they say the
# same; less is needed where they give the same answer.
SAME_WORDS = 0.75
SAME_ANSWER_WORDS = 0.25
LEAN_QUOTE = 320
# A neighbouring sentence is quoted too if its best span is surer, or by so little less sure, and
# the reader does not hold it for no answer at all.
NEIGHBOUR_LESS = 6.0
NEIGHBOUR_LEAST = -10.0
NEIGHBOUR_QUOTE = 400
# Words that a sentence has at least when it is hidden wherever it stands.
OWN_WORDS = 4
# What a sentence begins with when it can hardly be understood without the one before it.
LEANS = re.compile(
    r"[\"“‘'(]?(?:it|this|that|these|those|he|she|they|his|her|their|its|such|both)\b",
    re.IGNORECASE,
)
LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: text == document_text[start:end], in code points.

    `collection` is the name of the one that the document belongs to.
    """

    document: str
    label: str
    start: int
    end: int
    text: str
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, verbatim, as they are shown.

    `answer` is the exact answer inside the quote, as offsets in the document, where the reader
    found one; `also` are other documents that say the same; `sha256` that of the document's file;
    `url` where anybody can read the words.
    """

    place: Place
    partial: bool
    date: str | None
    answer: tuple[int, int] | None
    also: tuple[Place, ...]
    sha256: str
    confidence: float
    heading: str
    url: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A quote in the making: a span and the sentences around it. Compared by identity.

    `apart` are rows and code, which stand for themselves.
    """

    span: Span
    start: int
    end: int
    partial: bool
    caption: bool
    apart: bool

    @property
    def document(self) -> StoredDocument:
        """The document that it stands in."""
        return self.span.retrieved.passage.document

    @property
    def file(self) -> tuple[str, str]:
        """What tells its document from all others: the collection's name and the path."""
        return self.span.retrieved.collection, self.document.path

    @property
    def text(self) -> str:
        """The words that would be quoted."""
        return self.document.text[self.start : self.end]

    @property
    def answer(self) -> str:
        """The exact answer, folded for comparing, or ""."""
        return fold(self.document.text[self.span.start : self.span.end]) if self.span.exact else ""


def around(span: Span) -> Choice:
    """The sentences that hold a span, and the one before them where they lean on it."""
    text = span.retrieved.passage.document.text
    sentences = span.retrieved.passage.passage.sentences
    held = [i for i, s in enumerate(sentences) if s.start < span.end and span.start < s.end]
    first = last = held[0]
    for i in held[1:]:
        if _adjacent(text, sentences[last], sentences[i]) and _length(sentences, first, i):
            last = i
    leaning = first > 0 and LEANS.match(text, sentences[first].start)
    if (
        leaning
        and _adjacent(text, sentences[first - 1], sentences[first])
        and sentences[last].end - sentences[first - 1].start <= LEAN_QUOTE
    ):
        first -= 1
    chosen = sentences[first : announced(text, sentences, first, last) + 1]
    return Choice(
        span=span,
        start=chosen[0].start,
        end=chosen[-1].end,
        partial=any(s.partial for s in chosen),
        caption=all(s.kind == "caption" for s in chosen),
        apart=any(s.kind in ("table", "code") for s in chosen),
    )


def widened(choice: Choice, others: Iterable[Choice]) -> Choice:
    """The quote with its neighbour, where the reader can hardly tell which of them answers.

    `others` are quotes of any passages; of two neighbours the surer one is taken.
    """
    text = choice.document.text
    for other in sorted(others, key=lambda o: -o.span.margin):
        before, after = sorted((choice, other), key=lambda c: c.start)
        if (
            other.span.retrieved is choice.span.retrieved
            and not (choice.apart or other.apart)
            and before.end <= after.start
            and _adjacent(text, before, after)
            and after.end - before.start <= NEIGHBOUR_QUOTE
            and other.span.margin >= max(NEIGHBOUR_LEAST, choice.span.margin - NEIGHBOUR_LESS)
        ):
            return replace(
                choice,
                start=before.start,
                end=after.end,
                partial=choice.partial or other.partial,
                caption=choice.caption and other.caption,
            )
    return choice


def distinct(choices: Sequence[Choice], count: int) -> list[tuple[Choice, list[Choice]]]:
    """The first `count` different quotes in order, each with its like elsewhere.

    A quote that overlaps an earlier one adds nothing. One of another document that says the same is
    filed under the earlier one.
    """
    kept: list[tuple[Choice, list[Choice]]] = []
    for choice in choices:
        like = next((pair for pair in kept if _same_content(pair[0], choice)), None)
        if like is None:
            if len(kept) < count:
                kept.append((choice, []))
            continue
        if choice.file not in {c.file for c in (like[0], *like[1])}:
            like[1].append(choice)
    return kept


@lru_cache(4096)
def told_by(text: str) -> frozenset[str]:
    """What hiding a text hides, folded: the text, and each of its sentences but the shortest.

    A quote of other sentences may share one with it; "It is so." says nothing that is its own.
    """
    sentences = [text[one.start : one.end] for one in split(text, 0, len(text))]
    return frozenset(
        {fold(text)} | {fold(one) for one in sentences if len(WORD.findall(one)) >= OWN_WORDS}
    )


def hides(hidden: Set[str], text: str) -> bool:
    """Whether a text holds, or is part of, any of the folded texts that are not to be quoted."""
    folded = fold(text)
    return any(words in folded or folded in words for words in hidden)


def rivals(choice: Choice, likes: Sequence[Choice], others: Iterable[Choice]) -> list[Choice]:
    """The other quotes that would be another answer: elsewhere, and not in the same words."""
    own = [choice, *likes]
    return [
        other
        for other in others
        if not _overlap(own, other) and not (other.answer and other.answer == choice.answer)
    ]


def quote(choice: Choice, likes: Sequence[Choice], confidence: float, hidden: Set[str]) -> Quote:
    """The quote to show, read again from the catalog. Raises IndexMismatchError if it differs.

    Others that say the same are shown with it, but for the `hidden` ones.
    """
    span = choice.span
    inside = span.exact and choice.start <= span.start and span.end <= choice.end
    return Quote(
        place=_place(choice),
        partial=choice.partial,
        date=choice.document.date,
        answer=(span.start, span.end) if inside else None,
        also=tuple(_also([choice, *likes], hidden)),
        sha256=choice.document.sha256,
        confidence=confidence,
        heading=span.retrieved.passage.passage.heading,
        url=text_fragment(choice.document.url, choice.text) if choice.document.url else None,
    )


def line_of(text: str, at: int) -> int:
    """The number of the line, from 1, that a code point stands on."""
    return len(LINE_BREAK.findall(text, 0, at)) + 1


def _also(choices: Sequence[Choice], hidden: Set[str]) -> Iterator[Place]:
    """The places of all but the first, and of their twins, one in each document."""
    shown = {choices[0].file}
    for choice in choices:
        places = [_place(choice)]
        for twin in choice.span.retrieved.twins:
            found = counterpart(choice.text, twin.passage)
            if found is not None:
                places.append(_checked(twin, *found, caption=choice.caption))
        for place in places:
            file = place.collection, place.document
            if file not in shown and not hides(hidden, place.text):
                shown.add(file)
                yield place


def _place(choice: Choice) -> Place:
    return _checked(choice.span.retrieved, choice.start, choice.end, caption=choice.caption)


def _checked(found: Retrieved, start: int, end: int, *, caption: bool) -> Place:
    document, catalog = found.passage.document, found.snapshot.catalog
    stored = catalog.document(document.path)
    text = document.text[start:end]
    if stored is None or stored.text[start:end] != text:
        raise IndexMismatchError(
            "A quote is not in its document as the index holds it: run quoth index again."
        )
    where = [document.path]
    landmark = catalog.landmark(document.id, start)
    if landmark and landmark.name:
        where.append(landmark.name)
    if landmark is None or landmark.by_line:
        where.append(f"line {line_of(document.text, start)}")
    if caption:
        where.append("picture caption")
    label = f"{document.title} ({', '.join(where)})"
    return Place(document.path, label, start, end, text, found.collection)


def _adjacent(text: str, before: Sentence | Choice, after: Sentence | Choice) -> bool:
    """Whether nothing, furniture for one, stands between two places, nor a new paragraph."""
    gap = text[before.end : after.start]
    return not gap.strip() and len(LINE_BREAK.findall(gap)) < 2


def _length(sentences: Sequence[Sentence], first: int, last: int) -> bool:
    return sentences[last].end - sentences[first].start <= LONGEST_QUOTE


def _overlap(choices: Sequence[Choice], other: Choice) -> bool:
    return any(
        c.file == other.file and c.start < other.end and other.start < c.end for c in choices
    )


def _same_content(one: Choice, other: Choice) -> bool:
    """Whether quotes share words of one document, or two documents say the same."""
    if one.file == other.file:
        return _overlap([one], other)
    if fold(one.text) == fold(other.text):
        return True
    if len(NEGATION.findall(one.text)) != len(NEGATION.findall(other.text)):
        return False
    words, others = set(stems(one.text)), set(stems(other.text))
    if _numbers(words) != _numbers(others) and one.answer != other.answer:
        return False
    union = words | others
    alike = len(words & others) / len(union) if union else 0.0
    same_answer = bool(one.answer) and one.answer == other.answer
    return alike >= (SAME_ANSWER_WORDS if same_answer else SAME_WORDS)


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if any(character.isdigit() for character in word)}
