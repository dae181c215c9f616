"""A question's whole way: understand, retrieve, read, choose quotes, and answer or decline."""

import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Literal

from index.access import ANYBODY, Audience
from index.answering.agreement import Accord, accord, shown
from index.answering.answerer import Answerer
from index.answering.choices import Choice, around, widened
from index.answering.features import Features, all_features, surroundings
from index.answering.hiding import hides
from index.answering.instead import lacking, of_another
from index.answering.other_days import with_other_days
from index.answering.pointing import most_retrieved, pointed, to_read
from index.answering.quotes import Place, Quote, place, quote
from index.answering.ranking import Candidate, rank
from index.answering.reader import Reader
from index.models.encoder import Encoder, Vectors
from index.native import native
from index.search.queries import Query, understand, weigh
from index.search.retrieval import CandidatesDamagedError, Key, Retrieved, retrieve
from index.stages import stage
from index.store.library import View
from index.text.words import WORD, stems

Reason = Literal["not_in_documents", "off_topic", "not_a_question", "empty_index"]

PASSAGES_READ = 8
# Below this cosine, this share of its words and this probability, and with none of its names,
# nothing that was found is about the question at all.
ABOUT_COSINE = 0.35
ABOUT_COVERAGE = 0.4
ABOUT_PROBABILITY = 0.2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an answer is what it is, for those who ask.

    `unnamed` are the names and numbers among the words that the passage lacks.
    """

    retrieved: tuple[Retrieved, ...]
    features: Features | None
    found_words: tuple[str, ...]
    missing_words: tuple[str, ...]
    unnamed: tuple[str, ...]
    reader: str
    fitted_on: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown for a question: quotes, or a decline with the closest passages.

    `confidence` is the probability, 0..1, that the first of `quotes`, or of `closest`, answers.
    `reason` is None exactly when there are quotes. `further` are quotes beside those of an answer
    that are not sure enough to be part of it. `small_talk` marks a greeting or thanks. `cut_to` is
    as much of a question as was read, where that is too long: nothing of one that is far too long.
    `language` is that of a question in another one than the models read, which is not looked up.
    `fragment` marks one that only means something behind another, and none is known.
    `damaged` are the paths of documents that could not be looked at because the index is damaged
    there, "" for one whose path is not known.

    `agree` is where documents give the first quote's answer in words of their own, the quote's own
    place first, if several do; `differs` are the places in `quotes` of the first and of those of
    other documents that give another answer to the same question, if any does.
    """

    question: str
    confidence: float
    threshold: float
    read_as: str | None
    reason: Reason | None
    quotes: tuple[Quote, ...]
    closest: tuple[Quote, ...]
    further: tuple[Quote, ...]
    elapsed_ms: float
    small_talk: bool
    evidence: Evidence
    cut_to: str | None = None
    language: str | None = None
    agree: tuple[Place, ...] = ()
    differs: tuple[int, ...] = ()
    fragment: bool = False
    damaged: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the documents are taken to hold the answer."""
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as understood, what was retrieved for it, and every quote found there.

    The features are those of the sentences that hold the span; a quote may be wider. There are none
    yet where nothing was read. `cut_to` and `damaged` are as in an Answer.
    """

    query: Query
    vector: Vectors | None = None
    retrieved: tuple[Retrieved, ...] = ()
    figures: Mapping[Choice, Features] = field(default_factory=dict)
    cut_to: str | None = None
    damaged: tuple[str, ...] = ()


def ask(
    answerer: Answerer,
    question: str,
    audience: Audience = ANYBODY,
    hidden: Set[str] = frozenset(),
    looked_up: Reading | None = None,
) -> Answer:
    """Answer a question with quotes, or decline.

    Nothing is looked at but what the audience may see. `hidden` are folded texts that are never
    quoted, whatever document they stand in. `looked_up` is what `look_up` found for the question
    and the audience, if that is known. Raises IndexMismatchError, LibraryError.
    """
    began = time.perf_counter()
    with native("A library"):
        view = answerer.library.view(audience)
        found = looked_up or look_up(view, answerer.encoder, answerer.reader, question)
        return _answer(answerer, question, view, read(answerer.reader, found), hidden, began)


def _answer(
    answerer: Answerer, question: str, view: View, reading: Reading, hidden: Set[str], began: float
) -> Answer:
    query, retrieved = reading.query, reading.retrieved
    figures = {c: f for c, f in reading.figures.items() if not hides(hidden, c.text)}
    ranked = rank(answerer, query, reading.vector, figures)
    reason = _reason(answerer.threshold, view, query, ranked)
    stand = Accord() if reason else accord(query, ranked, figures, hidden)
    if not reason:
        ranked = [*ranked[:1], *(c for c in ranked[1:] if not _sibling(query, ranked[0], c))]
    candidates, different = shown(answerer, ranked, stand.different, reading.vector, figures)
    quotes = tuple(
        quote(candidate.choice, candidate.likes, candidate.probability, hidden, query.text)
        for candidate in candidates
    )
    stands = [
        at <= different or _stands(one, answerer.threshold) for at, one in enumerate(candidates)
    ]
    sure = [one for one, good in zip(quotes, stands, strict=True) if good]
    unsure = [one for one, good in zip(quotes, stands, strict=True) if not good]
    return Answer(
        question=question,
        confidence=quotes[0].confidence if quotes else 0.0,
        threshold=answerer.threshold,
        read_as=None,
        reason=reason,
        quotes=() if reason else tuple(sure),
        closest=quotes if reason else (),
        further=() if reason else tuple(unsure),
        elapsed_ms=(time.perf_counter() - began) * 1000,
        small_talk=query.manner == "chat",
        evidence=_evidence(answerer, query, retrieved, candidates),
        cut_to=reading.cut_to,
        language=query.language,
        agree=tuple(map(place, stand.same)) if len(stand.same) > 1 else (),
        differs=tuple(range(different + 1)) if different else (),
        fragment=query.manner == "fragment",
        damaged=reading.damaged,
    )


def look_up(view: View, encoder: Encoder, reader: Reader, question: str) -> Reading:
    """Understand a question and retrieve for it as much as is read; nothing is read yet."""
    query = understand(question)
    if query.manner != "question" or not view.passages:
        left_out = tuple(sorted(view.left_out)) if query.manner == "question" else ()
        cut_to = "" if query.manner == "too long" else None
        return Reading(query, cut_to=cut_to, damaged=left_out)
    kept = reader.cut(query.text)
    cut_to = kept if WORD.findall(kept) != WORD.findall(query.text) else None
    if kept != query.text:
        query = replace(understand(kept), manner="question")
    query = weigh(query, view.frequencies(list(query.weights)), view.passages)
    with stage("encode"):
        vector = encoder.encode_query(query.text)
    with stage("retrieve"):
        found, damaged = _retrieved(view, query, vector)
    some = tuple(to_read(query, found, PASSAGES_READ))
    return Reading(query, vector, some, cut_to=cut_to, damaged=damaged)


def _retrieved(
    view: View, query: Query, vector: Vectors
) -> tuple[list[Retrieved], tuple[str, ...]]:
    """The passages to read, and the paths of documents that are left out as damaged."""
    without: frozenset[Key] = frozenset()
    damaged, count = view.left_out, most_retrieved(query, PASSAGES_READ)
    while True:
        try:
            return retrieve(view, query, vector, count, without), tuple(sorted(damaged))
        except CandidatesDamagedError as error:
            without |= error.keys
            damaged |= error.documents


def read(reader: Reader, found: Reading) -> Reading:
    """What was looked up, with the quotes that reading it finds."""
    query, retrieved = found.query, found.retrieved
    if not retrieved:
        return found
    with stage("read"):
        spans = pointed(query, retrieved, reader.read(query, retrieved))
    words = {(one.collection, one.passage.id): surroundings(one) for one in retrieved}
    choices = [around(span) for span in spans]
    figures = all_features(query, choices, lambda c: words[c.file[0], c.span.retrieved.passage.id])
    without = lacking(query, choices)
    beside = [choice for choice in choices if choice not in without]
    wide = [with_other_days(query, widened(choice, beside)) for choice in choices]
    return replace(found, figures=dict(zip(wide, figures, strict=True)))


def _sibling(query: Query, first: Candidate, other: Candidate) -> bool:
    """Whether a quote beside the first is about another thing than the one that is asked for."""
    return not other.choice.span.places and of_another(query, first.choice, other.choice)


def _stands(candidate: Candidate, threshold: float) -> bool:
    """Whether a quote beside the first is sure enough to be part of an answer.

    It must also hold an answer by itself, as the reader sees it, or be the place that is asked for.
    """
    span = candidate.choice.span
    return candidate.probability >= threshold and (span.margin > 0 or span.places > 0)


def _reason(
    threshold: float, view: View, query: Query, candidates: Sequence[Candidate]
) -> Reason | None:
    """Why the question is declined, or None if it is answered."""
    if query.manner != "question":
        return "not_a_question"
    if not candidates:
        return "off_topic" if view.passages else "empty_index"
    best = candidates[0]
    if best.probability >= threshold:
        return None
    figures = best.features
    named = bool(query.specifics) and figures.specifics_missing < 1
    about = (
        named
        or figures.cosine >= ABOUT_COSINE
        or figures.coverage >= ABOUT_COVERAGE
        or best.probability >= ABOUT_PROBABILITY
    )
    return "not_in_documents" if about else "off_topic"


def _evidence(
    answerer: Answerer,
    query: Query,
    retrieved: Sequence[Retrieved],
    candidates: Sequence[Candidate],
) -> Evidence:
    held = surroundings(candidates[0].choice.span.retrieved) if candidates else frozenset()
    written = {
        stem: match.group() for match in WORD.finditer(query.text) for stem in stems(match.group())
    }
    missing = {stem: word for stem, word in written.items() if stem not in held}
    return Evidence(
        retrieved=tuple(retrieved),
        features=candidates[0].features if candidates else None,
        found_words=tuple(word for stem, word in written.items() if stem in held),
        missing_words=tuple(missing.values()),
        unnamed=tuple(word for stem, word in missing.items() if stem in query.specifics),
        reader=answerer.readers,
        fitted_on=answerer.fitted_on,
    )
