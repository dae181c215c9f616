"""The client by itself: what it listens to, the commands that it tells Discord of, its leaving."""

import asyncio
import copy

import aiohttp
import pytest

from bot.chat import client as client_module
from bot.chat.client import QuothClient
from bot.chat.running import intents
from bot.serving.scheduler import Job, StoppingError
from tests.bot.chat.control import logged
from tests.discord_service import Permission, payloads, rest, running
from tests.discord_service.gateway import GUILDS

SHARE = "What share of the goods goes back to China?"
COMMANDS = "/applications/{application_id}/commands"
MESSAGES = "/channels/{channel_id}/messages"
ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"


def tell_again(service, guild):
    """Tell of a server as at the start of a new session."""
    created = payloads.guild_create(guild, service.bot, service.clock.now())
    service.gateway.tell("GUILD_CREATE", created, intent=GUILDS)


def make(services):
    return QuothClient(services, intents(message_content=False))


async def test_it_listens_to_no_more_than_it_needs(bot, service):
    guilds, guild_messages, direct_messages = 1 << 0, 1 << 9, 1 << 12
    [identified] = service.gateway.identified
    assert identified["intents"] == guilds | guild_messages | direct_messages


async def test_commands_are_told_once_and_again_when_one_has_changed(services, service, room):
    async with running(make(services), service):
        pass
    assert len(service.sent("PUT", COMMANDS)) == 1
    known = copy.deepcopy(service.commands[None])
    assert {name for _, name in known} == {"ask", "forget-me", "Ask about this", "quoth", "docs"}
    async with running(make(services), service):
        pass
    assert len(service.sent("PUT", COMMANDS)) == 1
    service.commands[None][1, "ask"]["description"] = "Something else"
    async with running(make(services), service):
        pass
    assert len(service.sent("PUT", COMMANDS)) == 2
    assert service.commands[None][1, "ask"]["description"] == known[1, "ask"]["description"]


@pytest.mark.parametrize("change", ["gone", "one too many", "permissions", "an option", "places"])
async def test_any_difference_counts(services, service, room, change):
    async with running(make(services), service):
        pass
    commands = service.commands[None]
    assert commands[1, "docs"]["contexts"] == [0]
    if change == "gone":
        del commands[1, "docs"]
    elif change == "one too many":
        commands[1, "old"] = commands[1, "forget-me"] | {"name": "old", "id": service.ids.next()}
    elif change == "permissions":
        commands[1, "quoth"]["default_member_permissions"] = None
    elif change == "an option":
        commands[1, "ask"]["options"][0]["max_length"] = 10
    else:
        commands[1, "ask"]["contexts"] = [0]
    async with running(make(services), service):
        pass
    assert len(service.sent("PUT", COMMANDS)) == 2


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_commands_that_discord_does_not_take_stop_nobody(
    services, service, room, caplog, method
):
    service.fail(method, COMMANDS, status=403, code=50001)
    async with running(make(services), service):
        await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
        await service.next_message(room.channel)
    [said] = [text for text in caplog.messages if "commands" in text]
    assert "code 50001" in said


@pytest.mark.parametrize("answer", ["text", {"a": 1}, [None], 5], ids=str)
async def test_commands_that_discord_answers_with_nonsense_stop_nobody(
    services, service, room, caplog, monkeypatch, answer
):
    service.checks_answers = False
    monkeypatch.setitem(rest.ROUTES, ("GET", COMMANDS), lambda service, request: (200, answer))
    async with running(make(services), service):
        await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
        await service.next_message(room.channel)
    [said] = [text for text in caplog.messages if "did not take the commands" in text]
    assert "Error" in said


async def test_a_line_that_breaks_over_the_commands_stops_nobody(
    services, service, room, caplog, monkeypatch
):
    async def broken(application):
        raise aiohttp.ServerDisconnectedError

    client = make(services)
    monkeypatch.setattr(client.http, "get_global_commands", broken)
    async with running(client, service):
        await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
        await service.next_message(room.channel)
    [said] = [text for text in caplog.messages if "did not take the commands" in text]
    assert "ServerDisconnectedError" in said


async def test_commands_that_take_long_are_not_waited_for(services, service, room, monkeypatch):
    monkeypatch.setattr(client_module, "SYNC_FIRST", 0.01)
    service.hold("GET", COMMANDS)
    client = make(services)
    async with running(client, service):
        syncing = client._chores[0]
        await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
        await service.next_message(room.channel)
        assert not syncing.done()
    await asyncio.wait({syncing})
    assert syncing.cancelled()


async def test_a_server_that_it_is_added_to_is_logged(services, service, room, monkeypatch):
    made = payloads.guild_create

    def new(*arguments):
        payload = made(*arguments)
        del payload["unavailable"]
        return payload

    client = make(services)
    client._connection.guild_ready_timeout = 0.05
    async with running(client, service):
        await client.wait_until_ready()
        monkeypatch.setattr(payloads, "guild_create", new)
        with logged("bot.chat.client", service.changed) as lines:
            guild = service.add_guild("Another")
            added = f"added to server {guild.id} (servers: 2)"
            await service.wait_until(lambda: added in lines, "a word about the server")


async def test_what_a_server_does_not_allow_is_said_once(services, service, room):
    denied = Permission.EMBED_LINKS | Permission.CREATE_PUBLIC_THREADS
    room.guild.everyone.permissions &= ~int(denied)
    with logged("bot.chat.client", service.changed) as lines:
        async with running(make(services), service):
            await service.wait_until(
                lambda: [line for line in lines if "lacks" in line], "a word about permissions"
            )
            tell_again(service, room.guild)
            room.guild.everyone.permissions &= ~int(Permission.ATTACH_FILES)
            tell_again(service, room.guild)
            await service.wait_until(
                lambda: [line for line in lines if "Attach Files" in line], "what else is lacking"
            )
    line, _ = [line for line in lines if "lacks" in line]
    assert room.guild.id in line
    assert "answers more plainly" in line
    assert "Embed Links" in line
    assert "Create Public Threads" in line


async def test_it_stays_where_it_is_shut_out_later(bot, service, room):
    await bot.on_ready()
    room.channel.set_permissions(room.guild.everyone, deny=Permission.SEND_MESSAGES)
    service.tell_channel("CHANNEL_UPDATE", room.channel)
    channel = bot.get_channel(int(room.channel.id))
    await service.say(room.ada, service.direct(room.ada), SHARE)
    await service.next_message(service.direct(room.ada))
    assert not channel.permissions_for(channel.guild.me).send_messages
    await bot.on_ready()
    assert not bot.nowhere
    assert not bot.is_closed()


async def test_a_bot_without_a_server_waits_for_one(services, service):
    client = make(services)
    with logged("bot.chat.client", service.changed) as lines:
        async with running(client, service):
            await client.on_ready()
    assert [line for line in lines if "--invite" in line]
    assert not client.nowhere


async def test_who_asks_while_it_leaves_is_told(bot, service, room):
    asked = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    answer = await asked.response()
    held = service.hold("POST", MESSAGES)
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.wait_until(lambda: held.met, "the answer")
    leaving = asyncio.create_task(bot.leave(20))
    late = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    assert str(StoppingError()) in (await late.response()).content
    assert late.ephemeral
    pressed = await service.press(room.ada, answer, "Show in context")
    assert str(StoppingError()) in (await pressed.response()).content
    # What the answers under way still need of the models, they get.
    assert (await bot.services.scheduler.answer(Job(SHARE), 1)).answered
    held.release()
    await leaving
    assert bot.is_closed()


async def test_whose_answer_is_given_up_is_told_before_it_goes(bot, service, room):
    held = service.hold("PATCH", ORIGINAL)
    await bot.services.scheduler.close(limit=0)
    asked = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    await service.wait_until(lambda: held.met, "the word that it stops")
    leaving = asyncio.create_task(bot.leave(0.01))
    assert not (await asyncio.wait({leaving}, timeout=0.3))[0]
    held.release()
    await leaving
    assert str(StoppingError()) in (await asked.response()).content
