"""`quoth discord` as a process."""

import asyncio
import os
import signal
import socket
import sqlite3
from contextlib import asynccontextmanager
from functools import partial

import pytest

from bot.chat.people.permissions import NEEDED
from tests.bot.chat.control import SECONDS

SHARE = "What share of the goods goes back to China?"
MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture
def start(quoth):
    """Starts the bot in an empty folder."""
    return partial(quoth, "discord")


def environment(settings, service):
    return {
        "QUOTH_CACHE_DIR": settings.cache_dir,
        "QUOTH_INDEX_DIR": settings.index_dir,
        "QUOTH_DISCORD_DATABASE": settings.discord_database,
        "QUOTH_DISCORD_TOKEN": service.token,
        "QUOTH_DISCORD_API": service.api_url,
        "QUOTH_DISCORD_GATEWAY": service.gateway_url,
    }


@asynccontextmanager
async def systemd(folder, told):
    """A socket like systemd's, and the lines that arrive there."""
    lines = []

    class Listener(asyncio.DatagramProtocol):
        def datagram_received(self, data, address):
            lines.append(data.decode())
            told()

    channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    channel.bind(str(folder / "notify"))
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Listener, sock=channel)
    yield {"NOTIFY_SOCKET": folder / "notify", "WATCHDOG_USEC": "600000"}, lines
    transport.close()


async def test_it_is_up_and_alive_and_finishes_an_answer_before_it_leaves(
    start, settings, service, room, tmp_path
):
    async with systemd(tmp_path, service.changed) as (variables, lines):
        process = await start(**environment(settings, service), **variables)
        await service.wait_until(lambda: "READY=1" in lines, "a sign that it is up", SECONDS)
        await service.wait_until(lambda: lines.count("WATCHDOG=1") > 1, "signs of life", SECONDS)
        held = service.hold("POST", MESSAGES)
        await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
        await service.wait_until(lambda: held.met, "the answer", SECONDS)
        os.kill(process.pid, signal.SIGTERM)
        await service.wait_until(lambda: "STOPPING=1" in lines, "a sign that it leaves")
        await service.say(room.ada, room.channel, f"<@BOT> {SHARE} Too late.")
        held.release()
        answer = await service.next_message(room.channel)
        assert "one-fifth" in answer.embeds[0]["description"]
        status, output, errors = await process.end()
    assert (status, output) == (0, "")
    assert "Traceback" not in errors
    assert SHARE not in errors
    assert len(service.sent("POST", MESSAGES)) == 1
    with sqlite3.connect(settings.discord_database) as ledger:
        assert ledger.execute("SELECT count(*) FROM message").fetchone() == (1,)
    ledger.close()


async def test_the_keyboard_stops_it_as_well(start, settings, service, room):
    process = await start(**environment(settings, service))
    await service.wait_until(lambda: service.gateway.connected, "the bot", SECONDS)
    held = service.hold("POST", MESSAGES)
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.wait_until(lambda: held.met, "the answer", SECONDS)
    os.kill(process.pid, signal.SIGINT)
    await process.said("leaving")
    held.release()
    await service.next_message(room.channel)
    status, _, errors = await process.end()
    assert status == 0
    assert "Traceback" not in errors
    assert "PyNaCl" not in errors


async def test_the_invitation_asks_for_what_is_needed_and_is_all_that_is_printed(start, service):
    process = await start(
        "--invite",
        QUOTH_DISCORD_TOKEN=service.token,
        QUOTH_DISCORD_API=service.api_url,
    )
    status, output, errors = await process.end()
    assert (status, errors) == (0, "")
    assert output == (
        f"https://discord.com/oauth2/authorize?client_id={service.application_id}"
        f"&scope=bot+applications.commands&permissions={NEEDED.value}\n"
    )
    assert not service.gateway.identified


@pytest.mark.parametrize(
    ("arguments", "wrong", "sentence"),
    [
        ([], {"QUOTH_DISCORD_TOKEN": " "}, "There is no token for Discord"),
        (["--invite"], {"QUOTH_DISCORD_TOKEN": "one\ntwo"}, "Discord does not accept the token"),
        ([], {"QUOTH_DISCORD_GATEWAY": ""}, "set both, or neither"),
        ([], {"QUOTH_INDEX_DIR": "none"}, "There is no index in none: make one with quoth index"),
        ([], {"QUOTH_DISCORD_DATABASE": "/dev/null/there.sqlite"}, "/dev/null/there.sqlite"),
        (["--invite"], {"QUOTH_DISCORD_TOKEN": "wrong"}, "Discord does not accept the token"),
        (["--invite"], {"QUOTH_DISCORD_API": "http://127.0.0.1:9/api/v10"}, "cannot be reached"),
    ],
    ids=[
        "no token",
        "torn token",
        "half a server",
        "no index",
        "no place to write",
        "wrong token",
        "unreachable",
    ],
)
async def test_what_stands_in_the_way_is_told_in_a_sentence(
    start, settings, service, arguments, wrong, sentence
):
    process = await start(*arguments, **(environment(settings, service) | wrong))
    status, output, errors = await process.end()
    assert (status, output) == (2, "")
    assert sentence in errors
    assert errors.count("\n") == 1
    assert errors.endswith(".\n")
