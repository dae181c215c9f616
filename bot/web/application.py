"""The service put together: its addresses, and what every request goes through."""

import asyncio
import logging
import secrets
import time
from importlib import resources

from aiohttp import web

from bot.measures.measures import CONTENT_TYPE
from bot.serving.again import log_failure
from bot.web import asking, reading
from bot.web.context import ID, WEB, Web
from bot.web.limits import LARGEST_REQUEST, TAKE_SECONDS, Handler, admitted
from bot.web.openapi import description
from bot.web.pages import POLICY
from bot.web.problems import ProblemError, problem_of, told
from index.errors import QuothError

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept",
    "Server": "quoth",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STATIC = {"style.css": "text/css", "icon.svg": "image/svg+xml"}
A_DAY = "max-age=86400"


def application(shared: Web) -> web.Application:
    """The application, ready to be served."""
    app = web.Application(middlewares=[finished, admitted], client_max_size=LARGEST_REQUEST)
    app[WEB] = shared
    app.on_response_prepare.append(headed)
    app.add_routes(
        [
            web.get("/", asking.ask_page),
            web.post("/ask", asking.ask),
            web.get("/documents", reading.documents),
            web.get("/documents/{document:.+}", reading.document),
            web.get("/files/{document:.+}", reading.file),
            web.get("/healthz", health),
            web.get("/metrics", metrics),
            web.get("/openapi.json", openapi),
            web.get("/{static:style.css|icon.svg}", static),
        ]
    )
    return app


@web.middleware
async def finished(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every request, whatever happens with it, in time; count it, and tell the log."""
    began = time.perf_counter()
    request[ID] = secrets.token_hex(6)
    response = await _response(request, handler)
    try:
        async with asyncio.timeout(TAKE_SECONDS):
            await response.prepare(request)
            await response.write_eof()
    except TimeoutError:
        if request.transport:
            request.transport.abort()
    except ConnectionError:
        # Whoever asked is gone.
        pass
    finally:
        _count(request, response.status, time.perf_counter() - began)
    return response


async def headed(request: web.Request, response: web.StreamResponse) -> None:
    """Tell with every response what browsers must not do with it, and what it is called here."""
    response.headers.update(HEADERS)
    if ID in request:
        response.headers["X-Request-Id"] = request[ID]


async def _response(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ProblemError as problem:
        return told(request, problem)
    except web.HTTPException as error:
        response = told(request, problem_of(error))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except QuothError as error:
        # It may name files of this machine, which are nobody else's business.
        log.warning("request %s: %s", request[ID], error)
        return told(request, ProblemError(500))
    except Exception as error:
        log_failure(log, f"request {request[ID]}", error)
        return told(request, ProblemError(500))


def _count(request: web.Request, status: int, seconds: float) -> None:
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "other"
    request.app[WEB].measures.requested(route, status, seconds)
    log.info(
        "request %s: %s %s, status %d, %.0f ms",
        request[ID],
        request.method,
        route,
        status,
        seconds * 1000,
        extra={
            "request": request[ID],
            "method": request.method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        },
    )


async def health(request: web.Request) -> web.Response:
    """GET /healthz: whether answering gets on."""
    stuck = request.app[WEB].pulse.stuck()
    return web.json_response(
        {"status": "stuck" if stuck else "ok"},
        status=503 if stuck else 200,
        headers={"Cache-Control": "no-store"},
    )


async def metrics(request: web.Request) -> web.Response:
    """GET /metrics: the figures, as Prometheus reads them."""
    return web.Response(
        body=request.app[WEB].measures.shown(),
        headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"},
    )


async def openapi(request: web.Request) -> web.Response:
    """GET /openapi.json: what can be asked of the service."""
    return web.json_response(description(), headers={"Cache-Control": A_DAY})


async def static(request: web.Request) -> web.Response:
    """GET /style.css and /icon.svg."""
    name = request.match_info["static"]
    data = resources.files("bot.web").joinpath("static", name).read_bytes()
    return web.Response(body=data, content_type=STATIC[name], headers={"Cache-Control": A_DAY})
