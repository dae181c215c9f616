"""Telling somebody, once, that a question of theirs was lost."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import discord

from bot.chat.core.host import Host
from bot.chat.features.notes import reference
from bot.chat.memory.accepted import Accepted
from bot.chat.people.permissions import allowed_in

log = logging.getLogger(__name__)

HALFWAY = "I was stopped while I answered this: if no whole answer stands here, ask again."
# So many messages after a question are looked through for what was said to it.
LOOKED_THROUGH = 200


async def said_after(
    host: Host, channel: discord.abc.Messageable, number: int
) -> AsyncIterator[discord.Message]:
    """The bot's own messages after a question of that number, oldest first, as far as it may look.

    Raises discord.HTTPException.
    """
    me = host.user.id if host.user else 0
    if allowed_in(channel).replies:
        after = discord.Object(number)
        async for message in channel.history(limit=LOOKED_THROUGH, after=after, oldest_first=True):
            if message.author.id == me:
                yield message


async def tell_of_message(host: Host, message: discord.Message) -> None:
    """Reply to a question whose answer may have stopped halfway. Raises discord.HTTPException."""
    replied = reference(message, allowed_in(message.channel))
    await _say_once(host, message.channel, message.id, HALFWAY, replied)


async def tell_of_lost(host: Host, one: Accepted, *, alone: bool = False) -> None:
    """Say that a question was lost, where it was asked, or to the asker `alone`.

    Raises discord.HTTPException.
    """
    when = f"<t:{int(one.at)}:R>"
    place: discord.abc.Messageable
    if alone:
        person = await host.fetch_user(one.asker)
        place = person.dm_channel or await person.create_dm()
        words = f"What you asked in <#{one.channel}> {when} was lost before I could answer it."
    else:
        place = await place_of(host, one.channel)
        words = f"A question of <@{one.asker}> {when} was lost before I could answer it."
    await _say_once(host, place, one.id, f"{words} Please ask again.", None)
    log.info("question %s is lost, and that was said", one.id)


async def place_of(host: Host, channel: int) -> discord.abc.Messageable:
    """A channel as Discord tells of it, known or not. Raises discord.HTTPException."""
    found = host.get_channel(channel) or await host.fetch_channel(channel)
    assert isinstance(found, discord.abc.Messageable), "questions are asked where one can write"
    return found


async def _say_once(
    host: Host,
    place: discord.abc.Messageable,
    number: int,
    words: str,
    replied: discord.MessageReference | None,
) -> None:
    """Say something of the question of that number, unless it stands there already."""
    to = replied.message_id if replied else None
    async for said in said_after(host, place, number):
        if said.content == words and to in (None, said.reference and said.reference.message_id):
            return
    extra: dict[str, Any] = {"reference": replied} if replied else {}
    if allowed_in(place).send:
        await place.send(words, nonce=f"lost-{number}", **extra)
