"""Whether a response is one that the description promises."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from bot.web.openapi import description

ALWAYS = ("content-security-policy", "x-content-type-options", "x-request-id")
STATIC = ("/style.css", "/icon.svg")
# What an address answers that is none, and what it answers to methods that it is not for.
NOWHERE, OTHER_METHOD = 404, 405
# What is no HTTP, or wants of it what there is not, never reaches the service.
UNREAD = (400, 417)
# What is answered before it is known what is asked for.
ANYWHERE = (400, 401, 408, 413, 415, 421, 429)


@dataclass(frozen=True)
class Response:
    """One response; `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def response(said: bytes) -> Response:
    """The first response that is no interim one. Raises ValueError where there is none."""
    head, _, rest = said.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    version, status, *_ = first.split(" ")
    if not version.startswith("HTTP/1."):
        raise ValueError(first)
    if status == "100":
        return response(rest)
    pairs = (line.partition(":") for line in lines)
    named = {name.lower(): value.strip() for name, _, value in pairs}
    return Response(int(status), named, rest[: int(named.get("content-length", len(rest)))])


def broken(method: str, route: str, told: Response) -> str | None:
    """What a response breaks of what is promised, or None."""
    status, headers = told.status, told.headers
    if b"Traceback" in told.body or (status >= 500 and status != 503):
        return f"status {status}"
    if status in UNREAD and "x-request-id" not in headers:
        return None
    if lacking := [name for name in ALWAYS if name not in headers]:
        return f"no {', '.join(lacking)}"
    if status in (429, 503) and int(headers.get("retry-after", 0)) < 1:
        return "no Retry-After"
    operations = description()["paths"].get(route, {})
    if method in ("HEAD", "OPTIONS") or status in (NOWHERE, OTHER_METHOD):
        return None
    if method.lower() not in operations:
        static = route in STATIC and status == 200
        return None if static or status in ANYWHERE else f"status {status} where nothing is"
    return _as_described(operations[method.lower()], told)


def _as_described(operation: Mapping[str, Any], told: Response) -> str | None:
    described = operation["responses"].get(str(told.status))
    if described is None:
        return f"status {told.status} is not described"
    content = _resolved(described).get("content", {})
    kind = told.headers.get("content-type", "").partition(";")[0]
    if not content:
        return "a body where none is described" if told.body else None
    if kind not in content:
        return f"type {kind} is not described"
    if kind == "application/json":
        validator = _validator(json.dumps(content[kind]["schema"]))
        wrong = next(validator.iter_errors(json.loads(told.body)), None)
        return wrong.message if wrong else None
    return None


def _resolved(node: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in node:
        return node
    found: Any = description()
    for name in node["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found  # type: ignore[no-any-return]


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": description()["components"]})
