"""discord.py against the service: everything a bot does when all goes well."""

import discord
import pytest

from tests.discord_service import Permission, running
from tests.discord_service.example import Example


async def test_a_client_gets_ready_and_knows_its_place(service, room, client):
    async with running(client, service):
        await client.wait_until_ready()
        guild = client.get_guild(int(room.guild.id))
        assert guild.name == "Reading room"
        assert guild.me.id == client.user.id
        mine = guild.get_channel(int(room.channel.id)).permissions_for(guild.me)
        assert mine.send_messages
        assert not mine.manage_messages
        assert client.application.id == client.application_id
        assert client.application_flags.value == 0


async def test_a_slash_command_is_answered_at_once(service, room, client):
    async with running(client, service):
        use = await service.use(room.ada, room.channel, "now", {"where": room.channel})
        assert await use.acknowledged() < 3
        answer = await use.response()
        assert (answer.content, answer.ephemeral) == ("here, general", False)
        assert answer in room.channel.messages.values()
        assert [button["label"] for button in answer.buttons] == ["Vote"]


@pytest.mark.parametrize("private", [False, True])
async def test_a_deferred_answer_and_what_follows_it(service, room, client, private):
    async with running(client, service):
        options = {"question": "who?", "private": private}
        use = await service.use(room.ada, room.channel, "ask", options)
        await use.acknowledged()
        assert use.deferred
        assert use.ephemeral == private
        answer, more = await use.response(), await use.followup()
        assert answer.content == "asked who?"
        assert not answer.loading
        assert answer.ephemeral == more.ephemeral == private
        assert more.embeds[0]["description"] == "of it"
        assert [(file.filename, file.text) for file in more.attachments] == [
            ("list.jsonl", '{"a": 1}\n')
        ]
        assert bool(room.channel.messages) != private


async def test_subcommands_hide_from_those_without_permission(service, room, client):
    async with running(client, service):
        use = await service.use(room.mod, room.channel, "desk count", {"number": 3})
        assert (await use.response()).content == "counted 3"
        with pytest.raises(AssertionError, match="hidden from ada"):
            await service.use(room.ada, room.channel, "desk count", {"number": 3})
        forced = await service.use(
            room.ada, room.channel, "desk count", {"number": 4}, overridden=True
        )
        assert (await forced.response()).content == "counted 4"


@pytest.mark.parametrize(
    ("words", "options", "told"),
    [
        ("nothing", {}, "has not registered 'nothing'"),
        ("ask", {}, "needs the option 'question'"),
        ("ask", {"question": 3}, "takes text"),
        ("ask", {"question": "a", "colour": "red"}, "no option 'colour'"),
        ("desk", {}, "is a group"),
        ("desk count", {"number": 12}, "outside of 1 to 9"),
        ("desk lamp", {}, "no 'lamp'"),
    ],
)
async def test_a_use_that_no_client_would_allow_fails_clearly(
    service, room, client, words, options, told
):
    async with running(client, service):
        with pytest.raises(AssertionError, match=told):
            await service.use(room.mod, room.channel, words, options)
        with pytest.raises(AssertionError, match="not offered in direct messages"):
            await service.use(room.mod, service.direct(room.mod), "desk count", {"number": 1})


async def test_completions(service, room, client):
    async with running(client, service):
        found = await service.autocomplete(
            room.ada, room.channel, "ask", {"question": "wh"}, "question"
        )
        assert found == [{"name": "wh?", "value": "wh"}]


async def test_a_context_menu_shows_the_whole_message(service, room, client):
    async with running(client, service):
        message = await service.say(room.ada, room.channel, "some words")
        use = await service.use_on(room.ada, message, "Ask about this")
        assert (await use.response()).content == "about 'some words'"


async def test_a_mention_a_reply_an_edit_and_a_deletion(service, room, client):
    async with running(client, service):
        question = await service.say(room.ada, room.channel, "<@BOT> who?")
        answer = await service.next_message(room.channel)
        assert answer.reference is question
        assert answer.content == f"read '{service.bot.mention} who?'"
        assert answer.mentions == []

        reply = await service.say(room.ada, room.channel, "and then?", reply_to=answer)
        second = await service.next_message(room.channel)
        assert second.content == "read 'and then?'"
        heard = client.heard_of(reply)
        assert heard.reference.resolved.content == answer.content

        await service.edit(question, "<@BOT> who else?")
        await service.next_edit(answer)
        assert "who else?" in answer.content
        assert "who else?" not in answer.history[0].content

        await service.delete(question)
        await service.gone(answer)
        assert not second.deleted


async def test_a_direct_message(service, client):
    ada = service.add_user("ada")
    async with running(client, service):
        await service.say(ada, service.direct(ada), "hello")
        answer = await service.next_message(service.direct(ada))
        assert answer.content == "read 'hello'"
        press = await service.press(ada, answer, "vote:")
        assert (await press.response()).content == "voted on 7"
        sent = await (await client.fetch_user(int(ada.id))).send("on my own")
        assert str(sent.channel.id) == service.direct(ada).id


async def test_buttons_answer_edit_and_open_a_modal(service, room, client):
    async with running(client, service):
        await service.say(room.ada, room.channel, "<@BOT> who?")
        answer = await service.next_message(room.channel)
        vote = await service.press(room.ada, answer, "Vote")
        told = await vote.response()
        assert (told.content, told.ephemeral) == ("voted on 7", True)
        at_once = await service.press(room.ada, answer, "Redo at_once")
        assert await at_once.response() is answer
        assert answer.content == "redone at once"
        later = await service.press(room.ada, answer, "Redo later")
        assert await later.response() is answer
        assert answer.content == "redone later"

        press = await service.press(room.ada, answer, "redo:modal")
        modal = await press.modal()
        assert modal.title == "Why?"
        with pytest.raises(AssertionError, match="no input 'Colour'"):
            await service.submit(modal, {"Colour": "red"})
        with pytest.raises(AssertionError, match="needs at least 1"):
            await service.submit(modal, {})
        done = await service.submit(modal, {"Reason": "it is so"})
        assert (await done.response()).content == "because it is so"
        with pytest.raises(AssertionError, match="no 'Nothing' to press"):
            await service.press(room.ada, answer, "Nothing")


async def test_a_thread_is_opened_renamed_and_spoken_in(service, room, client):
    async with running(client, service):
        await service.say(room.ada, room.channel, "<@BOT> who?")
        answer = await service.next_message(room.channel)
        channel = await client.fetch_channel(int(room.channel.id))
        message = await channel.fetch_message(int(answer.id))
        thread = await message.create_thread(name="Follow up")
        await thread.send("go on")
        place = service.channels[str(thread.id)]
        assert (await service.next_message(place)).content == "go on"
        assert place.id == answer.id
        assert [message.by_discord for message in place.messages.values()] == [True, False]
        assert answer.thread is place
        await service.say(room.ada, place, "<@BOT> and?")
        assert (await service.next_message(place)).content.startswith("read")
        await thread.edit(name="Follow on")
        assert place.name == "Follow on"
        bare = await channel.create_thread(name="Bare", type=discord.ChannelType.public_thread)
        assert service.channels[str(bare.id)].parent is room.channel
        with pytest.raises(discord.HTTPException) as refused:
            await message.create_thread(name="Again")
        assert refused.value.code == 160004


async def test_commands_that_are_synced_again_keep_their_ids(service, room, client):
    async with running(client, service):
        first = {command.name: command for command in await client.tree.fetch_commands()}
        again = await client.tree.sync()
        assert {command.name: command.id for command in again} == {
            name: command.id for name, command in first.items()
        }
        assert first["desk"].default_member_permissions.manage_guild
        assert first["desk"].dm_permission is False


async def test_typing_history_and_attachments(service, room, client):
    async with running(client, service):
        channel = await client.fetch_channel(int(room.channel.id))
        async with channel.typing():
            pass
        assert service.typings == [room.channel]
        for number in range(3):
            await channel.send(f"number {number}")
        texts = [message.content async for message in channel.history(limit=2)]
        assert texts == ["number 2", "number 1"]
        said = await service.say(room.ada, room.channel, "<@BOT>", files={"a.txt": b"bytes"})
        for _ in range(4):
            answer = await service.next_message(room.channel)
        assert answer.reference is said
        assert await client.heard_of(said).attachments[0].read() == b"bytes"


async def test_buttons_outlive_a_restart(service, room, client):
    async with running(client, service):
        await service.say(room.ada, room.channel, "<@BOT> who?")
        answer = await service.next_message(room.channel)
    async with running(Example(), service):
        press = await service.press(room.ada, answer, "Vote")
        assert (await press.response()).content == "voted on 7"


async def test_a_member_may_be_granted_and_denied(service, room):
    channel, ada = room.channel, room.ada
    assert service.permissions(channel, ada) & Permission.SEND_MESSAGES
    channel.set_permissions(room.guild.everyone, deny=Permission.SEND_MESSAGES)
    assert not service.permissions(channel, ada) & Permission.EMBED_LINKS
    channel.set_permissions(ada, allow=Permission.SEND_MESSAGES)
    assert service.permissions(channel, ada) & Permission.EMBED_LINKS
