"""What moderators see and decide, and that nobody else does."""

import asyncio
import json
import re
import threading
from dataclasses import replace

import discord
import pytest

from bot.chat.features.moderation import EVERYWHERE, NO_GAPS, NOT_CHOSEN
from bot.chat.people.moderators import ONLY_IN_A_SERVER, ONLY_MODERATORS
from index.errors import QuestionsError
from index.evaluation.gold import read_gold
from index.evaluation.question_files import read_rows
from tests.bot.chat.steps import (
    CENTRE,
    FRANCE,
    HEAD,
    SHARE,
    SHARE_WORDS,
    asked,
    entry_of,
    started,
    used,
)
from tests.discord_service.permissions import Permission

HIDDEN_COMMANDS = [
    ("quoth channels", {}),
    ("quoth gaps", {}),
    ("quoth hide", {"quote": "a"}),
    ("quoth unhide", {"passage": "a"}),
    ("quoth status", {}),
    ("quoth export", {}),
    ("docs list", {}),
    ("docs reindex", {}),
    ("docs add", {"title": "a", "text": "b"}),
    ("docs remove", {"document": "a"}),
]


async def choices(service, room, words, option, text=""):
    return await service.autocomplete(room.mod, room.channel, words, {option: text}, option)


# Who may


async def test_a_member_whom_an_administrator_let_in_is_refused_in_words(bot, service, room):
    for words, options in HIDDEN_COMMANDS:
        with pytest.raises(AssertionError, match="is hidden from ada"):
            await service.use(room.ada, room.channel, words, options)
        told = await used(service, room.ada, room.channel, words, options, overridden=True)
        assert told.content == ONLY_MODERATORS


async def test_in_a_direct_message_only_forgetting_works(bot, service, room):
    direct = service.direct(room.mod)
    for words, options in HIDDEN_COMMANDS[:6]:
        told = await used(service, room.mod, direct, words, options)
        assert told.content == ONLY_IN_A_SERVER
    with pytest.raises(AssertionError, match="is not offered in direct messages"):
        await service.use(room.mod, direct, "docs list")


async def test_members_are_proposed_nothing_to_hide(bot, service, room):
    await asked(service, room.ada, room.channel)
    # An administrator opens the command to everybody.
    service.commands[None][1, "quoth"]["default_member_permissions"] = None
    room.guild.members[room.mod.id].roles.clear()
    for words, option in (("quoth hide", "quote"), ("quoth unhide", "passage")):
        assert await choices(service, room, words, option) == []


# Where it answers


async def test_channels_are_shown_added_removed_and_opened(bot, service, services, room):
    other = room.guild.add_channel("help")

    async def channels(**options):
        return (await used(service, room.mod, room.channel, "quoth channels", options)).content

    assert await channels() == EVERYWHERE
    assert await channels(remove=other) == NOT_CHOSEN
    assert await channels(add=other) == f"I answer in <#{other.id}> and the threads there."
    both = await channels(add=room.channel)
    assert f"<#{other.id}>" in both
    assert f"<#{room.channel.id}>" in both
    assert await channels() == both
    assert await channels(remove=room.channel) == (
        f"I answer in <#{other.id}> and the threads there."
    )
    assert await channels(everywhere=True) == EVERYWHERE
    assert await services.remember(lambda ledger: ledger.channels(int(room.guild.id))) == set()


async def test_it_answers_only_in_the_chosen_channel_and_its_threads(bot, service, room):
    other = room.guild.add_channel("help")
    thread = service.add_thread(other, "a thread", room.ada)
    assert "one-fifth" in (await asked(service, room.ada, room.channel)).text
    before = len(room.channel.messages)
    await used(service, room.mod, room.channel, "quoth channels", {"add": other})
    elsewhere = await asked(service, room.ada, room.channel)
    assert elsewhere.content == f"I don't answer here, but in <#{other.id}>."
    assert elsewhere.ephemeral
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    for place in (other, thread):
        await service.say(room.ada, place, f"<@BOT> {SHARE}")
        assert "one-fifth" in (await service.next_message(place)).text
    said = list(room.channel.messages.values())[before:]
    assert [message.author for message in said] == [room.ada]


async def test_a_chosen_channel_that_is_closed_to_the_bot_is_told(bot, service, room):
    other = room.guild.add_channel("help")
    other.set_permissions(service.bot, deny=Permission.ATTACH_FILES | Permission.EMBED_LINKS)
    told = await used(service, room.mod, room.channel, "quoth channels", {"add": other})
    assert f"In <#{other.id}> I still lack: Embed Links, Attach Files." in told.content


# What was not answered


async def test_gaps_are_declines_and_answers_voted_down_with_their_places(
    bot, service, services, room
):
    assert (await used(service, room.mod, room.channel, "quoth gaps")).text == f"Gaps\n{NO_GAPS}"
    declined = await asked(service, room.ada, room.channel, HEAD)
    liked = await asked(service, room.ada, room.channel, CENTRE)
    disliked = await asked(service, room.ada, room.channel)
    await asked(service, room.ada, room.channel, FRANCE, private=True)
    await asked(service, room.ada, service.direct(room.ada), "Who is the king of Liège?")
    await (await service.press(room.ada, liked, "👍")).response()
    await (await service.press(room.mod, disliked, "👎")).response()
    for message in (declined, disliked):
        await entry_of(services, message)
    lines = (await used(service, room.mod, room.channel, "quoth gaps")).text.split("\n")[1:]
    place = f"https://discord.com/channels/{room.guild.id}/{room.channel.id}"
    assert [re.sub(r"<t:\d+:R>", "<when>", line) for line in lines] == [
        f"- [{SHARE}](<{place}/{disliked.id}>) · 👎 1 <when>",
        f"- [{HEAD}](<{place}/{declined.id}>) · declined <when>",
    ]


async def test_many_gaps_with_long_questions_fit_and_say_that_there_may_be_more(
    bot, service, services, room
):
    entry = await entry_of(services, await asked(service, room.ada, room.channel, HEAD))
    for number in range(12):
        more = replaced(entry, number, question=f"{number} " + "[]()*_🥐" * 60)
        await services.remember(lambda ledger, e=more: ledger.record(e))
    told = await used(service, room.mod, room.channel, "quoth gaps")
    assert told.text.count("declined") == 10
    assert "The newest 10" in told.text


def replaced(entry, number, **changes):
    return replace(entry, id=f"copy{number}", messages=(), **changes)


async def test_no_moderator_hears_of_channels_that_they_may_not_see(bot, service, services, room):
    staff = room.guild.add_channel("staff", hidden=True)
    thread = service.add_thread(room.channel, "talk", room.ada)
    entry = await entry_of(services, await asked(service, room.ada, room.channel, HEAD))
    for number, place in enumerate((staff, thread, room.channel)):
        quote = entry.others[0]
        shown = replace(quote, place=replace(quote.place, text=f"A quote in {place.name}."))
        changes = {"question": f"in {place.name}?", "others": (shown,)}
        more = replaced(entry, number, channel=int(place.id), **changes)
        await services.remember(lambda ledger, e=more: ledger.record(e))
    told = await used(service, room.mod, room.channel, "quoth gaps")
    assert "in general" in told.text
    assert "in talk" in told.text
    assert "in staff" not in told.text
    proposed = str(await choices(service, room, "quoth hide", "quote"))
    assert "in talk" in proposed
    assert "in staff" not in proposed
    file = (await used(service, room.mod, room.channel, "quoth export")).attachments[0]
    assert "in talk" in file.text
    assert "in staff" not in file.text
    bot.get_channel(int(thread.id))._type = discord.ChannelType.private_thread
    told = await used(service, room.mod, room.channel, "quoth gaps")
    assert "in talk" not in told.text


# What is never quoted again


async def test_a_hidden_quote_is_proposed_once_and_then_never_quoted_in_that_server(
    bot, service, services, room
):
    elsewhere = service.add_guild("Other room")
    elsewhere.add_member(room.ada)
    there = elsewhere.add_channel("general")
    first = await asked(service, room.ada, room.channel)
    second = await asked(service, room.ada, room.channel)
    for message in (first, second):
        await entry_of(services, message)
    proposed = await choices(service, room, "quoth hide", "quote", "only ONE-fifth")
    assert [choice["name"][: len(SHARE_WORDS)] for choice in proposed] == [SHARE_WORDS]
    told = await used(
        service, room.mod, room.channel, "quoth hide", {"quote": proposed[0]["value"]}
    )
    assert told.content.startswith("Hidden in this server: Only one-fifth")
    for message in (first, second):
        assert message.history
        assert "one-fifth" not in message.text
    assert "one-fifth" not in (await asked(service, room.ada, room.channel)).text
    assert "one-fifth" in (await asked(service, room.ada, there)).text
    assert await choices(service, room, "quoth hide", "quote", "one-fifth") == []


async def test_a_passage_that_only_came_close_can_be_hidden_and_is_proposed_no_more(
    bot, service, services, room
):
    decline = await asked(service, room.ada, room.channel, HEAD)
    entry = await entry_of(services, decline)
    assert len(await choices(service, room, "quoth hide", "quote")) == len(entry.others)
    await used(service, room.mod, room.channel, "quoth hide", {"quote": f"{entry.id}.0"})
    left = [choice["value"] for choice in await choices(service, room, "quoth hide", "quote")]
    assert left == [f"{entry.id}.{at}" for at in range(1, len(entry.others))]
    assert not decline.history


async def test_an_unhidden_passage_is_quoted_again(bot, service, services, room):
    entry = await entry_of(services, await asked(service, room.ada, room.channel))
    await used(service, room.mod, room.channel, "quoth hide", {"quote": f"{entry.id}.0"})
    [proposed] = await choices(service, room, "quoth unhide", "passage", "one-fifth")
    assert proposed["name"].startswith(SHARE_WORDS)
    assert await choices(service, room, "quoth unhide", "passage", "two-fifths") == []
    options = {"passage": proposed["value"]}
    told = await used(service, room.mod, room.channel, "quoth unhide", options)
    assert told.content == "That passage may be quoted again."
    again = await used(service, room.mod, room.channel, "quoth unhide", options)
    assert again.content == "That passage is not hidden: choose one from the list."
    assert "one-fifth" in (await asked(service, room.ada, room.channel)).text


async def test_what_is_not_on_the_list_is_not_hidden(bot, service, services, room):
    elsewhere = service.add_guild("Other room")
    elsewhere.add_member(room.ada)
    entry = await entry_of(
        services, await asked(service, room.ada, elsewhere.add_channel("general"))
    )
    for value in (f"{entry.id}.0", "typed", "", f"{entry.id}", "a.²"):
        told = await used(service, room.mod, room.channel, "quoth hide", {"quote": value})
        assert told.content == "I don't know that quote: choose one from the list."
    assert not await services.remember(lambda ledger: ledger.hidden(int(room.guild.id)))


async def test_proposals_hold_no_private_question_and_keep_to_discords_limits(
    bot, service, services, room
):
    secret = await asked(service, room.ada, room.channel, private=True)
    await entry_of(services, secret)
    assert await choices(service, room, "quoth hide", "quote") == []
    entry = await entry_of(services, await asked(service, room.ada, room.channel, HEAD))
    quote = entry.others[0]
    for number in range(30):
        place = replace(quote.place, text=f"{number}\n" + "🥐" * 200)
        more = replaced(entry, number, others=(replace(quote, place=place),))
        await services.remember(lambda ledger, e=more: ledger.record(e))
    proposed = await choices(service, room, "quoth hide", "quote")
    assert len(proposed) == 25
    assert max(len(choice["name"].encode("utf-16-le")) // 2 for choice in proposed) <= 100


# What it learnt


async def test_export_is_a_file_of_questions_that_the_yardstick_reads(
    bot, service, services, room, tmp_path
):
    assert (await used(service, room.mod, room.channel, "quoth export")).content == (
        "Nothing was asked here yet."
    )
    answer = await asked(service, room.ada, room.channel)
    await (await service.press(room.mod, answer, "👍")).response()
    await asked(service, room.ada, room.channel, f"{HEAD} <@{room.mod.id}>")
    await asked(service, room.ada, room.channel, FRANCE, private=True)
    await asked(service, room.ada, service.direct(room.ada), FRANCE)
    told = await used(service, room.mod, room.channel, "quoth export")
    assert told.content.startswith("2 questions. ")
    [file] = told.attachments
    assert file.ephemeral
    path = tmp_path / file.filename
    path.write_bytes(file.data)
    with pytest.raises(QuestionsError, match="is a candidate that nobody checked"):
        read_gold(path)
    path.write_text(file.text.replace('"candidate": true, ', ""), "utf-8")
    gold = {row.question: row for row in read_gold(path)}
    assert gold.keys() == {SHARE, f"{HEAD} @someone"}
    assert gold[SHARE].answerable
    assert len(read_rows(path)) == 2
    for person in (room.ada, room.mod):
        assert person.id not in file.text


async def test_an_export_keeps_nobody_from_using_the_ledger(
    bot, service, services, room, monkeypatch
):
    begun, free = threading.Event(), threading.Event()

    def slow(ledger, guild, without, kept):
        begun.set()
        free.wait(60)
        return []

    monkeypatch.setattr(type(services.ledger), "export_rows", slow)
    use = await service.use(room.mod, room.channel, "quoth export")
    try:
        assert await asyncio.to_thread(begun.wait, 60)
        async with asyncio.timeout(20):
            await services.remember(lambda ledger: ledger.counts())
    finally:
        free.set()
    assert (await use.response()).content == "Nothing was asked here yet."


async def test_an_export_that_is_too_large_holds_the_newest(
    bot, service, services, room, monkeypatch
):
    monkeypatch.setattr("tests.discord_service.limits.MAX_FILE_BYTES", 2000)
    for question in (SHARE, HEAD, FRANCE):
        await asked(service, room.ada, room.channel, question)
    told = await used(service, room.mod, room.channel, "quoth export")
    assert told.content.startswith("The newest 2 of 3 questions. ")
    lines = told.attachments[0].text.splitlines()
    assert [json.loads(line)["question"] for line in lines] == [FRANCE, HEAD]


async def test_a_failing_command_is_told_in_a_sentence(bot, service, services, room):
    services.ledger.close()
    for words in ("quoth gaps", "quoth status", "quoth channels", "quoth export"):
        told = await used(service, room.mod, room.channel, words)
        assert "Traceback" not in told.content
        assert told.content.endswith(".")


async def test_what_moderators_decided_outlives_a_restart(settings, seeds, service, room):
    other = room.guild.add_channel("help")
    async with started(settings, seeds, service):
        await used(service, room.mod, room.channel, "quoth channels", {"add": other})
    async with started(settings, seeds, service):
        told = await asked(service, room.ada, room.channel)
        assert f"<#{other.id}>" in told.content
