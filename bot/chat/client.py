"""The Discord client: events and commands, each handed to the part that deals with it."""

import asyncio
import logging
import sys
import time
from collections.abc import Mapping
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.chat.core import chores
from bot.chat.core.gateway import brief_failures
from bot.chat.core.host import Host
from bot.chat.core.services import Services
from bot.chat.features.buttons import AnswerButton
from bot.chat.features.commands import command_set, same
from bot.chat.features.looking_back import NOTE_EVERY, LookingBack
from bot.chat.features.messages import Messages
from bot.chat.features.presses import FORM, PRESSES, submitted
from bot.chat.features.recovering import Recovering
from bot.chat.memory.records import Entry
from bot.chat.people.permissions import VITAL, missing, readable, speaks_nowhere
from bot.chat.posts.replies import received
from bot.serving import health
from bot.serving.again import again, log_failure

log = logging.getLogger(__name__)

# Seconds that connecting waits for the commands, so that they are there before the bot is.
SYNC_FIRST = 2.0
# Seconds until it connects anew after what could not be read: at first, and where that goes on.
PAUSE, LONGEST_PAUSE = 1.0, 60.0
# Seconds between two looks at questions that could not be answered, for Discord was out of reach.
SEE_EVERY = 60.0
# What a socket is closed with for it.
BAD_DATA = 4000


class QuothClient(Host):
    """Answers when it is addressed."""

    def __init__(self, services: Services, intents: discord.Intents) -> None:
        super().__init__(services, intents)
        self.messages = Messages(self)
        self._recovering = Recovering(self, self.messages)
        self._looking_back = LookingBack(self, self.messages)
        self.tree = app_commands.CommandTree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
        )
        self.tree.error(self.failed)
        self._chores: list[asyncio.Task[None]] = []
        self._warned: set[tuple[int, tuple[str, ...]]] = set()
        self._was_ready = False
        self.nowhere = False

    async def setup_hook(self) -> None:
        """Commands and buttons; Discord is told of the commands only if they differ."""
        brief_failures(asyncio.get_running_loop())
        await self._looking_back.begin()
        self.add_dynamic_items(AnswerButton)
        for command in command_set():
            self.tree.add_command(command)
        syncing = asyncio.create_task(self._sync())
        noting = asyncio.create_task(again(_note_pause, self._looking_back.note))
        seeing = asyncio.create_task(again(_see_pause, self._see_to_left))
        self._chores = [syncing, noting, seeing, *chores.begin(self)]
        await asyncio.wait({syncing}, timeout=SYNC_FIRST)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stay connected; where the gateway says what cannot be read at all, connect anew."""
        pause = PAUSE
        while True:
            began = time.monotonic()
            try:
                await super().connect(reconnect=reconnect)
            except (discord.DiscordException, aiohttp.ClientError, OSError):
                raise
            except Exception as error:
                self._looking_back.lost()
                log.warning(
                    "the gateway cannot be read (%s): connecting anew", type(error).__name__
                )
            else:
                return
            if self.ws is not None and self.ws.open:
                await self.ws.close(code=BAD_DATA)
            if time.monotonic() - began > LONGEST_PAUSE:
                pause = PAUSE
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def on_ready(self) -> None:
        """Say so; leave again where, from the first, not a single channel is open to the bot."""
        nowhere = all(guild.me and speaks_nowhere(guild) for guild in self.guilds)
        if self.guilds and nowhere and not self._was_ready:
            self.nowhere = True
            await self.close()
            return
        self._was_ready = True
        health.notify("READY=1")
        log.info("ready (servers: %d)", len(self.guilds))
        if not self.guilds:
            log.info("to add it to one, open the link of quoth discord --invite")
        await asyncio.gather(self._recovering.see_to_left(), self._looking_back.look())

    async def _see_to_left(self) -> None:
        if self.is_ready():
            await self._recovering.see_to_left()

    async def on_disconnect(self) -> None:
        """What is said from now on may not be heard."""
        self._looking_back.lost()

    async def on_resumed(self) -> None:
        """What was said meanwhile has been told; what could not be answered can be now."""
        await self._looking_back.resumed()
        await self._recovering.see_to_left()

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Say once in the log what a server does not allow."""
        self._check(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say that it is new there, and the same."""
        log.info("added to server %s (servers: %d)", guild.id, len(self.guilds))
        self._check(guild)
        if self.is_ready():
            await chores.note_servers(self)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Say that it is there no more; what it kept of it is deleted in time."""
        log.info("removed from server %s (servers: %d)", guild.id, len(self.guilds))
        if self.is_ready():
            await chores.note_servers(self)

    async def on_message(self, message: discord.Message) -> None:
        """A message that may be a question."""
        await self.finish(self.messages.posted(message))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A question that may have been mended."""
        await self.finish(self.messages.edited(payload.message))

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A question that may be gone."""
        await self.finish(self.messages.deleted(payload.message_id))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Several of them."""
        for message in payload.message_ids:
            await self.finish(self.messages.deleted(message))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """The form for a follow-up question, which may have been opened before a restart."""
        received(interaction)
        data: Mapping[str, Any] = interaction.data or {}
        form = str(data.get("custom_id", "")).startswith(FORM)
        if interaction.type is discord.InteractionType.modal_submit and form:
            try:
                await self.accept(submitted(interaction))
            except Exception as error:
                await self.failed(interaction, error)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """An event that failed, without what was in it."""
        log_failure(log, event_method, sys.exc_info()[1])

    async def pressed(
        self, action: str, interaction: discord.Interaction[Host], entry: Entry
    ) -> None:
        """Do what a button says."""
        await self.accept(PRESSES[action](interaction, entry))

    async def close(self) -> None:
        """Disconnect; the services stay open for a reconnecting client."""
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await super().close()

    async def _sync(self) -> None:
        """Tell Discord of the commands; nothing that goes wrong with it stops the rest."""
        ours = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        try:
            theirs = await self.http.get_global_commands(self.application_id or 0)
            if not same(ours, theirs):
                await self.tree.sync()
                log.info("told Discord of %d commands", len(ours))
        except Exception as error:
            code = f"code {error.code}" if isinstance(error, discord.HTTPException) else ""
            log.warning(
                "Discord did not take the commands (%s): mentions and direct messages work, "
                "slash commands may not.",
                code or type(error).__name__,
            )

    def _check(self, guild: discord.Guild) -> None:
        lacking = missing(guild) if guild.me else []
        # A new session tells of every server again.
        found = (guild.id, tuple(lacking))
        if lacking and found not in self._warned:
            self._warned.add(found)
            vital = "cannot answer" if set(lacking) & set(VITAL) else "answers more plainly"
            log.warning(
                "In server %s it %s, for it lacks %s: invite it again with the link of "
                "quoth discord --invite.",
                guild.id,
                vital,
                readable(lacking),
            )


async def _note_pause() -> None:
    await asyncio.sleep(NOTE_EVERY)


async def _see_pause() -> None:
    await asyncio.sleep(SEE_EVERY)
