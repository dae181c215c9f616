"""What becomes of an answer that stands already: another in its place, or none."""

import logging
from dataclasses import replace

import discord

from bot.chat.core.host import Host
from bot.chat.features.asking import answer
from bot.chat.features.buttons import answer_view
from bot.chat.features.questions import Question
from bot.chat.memory.records import Entry
from bot.chat.people.audience import audience
from bot.chat.people.permissions import allowed_in
from bot.chat.posts import replies
from bot.chat.posts.posts import posts
from index.errors import QuothError

log = logging.getLogger(__name__)

UNKNOWN_MESSAGE = 10008


async def answer_again(host: Host, entry: Entry) -> None:
    """Ask an entry's question once more and put the answer in place of the old one.

    Where that fails the old answer is taken away, and the reason is logged.
    """
    try:
        await replaced(host, entry)
    except QuothError as error:
        log.warning("answer %s is not replaced: %s", entry.id, type(error).__name__)
        await take_away(host, entry)
    except discord.HTTPException as error:
        log.warning("answer %s is not replaced: code %s", entry.id, error.code)


async def replaced(host: Host, entry: Entry) -> Entry:
    """Put the answer to an entry's question in place of its old one.

    Raises QuothError, and the old answer stays; discord.HTTPException, and it is taken away.
    If somebody has deleted the old one, there is no new one.
    """
    services = host.services
    question = Question(
        text=entry.question,
        guild=entry.guild,
        channel=entry.channel,
        asker=entry.asker,
        audience=audience(entry.guild, _place_of(host, entry)),
        message=entry.asked,
        private=entry.private,
        history=entry.history,
        parent=entry.parent,
    )
    fresh, found = await answer(services, question)
    fresh = replace(fresh, id=entry.id)
    line = services.settings.discord_decline_line
    shown = posts(found, embeds=allowed_in(_place_of(host, entry)).embeds, line=line)
    channel = host.get_partial_messageable(entry.channel, guild_id=entry.guild)
    try:
        placed = await replies.replace(channel, entry.messages, shown, answer_view(fresh))
    except discord.HTTPException as error:
        await take_away(host, entry)
        if error.code == UNKNOWN_MESSAGE:
            return entry
        raise
    fresh = replace(fresh, messages=tuple(placed))
    if not await services.remember(lambda ledger: ledger.replace(fresh)):
        await replies.remove(channel, placed)
    return fresh


async def take_away(host: Host, entry: Entry) -> None:
    """Delete an answer, and forget the question."""
    await host.services.remember(lambda ledger: ledger.forget(entry.id))
    await replies.remove(host.get_partial_messageable(entry.channel), entry.messages)


def _place_of(host: Host, entry: Entry) -> discord.abc.GuildChannel | discord.Thread | None:
    guild = host.get_guild(entry.guild) if entry.guild else None
    return guild.get_channel_or_thread(entry.channel) if guild else None
