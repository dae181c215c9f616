"""Questions that point at a numbered place, such as "rule 6" or "section 4.2"."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from index.answering.features import surroundings
from index.answering.reader import Span
from index.search.queries import Query
from index.search.retrieval import Retrieved
from index.structure.headings import PATH_SEPARATOR
from index.structure.passages import join
from index.text.lines import LINE_BREAK
from index.text.numbering import FIGURES, ITEM_NUMBER, PLACES
from index.text.sentences import Sentence
from index.text.words import stems

COUNTED = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NOUN = rf"(?P<noun>{'|'.join(PLACES.split())})"
_NOT_MORE = r"(?![\d%]|[.,]\d)"
POINTS = re.compile(
    rf"(?:\b{_NOUN}s?\s+(?:no\.?\s*|number\s+|#\s*)?|§\s*)"
    rf"(?:\(?(?P<number>{FIGURES}){_NOT_MORE}|(?P<counted>{'|'.join(COUNTED)})\b)",
    re.IGNORECASE,
)
# How a place is written: "6.", "item 6", "Rule 6:", "§ 6".
WRITTEN = re.compile(
    rf"(?:item\s+|{_NOUN}\s+(?:no\.?\s*)?|§\s*)?\(?(?P<number>{FIGURES}){_NOT_MORE}",
    re.IGNORECASE,
)
# What such a question may ask about the place without any word of it standing there.
ABOUT_IT = frozenset(
    stems(
        "say says said state states mean means tell read about called text show give quote explain"
    )
)
# Of so many passages is looked which ones hold the place; so many of them are read.
LOOKED_AT = 30
MOST_READ = 4
# How often the only place that a question points at is the one it asks for: in all of 190 questions
# made for it (training/pointing.py), so no less often than this, at a certainty of 95 %.
SHARE_RIGHT = 0.98


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a question points at, and what else it asks about."""

    number: str
    noun: str
    asked: frozenset[str]

    def places(self, found: Retrieved) -> Iterator[tuple[Span, int]]:
        """Where in a passage it is, if all else that is asked stands around it, and how near.

        Of a number of one part, so must what it counts: that stands at the number itself (2), in
        the passage or its headings (1), or elsewhere (0).
        """
        around: Set[str] | None = None
        noun = set(stems(self.noun))
        for span, told in _places(found, self.number, self.noun):
            free = "." in self.number or self.asked or told
            around = surroundings(found) if around is None else around
            if (self.asked if free else self.asked | noun) <= around:
                yield span, 2 if told else int(noun <= _own_words(found))


def pointer(query: Query) -> Pointer | None:
    """What a question points at by its number, if it does."""
    found = POINTS.search(query.text)
    if not found:
        return None
    number = found["number"] or str(1 + COUNTED.index(found["counted"].lower()))
    asked = frozenset(set(query.weights) - set(stems(found[0])) - ABOUT_IT)
    return Pointer(number, (found["noun"] or "").lower(), asked)


def most_retrieved(query: Query, usual: int) -> int:
    """How many passages to retrieve for a question, of which as many are read as usually."""
    return max(usual, LOOKED_AT) if pointer(query) else usual


def to_read(query: Query, retrieved: Sequence[Retrieved], count: int) -> list[Retrieved]:
    """Of what was retrieved the best, and what holds the place that a question points at."""
    there = pointer(query)
    first, rest = list(retrieved[:count]), retrieved[count:]
    if there and rest:
        holding = [one for one in rest if any(True for _ in there.places(one))]
        first = [*first[: count - len(holding[:MOST_READ])], *holding[:MOST_READ]]
    return first


def pointed(query: Query, retrieved: Sequence[Retrieved], spans: Sequence[Span]) -> list[Span]:
    """The spans with those of the places that a question points at first, if it points at any."""
    at = pointer(query)
    if at is None:
        return list(spans)
    found = [each for one in retrieved for each in at.places(one)]
    nearest: dict[tuple[str, str], int] = {}
    for span, near in found:
        nearest[_file(span)] = max(near, nearest.get(_file(span), 0))
    there: dict[tuple[str, str, int], Span] = {}
    for span, near in found:
        if near == nearest[_file(span)]:
            there.setdefault((*_file(span), span.start), span)
    first = [replace(_as_read(span, spans), places=len(there)) for span in there.values()]
    held = {place for span in first for place in _held(span)}
    return [*first, *(span for span in spans if held.isdisjoint(_held(span)))]


def _own_words(found: Retrieved) -> Set[str]:
    """The words of a passage and its headings, analysed."""
    stored = found.passage
    return set(
        stems(f"{stored.passage.heading}\n{join(stored.document.text, stored.passage).text}")
    )


def _file(span: Span) -> tuple[str, str]:
    return span.retrieved.collection, span.retrieved.passage.document.path


def _places(found: Retrieved, number: str, noun: str) -> Iterator[tuple[Span, bool]]:
    """What stands at a number: an item, or what is first below a heading; and if the noun does."""
    passage, text = found.passage.passage, found.passage.document.text
    heading = WRITTEN.match(passage.heading.rpartition(PATH_SEPARATOR)[2])
    if heading and _is_it(heading, number, noun):
        yield _item(found, 0), bool(heading["noun"])
        return
    for at, sentence in enumerate(passage.sentences):
        mark = WRITTEN.match(text, sentence.start, sentence.end)
        if mark and _is_it(mark, number, noun):
            begins = ITEM_NUMBER.match(text, sentence.start) or mark["noun"] or "." in number
            if begins:
                yield _item(found, at), bool(mark["noun"])


def _is_it(written: re.Match[str], number: str, noun: str) -> bool:
    called = (written["noun"] or "").lower()
    return written["number"] == number and (not called or not noun or called == noun)


def _item(found: Retrieved, first: int) -> Span:
    """The sentence that begins there, with those that follow it on its line."""
    text, sentences = found.passage.document.text, found.passage.passage.sentences
    last = first
    while last + 1 < len(sentences) and _goes_on(text, sentences[last], sentences[last + 1]):
        last += 1
    return Span(found, sentences[first].start, sentences[last].end, 0.0, 0.0, exact=False)


def _goes_on(text: str, before: Sentence, after: Sentence) -> bool:
    gap = text[before.end : after.start]
    return not gap.strip() and not LINE_BREAK.search(gap)


def _as_read(place: Span, spans: Sequence[Span]) -> Span:
    """A place with what the reader says of it, or else of the least sure span of its passage."""
    held = _held(place)
    inside = [span for span in spans if not held.isdisjoint(_held(span))]
    beside = [span for span in spans if span.retrieved is place.retrieved]
    if inside:
        best = max(inside, key=lambda span: span.margin)
    elif beside:
        best = min(beside, key=lambda span: span.margin)
    else:
        best = min(spans, key=lambda span: span.margin, default=place)
    return replace(place, margin=best.margin, answerability=best.answerability)


def _held(span: Span) -> set[tuple[str, str, int]]:
    """The sentences that a span stands in."""
    where = _file(span)
    sentences = span.retrieved.passage.passage.sentences
    return {(*where, s.start) for s in sentences if s.start < span.end and span.start < s.end}
