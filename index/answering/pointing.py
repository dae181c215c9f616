"""Questions that point at a numbered place, such as "rule 6" or "section 4.2"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.answering.reader import Span
from index.search.queries import Query
from index.search.retrieval import Retrieved
from index.text.numbering import ITEM_NUMBER, PLACES
from index.text.sentences import Sentence
from index.text.words import stems

POINTS = re.compile(
    rf"(?:\b(?P<noun>{'|'.join(PLACES.split())})s?\s+(?:no\.?\s*|number\s+)?|§\s*)"
    r"\(?(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})(?![\d%]|[.,]\d)",
    re.IGNORECASE,
)
WRITTEN = re.compile(r"\(?(?:item )?(\d{1,3}(?:\.\d{1,3}){0,4})(?![\d%]|[.,]\d)")
PATH_SEPARATOR = " › "
# What such a question may ask about the place without any word of it standing there.
ABOUT_IT = frozenset(stems("say says said state states mean means tell read about called text"))
# So sure is a reader of a plain answer.
SURE = 12.0


def pointed(query: Query, retrieved: Sequence[Retrieved], spans: Sequence[Span]) -> list[Span]:
    """The spans with those of the place that a question points at first, if it points at one.

    All else that is asked must stand around the place; of a number of one part, what it counts too.
    """
    found = POINTS.search(query.text)
    if not found:
        return list(spans)
    number, noun = found["number"], set(stems(found["noun"] or ""))
    asked = set(query.weights) - set(stems(found[0])) - ABOUT_IT
    there = [
        span
        for one in retrieved
        if _is_about(one, asked, noun if "." not in number and not asked else set())
        for span in _spans(one, number)
    ]
    if not there:
        return list(spans)
    best = max((span.margin for span in spans), default=0.0)
    sure = max(best, SURE)
    answerable = max((span.answerability for span in spans), default=0.0)
    first = [replace(span, margin=sure, answerability=max(answerable, SURE)) for span in there]
    held = {(id(span.retrieved), s.start) for span in first for s in _holding(span)}
    return [*first, *(s for s in spans if not _overlaps(s, held))]


def _is_about(found: Retrieved, asked: set[str], noun: set[str]) -> bool:
    from index.answering.features import surroundings

    return (asked | noun) <= surroundings(found)


def _spans(found: Retrieved, number: str) -> Iterator[Span]:
    """The sentence that begins with a number, or the first below a heading that does."""
    passage, text = found.passage.passage, found.passage.document.text
    heading = WRITTEN.match(passage.heading.rpartition(PATH_SEPARATOR)[2])
    if heading and heading[1] == number:
        yield _span(found, passage.sentences[0])
        return
    for sentence in passage.sentences:
        mark = WRITTEN.match(text, sentence.start, sentence.end)
        own = ITEM_NUMBER.match(text, sentence.start) or "." in number
        if mark and own and mark[1] == number:
            yield _span(found, sentence)


def _span(found: Retrieved, sentence: Sentence) -> Span:
    return Span(found, sentence.start, sentence.end, 0.0, 0.0, exact=False)


def _holding(span: Span) -> list[Sentence]:
    sentences = span.retrieved.passage.passage.sentences
    return [s for s in sentences if s.start < span.end and span.start < s.end]


def _overlaps(span: Span, held: set[tuple[int, int]]) -> bool:
    return any((id(span.retrieved), s.start) in held for s in _holding(span))
