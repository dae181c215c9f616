"""Where the bot may speak, what it lacks there, and the link that invites it."""

from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.chat.people.permissions import (
    NEEDED,
    allowed,
    allowed_in,
    invitation,
    missing,
    missing_in,
    readable,
    speaks_nowhere,
)
from tests.bot.chat.staging import heard
from tests.discord_service import Permission


@pytest.fixture
def guild(bot, room):
    """What gives the room's server as the bot sees it by now."""
    return lambda: bot.get_guild(int(room.guild.id))


def test_the_invitation_asks_for_what_is_needed_and_nothing_else():
    link = urlsplit(invitation(42))
    query = {name: values[0] for name, values in parse_qs(link.query).items()}
    assert (link.scheme, link.netloc, query["client_id"]) == ("https", "discord.com", "42")
    assert query["scope"].split() == ["bot", "applications.commands"]
    asked = {name for name, wanted in discord.Permissions(int(query["permissions"])) if wanted}
    assert asked == {
        "read_messages",
        "send_messages",
        "send_messages_in_threads",
        "create_public_threads",
        "embed_links",
        "attach_files",
        "read_message_history",
    }


async def test_what_is_missing_is_named(guild, service, room):
    await heard(service)
    assert missing(guild()) == []
    room.channel.set_permissions(
        room.guild.everyone, deny=Permission.EMBED_LINKS | Permission.SEND_MESSAGES_IN_THREADS
    )
    await heard(service)
    channel = guild().get_channel(int(room.channel.id))
    assert set(missing_in(channel)) == {"embed_links", "send_messages_in_threads"}
    assert missing(guild()) == []
    assert not speaks_nowhere(guild())


@pytest.mark.parametrize("denied", [Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES])
async def test_a_server_may_be_closed_to_it(guild, service, room, denied):
    room.guild.add_channel("other", hidden=True)
    await heard(service)
    assert not speaks_nowhere(guild())
    room.channel.set_permissions(room.guild.everyone, deny=denied)
    await heard(service)
    assert speaks_nowhere(guild())


def forum(guild, **denied):
    """A forum, in which @everyone is denied something."""
    overwrite = {"id": guild.id, "type": 0, "allow": 0}
    overwrite["deny"] = discord.Permissions(**denied).value
    data = {"id": 5, "type": 15, "name": "forum", "position": 1, "parent_id": None, "flags": 0}
    data["permission_overwrites"] = [overwrite]
    return discord.ForumChannel(state=guild._state, guild=guild, data=data)


class TestSpeaksNowhere:
    """Only what is known counts."""

    async def test_with_a_forum_it_is_the_permission_for_threads(self, guild, service, room):
        room.channel.set_permissions(room.guild.everyone, deny=Permission.SEND_MESSAGES)
        await heard(service)
        assert speaks_nowhere(guild())
        guild()._channels[5] = forum(guild(), send_messages=True)
        assert not speaks_nowhere(guild())
        guild()._channels[5] = forum(guild(), send_messages_in_threads=True)
        assert speaks_nowhere(guild())

    async def test_where_no_channel_is_known_it_is_not_said(self, guild, service):
        await heard(service)
        guild()._channels.clear()
        assert not speaks_nowhere(guild())

    async def test_where_there_are_no_permissions_at_all_they_are_not_modelled(
        self, guild, service, room
    ):
        await heard(service)
        for role in guild().roles:
            role._permissions = 0
        channel = guild().get_channel(int(room.channel.id))
        assert not channel.permissions_for(guild().me).value
        assert not speaks_nowhere(guild())
        assert allowed_in(channel).send

    async def test_a_thread_in_an_unknown_channel_may_be_open(self, guild, service, room):
        made = service.add_thread(room.channel, "thread", room.ada)
        await heard(service)
        thread = guild().get_thread(int(made.id))
        guild()._channels.clear()
        assert missing_in(thread) == []
        assert not speaks_nowhere(guild())
        assert allowed_in(thread).send


def test_permissions_are_named_as_discord_shows_them():
    assert readable(["embed_links", "send_messages"]) == "Embed Links, Send Messages"


def permissions(**without):
    return discord.Permissions(NEEDED.value & ~discord.Permissions(**without).value)


class TestAllowed:
    """What may be done where a question was asked."""

    def test_in_a_direct_message_all_but_threads(self):
        may = allowed(SimpleNamespace(), discord.Permissions.none())
        assert (may.send, may.embeds, may.threads, may.replies) == (True, True, False, True)

    @pytest.mark.parametrize(
        ("lacking", "what"),
        [
            ("send_messages", "send"),
            ("view_channel", "send"),
            ("embed_links", "embeds"),
            ("read_message_history", "replies"),
        ],
    )
    def test_in_a_channel_what_its_permissions_allow(self, lacking, what):
        place = SimpleNamespace(guild=object())
        assert getattr(allowed(place, permissions()), what)
        assert not getattr(allowed(place, permissions(**{lacking: True})), what)

    async def test_threads_only_in_a_channel(self, guild, service, room):
        await heard(service)
        channel = guild().get_channel(int(room.channel.id))
        assert allowed(channel, permissions()).threads
        for lacking in ("create_public_threads", "send_messages_in_threads"):
            assert not allowed(channel, permissions(**{lacking: True})).threads

    async def test_a_thread_has_its_own_permission_to_write(self, guild, service, room):
        made = service.add_thread(room.channel, "thread", room.ada)
        await heard(service)
        thread = guild().get_thread(int(made.id))
        assert allowed(thread, permissions(send_messages=True)).send
        assert not allowed(thread, permissions(send_messages_in_threads=True)).send
        assert not allowed(thread, permissions()).threads
