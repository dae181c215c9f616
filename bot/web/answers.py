"""An answer in the words and pieces that the page to ask from shows."""

from collections.abc import Mapping
from typing import Any

from bot.presentation.wording import (
    LEFT_OUT,
    NAMED,
    agreement,
    confidence_words,
    damaged_words,
    date_of,
    decline_sentence,
    differ_line,
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
        "damaged": damaged_words(answer),
        "sentence": "" if answer.answered else decline_sentence(answer),
        "lacking": "" if answer.answered else lacking_words(answer),
        "confidence": confidence_words(sure) if answer.answered else _under(answer),
        "share": round(sure, 3),
        "unnamed": named(answer.evidence.unnamed, NAMED) if answer.answered else "",
        "differ": differ_line(answer) if answer.differs else "",
        "quotes": [_quote(answer, at, quote, links) for at, quote in enumerate(shown)],
    }


def _under(answer: Answer) -> str:
    return percent(answer.confidence, answer.threshold)


def _said(answer: Answer) -> str:
    """How many documents say what the first quote says; which they are, their links tell."""
    several = len(answer.agree) > 1
    return f"{len(answer.agree):,} documents say this." if several else agreement(answer)


def _quote(answer: Answer, at: int, quote: Quote, links: Mapping[Place, str]) -> dict[str, Any]:
    place, exact, differs = quote.place, answer.answered, at in answer.differs
    also = [*(answer.agree[1:] if exact and not at else ()), *quote.also]
    words = unwrapped(showable(place.text))
    start, end = quote.answer if quote.answer and exact else (place.start, place.start)
    cut = start - place.start, end - place.start
    return {
        "before": words[: cut[0]],
        "exact": words[slice(*cut)],
        "after": words[cut[1] :],
        "label": place.label,
        "link": links.get(place),
        "date": date_of(quote, differs=differs),
        "differs": differs,
        "said": _said(answer) if exact and not at else "",
        "partial": quote.partial,
        "web": quote.url,
        "also": [{"label": one.label, "link": links.get(one)} for one in also[:ALSO_SHOWN]],
        "more": max(len(also) - ALSO_SHOWN, 0),
    }
