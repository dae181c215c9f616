"""REST: a request is recorded, checked against the description, handled, and answered."""

import json
import traceback
from dataclasses import dataclass, field
from zlib import crc32

from aiohttp import web

from tests.discord_service import schema
from tests.discord_service.faults import Refusal, form_refusal

PREFIX = "/api/v10"
ROUTES = {}


def route(method, template):
    """Register a handler: (service, request) to (status, body)."""

    def register(handler):
        ROUTES[method, template] = handler
        return handler

    return register


@dataclass(eq=False)
class Request:
    """One request to REST. `route` is the description's path, None where there is none."""

    method: str
    path: str
    route: str | None
    params: dict
    query: dict
    headers: dict
    time: float
    json: object = None
    files: dict = field(default_factory=dict)
    status: int | None = None
    answer: object = None

    def __str__(self):
        return f"{self.method} {self.path} → {self.status or 'not answered yet'}"


async def handle(service, incoming):
    """Answer one request."""
    request = await _read(service, incoming)
    service.requests.append(request)
    service.changed()
    try:
        status, headers, body = await _answer(service, request)
    except Refusal as refusal:
        status, headers, body = refusal.status, {}, refusal.body
    except Exception:
        # 501 is not tried again, so that the test ends soon and says why.
        service.own_mistakes.append(f"{request}\n{traceback.format_exc()}")
        status, headers, body = 501, {}, {"message": "The service has failed", "code": 0}
    request.status, request.answer = status, body
    described = request.route and schema.operation(request.route, request.method)
    if service.checks_answers and described and status < 500:
        problems = schema.answer_problems(request.route, request.method, status, body)
        service.own_mistakes += [f"{request}: {place} {text}" for place, _, text in problems]
    service.changed()
    headers = _limits(request) | headers | {"Via": "1.1 loopback"}
    if body is None:
        return web.Response(status=status, headers=headers)
    # The type must be bare: discord.py compares the whole header.
    data = json.dumps(body).encode()
    return web.Response(status=status, body=data, headers=headers, content_type="application/json")


async def _read(service, incoming):
    path = incoming.path.removeprefix(PREFIX)
    found = schema.route_of(path) if incoming.path.startswith(PREFIX) else None
    request = Request(
        incoming.method,
        path,
        *(found or (None, {})),
        dict(incoming.query),
        dict(incoming.headers),
        service.clock.now(),
    )
    if incoming.content_type == "multipart/form-data":
        async for part in await incoming.multipart():
            data = bytes(await part.read())
            if part.name == "payload_json":
                request.json = json.loads(data)
            else:
                number = part.name.removeprefix("files[").removesuffix("]")
                kind = part.headers.get("Content-Type")
                request.files[number] = (part.filename, data, kind)
    elif incoming.can_read_body:
        data = await incoming.read()
        try:
            request.json = json.loads(data) if data else None
        except ValueError:
            service.violation(request, "the body is not JSON")
    return request


async def _answer(service, request):
    _check(service, request)
    fault = next((fault for fault in service.faults if fault.fits(request)), None)
    if fault is not None:
        fault.met.append(request)
        service.changed()
        if fault.gate is not None:
            await fault.gate.wait()
        if fault.status is not None:
            if fault.processed:
                ROUTES[request.method, request.route](service, request)
                lost = service.interactions.get(request.params.get("interaction_token"))
                if lost is not None:
                    lost.lost = True
            return fault.answer()
    status, body = ROUTES[request.method, request.route](service, request)
    return status, {}, body


def _check(service, request):
    """Record what is wrong with a request; what Discord would refuse is a Refusal."""
    if request.route is None:
        service.violation(request, "no such route, or none that the service knows")
        raise Refusal(0, 404, message="404: Not Found")
    if schema.operation(request.route, request.method) is None:
        service.violation(request, "no such method for this route, or none that is known here")
        raise Refusal(0, 405, message="405: Method Not Allowed")
    authorization = request.headers.get("Authorization")
    needed = schema.needs_token(request.route, request.method)
    if authorization != f"Bot {service.token}" and (needed or authorization is not None):
        raise Refusal(0, 401, message="401: Unauthorized")
    refused = schema.path_problems(request.route, request.params)
    refused += schema.query_problems(request.route, request.method, request.query)
    wrong, ignored = schema.body_problems(request.route, request.method, request.json)
    for place, _, text in ignored:
        service.violation(request, f"{'.'.join(map(str, place)) or 'body'}: {text}")
    refuse(service, request, refused + wrong)


def refuse(service, request, problems):
    """Record problems of form and refuse the request, where there are any."""
    for place, code, text in problems:
        service.violation(request, f"{'.'.join(map(str, place)) or 'body'}: {text} [{code}]")
    if problems:
        raise form_refusal(problems)


def _limits(request):
    """The headers of a bucket that is never empty; interaction callbacks have none."""
    if request.route is None or request.route.startswith("/interactions"):
        return {}
    return {
        "X-RateLimit-Limit": "1000",
        "X-RateLimit-Remaining": "999",
        "X-RateLimit-Reset": f"{request.time + 1:.3f}",
        "X-RateLimit-Reset-After": "1.000",
        "X-RateLimit-Bucket": f"{crc32(f'{request.method} {request.route}'.encode()):x}",
    }


async def handle_attachment(service, incoming):
    """The bytes of an attachment."""
    attachment = service.attachments.get(incoming.match_info["attachment_id"])
    if attachment is None:
        raise web.HTTPNotFound
    if attachment.answer is not None:
        return await attachment.answer(incoming)
    return web.Response(body=attachment.data, content_type=attachment.content_type)
