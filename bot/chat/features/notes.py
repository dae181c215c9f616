"""What the bot says beside answers: hints, and why there is no answer."""

import logging
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.chat.core.host import Host
from bot.chat.people.addressing import direct
from bot.chat.people.permissions import Allowed
from bot.chat.posts.replies import remove

log = logging.getLogger(__name__)

# So many are remembered; those before are nobody's question any more.
REMEMBERED = 200


@dataclass(slots=True)
class Notes:
    """Lines in reply to a message, which go when it goes, or to its author alone."""

    host: Host
    _said: dict[int, tuple[int, int]] = field(default_factory=dict)

    async def say(self, message: discord.Message, may: Allowed, words: str) -> None:
        """A line in reply; nothing where the bot may not write."""
        if not may.send:
            return
        channel = self.host.get_partial_messageable(message.channel.id)
        replied = reference(message, may)
        extra: dict[str, Any] = {"reference": replied} if replied else {}
        try:
            said = await channel.send(words, **extra)
        except discord.HTTPException as error:
            log.warning("message %s could not be told: code %s", message.id, error.code)
            return
        self._said[message.id] = channel.id, said.id
        if len(self._said) > REMEMBERED:
            del self._said[next(iter(self._said))]

    async def tell(self, message: discord.Message, why: str, code: int = 0) -> None:
        """Tell the asker alone that there will be no answer, if they take direct messages."""
        log.warning("message %s is not answered: %s (code %s)", message.id, why, code)
        if direct(message):
            return
        words = f"I could not answer you in <#{message.channel.id}>: {why}."
        try:
            await message.author.send(words)
        except discord.HTTPException as error:
            log.warning("asker of message %s not told: code %s", message.id, error.code)

    async def take_back(self, message: int) -> bool:
        """Delete the line in reply to a message; False if there is none."""
        channel, said = self._said.pop(message, (0, 0))
        if said:
            await remove(self.host.get_partial_messageable(channel), [said])
        return bool(said)


def reference(message: discord.Message, may: Allowed) -> discord.MessageReference | None:
    """What makes a sent message a reply, where the bot may reply."""
    return message.to_reference(fail_if_not_exists=False) if may.replies else None
