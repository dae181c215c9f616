"""Questions: as JSON, in the contract of `quoth ask --json`, and on the page to ask from."""

import asyncio
import json
import logging
from typing import Any

from aiohttp import web

from bot.presentation.answer_json import as_json, line_of
from bot.presentation.wording import counted
from bot.serving.scheduler import BusyError, Job, StoppingError
from bot.web.answers import answer_values
from bot.web.context import WEB, Web, request_id
from bot.web.limits import address_of, sent
from bot.web.pages import page
from bot.web.problems import ProblemError
from index.access import ANYBODY
from index.answering.answers import Answer
from index.answering.quotes import Place
from index.search.queries import LONGEST_QUESTION

log = logging.getLogger(__name__)

# Questions that one on the page may lean on.
LEANT_ON = 4
NOT_A_REQUEST = (
    "Send one JSON object with a question as text, and perhaps a history: a list of the questions "
    "before it, oldest first."
)
TOO_SLOW = "The answer takes too long: ask again later, or in fewer words."


async def ask(request: web.Request) -> web.Response:
    """POST /ask: the answer to one question."""
    row = _row(await sent(request))
    answer = await _answer(request, row["question"], tuple(row.get("history", ())))
    return web.Response(
        text=f"{line_of(row | as_json(answer))}\n",
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


async def ask_page(request: web.Request) -> web.Response:
    """GET /: the page to ask from, with the answer where it was asked."""
    shared = request.app[WEB]
    question = request.query.get("question", "").strip()
    after = tuple(one for one in request.query.getall("after", ()) if one.strip())[-LEANT_ON:]
    documents = counted(shared.live.held(ANYBODY).documents, "document")
    values: dict[str, Any] = {"longest": LONGEST_QUESTION, "documents": documents}
    if not question:
        return page(request, "ask.html", "ask", question="", after=(), answer=None, **values)
    answer = await _answer(request, question, after)
    response = page(
        request,
        "ask.html",
        "ask",
        question=question,
        after=(*after, question)[-LEANT_ON:],
        answer=answer_values(answer, _addresses(shared, answer)),
        **values,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _row(body: bytes) -> dict[str, Any]:
    """The object that was sent. Raises ProblemError."""
    try:
        row = json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ProblemError(400, NOT_A_REQUEST) from None
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise ProblemError(400, NOT_A_REQUEST)
    history = row.get("history", [])
    if not isinstance(history, list) or not all(isinstance(one, str) for one in history):
        raise ProblemError(400, NOT_A_REQUEST)
    return row


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


async def _answer(request: web.Request, question: str, history: tuple[str, ...]) -> Answer:
    """The answer for anybody. Raises ProblemError."""
    shared = request.app[WEB]
    group = address_of(request, shared.settings.serve_proxies)
    try:
        async with asyncio.timeout(shared.settings.serve_seconds):
            answer = await shared.scheduler.answer(Job(question, history, ANYBODY), group)
    except BusyError as error:
        raise ProblemError(503, str(error), error.retry_after) from error
    except StoppingError as error:
        raise ProblemError(503, str(error), 60) from error
    except TimeoutError:
        raise ProblemError(503, TOO_SLOW, shared.scheduler.figures.seconds_each) from None
    log.info(
        "question %s: %d characters, %s at %.2f, %.0f ms",
        request_id(request),
        len(question),
        "answered" if answer.answered else answer.reason,
        answer.confidence,
        answer.elapsed_ms,
        extra={
            "request": request_id(request),
            "characters": len(question),
            "reason": answer.reason,
            "confidence": round(answer.confidence, 3),
            "ms": round(answer.elapsed_ms, 1),
        },
    )
    return answer


def _addresses(shared: Web, answer: Answer) -> dict[Place, str]:
    quotes = (*answer.quotes, *answer.closest)
    places = [*answer.agree, *(p for quote in quotes for p in (quote.place, *quote.also))]
    collections = {one.collection.name: one.collection for one in shared.live.library.every}
    return {
        place: shared.sources.path(place, collections[place.collection]).removeprefix("/")
        for place in places
        if place.collection in collections
    }
