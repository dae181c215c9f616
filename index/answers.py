"""A question's whole way: understand, retrieve, read, choose quotes, and answer or decline."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.confidence import ConfidenceModel
from index.encoder import Encoder
from index.features import Features, features, surroundings
from index.queries import Query, understand, weigh
from index.quotes import Choice, Quote, covers, distinct, quote
from index.reader import Reader, Span
from index.retrieval import Retrieved, retrieve
from index.snapshot import Snapshot
from index.words import WORD, stems

Reason = Literal["not_in_documents", "off_topic", "not_a_question", "empty_index"]

PASSAGES_READ = 8
QUOTES_SHOWN = 3
# Below this cosine and this share of its words, nothing found is about the question at all.
ABOUT_COSINE = 0.35
ABOUT_COVERAGE = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an answer is what it is, for those who ask."""

    retrieved: tuple[Retrieved, ...]
    features: Features | None
    found_words: tuple[str, ...]
    missing_words: tuple[str, ...]
    reader: str
    fitted_on: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown for a question: quotes, or a decline with the closest passages.

    `confidence` is the probability, 0..1, that the first of `quotes`, or of `closest`, answers.
    `reason` is None exactly when there are quotes. `small_talk` marks a greeting or thanks.
    """

    question: str
    confidence: float
    threshold: float
    read_as: str | None
    reason: Reason | None
    quotes: tuple[Quote, ...]
    closest: tuple[Quote, ...]
    elapsed_ms: float
    small_talk: bool
    evidence: Evidence

    @property
    def answered(self) -> bool:
        """Whether the documents are taken to hold the answer."""
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Answerer:
    """Everything that a question needs: an open index, the models, and the confidence."""

    snapshot: Snapshot
    encoder: Encoder
    reader: Reader
    confidence: ConfidenceModel
    threshold: float


def ask(answerer: Answerer, question: str) -> Answer:
    """Answer a question with quotes, or decline."""
    began = time.perf_counter()
    query = understand(question)
    snapshot = answerer.snapshot
    scored: list[tuple[Choice, list[Choice], Features, float]] = []
    retrieved: list[Retrieved] = []
    if query.manner == "question" and snapshot.passages:
        query = weigh(query, snapshot.lexical.frequencies(list(query.weights)), snapshot.passages)
        vector = answerer.encoder.encode_query(query.text)
        retrieved = retrieve(snapshot, query, vector, PASSAGES_READ)
        scored = _score(answerer, query, answerer.reader.read(query, retrieved))
    reason = _reason(answerer, query, scored)
    quotes = tuple(
        quote(snapshot, choice, likes, probability) for choice, likes, _, probability in scored
    )
    sure = [q for q in quotes if q.confidence >= answerer.threshold]
    return Answer(
        question=question,
        confidence=quotes[0].confidence if quotes else 0.0,
        threshold=answerer.threshold,
        read_as=None,
        reason=reason,
        quotes=() if reason else tuple(sure),
        closest=quotes if reason else (),
        elapsed_ms=(time.perf_counter() - began) * 1000,
        small_talk=query.manner == "chat",
        evidence=_evidence(answerer, query, retrieved, scored),
    )


def _score(
    answerer: Answerer, query: Query, spans: Sequence[Span]
) -> list[tuple[Choice, list[Choice], Features, float]]:
    """The best different quotes, each with its like elsewhere, its features and its probability."""
    scored = []
    for choice, likes in distinct(spans, QUOTES_SHOWN):
        rival = next((span.margin for span in spans if not covers([choice, *likes], span)), None)
        figures = features(query, choice, rival)
        scored.append((choice, likes, figures, answerer.confidence.probability(figures)))
    return scored


def _reason(
    answerer: Answerer, query: Query, scored: Sequence[tuple[Choice, list[Choice], Features, float]]
) -> Reason | None:
    """Why the question is declined, or None if it is answered."""
    if query.manner != "question":
        return "not_a_question"
    if not scored:
        return "off_topic" if answerer.snapshot.passages else "empty_index"
    figures, probability = scored[0][2:]
    if probability >= answerer.threshold:
        return None
    about = figures.cosine >= ABOUT_COSINE or figures.coverage >= ABOUT_COVERAGE
    return "not_in_documents" if about else "off_topic"


def _evidence(
    answerer: Answerer,
    query: Query,
    retrieved: Sequence[Retrieved],
    scored: Sequence[tuple[Choice, list[Choice], Features, float]],
) -> Evidence:
    held = set(stems(surroundings(scored[0][0].span))) if scored else set()
    written = {
        stem: match.group() for match in WORD.finditer(query.text) for stem in stems(match.group())
    }
    found = tuple(word for stem, word in written.items() if stem in held)
    return Evidence(
        retrieved=tuple(retrieved),
        features=scored[0][2] if scored else None,
        found_words=found,
        missing_words=tuple(word for word in written.values() if word not in found),
        reader=answerer.reader.name,
        fitted_on=answerer.confidence.fitted_on,
    )
