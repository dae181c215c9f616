"""Questions that change or vanish before, while and after they are answered."""

import pytest

from bot.chat.people.addressing import ASK_BEHIND
from tests.bot.chat.staging import (
    DEFICIT,
    FIFTH,
    FRANCE,
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
from tests.discord_service.gateway import GUILD_MESSAGES

TYPING = "/channels/{channel_id}/typing"


async def test_an_edited_question_is_answered_again_in_place(stage, service, room, services):
    question, answer = await ask(service, room)
    [before] = await entries(services)
    vote = await service.press(room.mod, answer, "👍")
    await vote.response()
    service.clock.advance(30)
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await service.next_edit(answer, seen=1)
    await settled(stage.client)
    assert WIDENED in answer.text
    assert bots_messages(service, room.channel) == [answer]
    assert answer.button("👍")
    [after] = await entries(services)
    assert (after.id, after.question, after.message) == (before.id, DEFICIT, int(answer.id))
    assert "deficit" in after.quotes[0].place.text
    # Its buttons are those of the new answer.
    press = await service.press(room.ada, answer, "Show in context")
    assert "deficit" in (await press.response()).text
    # A declined question has no quotes left, nor the buttons for them.
    await service.edit(question, f"<@BOT> {FRANCE}")
    await service.next_edit(answer, seen=2)
    assert answer.content.startswith("The documents don't say")
    assert answer.embeds == []
    assert answer.button("Closest passage")
    assert not answer.button("Show in context")


async def test_an_edit_after_a_minute_changes_nothing(stage, service, room):
    question, answer = await ask(service, room)
    service.clock.advance(61)
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await ask(service, room, FRANCE)
    assert stage.asked == [SHARE, FRANCE]
    assert answer.history == []


async def test_an_edit_older_than_its_message_counts_from_when_that_came(
    stage, service, room, monkeypatch
):
    question, answer = await ask(service, room)
    service.clock.advance(-100)
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await service.next_edit(answer, seen=0)
    await settled(stage.client)
    monkeypatch.setattr("bot.chat.features.messages.EDITABLE_SECONDS", 0)
    await service.edit(question, f"<@BOT> {FRANCE}")
    await heard(service)
    await settled(stage.client)
    assert stage.asked == [SHARE, DEFICIT]


async def test_an_edit_that_changes_no_words_changes_nothing(stage, service, room):
    question, answer = await ask(service, room)
    unfurl(service, question)
    await service.edit(question, f"<@BOT>  {SHARE} <:wave:123456789012345678>")
    await service.edit(question, "<@BOT>")
    await ask(service, room, FRANCE)
    assert stage.asked == [SHARE, FRANCE]
    assert answer.history == []


async def test_a_question_edited_while_it_is_read_is_answered_as_it_is_then(
    stage, service, room, services
):
    stage.hold()
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await stage.reached(SHARE)
    await service.edit(question, f"<@BOT> {FRANCE}")
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await heard(service)
    stage.release()
    answer = await service.next_message(room.channel)
    await settled(stage.client)
    assert WIDENED in answer.text
    assert stage.asked == [SHARE, DEFICIT]
    assert answer.history == []
    assert bots_messages(service, room.channel) == [answer]
    assert [entry.question for entry in await entries(services)] == [DEFICIT]


async def test_a_question_edited_while_its_answer_is_posted_is_answered_again(
    stage, service, room, services
):
    held = service.hold("POST", f"/channels/{room.channel.id}/messages")
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.wait_until(lambda: held.met, "the answer to be on its way")
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await heard(service)
    held.release()
    answer = await service.next_message(room.channel)
    await service.next_edit(answer)
    await settled(stage.client)
    assert WIDENED in answer.text
    [entry] = await entries(services)
    assert (entry.question, entry.messages) == (DEFICIT, (int(answer.id),))


async def test_edits_while_it_is_answered_again_end_with_the_last(stage, service, room, services):
    question, answer = await ask(service, room)
    stage.hold()
    for text in (FRANCE, "Who is Jonathan Holslag?", DEFICIT):
        await service.edit(question, f"<@BOT> {text}")
        await stage.reached(FRANCE)
    await heard(service)
    stage.release()
    await service.wait_until(lambda: WIDENED in answer.text, "the last answer")
    await settled(stage.client)
    assert stage.asked == [SHARE, FRANCE, DEFICIT]
    assert bots_messages(service, room.channel) == [answer]


@pytest.mark.parametrize(("first", "then"), [(1, 3), (3, 1), (2, 3), (3, 2)])
async def test_an_answer_may_need_more_posts_or_fewer(stage, service, room, services, first, then):
    plain(room)
    stage.change(SHARE, quoting(*LONG[:first]))
    stage.change(DEFICIT, quoting(*LONG[:then]))
    question, _ = await ask(service, room)
    await settled(stage.client)
    before = bots_messages(service, room.channel)
    assert len(before) == first
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await service.wait_until(
        lambda: len(bots_messages(service, room.channel)) == then, "so many posts"
    )
    await settled(stage.client)
    after = bots_messages(service, room.channel)
    kept = min(first, then)
    assert after[:kept] == before[:kept]
    assert [bool(post.buttons) for post in after] == [False] * (then - 1) + [True]
    [entry] = await entries(services)
    assert entry.messages == tuple(int(post.id) for post in after)
    for post, text in zip(after, LONG, strict=False):
        assert text.rstrip(".") in " ".join(post.content.split())


async def test_a_long_answer_stands_in_several_posts_which_go_together(
    stage, service, room, services
):
    plain(room)
    stage.change(SHARE, quoting(*LONG))
    question, first = await ask(service, room)
    await settled(stage.client)
    posts = bots_messages(service, room.channel)
    assert [post.reference for post in posts] == [question, None, None]
    assert posts[0] is first
    # Any of them can be replied to.
    reply = await service.say(room.ada, room.channel, "and in 2021?", reply_to=posts[1])
    again = await service.next_message(room.channel)
    while again in posts:
        again = await service.next_message(room.channel)
    assert again.reference is reply
    await service.delete(question)
    for post in posts:
        await service.gone(post)
    await settled(stage.client)
    assert not again.deleted
    assert [entry.question for entry in await entries(services)] == ["and in 2021?"]


async def test_a_deleted_question_takes_its_answer_along(stage, service, room, services):
    question, answer = await ask(service, room)
    await service.delete(question)
    await service.gone(answer)
    await settled(stage.client)
    assert await entries(services) == []


async def test_many_that_are_deleted_at_once_take_theirs_along(stage, service, room, services):
    asked = [await ask(service, room, text) for text in (SHARE, DEFICIT)]
    _, kept = await ask(service, room, FRANCE)
    data = {"ids": [question.id for question, _ in asked], "channel_id": room.channel.id}
    service.gateway.tell(
        "MESSAGE_DELETE_BULK",
        data | {"guild_id": room.guild.id},
        intent=GUILD_MESSAGES,
        channel=room.channel,
    )
    for _, answer in asked:
        await service.gone(answer)
    await settled(stage.client)
    assert not kept.deleted
    assert [entry.question for entry in await entries(services)] == [FRANCE]


async def test_a_question_deleted_while_it_is_read_is_not_answered(stage, service, room, services):
    stage.hold()
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await stage.reached(SHARE)
    await service.delete(question)
    await heard(service)
    stage.release()
    await settled(stage.client)
    path = f"/channels/{room.channel.id}/messages"
    assert [request for request in service.requests if request.path == path] == []
    assert await entries(services) == []


async def test_a_question_deleted_while_its_answer_is_posted_takes_it_along(
    stage, service, room, services
):
    held = service.hold("POST", f"/channels/{room.channel.id}/messages")
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.wait_until(lambda: held.met, "the answer to be on its way")
    await service.delete(question)
    await heard(service)
    held.release()
    await settled(stage.client)
    assert bots_messages(service, room.channel) == []
    assert await entries(services) == []


async def test_a_question_deleted_while_it_is_answered_again_takes_it_along(
    stage, service, room, services
):
    question, answer = await ask(service, room)
    stage.hold()
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await stage.reached(DEFICIT)
    await service.delete(question)
    await heard(service)
    stage.release()
    await settled(stage.client)
    assert answer.deleted
    assert await entries(services) == []


async def test_what_is_written_between_is_as_quick_as_ever(stage, service, room):
    held = service.hold("POST", TYPING)
    _, answer = await ask(service, room)
    assert FIFTH in answer.text
    held.release()


async def test_without_embeds_it_is_plain_text(stage, service, room):
    plain(room)
    question, answer = await ask(service, room)
    assert answer.embeds == []
    assert answer.content.startswith(FIFTH)
    assert answer.content.splitlines()[-1].startswith("-# Confidence: ")
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await service.next_edit(answer)
    assert answer.embeds == []
    assert answer.content.startswith(WIDENED)


async def test_without_the_history_it_is_no_reply(stage, service, room):
    room.channel.set_permissions(room.guild.everyone, deny=Permission.READ_MESSAGE_HISTORY)
    for text, shown in ((SHARE, FIFTH), ("", ASK_BEHIND)):
        _, answer = await ask(service, room, text)
        assert shown in answer.text
        assert answer.reference is None
