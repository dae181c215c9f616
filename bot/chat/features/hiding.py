"""Quotes as moderators name them: to hide one, or to quote it again.

A moderator hears of no quote of what they may not see themselves.
"""

import hashlib
from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.core.host import Host
from bot.chat.features.replacing import answer_again
from bot.chat.memory.records import Entry, Hidden
from bot.chat.people.audience import anywhere
from bot.chat.people.moderators import is_moderator, unseen_by
from bot.chat.posts.excerpts import excerpt
from index.answering.hiding import hides, told_by
from index.answering.quotes import Place
from index.text.words import fold

RECENT = 50
EXCERPT = 90
CHOICES = 25


async def quotes_by_name(
    interaction: discord.Interaction[Host], entries: Sequence[Entry]
) -> dict[str, tuple[Entry, Place]]:
    """What some answers quote, in order, by names that fit an option's value."""
    unseen = unseen_by(interaction, {entry.channel: entry.parent for entry in entries})
    sees = anywhere(interaction)
    named = {
        f"{entry.id}.{at}": (entry, quote.place)
        for entry in entries
        if entry.guild == interaction.guild_id and entry.channel not in unseen
        for at, quote in enumerate(entry.quotes + entry.others)
    }
    places = [place for _, place in named.values()]
    showable = await interaction.client.services.look_up(lambda live: live.showable(places, sees))
    return {name: named[name] for name, shown in zip(named, showable, strict=True) if shown}


async def hidden_by_name(interaction: discord.Interaction[Host]) -> dict[str, Hidden]:
    """What is hidden in a server, in order, by names that fit an option's value."""
    guild, sees = interaction.guild_id or 0, anywhere(interaction)
    services = interaction.client.services
    found = await services.remember(lambda ledger: ledger.hidden_passages(guild))
    showable = await services.look_up(lambda live: live.showable(found, sees))
    return {_name(hidden): hidden for hidden, shown in zip(found, showable, strict=True) if shown}


async def choices_to_hide(
    interaction: discord.Interaction[Host], current: str
) -> list[app_commands.Choice[str]]:
    """Quotes of the last answers that hold some words, each once, but the hidden ones."""
    guild = interaction.guild_id or 0
    if not is_moderator(interaction):
        return []
    entries, hidden = await interaction.client.services.remember(
        lambda ledger: (ledger.recent(guild, RECENT), ledger.hidden(guild))
    )
    named = await quotes_by_name(interaction, entries)
    found: dict[str, app_commands.Choice[str]] = {}
    for name, (_, place) in named.items():
        if fold(current) in fold(place.text) and not hides(hidden, place.text):
            choice = app_commands.Choice(name=excerpt(place.text, EXCERPT), value=name)
            found.setdefault(fold(place.text), choice)
    return list(found.values())[:CHOICES]


async def choices_to_unhide(
    interaction: discord.Interaction[Host], current: str
) -> list[app_commands.Choice[str]]:
    """Hidden passages that hold some words."""
    if not is_moderator(interaction):
        return []
    return [
        app_commands.Choice(name=excerpt(hidden.text, EXCERPT), value=name)
        for name, hidden in (await hidden_by_name(interaction)).items()
        if fold(current) in fold(hidden.text)
    ][:CHOICES]


async def answer_again_without(
    interaction: discord.Interaction[Host], entry: Entry, text: str
) -> None:
    """Answer again what showed a text that is hidden now, or a sentence of it."""
    guild, host = interaction.guild_id or 0, interaction.client
    recent = await host.services.remember(lambda ledger: ledger.recent(guild, RECENT))
    entries = {one.id: one for one in [entry, *recent] if one.messages and not one.private}
    for one in entries.values():
        if any(hides(told_by(text), quote.place.text) for quote in one.quotes):
            await answer_again(host, one)


def _name(hidden: Hidden) -> str:
    return hashlib.sha256(hidden.text.encode("utf-8", "surrogatepass")).hexdigest()
