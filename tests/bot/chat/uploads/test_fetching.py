"""Attached files are fetched from Discord alone, and never more of them than fits."""

import aiohttp
import discord
import pytest
from aiohttp import web
from pydantic import HttpUrl

from bot.chat.uploads.fetching import NOT_FETCHED, FetchError, fetch
from tests.discord_service import message_payloads

DATA = b"x" * 700_000


@pytest.fixture
def attached(service, room):
    """What the bot is told of a file that somebody attached."""

    def attach(data=DATA, **more):
        entry = service.upload(room.channel, "a.txt", data, **more)
        payload = message_payloads.attachment(entry)
        return discord.Attachment(data=payload, state=type("State", (), {"http": None}))

    return attach


async def test_a_file_comes_whole(service, attached, tmp_path):
    path = tmp_path / "a"
    await fetch(attached(), path, 1, HttpUrl(service.api_url))
    assert path.read_bytes() == DATA


async def test_a_file_that_is_too_large_is_not_asked_for(service, attached, tmp_path):
    asked = []

    async def answer(request):
        asked.append(request)

    with pytest.raises(FetchError, match="larger than 1 MB"):
        await fetch(
            attached(claimed=1_000_001, answer=answer), tmp_path / "a", 1, HttpUrl(service.api_url)
        )
    assert not asked
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("told", [None, "700000"], ids=["of no length", "of a false length"])
async def test_a_file_that_never_ends_is_given_up_when_it_is_too_large(
    told, service, attached, tmp_path
):
    sent = 0

    async def answer(request):
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(DATA)
            sent += len(DATA)

    liar = attached(claimed=700_000, answer=answer)
    with pytest.raises(FetchError, match="larger than 1 MB"):
        await fetch(liar, tmp_path / "a", 1, HttpUrl(service.api_url))
    assert (tmp_path / "a").stat().st_size <= 1_000_000
    assert sent < 50_000_000


async def test_a_packed_file_is_not_unpacked(service, attached, tmp_path):
    async def answer(request):
        assert request.headers["Accept-Encoding"] == "identity"
        return web.Response(body=b"packed", headers={"Content-Encoding": "gzip"})

    await fetch(attached(answer=answer), tmp_path / "a", 1, HttpUrl(service.api_url))
    assert (tmp_path / "a").read_bytes() == b"packed"


async def test_what_does_not_come_is_told(service, attached, tmp_path):
    async def gone(request):
        raise web.HTTPNotFound

    async def elsewhere(request):
        raise web.HTTPFound(f"{service.url}/api/v10/gateway")

    async def broken(request):
        request.transport.abort()

    for number, answer in enumerate((gone, elsewhere, broken)):
        with pytest.raises(FetchError) as error:
            await fetch(
                attached(answer=answer), tmp_path / str(number), 1, HttpUrl(service.api_url)
            )
        assert str(error.value) == NOT_FETCHED
    assert not service.requests


async def test_only_what_discord_itself_hands_out_is_asked_for(service, attached, tmp_path):
    asked = []

    async def answer(request):
        asked.append(request)

    file = attached(answer=answer)
    for api in (None, HttpUrl("http://127.0.0.1:1/api/v10"), HttpUrl("https://discord.com/api")):
        with pytest.raises(FetchError):
            await fetch(file, tmp_path / "a", 1, api)
    file.url = "file:///etc/passwd"
    with pytest.raises(FetchError):
        await fetch(file, tmp_path / "a", 1, HttpUrl(service.api_url))
    assert not asked


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://cdn.discordapp.com/ephemeral-attachments/1/2/a.txt?ex=1&hm=2", True),
        ("https://media.discordapp.net/attachments/1/2/a.txt", True),
        ("http://cdn.discordapp.com/attachments/1/2/a.txt", False),
        ("https://cdn.discordapp.com.example.com/a.txt", False),
        ("https://cdn.discordapp.com@example.com/a.txt", False),
        ("https://169.254.169.254/latest/meta-data/a.txt", False),
        ("https://localhost/a.txt", False),
        ("/attachments/1/2/a.txt", False),
    ],
)
async def test_where_discord_keeps_files_is_known(address, known, attached, tmp_path, monkeypatch):
    asked = []

    async def request(session, method, url, **more):
        asked.append(str(url))
        raise aiohttp.ClientConnectionError

    monkeypatch.setattr(aiohttp.ClientSession, "_request", request)
    file = attached()
    file.url = address
    with pytest.raises(FetchError):
        await fetch(file, tmp_path / "a", 1)
    assert asked == ([address] if known else [])
