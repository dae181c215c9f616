"""Questions that cannot be answered: who is told, and what is left behind."""

import logging
import re

import pytest

from bot.chat.core.telling import sentence
from bot.chat.memory.ledger import LedgerError
from bot.chat.posts.replies import SOMETHING_WRONG
from bot.serving.scheduler import BusyError, StoppingError
from index.errors import IndexMismatchError, ModelError
from tests.bot.chat.staging import (
    DEFICIT,
    LONG,
    SHARE,
    WIDENED,
    ask,
    bots_messages,
    entries,
    heard,
    plain,
    quoting,
    settled,
    unfurl,
)
from tests.discord_service import Permission

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"


async def test_where_it_may_not_write_the_asker_is_told(stage, service, room, services):
    room.channel.set_permissions(room.guild.everyone, deny=Permission.SEND_MESSAGES)
    room.channel.set_permissions(room.ada, allow=Permission.SEND_MESSAGES)
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    told = await service.next_message(service.direct(room.ada))
    assert told.content == (
        f"I could not answer you in {room.channel.mention}: I may not write there."
    )
    assert stage.asked == []
    assert bots_messages(service, room.channel) == await entries(services) == []


async def test_closed_direct_messages_are_only_logged(stage, service, room, caplog):
    caplog.set_level(logging.INFO)
    room.channel.set_permissions(room.guild.everyone, deny=Permission.SEND_MESSAGES)
    room.channel.set_permissions(room.ada, allow=Permission.SEND_MESSAGES)
    refused = service.fail("POST", MESSAGES, status=403, code=50007)
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.wait_until(lambda: refused.met, "the attempt")
    await settled(stage.client)
    assert f"asker of message {question.id} not told: code 50007" in caplog.text
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (400, 200000, "the server's AutoMod refused it"),
        (404, 10003, "the channel is gone"),
        (403, 50083, "Discord refused it"),
    ],
)
async def test_a_refused_answer_is_logged_and_the_asker_told(
    stage, service, room, services, caplog, status, code, why
):
    caplog.set_level(logging.INFO)
    path = f"/channels/{room.channel.id}/messages"
    service.fail("POST", path, status=status, code=code)
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    told = await service.next_message(service.direct(room.ada))
    assert told.content == f"I could not answer you in {room.channel.mention}: {why}."
    assert f"message {question.id} is not answered: {why} (code {code})" in caplog.text
    await settled(stage.client)
    assert await entries(services) == []


async def test_a_channel_that_is_gone_meanwhile(stage, service, room, services):
    stage.hold()
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await stage.reached(SHARE)
    service.remove_channel(room.channel)
    stage.release()
    told = await service.next_message(service.direct(room.ada))
    assert told.content.endswith(": the channel is gone.")
    await settled(stage.client)
    assert await entries(services) == []


async def test_of_several_posts_all_or_none_stay(stage, service, room, services):
    plain(room)
    stage.change(SHARE, quoting(*LONG))

    def last(request):
        return "Six" in (request.json or {}).get("content", "")

    service.fail("POST", MESSAGES, status=400, code=200000, when=last)
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    told = await service.next_message(service.direct(room.ada))
    assert told.content.endswith(": the server's AutoMod refused it.")
    await settled(stage.client)
    assert bots_messages(service, room.channel) == await entries(services) == []


async def test_a_refused_new_answer_leaves_no_old_one_behind(stage, service, room, services):
    question, answer = await ask(service, room)
    service.fail("PATCH", MESSAGE, status=400, code=200000)
    await service.edit(question, f"<@BOT> {DEFICIT}")
    told = await service.next_message(service.direct(room.ada))
    assert told.content.endswith(": the server's AutoMod refused it.")
    await settled(stage.client)
    assert answer.deleted
    assert await entries(services) == []


async def test_an_answer_that_was_deleted_does_not_come_back(stage, service, room, services):
    question, answer = await ask(service, room)
    await service.delete(answer)
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await stage.reached(DEFICIT)
    await settled(stage.client)
    assert bots_messages(service, room.channel) == await entries(services) == []
    assert bots_messages(service, service.direct(room.ada)) == []


@pytest.mark.parametrize("private", [False, True])
async def test_a_refused_answer_to_a_command(stage, service, room, services, private):
    original = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
    service.fail("PATCH", original, status=400, code=200000)
    asked = {"question": SHARE, "private": private}
    use = await service.use(room.ada, room.channel, "ask", asked)
    told = await use.response()
    assert told.content == "I could not answer you here: the server's AutoMod refused it."
    await settled(stage.client)
    assert await entries(services) == []


async def test_who_finds_it_busy_hears_when_to_come_back(stage, service, room, services):
    def busy(_):
        raise BusyError(30)

    stage.change(SHARE, busy)
    question, told = await ask(service, room)
    assert told.content.startswith("I am busy: many questions are waiting. Ask again <t:")
    use = await service.use(room.ada, room.channel, "ask", {"question": SHARE, "private": True})
    assert (await use.response()).content.startswith("I am busy")
    await settled(stage.client)
    assert await entries(services) == []
    unfurl(service, question)
    await heard(service)
    assert stage.asked == [SHARE, SHARE]
    # What it said goes once the question is another one.
    await service.edit(question, f"<@BOT> {DEFICIT}")
    answer = await service.next_message(room.channel)
    assert WIDENED in answer.text
    await service.gone(told)
    # An answer that is there stays while there is no other.
    await service.edit(question, f"<@BOT> {SHARE}")
    again = await service.next_message(room.channel)
    assert again.content.startswith("I am busy")
    assert not answer.deleted
    assert answer.history == []


async def test_what_is_not_known_to_be_for_it_it_does_not_speak_to(
    stage, service, room, caplog, monkeypatch
):
    def broken(*_):
        raise LedgerError("The file is damaged.")

    monkeypatch.setattr("bot.chat.memory.ledger.Ledger.by_message", broken)
    said = await service.say(room.mod, room.channel, "Tea is ready.")
    await service.say(room.ada, room.channel, "Coming!", reply_to=said)
    await heard(service)
    await settled(stage.client)
    assert bots_messages(service, room.channel) == []
    assert "The file is damaged." in caplog.text
    await service.say(room.ada, room.channel, "<@BOT> what is it?", reply_to=said)
    assert (await service.next_message(room.channel)).content == SOMETHING_WRONG


async def test_a_fault_of_its_own_is_told_and_logged(stage, service, room, services, caplog):
    def broken(_):
        raise ZeroDivisionError

    stage.change(SHARE, broken)
    _, told = await ask(service, room)
    assert told.content == SOMETHING_WRONG
    await settled(stage.client)
    assert "ZeroDivisionError" in caplog.text
    assert await entries(services) == []


@pytest.mark.parametrize("kind", [IndexMismatchError, LedgerError, ModelError])
def test_where_files_lie_is_told_to_nobody_in_a_channel(kind, caplog):
    assert sentence(kind("The file /srv/quoth/index is damaged.")) == SOMETHING_WRONG
    assert "/srv/quoth/index" in caplog.text


def test_what_an_asker_can_do_is_told():
    assert sentence(StoppingError()) == str(StoppingError())
    assert re.search(r"busy.*<t:\d+:R>", sentence(BusyError(5)))
