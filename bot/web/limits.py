"""Who may ask for what, and how much of it: names, tokens, rates, sizes and times."""

import asyncio
import hmac
import ipaddress
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web

from bot.serving.cooldown import Cooldown
from bot.settings import Settings
from bot.web.context import READING, WEB, Web
from bot.web.problems import ProblemError

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Bytes of what is sent with a request, and seconds in which it must have come, and in which a
# response must have been taken.
LARGEST_REQUEST = 64 * 1024
SEND_SECONDS = 10.0
TAKE_SECONDS = 30.0
# Who asks whether the service is alive need not know its name.
FOR_MACHINES = ("/healthz", "/metrics")
STATIC = ("/style.css", "/icon.svg")
# So much of an IPv6 address is one household's.
HOUSEHOLD = 64


def check_name(request: web.Request, settings: Settings) -> None:
    """Refuse names that are not the service's. Raises ProblemError.

    A page from elsewhere could give its own name this machine's address, and read what is here.
    """
    if request.path in FOR_MACHINES:
        return
    name = request.url.host or ""
    public = settings.public_url
    if name != "localhost" and not (public and name == public.host) and _ip(name) is None:
        raise ProblemError(421)


def check_token(request: web.Request, settings: Settings) -> None:
    """Refuse who lacks the token, where there is one. Raises ProblemError.

    A signed address stands for itself; whether it is good, whoever looks the document up finds out.
    """
    if settings.serve_token is None or request.path in ("/healthz", *STATIC):
        return
    if "signature" in request.query and request.path.startswith(("/documents/", "/files/")):
        return
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    expected = settings.serve_token.get_secret_value().encode()
    same = hmac.compare_digest(expected, given.strip().encode("utf-8", "replace"))
    if kind.lower() != "bearer" or not same:
        raise ProblemError(401)


def check_rate(cooldown: Cooldown, address: int) -> None:
    """Refuse whoever asks too fast. Raises ProblemError."""
    wait = cooldown.ask(address)
    if wait is not None:
        raise ProblemError(429, "You ask too fast: wait a moment.", wait)


def address_of(request: web.Request, proxies: int) -> int:
    """Who asks, as a number: the address before so many trusted proxies.

    IPv6 addresses count by what a household has of them.
    """
    peer = request.transport.get_extra_info("peername") if request.transport else None
    came = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    hops = [hop.strip() for hop in came if hop.strip()]
    hops.append(peer[0] if isinstance(peer, tuple) else "")
    found = _ip(hops[-1 - min(proxies, len(hops) - 1)])
    if found is None:
        return 0
    if found.version == 4:
        return int(found)
    mapped = found.ipv4_mapped
    return int(mapped) if mapped else int(found) >> HOUSEHOLD << HOUSEHOLD


async def sent(request: web.Request) -> bytes:
    """What is sent with a request. Raises ProblemError."""
    if "Content-Encoding" in request.headers:
        raise ProblemError(415)
    try:
        async with asyncio.timeout(SEND_SECONDS):
            return await request.read()
    except TimeoutError:
        raise ProblemError(408) from None


async def read_in_turn(shared: Web, work: Callable[[], T]) -> T:
    """Something read off the event loop, a few at a time. Raises ProblemError if too many."""
    if len(shared.reading) >= READING:
        raise ProblemError(503, "Many documents are being read: try again in a moment.", 1)
    task = asyncio.ensure_future(asyncio.to_thread(work))
    # It is read to its end even where nobody waits for it any more.
    shared.reading.add(task)
    task.add_done_callback(shared.reading.discard)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return await asyncio.shield(task)


@web.middleware
async def admitted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in who may come in."""
    shared = request.app[WEB]
    try:
        check_name(request, shared.settings)
        check_token(request, shared.settings)
    except ValueError:
        raise ProblemError(400) from None
    if request.path not in (*FOR_MACHINES, *STATIC):
        asks = request.path == "/ask" or "question" in request.query
        check_rate(
            shared.asks if asks else shared.reads,
            address_of(request, shared.settings.serve_proxies),
        )
    return await handler(request)


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
