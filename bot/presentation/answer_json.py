"""The contract of `quoth ask --json` (docs/architecture.md): pure functions."""

import json
from typing import Any

from bot.presentation.wording import exact_words
from index.answering.answers import Answer
from index.answering.quotes import Place, Quote


def as_json(answer: Answer) -> dict[str, Any]:
    """An answer as one JSON object."""
    told: dict[str, Any] = {"language": answer.language} if answer.language else {}
    if answer.fragment:
        told["fragment"] = True
    if answer.damaged:
        told["damaged"] = list(answer.damaged)
    return {
        "question": answer.question,
        "status": "answered" if answer.answered else "declined",
        "confidence": round(answer.confidence, 6),
        "threshold": round(answer.threshold, 6),
        "read_as": answer.read_as,
        "reason": answer.reason,
        **told,
        "quotes": [_quote(q) for q in answer.quotes],
        "closest": [_quote(q) for q in answer.closest],
        "agree": [_place(place) for place in answer.agree],
        "differs": [_differing(answer, at) for at in answer.differs],
        "elapsed_ms": round(answer.elapsed_ms, 3),
    } | ({} if answer.cut_to is None else {"cut_to": answer.cut_to})


def line_of(row: dict[str, Any], *, indent: int | None = None) -> str:
    """An object as text that UTF-8 can hold, on one line unless it is indented."""
    line = json.dumps(row, ensure_ascii=False, indent=indent)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        # Half of a surrogate pair, which JSON can hold and UTF-8 cannot.
        line = json.dumps(row, indent=indent)
    return line


def _differing(answer: Answer, at: int) -> dict[str, Any]:
    return {"quote": at, "answer": exact_words(answer.quotes[at])}


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
        "url": quote.url,
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
