"""What was said while the bot was away is answered once, or said to be missed."""

import pytest

from bot.chat.client import QuothClient
from bot.chat.features.messages import LATE
from bot.chat.running import intents
from tests.bot.chat.control import until
from tests.bot.chat.staging import (
    DEFICIT,
    FIFTH,
    FRANCE,
    HEAD,
    SHARE,
    bots_messages,
    heard,
    settled,
)
from tests.bot.chat.steps import close, services_from
from tests.discord_service import Permission, running


def bot_of(services):
    client = QuothClient(services, intents(message_content=False))
    # discord.py waits two seconds for more servers.
    client._connection.guild_ready_timeout = 0.05
    return client


async def looked(client):
    """Return once the bot has looked back."""
    await until(lambda: client._looking_back._looked)
    await settled(client)


def replies_to(service, message):
    """What the bot said to a message."""
    return [m for m in bots_messages(service, message.channel) if m.reference is message]


async def say(service, person, channel, text):
    return await service.say(person, channel, f"<@BOT> {text}")


@pytest.fixture
def quick_to_identify(monkeypatch):
    """discord.py waits five seconds before each session but the first."""

    async def at_once(client, shard_id, *, initial=False):
        return None

    monkeypatch.setattr(QuothClient, "before_identify_hook", at_once)


async def test_what_was_asked_while_it_was_off_is_answered_when_it_is_back(
    settings, seeds, service, room
):
    direct = service.direct(room.ada)
    services = services_from(settings, seeds)
    service.clock.advance(-600)
    unheard = await say(service, room.ada, room.channel, HEAD)
    service.clock.advance(600)
    async with running(bot_of(services), service) as client:
        await looked(client)
        before = await say(service, room.ada, room.channel, FRANCE)
        alone = await service.say(room.ada, direct, FRANCE)
        for question in (before, alone):
            await service.wait_until(lambda q=question: replies_to(service, q), "an answer")
        await settled(client)
    await close(services)

    thread = service.add_thread(room.channel, "a thread", room.ada)
    meanwhile = [
        await say(service, room.ada, room.channel, SHARE),
        await say(service, room.mod, thread, DEFICIT),
        await service.say(room.ada, direct, SHARE),
        await service.say(
            room.mod, room.channel, "And to Japan?", reply_to=replies_to(service, before)[0]
        ),
    ]
    others = await service.say(room.mod, room.channel, "Has anybody seen my pen?")
    services = services_from(settings, seeds)
    for _ in range(2):
        async with running(bot_of(services), service) as client:
            await looked(client)
            for question in (before, alone, *meanwhile):
                assert len(replies_to(service, question)) == 1
            assert not replies_to(service, others)
            # It was said before the bot was there at all.
            assert not replies_to(service, unheard)
    assert FIFTH in replies_to(service, meanwhile[0])[0].text
    assert FIFTH in replies_to(service, meanwhile[2])[0].text
    await close(services)


async def test_what_is_old_is_said_to_be_missed_and_what_is_older_is_left(
    settings, seeds, service, room
):
    services = services_from(settings, seeds)
    day, other = (room.guild.add_channel(name) for name in ("day", "other"))
    now = service.clock.now()
    service.clock.advance(-100_000)
    oldest = await say(service, room.ada, day, SHARE)
    service.clock.advance(100_000 - 7_200)
    old = await say(service, room.ada, room.channel, SHARE)
    hidden = await say(service, room.ada, other, SHARE)
    other.set_permissions(room.guild.everyone, deny=Permission.READ_MESSAGE_HISTORY)
    service.clock.advance(7_200)
    await services.remember(lambda ledger: ledger.accepted.present(now - 200_000))
    async with running(bot_of(services), service) as client:
        await looked(client)
        [told] = replies_to(service, old)
        assert told.content == LATE
        assert not replies_to(service, oldest)
        assert not replies_to(service, hidden)
    await close(services)


async def test_a_bot_that_ends_before_it_is_ready_looks_back_when_it_is_there_again(
    settings, seeds, service, room
):
    services = services_from(settings, seeds)
    client = QuothClient(services, intents(message_content=False))
    # As a process that is killed while discord.py waits for more servers.
    client._connection.guild_ready_timeout = 600
    async with running(client, service):
        heard_first = await say(service, room.ada, room.channel, FRANCE)
        await service.wait_until(lambda: replies_to(service, heard_first), "an answer")
        assert not client.is_ready()
        await settled(client)
    missed = await say(service, room.mod, room.channel, SHARE)
    async with running(bot_of(services), service) as client:
        await looked(client)
        assert [len(replies_to(service, q)) for q in (heard_first, missed)] == [1, 1]
    await close(services)


@pytest.mark.parametrize("gone", [False, True], ids=["taken up again", "a new session"])
async def test_what_was_asked_while_the_line_was_broken_is_answered_once(
    quick_to_identify, settings, seeds, service, room, gone
):
    services = services_from(settings, seeds)
    async with running(bot_of(services), service) as client:
        await looked(client)
        first = await say(service, room.ada, room.channel, FRANCE)
        await service.wait_until(lambda: replies_to(service, first), "an answer")
        service.drop_gateway(held=True)
        missed = [await say(service, room.ada, room.channel, q) for q in (SHARE, DEFICIT)]
        service.gateway.refuse_resuming = gone
        service.let_gateway_back()
        for question in missed:
            await service.wait_until(lambda q=question: replies_to(service, q), "an answer")
        if gone:
            await until(lambda: client._looking_back._looked)
        await heard(service)
        await settled(client)
        for question in (first, *missed):
            assert len(replies_to(service, question)) == 1
        assert client._looking_back._hearing
    await close(services)


async def test_a_line_that_breaks_while_it_looks_is_not_taken_for_heard(
    settings, seeds, service, room
):
    services = services_from(settings, seeds)
    await services.remember(lambda ledger: ledger.accepted.present(1.0))
    question = await say(service, room.ada, room.channel, SHARE)
    held = service.hold("GET", "/channels/{channel_id}/messages")
    async with running(bot_of(services), service) as client:
        await service.wait_until(lambda: held.met, "a look back")
        client._looking_back.lost()
        held.release()
        await looked(client)
        assert len(replies_to(service, question)) == 1
        assert not client._looking_back._hearing
        heard_until = await services.remember(lambda ledger: ledger.accepted.present_until())
        assert heard_until == 1.0
    await close(services)
