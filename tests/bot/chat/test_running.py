"""Starting and stopping, in the test's own loop."""

import asyncio
import logging
import os
import signal
from dataclasses import replace

import pytest
from pydantic import HttpUrl, SecretStr, WebsocketUrl

from bot.chat import running
from bot.chat.running import DiscordError, serve, services_of
from bot.serving.live import LiveAnswerer
from index.store.library import Library
from index.store.snapshot import open_snapshot
from tests.bot.chat.control import SECONDS, Gate, logged, until
from tests.discord_service import Permission

SHARE = "What share of the goods goes back to China?"
MESSAGES = "/channels/{channel_id}/messages"
CONTENT = 1 << 18
# Intents.
GUILDS, MESSAGES_IN, DIRECT, MESSAGE_TEXT = 1 << 0, 1 << 9, 1 << 12, 1 << 15


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
        return services_of(settings, replace(seeds, library=Library((snapshot,))))

    def serve_with(*, gateway=None, **other):
        monkeypatch.setattr(running, "open_services", loaded)
        monkeypatch.setattr(running.Route, "BASE", service.api_url)
        monkeypatch.setattr(
            running.DiscordWebSocket,
            "DEFAULT_GATEWAY",
            running.yarl.URL(gateway or service.gateway_url),
        )
        chosen = settings.model_copy(update=other)
        bots.append(asyncio.create_task(serve(chosen, service.token)))
        return bots[-1]

    yield serve_with
    for bot in bots:
        if not bot.done():
            os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.gather(bot, return_exceptions=True)


@pytest.fixture
def unconnected(monkeypatch):
    """Nothing is connected to, and where Discord is stays as it was."""

    async def nothing(*arguments):
        pytest.fail("It connects.")

    monkeypatch.setattr(running, "serve", nothing)
    monkeypatch.setattr(running, "_application", nothing)
    monkeypatch.setattr(running.Route, "BASE", running.Route.BASE)
    monkeypatch.setattr(
        running.DiscordWebSocket, "DEFAULT_GATEWAY", running.DiscordWebSocket.DEFAULT_GATEWAY
    )


API, GATEWAY = HttpUrl("http://127.0.0.1:9/api/v10"), WebsocketUrl("ws://127.0.0.1:9/")


@pytest.mark.parametrize(
    ("start", "half"),
    [
        (running.run, {"discord_api": API}),
        (running.run, {"discord_gateway": GATEWAY}),
        (running.invite, {"discord_gateway": GATEWAY}),
    ],
    ids=["only the API", "only the gateway", "an invitation by the gateway"],
)
def test_the_token_of_one_service_is_not_sent_to_another(unconnected, settings, start, half):
    given = settings.model_copy(update={"discord_token": SecretStr("token"), **half})
    with pytest.raises(DiscordError, match="set both, or neither"):
        start(given)


@pytest.mark.parametrize(
    "token",
    ["one\ntwo", "one two", "one\x00two", "tökën", "tö.kë.n", "abc", "abc.def", "a.b.c.d", "a..c"],
    ids=repr,
)
def test_a_token_that_cannot_be_one_is_told(unconnected, settings, token):
    given = settings.model_copy(update={"discord_token": SecretStr(token)})
    with pytest.raises(DiscordError, match="does not accept the token"):
        running.run(given)


async def test_a_token_that_only_the_gateway_refuses(serving, service, room):
    held = service.hold("GET", "/applications/{application_id}/commands")
    served = serving()
    await service.wait_until(lambda: held.met, "the commands to be asked for")
    service.token = "another"
    held.release()
    with pytest.raises(DiscordError, match="does not accept the token"):
        await asyncio.wait_for(served, SECONDS)
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
    served = serving()
    await service.wait_for_gateway()
    service.drop_gateway(code=4011)
    with pytest.raises(DiscordError, match="more than 2,500 servers"):
        await asyncio.wait_for(served, SECONDS)


async def test_told_to_leave_while_it_reads_it_answers_first(
    gate, serving, service, room, settings
):
    served = serving()
    await service.wait_for_gateway()
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await until(lambda: gate.batches)
    with logged("bot.chat.running", service.changed) as lines:
        os.kill(os.getpid(), signal.SIGTERM)
        await service.wait_until(lambda: "leaving" in lines, "a word that it leaves")
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    gate.open()
    answer = await service.next_message(room.channel)
    assert "one-fifth" in answer.embeds[0]["description"]
    await asyncio.wait_for(served, SECONDS)
    assert len(service.sent("POST", MESSAGES)) == 1


async def test_an_answer_that_takes_too_long_is_not_waited_for(
    gate, serving, service, room, monkeypatch
):
    monkeypatch.setattr(running, "FINISH_IN", 0.01)
    monkeypatch.setattr("bot.serving.live.CLOSE_IN", 0.01)
    served = serving()
    await service.wait_for_gateway()
    asked = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    await until(lambda: gate.batches)
    os.kill(os.getpid(), signal.SIGTERM)
    assert "just stopping" in (await asked.response()).content
    await asyncio.wait_for(served, SECONDS)


async def test_a_line_that_is_closed_while_it_leaves_is_no_error(gate, serving, service, room):
    served = serving()
    await service.wait_for_gateway()
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await until(lambda: gate.batches)
    with logged("bot.chat.running", service.changed) as lines:
        os.kill(os.getpid(), signal.SIGTERM)
        await service.wait_until(lambda: "leaving" in lines, "a word that it leaves")
    service.drop_gateway(code=4011)
    await service.wait_until(lambda: not service.gateway.connections, "the line to be closed")
    gate.open()
    await asyncio.wait_for(served, SECONDS)


async def test_told_to_leave_before_it_is_there_it_leaves(serving, service):
    held = service.hold("GET", "/users/@me")
    served = serving()
    await service.wait_until(lambda: held.met, "the bot to log in")
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(served, SECONDS)


async def test_told_to_leave_while_discord_is_away_it_leaves(serving, service, monkeypatch):
    monkeypatch.setattr("discord.client.ExponentialBackoff.delay", lambda self: 1000.0)
    monkeypatch.setattr(logging.getLogger("discord.client"), "filters", [])
    running.set_up_log()
    with logged("discord.client", service.changed) as lines:
        served = serving(gateway="ws://127.0.0.1:9/")
        await service.wait_until(
            lambda: [line for line in lines if "Attempting a reconnect" in line],
            "an attempt to come back",
        )
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(served, SECONDS)
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
    assert caplog.messages.count(running.NOT_GRANTED) == 1
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
    assert caplog.messages.count(running.NOT_GRANTED) == 1
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.next_message(room.channel)
