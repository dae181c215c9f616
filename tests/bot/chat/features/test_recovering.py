"""Questions that a former process left are answered or said to be lost, and none twice."""

import time

import pytest

from bot.chat.features.losing import HALFWAY
from bot.chat.features.questions import Question
from bot.chat.features.recovering import LIVES
from bot.chat.memory.accepted import Accepted
from index.access import Audience
from tests.bot.chat.features.test_looking_back import bot_of, replies_to, say
from tests.bot.chat.staging import DEFICIT, FIFTH, FRANCE, SHARE, bots_messages, entries, settled
from tests.bot.chat.steps import close, services_from
from tests.discord_service import Permission, running

MESSAGES = "/channels/{channel_id}/messages"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


@pytest.fixture
async def services(settings, seeds):
    made = services_from(settings, seeds)
    yield made
    await close(made)


async def leave(services, *left, lives=0):
    """Have the memory hold questions that another process took on."""

    def taken(ledger):
        for one in left:
            assert ledger.accepted.accept(one)
        for _ in range(lives):
            ledger.accepted.left(first=True)

    await services.remember(taken)


def of_message(message, age=0.0):
    return Accepted(
        int(message.id), int(message.channel.id), int(message.author.id), time.time() - age
    )


def of_command(room, number=1, token="gone", age=0.0, private=False, text=SHARE, guild=None):
    guild = guild or int(room.guild.id)
    channel, asker = int(room.channel.id), int(room.ada.id)
    audience = Audience(guild, frozenset({channel}), (frozenset({guild}),))
    question = Question(text, guild, channel, asker, audience, private=private)
    return Accepted(number, channel, asker, time.time() - age, token, question.dump())


async def none_left(services):
    assert await services.remember(lambda ledger: ledger.accepted.left()) == []


async def seen_to(client):
    """Return once what was left is seen to."""
    await client.wait_until_ready()
    await client._recovering.see_to_left()
    while client.accepting._in_hand:
        await settled(client)
        await client.services.remember(lambda ledger: None)


async def test_messages_are_answered_and_those_that_were_are_not(services, service, room):
    async with running(bot_of(services), service) as client:
        lost, posted, told = [await say(service, room.ada, room.channel, SHARE) for _ in range(3)]
        for question in (lost, posted, told):
            await service.wait_until(lambda q=question: replies_to(service, q), "an answer")
        await settled(client)
    # As if the process had been killed: before it answered, before it noted the post, and after it
    # had said that it was busy.
    [first, second, third] = [replies_to(service, q)[0] for q in (lost, posted, told)]

    def undone(ledger):
        entry = ledger.by_message(int(second.id))
        for number in (int(first.id), int(third.id)):
            ledger.forget(ledger.by_message(number).id)
        ledger._store.rows("DELETE FROM message")
        ledger._store.rows("DELETE FROM accepted")
        for message in (lost, posted, told):
            ledger.accepted.accept(of_message(message))
        query = "UPDATE accepted SET entry = ?, parts = 1 WHERE id = ?"
        ledger._store.rows(query, entry.id, int(posted.id))

    await services.remember(undone)
    await service.delete(first)
    async with running(bot_of(services), service) as client:
        await seen_to(client)
        [answer] = replies_to(service, lost)
        assert FIFTH in answer.text
        assert replies_to(service, posted) == [second]
        assert replies_to(service, told) == [third]
        assert await services.remember(lambda ledger: ledger.by_message(int(second.id)))
    await none_left(services)


async def test_a_message_that_is_gone_or_old_needs_no_word(services, service, room):
    gone, old = [await say(service, room.ada, room.channel, SHARE) for _ in range(2)]
    await service.delete(gone)
    await leave(services, of_message(gone), of_message(old, age=90_000))
    async with running(bot_of(services), service) as client:
        await seen_to(client)
        assert bots_messages(service, room.channel) == []
    await none_left(services)
    assert await entries(services) == []


async def test_where_it_may_not_look_back_it_says_what_is_lost(services, service, room):
    room.channel.set_permissions(room.guild.everyone, deny=Permission.READ_MESSAGE_HISTORY)
    question = await say(service, room.ada, room.channel, SHARE)
    await leave(services, of_message(question))
    async with running(bot_of(services), service) as client:
        await seen_to(client)
        [told] = bots_messages(service, room.channel)
        assert told.content.startswith(f"A question of <@{room.ada.id}> <t:")
        assert "lost" in told.content
    await none_left(services)


async def test_what_may_have_ended_the_process_is_not_tried_for_ever(services, service, room):
    question = await say(service, room.ada, room.channel, SHARE)
    await leave(services, of_message(question), of_command(room), lives=LIVES)
    async with running(bot_of(services), service) as client:
        await seen_to(client)
        assert [m.content for m in replies_to(service, question)] == [HALFWAY]
        [told] = [m for m in bots_messages(service, room.channel) if "lost" in m.content]
        assert SHARE not in told.content
    await none_left(services)
    assert await entries(services) == []


async def test_a_command_is_filled_in_by_the_next_process_while_its_time_lasts(
    services, service, room
):
    client = bot_of(services)
    async with running(client, service):
        # Discord keeps what was acknowledged "thinking".
        held = service.hold("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
        uses = [
            await service.use(room.ada, room.channel, "ask", {"question": q} | private)
            for q, private in ((SHARE, {}), (DEFICIT, {"private": True}))
        ]
        await service.wait_until(lambda: len(held.met) == 2, "the answers")
        left = await services.remember(lambda ledger: ledger.accepted.left())
        # What its answer is was kept: it is about to be posted.
        assert [bool(one.entry) for one in left] == [True, True]
        for use in uses:
            use.answers.clear()
        held.release()
        await settled(client)
        for use in uses:
            await use.response()
            use.answers.clear()
    await none_left(services)
    # As if it had been killed before any of that.
    await services.remember(lambda ledger: ledger._store.rows("DELETE FROM accepted"))
    [(_, first), (_, second)] = [(one, one.entry) for one in left]
    await services.remember(lambda ledger: [ledger.forget(name) for name in (first, second)])
    await leave(services, *left)
    async with running(bot_of(services), service) as client:
        await seen_to(client)
        public, private = [await use.response() for use in uses]
        assert FIFTH in public.text
        assert private.ephemeral
        assert len(bots_messages(service, room.channel)) == 1
    assert len(await entries(services)) == 2
    await none_left(services)


@pytest.mark.parametrize("private", [False, True])
async def test_a_command_whose_time_is_over_is_said_to_be_lost_once(
    services, service, room, private
):
    one = of_command(room, age=3_600, private=private)
    place = service.direct(room.ada) if private else room.channel
    for _ in range(2):
        await leave(services, one)
        async with running(bot_of(services), service) as client:
            await seen_to(client)
        await none_left(services)
        # As if it had been killed before it noted that.
        await services.remember(lambda ledger: ledger._store.rows("DELETE FROM accepted"))
    [told] = bots_messages(service, place)
    assert "lost before I could answer it. Please ask again." in told.content
    assert bots_messages(service, room.channel) == ([] if private else [told])
    assert await entries(services) == []


async def test_an_unreachable_discord_leaves_it_for_the_next_time(services, service, room):
    question = await say(service, room.ada, room.channel, FRANCE)
    await leave(services, of_message(question))
    fault = service.fail("GET", f"{MESSAGES}/{{message_id}}", status=400, times=None)
    fault.status = 500
    async with running(bot_of(services), service) as client:
        await client.wait_until_ready()
        await service.wait_until(lambda: len(fault.met) >= 1, "a try", 60)
        [left] = await services.remember(lambda ledger: ledger.accepted.left())
        assert left.id == int(question.id)
        fault.times = len(fault.met)
        await service.wait_until(lambda: replies_to(service, question), "an answer", 60)
        await settled(client)
    await none_left(services)
