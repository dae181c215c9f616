"""What a request is told that cannot be done: one sentence, as JSON or on a page."""

import math
from http import HTTPStatus

from aiohttp import web

from bot.web.pages import page, wants_page
from index.errors import QuothError

# What is said where a library says something else.
SENTENCES = {
    400: "That request cannot be understood: /openapi.json describes those that can.",
    401: "This needs the service's token, as a bearer token.",
    404: "There is nothing at this address, or nothing for you.",
    405: "This address is not for requests of that kind: /openapi.json describes which it is for.",
    408: "The request took too long to come.",
    413: "That request is too large.",
    415: "What is sent must not be compressed.",
    421: "This service is not asked under that name: set QUOTH_PUBLIC_URL to the one it has.",
    500: "Something went wrong; whoever runs this service can see what in its log.",
}


class ProblemError(QuothError):
    """A request that is not done, with the status that it is told; `wait` is in seconds."""

    def __init__(self, status: int, sentence: str = "", wait: float | None = None) -> None:
        self.status = status
        self.wait = wait
        super().__init__(sentence or SENTENCES[status])


def told(request: web.Request, problem: ProblemError) -> web.Response:
    """The response that tells it."""
    if wants_page(request):
        heading = HTTPStatus(problem.status).phrase
        response = page(request, "problem.html", heading=heading, sentence=str(problem))
    else:
        response = web.json_response({"error": str(problem)})
    response.set_status(problem.status)
    if problem.wait is not None:
        response.headers["Retry-After"] = str(max(1, math.ceil(problem.wait)))
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="quoth"'
    response.headers["Cache-Control"] = "no-store"
    return response


def problem_of(error: web.HTTPException) -> ProblemError:
    """What aiohttp says of a request, in words of our own."""
    status = error.status if error.status in SENTENCES else 400
    return ProblemError(status)
