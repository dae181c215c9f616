"""Answers as JSON and as words that every surface shows alike: pure functions."""

import re
from typing import Any

from index.answers import Answer
from index.quotes import Place, Quote
from index.words import WORD, stems

DECLINES = {
    "not_in_documents": "The documents don't say.",
    "off_topic": "The documents don't say; they seem to be about other things.",
    "not_a_question": "That is not a question I can look up; ask me about the documents.",
    "empty_index": "There is nothing to answer from: the index holds no readable document.",
}
SMALL_TALK = "Hello! Ask me something, and I'll quote what the documents say about it."
THANKS = "You're welcome."
THANKING = re.compile(r"\b(thanks?|thx|ty|tysm|cheers|merci|danke|gracias)\b", re.IGNORECASE)

# Lowest confidence for each word, as the logistic model means it: a probability.
CONFIDENCE_WORDS = (
    (0.9, "very high"),
    (0.75, "high"),
    (0.5, "fair"),
    (0.25, "low"),
    (0.0, "very low"),
)


def as_json(answer: Answer) -> dict[str, Any]:
    """The contract of `quoth ask --json` (docs/architecture.md)."""
    return {
        "question": answer.question,
        "status": "answered" if answer.answered else "declined",
        "confidence": round(answer.confidence, 6),
        "threshold": round(answer.threshold, 6),
        "read_as": answer.read_as,
        "reason": answer.reason,
        "quotes": [_quote(q) for q in answer.quotes],
        "closest": [_quote(q) for q in answer.closest],
        "elapsed_ms": round(answer.elapsed_ms, 3),
    }


def decline_sentence(answer: Answer) -> str:
    """One sentence for a question that is not answered."""
    if answer.small_talk:
        return THANKS if THANKING.search(answer.question) else SMALL_TALK
    return DECLINES[answer.reason or "not_in_documents"]


def confidence_words(confidence: float) -> str:
    """A probability in words and as a figure: "high (82 %)"."""
    words = next(words for least, words in CONFIDENCE_WORDS if confidence >= least)
    return f"{words} ({percent(confidence)})"


def percent(share: float) -> str:
    """A share as whole per cent, never rounded up to certainty or down to nothing."""
    whole = round(share * 100)
    if whole >= 100 and share < 1:
        return "> 99 %"
    return "< 1 %" if whole <= 0 < share else f"{whole} %"


def question_words(question: str, text: str) -> list[tuple[int, int]]:
    """Offsets in a text of the words that the question holds too, in whatever form."""
    wanted = set(stems(question))
    return [
        match.span() for match in WORD.finditer(text) if wanted.intersection(stems(match.group()))
    ]


def _quote(quote: Quote) -> dict[str, Any]:
    place = quote.place
    answer = quote.answer
    return {
        "text": place.text,
        "partial": quote.partial,
        "document": place.document,
        "label": place.label,
        "start": place.start,
        "end": place.end,
        "answer": {"start": answer[0], "end": answer[1]} if answer else None,
        "also": [_place(like) for like in quote.also],
        "sha256": quote.sha256,
        "date": quote.date,
        "confidence": round(quote.confidence, 6),
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "document": place.document,
        "label": place.label,
        "start": place.start,
        "end": place.end,
        "text": place.text,
    }
