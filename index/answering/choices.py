"""Which sentences are quoted: those around a span, neighbours, and the same content once."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from index.answering.announcing import announced
from index.answering.reader import Span
from index.search.duplicates import word_sequence
from index.store.catalog import StoredDocument
from index.text.lines import LINE_BREAK
from index.text.sentences import LONGEST_QUOTE, Sentence
from index.text.words import NEGATION, fold, stems

# The share of their content words that quotes of two documents have in common when they say nearly
# the same; less is needed where they give the same answer.
SAME_WORDS = 0.75
SAME_ANSWER_WORDS = 0.25
# The words of so many quotes are not taken apart again: each is compared with several.
REMEMBERED = 512
ARTICLES = frozenset({"a", "an", "the"})
LEAN_QUOTE = 320
# A neighbouring sentence is quoted too if its best span is surer, or by so little less sure, and
# the reader does not hold it for no answer at all.
NEIGHBOUR_LESS = 6.0
NEIGHBOUR_LEAST = -10.0
NEIGHBOUR_QUOTE = 400
# What a sentence begins with when it can hardly be understood without the one before it.
LEANS = re.compile(
    r"[\"“‘'(]?(?:it|this|that|these|those|he|she|they|his|her|their|its|such|both)\b",
    re.IGNORECASE,
)


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
        if adjacent(text, sentences[last], sentences[i]) and _length(sentences, first, i):
            last = i
    leaning = first > 0 and LEANS.match(text, sentences[first].start)
    if (
        leaning
        and adjacent(text, sentences[first - 1], sentences[first])
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
            and not (choice.span.places or other.span.places)
            and before.end <= after.start
            and adjacent(text, before, after)
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
    """The first `count` different quotes in order, each with the same statement elsewhere.

    A quote that overlaps an earlier one adds nothing. One of another document that says the same in
    the same words is filed under the earlier one. What is nearly the same is another quote, and
    gives way to those that are further from all before them.
    """
    kept: list[tuple[Choice, list[Choice]]] = []
    near: list[Choice] = []
    for choice in choices:
        like = next((pair for pair in kept if _same_statement(pair[0], choice)), None)
        if like is None:
            if len(kept) == count:
                continue
            if any(_same_content(one, choice) for one, _ in kept):
                near.append(choice)
            else:
                kept.append((choice, []))
        elif choice.file not in {c.file for c in (like[0], *like[1])}:
            like[1].append(choice)
    for choice in near:
        if len(kept) < count and not any(_same_statement(one, choice) for one, _ in kept):
            kept.append((choice, []))
    place = {choice: at for at, choice in enumerate(choices)}
    return sorted(kept, key=lambda pair: place[pair[0]])


def overlap(one: Choice, other: Choice) -> bool:
    """Whether two quotes share words of one document."""
    return one.file == other.file and one.start < other.end and other.start < one.end


def rivals(choice: Choice, likes: Sequence[Choice], others: Iterable[Choice]) -> list[Choice]:
    """The other quotes that would be another answer: elsewhere, and not in the same words."""
    own = [choice, *likes]
    return [
        other
        for other in others
        if not any(overlap(one, other) for one in own)
        and not (other.answer and other.answer == choice.answer)
    ]


def adjacent(text: str, before: Sentence | Choice, after: Sentence | Choice) -> bool:
    """Whether nothing, furniture for one, stands between two places, nor a new paragraph."""
    gap = text[before.end : after.start]
    return not gap.strip() and len(LINE_BREAK.findall(gap)) < 2


def _length(sentences: Sequence[Sentence], first: int, last: int) -> bool:
    return sentences[last].end - sentences[first].start <= LONGEST_QUOTE


def _same_statement(one: Choice, other: Choice) -> bool:
    """Whether quotes share words of one document, or two documents have the same words there.

    A name, a number, a negation or any other word that differs makes another statement: the
    password of the safe is not that of the garage. Articles make none.
    """
    if one.file == other.file:
        return overlap(one, other)
    return statement_words(one.text) == statement_words(other.text)


@lru_cache(REMEMBERED)
def statement_words(text: str) -> tuple[str, ...]:
    """The words of a text that make its statement: equal where two texts say the same."""
    return tuple(word for word in word_sequence(text) if word not in ARTICLES)


def _same_content(one: Choice, other: Choice) -> bool:
    """Whether quotes of two documents say nearly the same, in nearly the same words."""
    if len(NEGATION.findall(one.text)) != len(NEGATION.findall(other.text)):
        return False
    words, others = _content(one.text), _content(other.text)
    if _numbers(words) != _numbers(others) and one.answer != other.answer:
        return False
    union = words | others
    alike = len(words & others) / len(union) if union else 0.0
    same_answer = bool(one.answer) and one.answer == other.answer
    return alike >= (SAME_ANSWER_WORDS if same_answer else SAME_WORDS)


@lru_cache(REMEMBERED)
def _content(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _numbers(words: Set[str]) -> set[str]:
    return {word for word in words if any(character.isdigit() for character in word)}
