"""An answer in the words and pieces that the page to ask from shows."""

from collections.abc import Mapping
from typing import Any

from bot.presentation.wording import (
    LEFT_OUT,
    NAMED,
    confidence_words,
    decline_sentence,
    lacking_words,
    named,
    percent,
    unwrapped,
)
from bot.web.marked import showable
from index.answering.answers import Answer
from index.answering.quotes import Place, Quote

ALSO_SHOWN = 5


def answer_values(answer: Answer, links: Mapping[Place, str]) -> dict[str, Any]:
    """What the template of an answer is filled with; `links` lead to where places stand."""
    shown = answer.quotes or answer.closest[:1]
    sure = answer.confidence
    return {
        "answered": answer.answered,
        "read_as": answer.read_as,
        "cut": f"{LEFT_OUT} {answer.cut_to}" if answer.cut_to else "",
        "sentence": "" if answer.answered else decline_sentence(answer),
        "lacking": "" if answer.answered else lacking_words(answer),
        "confidence": confidence_words(sure) if answer.answered else _under(answer),
        "share": round(sure, 3),
        "unnamed": named(answer.evidence.unnamed, NAMED) if answer.answered else "",
        "quotes": [_quote(quote, links, exact=answer.answered) for quote in shown],
    }


def _under(answer: Answer) -> str:
    return percent(answer.confidence, answer.threshold)


def _quote(quote: Quote, links: Mapping[Place, str], *, exact: bool) -> dict[str, Any]:
    place = quote.place
    words = unwrapped(showable(place.text))
    start, end = quote.answer if quote.answer and exact else (place.start, place.start)
    cut = start - place.start, end - place.start
    return {
        "before": words[: cut[0]],
        "exact": words[slice(*cut)],
        "after": words[cut[1] :],
        "label": place.label,
        "link": links.get(place),
        "date": quote.date,
        "partial": quote.partial,
        "web": quote.url,
        "also": [{"label": one.label, "link": links.get(one)} for one in quote.also[:ALSO_SHOWN]],
        "more": max(len(quote.also) - ALSO_SHOWN, 0),
    }
