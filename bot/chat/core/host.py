"""The bot as its features know it: a client with services, which leaves in good order."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import discord
from discord import app_commands

from bot.chat.core.accepting import Accepting
from bot.chat.core.gateway import forgive
from bot.chat.core.services import Services
from bot.chat.core.telling import sentence
from bot.chat.memory.records import Entry
from bot.chat.posts.replies import SOMETHING_WRONG, say
from bot.serving.again import log_failure
from bot.serving.scheduler import StoppingError
from index.errors import QuothError

log = logging.getLogger(__name__)

# Seconds in which those whose question is not finished any more are told so.
TELL_IN = 3.0


class Host(discord.Client):
    """What `interaction.client` is to every feature. Pings nobody, whatever a document says."""

    def __init__(self, services: Services, intents: discord.Intents) -> None:
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
        )
        # discord.py has no other place where an event that it cannot read could be passed over.
        forgive(self._connection.parsers)
        self.services = services
        self.accepting = Accepting(services)
        self._busy: set[asyncio.Task[None]] = set()
        self._leaving = False

    async def accept(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what somebody waits for. Raises StoppingError once the bot is leaving."""
        if self._leaving:
            work.close()
            raise StoppingError
        await self.finish(work)

    async def finish(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that leaving waits for; nothing new is begun once that has started."""
        if self._leaving:
            work.close()
            return
        task = asyncio.ensure_future(work)
        self._busy.add(task)
        try:
            await task
        finally:
            self._busy.discard(task)

    async def pressed(
        self, action: str, interaction: "discord.Interaction[Host]", entry: Entry
    ) -> None:
        """Do what a button under an answer says; which there are, the features know."""
        raise NotImplementedError

    async def failed(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """Tell a person what went wrong, of a command or a button; the log gets the rest."""
        cause = error.__cause__ if isinstance(error, app_commands.CommandInvokeError) else error
        if isinstance(cause, QuothError):
            await say(interaction, sentence(cause))
        elif isinstance(cause, discord.NotFound) and cause.code in (10062, 10015):
            log.warning("interaction %s ran out", interaction.id)
        elif isinstance(cause, discord.HTTPException):
            log.warning("interaction %s refused: code %s", interaction.id, cause.code)
            await say(interaction, SOMETHING_WRONG)
        else:
            log_failure(log, f"interaction {interaction.id}", cause)
            await say(interaction, SOMETHING_WRONG)

    async def leave(self, limit: float) -> None:
        """Take nothing new, finish the answers that are under way, and go."""
        self._leaving = True
        if self._busy:
            await asyncio.wait(self._busy, timeout=limit)
        await self.services.scheduler.close(limit=1)
        if self._busy:
            await asyncio.wait(self._busy, timeout=TELL_IN)
        await self.close()
