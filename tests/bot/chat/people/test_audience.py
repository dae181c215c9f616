"""Who will see an answer, by the permissions of Discord's own objects."""

from types import SimpleNamespace

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.people.audience import NO_ROLE, anywhere, asking, audience, parent_of
from bot.chat.people.moderators import unseen_by
from index.access import ANYBODY, Scope, sees
from tests.discord_service import DiscordService, Permission, payloads
from tests.discord_service.permissions import in_channel
from tests.discord_service.state import (
    CATEGORY,
    FORUM,
    NEWS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    STAGE,
    VOICE,
)

VIEW, ADMINISTRATOR = Permission.VIEW_CHANNEL, Permission.ADMINISTRATOR


def guild_of(service, server):
    """A server as discord.py has it when the gateway told of it."""
    state = discord.Client(intents=discord.Intents(guilds=True))._connection
    state.user = discord.ClientUser(state=state, data=payloads.own_user(service.bot))
    created = payloads.guild_create(server, service.bot, service.clock.now())
    guild = discord.Guild(state=state, data=created)
    state._add_guild(guild)
    return guild


class Staff:
    """A server with a role, a member who holds it, and a channel that only the role can read."""

    def __init__(self):
        self.service = DiscordService()
        self.server = self.service.add_guild("Reading room")
        self.role = self.server.add_role("staff")
        self.zoe = self.service.add_user("zoe")
        self.server.add_member(self.zoe, roles=[self.role])
        self.channel = self.server.add_channel("staff", hidden=True)
        self.channel.set_permissions(self.role, allow=VIEW)
        self.open = self.server.add_channel("general")

    @property
    def guild(self):
        return guild_of(self.service, self.server)

    def seen(self, place, only=None, guild=None):
        """Whether what is for the role is shown in a place, or to one person there."""
        guild = guild or self.guild
        known = guild.get_channel_or_thread(int(place.id)) if place else None
        return sees(audience(guild.id, known, only), Scope("roles", frozenset({int(self.role.id)})))

    def member(self, person, guild=None):
        guild = guild or self.guild
        data = payloads.member(self.server, person)
        return discord.Member(data=data, guild=guild, state=guild._state)


@pytest.fixture
def staff():
    return Staff()


def test_what_is_for_a_role_is_shown_where_only_the_role_reads(staff):
    assert staff.seen(staff.channel)
    assert not staff.seen(staff.open)
    other = staff.server.add_role("guests")
    staff.channel.set_permissions(other, allow=VIEW)
    assert not staff.seen(staff.channel)


def test_a_role_that_sees_everything_unless_it_is_kept_out_reads_along(staff):
    other = staff.server.add_role("auditors", permissions=VIEW)
    # What a channel takes from everybody it takes from this role too.
    assert staff.seen(staff.channel)
    staff.server.everyone.permissions &= ~VIEW
    staff.channel.overwrites.pop(staff.server.everyone.id)
    assert not staff.seen(staff.channel)
    staff.channel.set_permissions(other, deny=VIEW)
    assert staff.seen(staff.channel)


def test_administrators_and_bots_are_not_counted(staff):
    staff.server.add_role("owners", permissions=ADMINISTRATOR)
    staff.server.roles[1].permissions |= int(VIEW)
    assert staff.server.roles[1].managed_by
    staff.channel.set_permissions(staff.server.roles[1], allow=VIEW)
    staff.channel.set_permissions(staff.service.bot, allow=VIEW)
    assert staff.seen(staff.channel)


def test_where_only_administrators_read_nothing_of_a_role_is_shown(staff):
    staff.channel.set_permissions(staff.role)
    assert not staff.seen(staff.channel)


def test_who_is_let_in_by_name_may_have_no_role(staff):
    guest = staff.service.add_user("guest")
    staff.server.add_member(guest)
    staff.channel.set_permissions(guest, allow=VIEW)
    assert not staff.seen(staff.channel)
    staff.channel.set_permissions(guest, deny=VIEW)
    assert staff.seen(staff.channel)


def test_a_role_that_is_not_known_yet_may_be_anybodys(staff):
    staff.channel.overwrites["1"] = (int(VIEW), 0)
    assert not staff.seen(staff.channel)


def test_threads_are_read_by_who_reads_their_channel(staff):
    for kind in (PUBLIC_THREAD, PRIVATE_THREAD):
        for channel, expected in ((staff.channel, True), (staff.open, False)):
            thread = staff.service.add_thread(channel, "talk", staff.zoe, kind=kind)
            assert staff.seen(thread) is expected


@pytest.mark.parametrize("kind", [VOICE, FORUM, NEWS, STAGE])
def test_other_channels_that_can_be_written_in_are_alike(staff, kind):
    hidden = staff.server.add_channel("room", hidden=True, kind=kind)
    hidden.set_permissions(staff.role, allow=VIEW)
    assert staff.seen(hidden)
    assert not staff.seen(staff.server.add_channel("open", kind=kind))
    if kind == FORUM:
        assert staff.seen(staff.service.add_thread(hidden, "post", staff.zoe))


def test_a_channel_is_named_by_its_number_its_thread_and_where_it_is_filed(staff):
    category = staff.server.add_channel("rooms", kind=CATEGORY)
    channel = staff.server.add_channel("room", category=category)
    thread = staff.service.add_thread(channel, "talk", staff.zoe)
    guild = staff.guild
    for named in (thread, channel, category):
        place = guild.get_channel_or_thread(int(thread.id))
        scope = Scope("channels", frozenset({int(named.id)}))
        assert sees(audience(guild.id, place), scope)
    scope = Scope("channels", frozenset({int(thread.id)}))
    assert not sees(audience(guild.id, guild.get_channel(int(channel.id))), scope)


def test_a_channel_of_which_nothing_is_known_is_read_by_anybody(staff):
    guild = staff.guild
    channel = guild.get_channel(int(staff.channel.id))
    thread = staff.service.add_thread(staff.channel, "talk", staff.zoe)
    below = discord.Thread(guild=guild, state=guild._state, data=payloads.channel(thread))
    assert audience(guild.id, below).readers != (NO_ROLE,)
    guild._remove_channel(channel)
    # As an interaction tells of it: its overwrites are left out.
    told = {**payloads.channel(staff.channel), "permission_overwrites": []}
    staff.server.everyone.permissions = 0
    partial = discord.TextChannel(guild=guild, state=guild._state, data=told)
    for place in (partial, below, discord.PartialMessageable(guild._state, 1), None):
        assert audience(guild.id, place).readers == (NO_ROLE,)


def test_a_server_of_which_nothing_is_known_shows_nothing_of_roles(staff):
    guild = discord.Guild(state=staff.guild._state, data={"id": 1, "unavailable": True})
    told = payloads.channel(staff.channel)
    guild._add_channel(discord.TextChannel(guild=guild, state=guild._state, data=told))
    place = guild.get_channel(int(staff.channel.id))
    assert audience(1, place).readers == (NO_ROLE,)


def test_a_private_answer_is_for_the_roles_of_whoever_asked(staff):
    guest = staff.service.add_user("guest")
    staff.server.add_member(guest)
    assert staff.seen(staff.open, staff.member(staff.zoe))
    assert not staff.seen(staff.open, staff.member(guest))
    # Someone of whom only the name is known.
    state = staff.guild._state
    someone = discord.User(state=state, data=payloads.user(staff.zoe))
    assert not staff.seen(staff.open, someone)


def test_direct_messages_are_for_what_anybody_may_see(staff):
    assert audience(None, None, staff.member(staff.zoe)) == ANYBODY


def interaction(staff, person, place, *, brought=False):
    guild = staff.guild
    owners = {1: int(person.id)} if brought else {0: guild.id}
    return SimpleNamespace(
        guild_id=guild.id,
        guild=guild,
        channel=guild.get_channel_or_thread(int(place.id)),
        user=staff.member(person, guild),
        is_guild_integration=lambda: 0 in owners,
        is_user_integration=lambda: 1 in owners,
    )


def test_who_brought_the_bot_along_sees_what_anybody_sees(staff):
    for private in (False, True):
        used = interaction(staff, staff.zoe, staff.channel)
        assert asking(used, private=private).guild == used.guild_id
        used = interaction(staff, staff.zoe, staff.channel, brought=True)
        assert asking(used, private=private) == ANYBODY
        assert anywhere(used) == ANYBODY


def test_a_member_hears_of_the_channels_that_they_can_read(staff):
    category = staff.server.add_channel("rooms", kind=CATEGORY)
    filed = staff.server.add_channel("filed", category=category, hidden=True)
    secret = staff.service.add_thread(staff.channel, "secret", staff.zoe, kind=PRIVATE_THREAD)
    guest = staff.service.add_user("guest")
    staff.server.add_member(guest)
    numbers = {int(place.id): place for place in (category, filed, secret, staff.channel)}
    for person, seen in ((staff.zoe, {staff.channel}), (guest, set())):
        told = anywhere(interaction(staff, person, staff.open))
        assert {numbers[n] for n in told.channels if n in numbers} == seen
        assert len(told.readers) == 1
    there = anywhere(interaction(staff, staff.zoe, secret))
    assert int(secret.id) in there.channels


def test_a_moderator_sees_no_place_of_which_nothing_is_known(staff):
    used = interaction(staff, staff.zoe, staff.open)
    known, thread, gone = int(staff.channel.id), 1, 2
    places = {known: None, thread: known, gone: None, 3: gone}
    assert unseen_by(used, places) == {gone, 3}
    guest = staff.service.add_user("guest")
    staff.server.add_member(guest)
    assert unseen_by(interaction(staff, guest, staff.open), places) == places.keys()
    state = used.guild._state
    used.guild = discord.Guild(state=state, data={"id": 1, "unavailable": True})
    assert unseen_by(used, places) == places.keys()
    used.guild = None
    assert unseen_by(used, places) == places.keys()


def test_whoever_reads_a_channel_reads_its_open_threads(staff):
    guild = staff.guild
    for kind, parent in ((PUBLIC_THREAD, int(staff.open.id)), (PRIVATE_THREAD, None)):
        thread = staff.service.add_thread(staff.open, "talk", staff.zoe, kind=kind)
        known = discord.Thread(guild=guild, state=guild._state, data=payloads.channel(thread))
        assert parent_of(known) == parent
    assert parent_of(guild.get_channel(int(staff.open.id))) is None
    assert parent_of(None) is None


grants = st.sampled_from([0, int(VIEW), int(ADMINISTRATOR), int(VIEW | Permission.SEND_MESSAGES)])
overwrites = st.sampled_from([None, (int(VIEW), 0), (0, int(VIEW)), (0, 0)])


@given(
    everyone=st.sampled_from([0, int(VIEW)]),
    roles=st.lists(st.tuples(grants, overwrites), max_size=4),
    here=overwrites,
    people=st.lists(st.tuples(st.sets(st.integers(0, 3)), overwrites), min_size=1, max_size=3),
)
def test_whoever_can_read_a_channel_is_one_of_its_kinds_of_readers(everyone, roles, here, people):
    service = DiscordService()
    server = service.add_guild("Any room")
    server.everyone.permissions = everyone
    channel = server.add_channel("any")
    made = [server.add_role(f"role {n}", permissions=grant) for n, (grant, _) in enumerate(roles)]
    members = []
    for number, (held, named) in enumerate(people):
        person = service.add_user(f"person {number}")
        server.add_member(person, roles=[made[at] for at in held if at < len(made)])
        members.append((person, named))
    wanted = [(server.everyone, here), *zip(made, (o for _, o in roles), strict=True), *members]
    channel.overwrites = {target.id: overwrite for target, overwrite in wanted if overwrite}
    guild = guild_of(service, server)
    readers = audience(guild.id, guild.get_channel(int(channel.id))).readers
    for person, _ in members:
        held = server.members[person.id].roles
        administers = any(role.permissions & ADMINISTRATOR for role in held)
        if in_channel(channel, person) & VIEW and not administers:
            numbers = {int(role.id) for role in held} | {guild.id}
            assert any(kind <= numbers for kind in readers)
