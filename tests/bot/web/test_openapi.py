"""The description says what there is, and whatever is sent is answered as it says."""

import asyncio

from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from benchmarks.hostile_http.contract import Response, broken, response
from benchmarks.hostile_http.requests import raw_requests, requests
from bot.web.application import application
from bot.web.openapi import description
from tests.bot.web.site import HTML
from tests.support import ALIBABA_FT


def test_it_is_of_openapi_and_of_this_version():
    described = description()
    assert described["openapi"] == "3.1.0"
    assert described["info"]["version"]
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


async def test_every_address_is_described_and_no_other(site):
    there = {}
    for route in application(site.shared).router.routes():
        if route.method != "HEAD":
            there.setdefault(route.resource.canonical, set()).add(route.method.lower())
    assert there.pop("/{static}") == {"get"}
    assert there == {path: set(methods) for path, methods in description()["paths"].items()}


async def test_answers_and_errors_are_as_described(site):
    for method, path, status, options in (
        ("POST", "/ask", 200, {"json": {"question": "Who is the head of the VSSE?"}}),
        ("POST", "/ask", 200, {"json": {"question": "What share of the goods goes to China?"}}),
        ("POST", "/ask", 200, {"json": {"question": "Wo ist der Bahnhof und wann fährt er?"}}),
        ("POST", "/ask", 400, {"data": b"{"}),
        ("GET", "/documents", 200, {}),
        ("GET", "/documents", 200, {"headers": HTML}),
        ("GET", "/healthz", 200, {}),
        ("GET", "/metrics", 200, {}),
        ("GET", "/", 200, {}),
        ("GET", "/files/none", 404, {}),
    ):
        reply = await site.request(method, path, **options)
        assert reply.status == status
        named = {name.lower(): value for name, value in reply.headers.items()}
        route = "/files/{document}" if path.startswith("/files") else path
        assert broken(method, route, Response(status, named, reply.body)) is None


async def said(site, data, *, end=False):
    host, _, port = site.address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(data)
    if end:
        writer.write_eof()
    try:
        async with asyncio.timeout(60):
            return await reader.read()
    finally:
        writer.close()


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=requests((ALIBABA_FT,)))
async def test_whatever_is_sent_is_answered_as_described(site, request):
    site.shared.reads._every = 0
    told = response(await said(site, request.data))
    assert broken(request.method, request.route, told) is None, told


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=raw_requests())
async def test_no_bytes_break_the_service(site, request):
    site.shared.reads._every = 0
    told = await said(site, request.data, end=True)
    assert not told or (told.startswith(b"HTTP/") and b" 500 " not in told[:20])
    assert (await site.get("/healthz")).json == {"status": "ok"}
