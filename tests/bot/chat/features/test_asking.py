"""Questions by command, mention, reply and direct message: who is answered, and where."""

from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.chat.client import QuothClient
from bot.chat.features.commands import NOTHING, OWN
from bot.chat.people.addressing import ASK_BEHIND, ASK_ME, CANNOT_SEE, ONLY_MY_ROLE
from bot.chat.running import intents
from bot.presentation.wording import SMALL_TALK, THANKS
from bot.serving.cooldown import Cooldown
from tests.bot.chat.staging import (
    DEFICIT,
    FIFTH,
    FRANCE,
    HEAD,
    SHARE,
    WIDENED,
    bots_messages,
    entries,
    settled,
)
from tests.discord_service import running
from tests.discord_service.gateway import MESSAGE_CONTENT
from tests.discord_service.state import GATEWAY_MESSAGE_CONTENT

READ_AS = "-# (read as: How large was Belgium's trade deficit in 2021?)"


@asynccontextmanager
async def reading_all(services, service):
    """The bot with the message-content intent."""
    service.application_flags |= GATEWAY_MESSAGE_CONTENT
    async with running(QuothClient(services, intents(message_content=True)), service) as client:
        assert service.gateway.identified[-1]["intents"] & MESSAGE_CONTENT
        yield client


async def asked(service, user, channel, text, **more):
    """What the bot writes when it is asked."""
    await service.say(user, channel, text, **more)
    return await service.next_message(channel)


def quoted(message):
    """The quotes of an answer, as markdown."""
    return message.embeds[0]["description"]


def everything(message):
    """All that a message says, in its text and in what is embedded in it."""
    return message.content + "".join(embed["description"] for embed in message.embeds)


async def test_a_mention_is_answered_with_a_quote(bot, service, room):
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    answer = await service.next_message(room.channel)
    assert FIFTH in quoted(answer)
    assert "002\\_5aa07d2a96e5c89f.txt, line 49" in quoted(answer)
    assert answer.embeds[0]["footer"]["text"].startswith("Confidence: very high (")
    assert answer.reference is question
    assert answer.mentions == []
    assert service.typings == [room.channel]


@pytest.mark.parametrize("private", [False, True])
async def test_a_command_is_acknowledged_and_then_filled_in(bot, service, room, services, private):
    asked = {"question": SHARE} | ({"private": True} if private else {})
    use = await service.use(room.ada, room.channel, "ask", asked)
    assert await use.acknowledged() < 3
    assert use.deferred
    assert use.ephemeral == private
    answer = await use.response()
    assert FIFTH in quoted(answer)
    assert answer.ephemeral == private
    assert bots_messages(service, room.channel) == ([] if private else [answer])
    await settled(bot)
    [entry] = await entries(services)
    assert (entry.private, entry.question, entry.messages) == (private, SHARE, (int(answer.id),))


async def test_the_bots_own_role_is_the_bot_where_it_sees_the_words(services, service, room):
    [role] = [role for role in room.guild.roles if role.managed_by == service.bot.id]
    other = room.guild.add_role("readers")
    async with reading_all(services, service):
        await service.say(room.ada, room.channel, f"<@&{other.id}> {DEFICIT}")
        assert FIFTH in quoted(
            await asked(service, room.ada, room.channel, f"<@&{role.id}> {SHARE}")
        )


async def test_whose_words_it_cannot_see_is_told_how_to_show_them(bot, service, room):
    [role] = [role for role in room.guild.roles if role.managed_by == service.bot.id]
    hint = await asked(service, room.ada, room.channel, f"<@&{role.id}> {SHARE}")
    assert hint.content == ONLY_MY_ROLE
    answer = await asked(service, room.ada, room.channel, f"<@BOT> {DEFICIT}")
    more = {"reply_to": answer, "ping": False}
    assert (await asked(service, room.ada, room.channel, "and?", **more)).content == CANNOT_SEE


@pytest.mark.parametrize("ping", [True, False])
async def test_a_reply_to_an_answer_leans_on_it(services, service, room, ping):
    async with reading_all(services, service):
        answer = await asked(service, room.ada, room.channel, f"<@BOT> {DEFICIT}")
        assert WIDENED in quoted(answer)
        # Another question in between changes nothing.
        await asked(service, room.mod, room.channel, f"<@BOT> {SHARE}")
        more = {"reply_to": answer, "ping": ping}
        second = await asked(service, room.mod, room.channel, "and in 2021?", **more)
    assert quoted(second).startswith(f"{READ_AS}\n{WIDENED}")
    [*_, entry] = await entries(services)
    assert (entry.question, entry.history) == ("and in 2021?", (DEFICIT,))
    assert entry.read_as == "How large was Belgium's trade deficit in 2021?"


async def test_a_mention_in_a_channel_leans_on_nothing(bot, service, room):
    await asked(service, room.ada, room.channel, f"<@BOT> {DEFICIT}")
    second = await asked(service, room.ada, room.channel, "<@BOT> and in 2021?")
    assert "read as" not in everything(second)


async def test_a_direct_message_is_a_conversation(bot, service, room, services):
    direct = service.direct(room.ada)
    assert WIDENED in quoted(await asked(service, room.ada, direct, DEFICIT))
    assert (await asked(service, room.ada, direct, "thanks!")).content == THANKS
    assert READ_AS in quoted(await asked(service, room.ada, direct, "and in 2021?"))
    off_topic = await asked(service, room.ada, direct, FRANCE)
    assert "read as" not in off_topic.content
    assert [entry.guild for entry in await entries(services)] == [None] * 4


async def test_a_conversation_is_over_after_half_an_hour(bot, service, room, services):
    direct = service.direct(room.ada)
    await asked(service, room.ada, direct, DEFICIT)
    [entry] = await entries(services)
    await services.remember(lambda ledger: ledger.replace(replace(entry, at=entry.at - 1790)))
    assert READ_AS in quoted(await asked(service, room.ada, direct, "and in 2021?"))
    for entry in await entries(services):
        old = replace(entry, at=entry.at - 1810)
        await services.remember(lambda ledger, old=old: ledger.replace(old))
    later = await asked(service, room.ada, direct, "and in 2021?")
    assert "read as" not in everything(later)


async def test_a_command_in_a_direct_message_is_part_of_the_conversation(bot, service, room):
    direct = service.direct(room.ada)
    await asked(service, room.ada, direct, DEFICIT)
    use = await service.use(room.ada, direct, "ask", {"question": "and in 2021?"})
    assert READ_AS in quoted(await use.response())
    alone = {"question": "and in 2021?", "private": True}
    use = await service.use(room.ada, direct, "ask", alone)
    assert "read as" not in everything(await use.response())


async def test_a_thread_is_a_conversation_too(bot, service, room):
    answer = await asked(service, room.ada, room.channel, f"<@BOT> {DEFICIT}")
    thread = service.add_thread(room.channel, "Follow up", room.ada, starter=answer)
    # Its first question leans on the answer from which it was opened.
    assert READ_AS in quoted(await asked(service, room.ada, thread, "<@BOT> and in 2021?"))
    await asked(service, room.mod, thread, f"<@BOT> {SHARE}")
    why = await asked(service, room.ada, thread, "<@BOT> why?")
    assert "-# (read as: Why" in why.text
    assert "goods" in why.text.partition("\n")[0]


async def test_in_its_own_thread_no_mention_is_needed(services, service, room):
    async with reading_all(services, service) as client:
        answer = await asked(service, room.ada, room.channel, f"<@BOT> {DEFICIT}")
        channel = client.get_channel(int(room.channel.id))
        shown = channel.get_partial_message(int(answer.id))
        thread = service.channels[str((await shown.create_thread(name="More")).id)]
        theirs = service.add_thread(room.channel, "Ours", room.ada)
        await service.say(room.ada, theirs, SHARE)
        await service.say(room.ada, thread, f"{room.mod.mention} {SHARE}")
        said = await service.say(room.guild.owner, thread, "@everyone see this")
        await service.say(room.ada, thread, SHARE, reply_to=said, ping=False)
        assert READ_AS in quoted(await asked(service, room.ada, thread, "and in 2021?"))
        await settled(client)
    assert bots_messages(service, theirs) == []
    assert [m.reference.content for m in bots_messages(service, thread)] == ["and in 2021?"]


async def test_a_message_can_be_asked_about(bot, service, room):
    said = await service.say(room.ada, room.channel, f"{room.mod.mention} {SHARE}")
    use = await service.use_on(room.mod, said, "Ask about this")
    answer = await use.response()
    assert FIFTH in quoted(answer)
    assert not use.ephemeral
    for message, told in (
        (answer, OWN),
        (await service.say(room.ada, room.channel, room.mod.mention), NOTHING),
    ):
        use = await service.use_on(room.mod, message, "Ask about this")
        assert ((await use.response()).content, use.ephemeral) == (told, True)


async def test_nobody_else_is_answered(services, service, room):
    robot = service.add_user("robot", bot=True)
    room.guild.add_member(robot)
    hook = service.add_user("news", bot=False)
    async with reading_all(services, service) as client:
        ours = await asked(service, room.ada, room.channel, f"<@BOT> {DEFICIT}")
        await service.say(robot, room.channel, f"<@BOT> {SHARE}")
        await service.say(robot, room.channel, f"<@BOT> {SHARE}", reply_to=ours)
        await service.say(hook, room.channel, f"<@BOT> {SHARE}", webhook=True)
        channel = client.get_partial_messageable(int(room.channel.id))
        itself = await channel.send(f"{service.bot.mention} {SHARE}")
        plain = await service.say(room.ada, room.channel, SHARE)
        await service.say(room.mod, room.channel, SHARE, reply_to=plain)
        await service.say(room.guild.owner, room.channel, f"@everyone {SHARE}")
        await service.say(room.mod, room.channel, f"@quoth {room.ada.mention} {SHARE}")
        await asked(service, room.ada, room.channel, f"<@BOT> {FRANCE}")
        answers = await service.next_message(room.channel)
        await settled(client)
    shown = [m for m in bots_messages(service, room.channel) if m.id != str(itself.id)]
    assert [m.reference is not None for m in shown] == [True, True]
    assert answers.content.startswith("The documents don't say")
    assert [entry.question for entry in await entries(services)] == [DEFICIT, FRANCE]


async def test_what_was_forwarded_is_not_answered(bot, service, room, services):
    answer = await asked(service, room.ada, room.channel, f"<@BOT> {DEFICIT}")
    direct = service.direct(room.ada)
    for channel in (room.channel, direct):
        forward(service, room.ada, channel, answer)
    assert FIFTH in quoted(await asked(service, room.ada, direct, SHARE))
    assert FIFTH in quoted(await asked(service, room.ada, room.channel, f"<@BOT> {SHARE}"))
    await settled(bot)
    assert len(bots_messages(service, direct)) == 1
    assert len(bots_messages(service, room.channel)) == 2


def forward(service, user, channel, message):
    """Forward a message: the gateway's event, in which the words stand in a snapshot."""
    from tests.discord_service import message_payloads, world

    gateway, told = service.gateway, message_payloads.event
    snapshot = {"message": message_payloads.message(message)}

    def event(entry):
        origin = {"type": 1, "message_id": message.id, "channel_id": message.channel.id}
        return told(entry) | {"message_reference": origin, "message_snapshots": [snapshot]}

    assert gateway.connected
    message_payloads.event = event
    try:
        world.post(service, channel, user, {})
    finally:
        message_payloads.event = told


async def test_a_mention_without_words_can_be_given_some(bot, service, room):
    empty = await service.say(room.ada, room.channel, "<@BOT>  <:wave:123456789012345678>")
    hint = await service.next_message(room.channel)
    assert (hint.content, hint.reference) == (ASK_BEHIND, empty)
    await service.edit(empty, f"<@BOT> {SHARE}")
    answer = await service.next_message(room.channel)
    assert FIFTH in quoted(answer)
    await service.gone(hint)
    other = await service.say(room.ada, service.direct(room.ada), "", files={"a.png": b"1"})
    hint = await service.next_message(service.direct(room.ada))
    assert hint.content == ASK_ME
    await service.delete(other)
    await service.gone(hint)


async def test_small_talk_is_small(bot, service, room):
    for words, said in (("hello!", SMALL_TALK), ("thank you", THANKS)):
        answer = await asked(service, room.ada, room.channel, f"<@BOT> {words}")
        assert (answer.content, answer.embeds, answer.buttons) == (said, [], [])


async def test_a_decline_is_short_and_shows_what_came_nearest_to_who_wants_it(bot, service, room):
    answer = await asked(service, room.ada, room.channel, f"<@BOT> {HEAD}")
    lacking = "-# Of your words, the closest passage lacks: head"
    assert answer.content == f"The documents don't say.\n{lacking}\nAsk in <#1>."
    assert answer.embeds == []
    press = await service.press(room.mod, answer, "quoth:near:")
    near = await press.response()
    assert near.ephemeral
    assert "VSSE" in quoted(near)
    assert "not an answer" in near.text


async def test_it_answers_only_where_moderators_let_it(bot, service, room, services):
    chosen = room.guild.add_channel("ask-here")
    guild = int(room.guild.id)
    await services.remember(lambda ledger: ledger.allow(guild, int(chosen.id)))
    services.channels_changed(guild)
    thread = service.add_thread(chosen, "in it", room.ada)
    elsewhere = service.add_thread(room.channel, "not in it", room.ada)
    for channel in (room.channel, elsewhere):
        await service.say(room.ada, channel, f"<@BOT> {SHARE}")
        use = await service.use(room.ada, channel, "ask", {"question": SHARE})
        told = await use.response()
        assert (told.content, told.ephemeral) == (
            f"I don't answer here, but in {chosen.mention}.",
            True,
        )
    for channel in (chosen, thread):
        assert FIFTH in quoted(await asked(service, room.ada, channel, f"<@BOT> {SHARE}"))
    use = await service.use(room.ada, thread, "ask", {"question": SHARE})
    assert FIFTH in quoted(await use.response())
    assert FIFTH in quoted(await asked(service, room.ada, service.direct(room.ada), SHARE))
    await settled(bot)
    assert bots_messages(service, room.channel) + bots_messages(service, elsewhere) == []


async def test_who_asks_too_fast_is_told_so_once(services, service, room):
    slow = replace(services, cooldown=Cooldown(every=3600, burst=1))
    slow.settings.discord_cooldown_seconds = 3600
    async with running(QuothClient(slow, intents(message_content=False)), service) as client:
        assert FIFTH in quoted(await asked(service, room.ada, room.channel, f"<@BOT> {SHARE}"))
        soon = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
        told = await service.next_message(room.channel)
        assert told.content.startswith("One at a time, please: you can ask again <t:")
        for _ in range(3):
            await service.say(room.ada, room.channel, "<@BOT>")
        use = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
        again = await use.response()
        assert again.ephemeral
        assert again.content.startswith("One at a time, please")
        assert FIFTH in quoted(await asked(service, room.mod, room.channel, f"<@BOT> {SHARE}"))
        await settled(client)
        assert len(bots_messages(service, room.channel)) == 3
        await service.delete(soon)
        await service.gone(told)
