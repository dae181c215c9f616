"""Starting and stopping: as a process, and in the test's own loop where no process is needed."""

import asyncio
import logging
import os
import signal
import socket
import sqlite3
import sys
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.chat import life
from bot.chat.life import DiscordError, serve, services_of
from bot.chat.live import LiveAnswerer
from bot.chat.places import NEEDED
from index.snapshot import open_snapshot
from tests.bot.chat.control import SECONDS, Gate, logged, until
from tests.discord_service import Permission
from tests.support import ROOT

SHARE = "What share of the goods goes back to China?"
MESSAGES = "/channels/{channel_id}/messages"
CONTENT = 1 << 18
# Intents.
GUILDS, MESSAGES_IN, DIRECT, MESSAGE_TEXT = 1 << 0, 1 << 9, 1 << 12, 1 << 15


class Process:
    """`quoth discord` with nothing set but what a test gives."""

    def __init__(self, process):
        self._process = process
        self.errors = ""

    @property
    def pid(self):
        return self._process.pid

    async def said(self, words):
        """Read standard error up to a line with these words."""
        async with asyncio.timeout(SECONDS):
            while words not in self.errors:
                line = await self._process.stderr.readline()
                assert line, f"It ended without {words!r}: {self.errors}"
                self.errors += line.decode()

    async def end(self):
        """Status, standard output and standard error, once it has left."""
        async with asyncio.timeout(SECONDS):
            output, errors = await self._process.communicate()
        self.errors += errors.decode()
        return self._process.returncode, output.decode(), self.errors

    def kill(self):
        if self._process.returncode is None:
            self._process.kill()


@pytest.fixture
async def start(tmp_path):
    """Starts processes in an empty folder; those that still run in the end are killed."""
    started = []

    async def start_one(*arguments, **settings):
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("QUOTH_", "NOTIFY_"))}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "discord", *arguments),
            env=kept | {"PYTHONPATH": str(ROOT)} | {k: str(v) for k, v in settings.items()},
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(Process(process))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        await process.end()


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
        ([], {"QUOTH_INDEX_DIR": "none"}, "There is no index in none: make one with quoth index"),
        ([], {"QUOTH_DISCORD_DATABASE": "/dev/null/there.sqlite"}, "/dev/null/there.sqlite"),
        (["--invite"], {"QUOTH_DISCORD_TOKEN": "wrong"}, "Discord does not accept the token"),
        (["--invite"], {"QUOTH_DISCORD_API": "http://127.0.0.1:9/api/v10"}, "cannot be reached"),
    ],
    ids=["no token", "no index", "no place to write", "wrong token", "unreachable"],
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


@pytest.fixture
def gate(monkeypatch):
    """What the answers of a bot made after this wait at."""
    made = Gate(LiveAnswerer.answer)
    monkeypatch.setattr(LiveAnswerer, "answer", lambda live, jobs: made(live, jobs))
    yield made
    made.open()


@pytest.fixture
async def serving(settings, seeds, service, monkeypatch):
    """Runs the bot in this loop as a process would; call it with other settings."""
    bots = []

    def loaded(settings):
        snapshot = open_snapshot(settings.index_dir, seeds.encoder.fingerprint)
        return services_of(settings, replace(seeds, snapshot=snapshot))

    def serve_with(*, gateway=None, **other):
        monkeypatch.setattr(life, "open_services", loaded)
        monkeypatch.setattr(life.Route, "BASE", service.api_url)
        monkeypatch.setattr(
            life.DiscordWebSocket, "DEFAULT_GATEWAY", life.yarl.URL(gateway or service.gateway_url)
        )
        chosen = settings.model_copy(update=other)
        bots.append(asyncio.create_task(serve(chosen, service.token)))
        return bots[-1]

    yield serve_with
    for bot in bots:
        if not bot.done():
            os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.gather(bot, return_exceptions=True)


async def test_a_token_that_only_the_gateway_refuses(serving, service, room):
    held = service.hold("GET", "/applications/{application_id}/commands")
    running = serving()
    await service.wait_until(lambda: held.met, "the commands to be asked for")
    service.token = "another"
    held.release()
    with pytest.raises(DiscordError, match="does not accept the token"):
        await asyncio.wait_for(running, SECONDS)
    assert service.gateway.refusals == [4004]


async def test_a_server_without_a_channel_to_write_in(serving, service, room):
    room.channel.set_permissions(room.guild.everyone, deny=Permission.SEND_MESSAGES)
    with pytest.raises(DiscordError, match="no channel of its server: give it View Channel"):
        await asyncio.wait_for(serving(), SECONDS)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(403, "refused the bot .status 403, code 40001"), (503, "patience .status 503")],
)
async def test_refusals_at_the_door_are_told_apart(serving, service, status, sentence):
    service.fail("GET", "/users/@me", status=status, code=40001)
    with pytest.raises(DiscordError, match=sentence):
        await asyncio.wait_for(serving(), SECONDS)


async def test_more_servers_than_one_shard_may_serve(serving, service):
    running = serving()
    await service.wait_for_gateway()
    service.drop_gateway(code=4011)
    with pytest.raises(DiscordError, match="more than 2,500 servers"):
        await asyncio.wait_for(running, SECONDS)


async def test_told_to_leave_while_it_reads_it_answers_first(
    gate, serving, service, room, settings
):
    running = serving()
    await service.wait_for_gateway()
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await until(lambda: gate.batches)
    with logged("bot.chat.life", service.changed) as lines:
        os.kill(os.getpid(), signal.SIGTERM)
        await service.wait_until(lambda: "leaving" in lines, "a word that it leaves")
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    gate.open()
    answer = await service.next_message(room.channel)
    assert "one-fifth" in answer.embeds[0]["description"]
    await asyncio.wait_for(running, SECONDS)
    assert len(service.sent("POST", MESSAGES)) == 1


async def test_an_answer_that_takes_too_long_is_not_waited_for(
    gate, serving, service, room, monkeypatch
):
    monkeypatch.setattr(life, "FINISH_IN", 0.01)
    monkeypatch.setattr("bot.chat.live.CLOSE_IN", 0.01)
    running = serving()
    await service.wait_for_gateway()
    asked = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    await until(lambda: gate.batches)
    os.kill(os.getpid(), signal.SIGTERM)
    assert "just stopping" in (await asked.response()).content
    await asyncio.wait_for(running, SECONDS)


async def test_told_to_leave_before_it_is_there_it_leaves(serving, service):
    held = service.hold("GET", "/users/@me")
    running = serving()
    await service.wait_until(lambda: held.met, "the bot to log in")
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, SECONDS)


async def test_told_to_leave_while_discord_is_away_it_leaves(serving, service, monkeypatch):
    monkeypatch.setattr("discord.client.ExponentialBackoff.delay", lambda self: 1000.0)
    monkeypatch.setattr(logging.getLogger("discord.client"), "filters", [])
    life.set_up_log()
    with logged("discord.client", service.changed) as lines:
        running = serving(gateway="ws://127.0.0.1:9/")
        await service.wait_until(
            lambda: [line for line in lines if "Attempting a reconnect" in line],
            "an attempt to come back",
        )
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, SECONDS)
    [line] = [line for line in lines if "Attempting a reconnect" in line]
    assert line == "Attempting a reconnect in 1000.00s: ClientConnectorError"


async def test_message_content_is_asked_for_where_it_is_granted(serving, service):
    service.application_flags = CONTENT
    serving(discord_message_content=True)
    await service.wait_for_gateway()
    assert service.gateway.identified[0]["intents"] == GUILDS | MESSAGES_IN | DIRECT | MESSAGE_TEXT


async def test_message_content_that_is_not_granted_is_done_without(serving, service, room, caplog):
    serving(discord_message_content=True)
    await service.wait_for_gateway()
    assert [entry["intents"] for entry in service.gateway.identified] == [
        GUILDS | MESSAGES_IN | DIRECT
    ]
    assert caplog.messages.count(life.NOT_GRANTED) == 1
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.next_message(room.channel)


async def test_message_content_that_the_gateway_refuses_all_the_same(
    serving, service, room, caplog, monkeypatch
):
    held = service.hold("GET", "/applications/{application_id}/commands")
    service.application_flags = CONTENT
    serving(discord_message_content=True)
    await service.wait_until(lambda: held.met, "the commands to be asked for")
    service.application_flags = 0
    held.release()
    await service.wait_for_gateway()
    assert service.gateway.refusals == [4014]
    assert [entry["intents"] for entry in service.gateway.identified] == [
        GUILDS | MESSAGES_IN | DIRECT | MESSAGE_TEXT,
        GUILDS | MESSAGES_IN | DIRECT,
    ]
    assert caplog.messages.count(life.NOT_GRANTED) == 1
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.next_message(room.channel)
