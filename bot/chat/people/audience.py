"""Who will see an answer: what decides which documents it may be drawn from.

Where it is not known who can read a channel, it is taken that somebody without any role can.
"""

from collections.abc import Iterator
from typing import Any

import discord
from discord.abc import GuildChannel

from index.access import ANYBODY, Audience

NO_ROLE: frozenset[int] = frozenset()

Channel = GuildChannel | discord.Thread


def audience(
    guild: int | None, channel: object, only: "discord.User | discord.Member | None" = None
) -> Audience:
    """Everybody who can read a channel, or one person alone where an answer is private.

    Administrators are not counted: nothing in a server is hidden from them.
    """
    if guild is None:
        return ANYBODY
    home = _home(channel)
    places = {
        getattr(channel, "id", None),
        getattr(channel, "parent_id", None),
        getattr(home, "category_id", None),
    }
    readers = tuple(_readers(home)) if only is None else (_roles(only),)
    return Audience(guild, frozenset(i for i in places if i is not None), readers)


def asking(interaction: discord.Interaction[Any], *, private: bool) -> Audience:
    """Who will see what an interaction is answered, `private` if only whoever it comes from.

    Somebody who brought the bot along, to where it was not added, sees what anybody sees.
    """
    if brought_along(interaction):
        return ANYBODY
    return audience(
        interaction.guild_id, interaction.channel, interaction.user if private else None
    )


def anywhere(interaction: discord.Interaction[Any]) -> Audience:
    """A member, for what is shown to them alone of all that they may see in their server."""
    here = asking(interaction, private=True)
    guild, member = interaction.guild, interaction.user
    if here.guild is None or guild is None or not isinstance(member, discord.Member):
        return here
    seen = set(here.channels)
    for place in (*guild.channels, *guild.threads):
        # A category shows nothing by itself.
        if not isinstance(place, discord.CategoryChannel) and may_see(member, place):
            seen |= audience(guild.id, place, member).channels
    return Audience(guild.id, frozenset(seen), here.readers)


def brought_along(interaction: discord.Interaction[Any]) -> bool:
    """Whether it comes from where the bot was not added, by somebody who has it for themselves."""
    return interaction.is_user_integration() and not interaction.is_guild_integration()


def may_see(member: discord.Member, place: Channel) -> bool:
    """Whether a member can read a channel; of private threads that is not known."""
    if isinstance(place, discord.Thread) and place.is_private():
        return False
    try:
        return place.permissions_for(member).view_channel
    except discord.ClientException:
        # A thread of a channel that the bot itself does not see.
        return False


def parent_of(channel: object) -> int | None:
    """The channel whose readers read a thread too; None where that is not so, or no thread."""
    if isinstance(channel, discord.Thread) and not channel.is_private():
        return channel.parent_id
    return None


def _home(channel: object) -> GuildChannel | None:
    """The channel whose permissions count, as the server told of it, or None if it did not.

    What an interaction tells of a channel that is not known lacks who may read it.
    """
    if not isinstance(channel, Channel):
        return None
    number = channel.parent_id if isinstance(channel, discord.Thread) else channel.id
    return channel.guild.get_channel(number)


def _roles(person: discord.User | discord.Member) -> frozenset[int]:
    if not isinstance(person, discord.Member):
        return NO_ROLE
    return frozenset(role.id for role in person.roles)


def _readers(channel: GuildChannel | None) -> Iterator[frozenset[int]]:
    """The roles of each kind of person who can read a channel, as far as they are known.

    With the roles of one kind a person has perhaps others too. Whoever can read it by several roles
    can read it by one of them alone, so there is no kind with two.
    """
    everyone = channel.guild.default_role if channel else None
    if channel is None or everyone is None:
        yield NO_ROLE
        return
    if channel.permissions_for(everyone).view_channel:
        yield frozenset({everyone.id})
        return
    for role in channel.guild.roles:
        if role.permissions.administrator or role.is_bot_managed():
            continue
        if channel.permissions_for(role).view_channel:
            yield frozenset({everyone.id, role.id})
    me = channel.guild.me
    for target, overwrite in channel.overwrites.items():
        # Someone let in by name, whose roles are not known.
        if not isinstance(target, discord.Role) and overwrite.view_channel and target != me:
            yield NO_ROLE
