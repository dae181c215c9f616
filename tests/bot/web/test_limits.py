"""What anybody may ask of the service is bounded: in size, in time, in number, and by name."""

import asyncio
import gzip

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.web import application, door, limits, running
from bot.web.limits import address_of
from tests.bot.web.site import HTML, site_of

TOKEN = "a token that nobody guesses"


async def raw(site, *pieces, read=True):
    """What comes back for bytes that are sent as they are; b"" where the line is closed."""
    host, _, port = site.address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    try:
        async with asyncio.timeout(60):
            return await reader.read() if read else b""
    finally:
        writer.close()


async def test_what_is_too_large_is_refused(site):
    reply = await site.request("POST", "/ask", data=b"x" * (limits.LARGEST_REQUEST + 1))
    assert (reply.status, reply.json["error"]) == (413, "That request is too large.")
    reply = await site.get("/?question=" + "x" * 9000)
    assert reply.status == 400


async def test_what_is_compressed_is_not_unpacked(site):
    bomb = gzip.compress(b" " * 10**7)
    headers = {"Content-Encoding": "gzip"}
    reply = await site.request("POST", "/ask", data=bomb, headers=headers)
    assert (reply.status, reply.json["error"]) == (415, "What is sent must not be compressed.")


async def test_a_request_that_does_not_come_is_given_up(site, monkeypatch):
    monkeypatch.setattr(limits, "SEND_SECONDS", 0.05)
    head = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"
    assert (await raw(site, head)).startswith(b"HTTP/1.1 408 ")


async def test_a_line_on_which_nothing_whole_is_said_is_closed(open_settings, seeds, monkeypatch):
    monkeypatch.setattr(running, "IDLE", 0.1)
    async with site_of(open_settings, seeds) as site:
        assert await raw(site) == b""
        assert await raw(site, b"GET / HTTP/1.1\r\nHost: loc") == b""
        assert await raw(site, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 10) != b"?"


async def test_who_does_not_take_the_response_is_left(site, monkeypatch):
    monkeypatch.setattr(application, "TAKE_SECONDS", 0.2)
    left = []
    monkeypatch.setattr(application, "_count", lambda request, *_: left.append(request.path))
    monkeypatch.setattr(site.shared.measures, "shown", lambda: b"x" * 30_000_000)
    host, _, port = site.address.removeprefix("http://").partition(":")
    _, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
    async with asyncio.timeout(60):
        while not left:
            await asyncio.sleep(0.01)
    writer.close()
    assert left == ["/metrics"]


async def test_there_is_room_for_so_many_lines(site, monkeypatch):
    monkeypatch.setattr(door, "MOST", 3)
    host, _, port = site.address.removeprefix("http://").partition(":")
    lines = [await asyncio.open_connection(host, int(port)) for _ in range(3)]
    assert await raw(site, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n") == b""
    for _, writer in lines:
        writer.close()
    async with asyncio.timeout(60):
        while not (await raw(site, b"GET /healthz HTTP/1.0\r\n\r\n")).startswith(b"HTTP/1."):
            pass


async def test_what_is_no_http_is_logged_without_its_words(site, caplog):
    said = await raw(site, b"GET / HTTP/1.1\r\nHost: localhost\r\nSecret words\r\n\r\n")
    assert said.startswith(b"HTTP/1.")
    assert b" 400 " in said.partition(b"\r\n")[0]
    assert "Secret" not in caplog.text
    assert "a connection failed" in caplog.text


async def test_who_asks_too_fast_is_told_when_to_ask_again(settings, seeds):
    few = settings.model_copy(update={"serve_burst": 2, "serve_cooldown_seconds": 60})
    async with site_of(few, seeds) as site:
        replies = [await site.ask("hello") for _ in range(3)]
        page = await site.get("/?question=hello", headers=HTML)
        documents = await site.get("/documents")
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert 1 <= int(replies[2].headers["Retry-After"]) <= 60
    assert page.status == 429
    assert "You ask too fast" in page.text
    assert documents.status == 200


async def test_so_is_who_reads_too_much(site, monkeypatch):
    statuses = [(await site.get("/nothing")).status for _ in range(70)]
    assert statuses[:50] == [404] * 50
    assert 429 in statuses
    monkeypatch.setattr(limits, "READING", 0)
    assert (await site.get("/healthz")).status == 200


async def test_so_many_documents_are_read_at_once(site, monkeypatch):
    monkeypatch.setattr(limits, "READING", 0)
    reply = await site.get("/documents")
    assert (reply.status, reply.headers["Retry-After"]) == (503, "1")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8484", 200),
        ("[::1]:8484", 200),
        ("docs.example.org", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("", 421),
        ("a b", 421),
        ("localhost:abc", 400),
    ],
)
async def test_the_service_is_asked_under_its_own_names_only(open_settings, seeds, host, status):
    public = type(open_settings)(public_url="https://docs.example.org/quoth/").public_url
    named = open_settings.model_copy(update={"public_url": public})
    async with site_of(named, seeds) as site:
        for path in ("/documents", "/", "/openapi.json", "/healthz"):
            head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            said = await raw(site, head.encode())
            assert said.startswith(f"HTTP/1.1 {200 if path == '/healthz' else status} ".encode())


async def test_with_a_token_nobody_is_let_in_without_it(open_settings, seeds):
    secret = type(open_settings)(serve_token=TOKEN).serve_token
    async with site_of(open_settings.model_copy(update={"serve_token": secret}), seeds) as site:
        for path in ("/", "/documents", "/metrics", "/openapi.json", "/documents/x", "/nothing"):
            for given in (
                {},
                {"Authorization": "Bearer wrong"},
                {"Authorization": f"Basic {TOKEN}"},
            ):
                reply = await site.get(path, headers=given)
                assert reply.status == 401, path
                assert reply.headers["WWW-Authenticate"].startswith("Bearer")
        assert (await site.ask("hello")).status == 401
        good = {"Authorization": f"Bearer {TOKEN}"}
        for path in ("/", "/documents", "/metrics", "/openapi.json"):
            assert (await site.get(path, headers=good)).status == 200
        for path in ("/healthz", "/style.css", "/icon.svg"):
            assert (await site.get(path)).status == 200
        listed = (await site.get("/documents", headers=good)).json["documents"]
        assert (await site.get(f"/documents/{listed[0]['document']}")).status == 401


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "expected"),
    [
        ("192.0.2.1", None, 0, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", 0, "192.0.2.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", 1, "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", 2, "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7", 5, "198.51.100.7"),
        ("127.0.0.1", None, 1, "127.0.0.1"),
        ("2001:db8::1", None, 0, "2001:db8::ffff"),
        ("::ffff:192.0.2.1", None, 0, "192.0.2.1"),
        ("127.0.0.1", "who knows", 1, "unknown"),
    ],
)
def test_who_asks_is_told_by_their_address(peer, forwarded, proxies, expected):
    def asked(peer, forwarded):
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        request = make_mocked_request("GET", "/", headers=headers)
        request.transport.get_extra_info = lambda name: (peer, 1)
        return request

    found = address_of(asked(peer, forwarded), proxies)
    assert found == (0 if expected == "unknown" else address_of(asked(expected, None), 0))
