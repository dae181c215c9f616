"""Who will see an answer: what decides which documents it may be drawn from."""

from collections.abc import Iterator

import discord
from discord.abc import GuildChannel

from index.collections import ANYBODY, Audience

NO_ROLE: frozenset[int] = frozenset()


def audience(
    guild: int | None, channel: object, only: "discord.User | discord.Member | None" = None
) -> Audience:
    """Everybody who can read a channel, or one person alone where an answer is private.

    Administrators are not counted: nothing in a server is hidden from them.
    """
    if guild is None:
        return ANYBODY
    home = channel.parent if isinstance(channel, discord.Thread) else channel
    places = {getattr(channel, "id", None), getattr(home, "id", None)}
    places.add(getattr(home, "category_id", None))
    if only is None:
        readers = tuple(_readers(home))
    else:
        roles = only.roles if isinstance(only, discord.Member) else ()
        readers = (frozenset(role.id for role in roles),)
    return Audience(guild, frozenset(i for i in places if i is not None), readers)


def _readers(channel: object) -> Iterator[frozenset[int]]:
    """The roles of each kind of person who can read a channel, as far as they are known."""
    if not isinstance(channel, GuildChannel):
        yield NO_ROLE
        return
    everyone = channel.guild.default_role
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
