"""Who moderates a server, and what of it they see."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands

from bot.chat.people.audience import brought_along, may_see
from index.errors import QuothError

ONLY_MODERATORS = "Only members who may manage the server can do that."
ONLY_IN_A_SERVER = "That works in a server only."


class RefusedError(QuothError, app_commands.CheckFailure):
    """A person may not do what they asked for.

    A check's own error must be one of discord.py's, or nobody is told.
    """


def in_a_server(interaction: discord.Interaction[Any]) -> bool:
    """Whether it comes from a server that the bot was added to."""
    return interaction.guild_id is not None and not brought_along(interaction)


def is_moderator(interaction: discord.Interaction[Any]) -> bool:
    """Whether it comes from a moderator of such a server.

    Discord hides the commands from others, but an administrator may open them to anybody.
    """
    return in_a_server(interaction) and interaction.permissions.manage_guild


async def moderates(interaction: discord.Interaction[Any]) -> bool:
    """The same as a command's check. Raises RefusedError if not."""
    if not in_a_server(interaction):
        raise RefusedError(ONLY_IN_A_SERVER)
    if not is_moderator(interaction):
        raise RefusedError(ONLY_MODERATORS)
    return True


def unseen_by(
    interaction: discord.Interaction[Any], places: Mapping[int, int | None]
) -> frozenset[int]:
    """Those of some channels and threads of the server that this member may not see.

    They are given with their entries' `parent`, for threads are forgotten when they are archived.
    What is not known is not seen.
    """
    guild, member = interaction.guild, interaction.user
    seen: set[int | None] = set()
    if guild is not None and isinstance(member, discord.Member):
        known = (*guild.channels, *guild.threads)
        seen = {place.id for place in known if may_see(member, place)}
    return frozenset(place for place in places if seen.isdisjoint((place, places[place])))
