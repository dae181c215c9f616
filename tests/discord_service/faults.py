"""Things that go wrong on demand: refusals, rate limits, server errors, slow answers."""

import asyncio
import re
from dataclasses import dataclass, field

MESSAGES = {
    0: "500: Internal Server Error",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10013: "Unknown User",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    30046: "Maximum number of edits to messages older than 1 hour reached. Try again later",
    40060: "Interaction has already been acknowledged.",
    50001: "Missing Access",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50013: "Missing Permissions",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
    160004: "A thread has already been created for this message",
    200000: "Message was blocked by automatic moderation",
    200001: "Title was blocked by automatic moderation",
}
STATUSES = {40060: 400, 50006: 400, 50027: 401, 50035: 400, 50024: 400, 50083: 400, 160004: 400}


class Refusal(Exception):  # noqa: N818 (an answer, not a failure)
    """An answer that says no, as Discord would word it."""

    def __init__(self, code, status=None, *, message=None, errors=None):
        super().__init__(code)
        known = 404 if 10000 <= code < 20000 else 400 if code >= 200000 else 403
        self.status = STATUSES.get(code, known) if status is None else status
        self.body = {"message": message or MESSAGES.get(code, "Error"), "code": code}
        if errors:
            self.body["errors"] = errors


def form_refusal(problems):
    """The 400 that Discord answers to a body of the wrong shape."""
    errors = {}
    for path, code, text in problems:
        place = errors
        for key in path:
            place = place.setdefault(str(key), {})
        place.setdefault("_errors", []).append({"code": code, "message": text})
    return Refusal(50035, errors=errors)


@dataclass(eq=False)
class Fault:
    """What happens to the next requests that it fits.

    `processed` tells whether the request takes effect before its answer goes wrong. A gate holds
    the request back until `release` is called.
    """

    method: str
    route: str
    status: int | None = None
    code: int = 0
    message: str | None = None
    retry_after: float | None = None
    everywhere: bool = False
    times: int | None = 1
    processed: bool = False
    when: object = None
    gate: asyncio.Event | None = None
    met: list = field(default_factory=list)

    def fits(self, request):
        if self.times is not None and len(self.met) >= self.times:
            return False
        if self.method.upper() != request.method or (self.when and not self.when(request)):
            return False
        return self.route == request.path or _shape(self.route) == _shape(request.route or "")

    def release(self):
        """Let those go on that are held back, and hold nothing back any more."""
        self.times = len(self.met)
        self.gate.set()

    def answer(self):
        """Status, headers and body of what goes wrong."""
        if self.status == 429:
            wait = self.retry_after if self.retry_after is not None else 0.05
            headers = {
                "Retry-After": str(max(1, round(wait))),
                "X-RateLimit-Scope": "global" if self.everywhere else "user",
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset-After": str(wait),
            }
            if self.everywhere:
                headers["X-RateLimit-Global"] = "true"
            body = {
                "message": self.message or "You are being rate limited.",
                "retry_after": wait,
                "global": self.everywhere,
            }
            return 429, headers, body | {"code": self.code}
        told = self.message or MESSAGES.get(self.code, f"{self.status}: Error")
        return self.status, {}, {"message": told, "code": self.code}


def _shape(route):
    return re.sub(r"\{[^}]*\}", "{}", route)
