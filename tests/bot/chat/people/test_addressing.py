"""Whose message it is and whether it is for the bot, where Discord's events are odd."""

from contextlib import contextmanager

import discord
import pytest

from bot.chat.people.addressing import ASK_BEHIND
from tests.bot.chat.staging import (
    DEFICIT,
    FIFTH,
    SHARE,
    WIDENED,
    bots_messages,
    entries,
    heard,
    settled,
)
from tests.discord_service import message_payloads


@contextmanager
def altered(change):
    """All events of messages are changed meanwhile, and keep their words."""
    event = message_payloads.event
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(message_payloads, "event", lambda entry: event(entry) | change)
        patch.setattr(message_payloads, "without_content", lambda data, bot: data)
        yield


async def test_it_does_not_answer_itself_though_nothing_says_that_it_is_a_bot(stage, service, room):
    me = stage.client.user
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.next_message(room.channel)
    await settled(stage.client)
    stage.client.get_guild(int(room.guild.id)).me._user.bot = False
    author = {"id": str(me.id), "username": me.name, "discriminator": "0", "avatar": None}
    with altered({"author": author}):
        await service.say(room.ada, room.channel, f"<@BOT> {DEFICIT}")
        await service.edit(question, f"<@BOT> {DEFICIT}")
    await heard(service)
    await settled(stage.client)
    assert stage.asked == [SHARE]


async def test_an_event_that_comes_twice_is_answered_once(stage, service, room, services):
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.next_message(room.channel)
    await settled(stage.client)
    service.gateway.tell_message("MESSAGE_CREATE", question)
    await heard(service)
    # Not remembered any more, but on record.
    stage.client.messages._dealt.clear()
    service.gateway.tell_message("MESSAGE_CREATE", question)
    await heard(service)
    empty = await service.say(room.ada, room.channel, "<@BOT>")
    hint = await service.next_message(room.channel)
    service.gateway.tell_message("MESSAGE_CREATE", empty)
    await heard(service)
    await settled(stage.client)
    assert hint.content == ASK_BEHIND
    assert stage.asked == [SHARE]
    assert len(bots_messages(service, room.channel)) == 2
    assert len(await entries(services)) == 1


async def test_a_mention_that_stands_in_the_words_alone_is_one(stage, service, room):
    with altered({"mentions": []}):
        await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    assert FIFTH in (await service.next_message(room.channel)).text


async def test_a_server_that_is_not_known_is_no_direct_message(stage, service, room, services):
    stage.client._connection._guilds.clear()
    await service.say(room.ada, room.channel, "Tea is ready.")
    await heard(service)
    await settled(stage.client)
    assert bots_messages(service, room.channel) == []
    empty = await service.say(room.ada, room.channel, "<@BOT>")
    hint = await service.next_message(room.channel)
    assert (hint.content, hint.reference) == (ASK_BEHIND, empty)
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    assert FIFTH in (await service.next_message(room.channel)).text
    await settled(stage.client)
    [entry] = await entries(services)
    assert entry.guild == int(room.guild.id)


async def test_in_a_thread_of_an_unknown_channel_it_answers(stage, service, room):
    thread = service.add_thread(room.channel, "thread", room.ada)
    await heard(service)
    guild = stage.client.get_guild(int(room.guild.id))
    guild._channels.clear()
    with pytest.raises(discord.ClientException):
        guild.get_thread(int(thread.id)).permissions_for(guild.me)
    question = await service.say(room.ada, thread, f"<@BOT> {SHARE}")
    answer = await service.next_message(thread)
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await service.next_edit(answer)
    assert WIDENED in answer.text
