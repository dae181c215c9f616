"""The Discord client: events and commands, each handed to the part that deals with it."""

import asyncio
import logging
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.chat import health
from bot.chat.core.background import keep_watching
from bot.chat.core.gateway import brief_failures, forgive
from bot.chat.core.services import Services
from bot.chat.core.telling import sentence
from bot.chat.features.asking import ask_by_interaction
from bot.chat.features.buttons import Action, AnswerButton
from bot.chat.features.commands import command_set, same
from bot.chat.features.messages import Messages
from bot.chat.features.presses import FORM, PRESSES, submitted
from bot.chat.memory.ledger import Entry
from bot.chat.people.permissions import VITAL, missing, readable, speaks_nowhere
from bot.chat.posts.replies import SOMETHING_WRONG, received, say
from bot.chat.serving.scheduler import StoppingError
from index.errors import QuothError

log = logging.getLogger(__name__)

# Seconds between two looks at the index, and between two at the signs of its changing.
LOOK_EVERY = 30.0
GLANCE_EVERY = 1.0
DAY = 86_400.0
# Seconds in which those whose question is not finished any more are told so.
TELL_IN = 3.0
# Seconds that connecting waits for the commands, so that they are there before the bot is.
SYNC_FIRST = 2.0
# Seconds until it connects anew after what could not be read: at first, and where that goes on.
PAUSE, LONGEST_PAUSE = 1.0, 60.0
# What a socket is closed with for it.
BAD_DATA = 4000


class QuothClient(discord.Client):
    """Answers when it is addressed. Pings nobody, whatever a document says."""

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
        self.messages = Messages(self)
        self.tree = app_commands.CommandTree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
        )
        self.tree.error(self.failed)
        self._busy: set[asyncio.Task[None]] = set()
        self._chores: list[asyncio.Task[None]] = []
        self._warned: set[tuple[int, tuple[str, ...]]] = set()
        self._leaving = False
        self._was_ready = False
        self.nowhere = False

    async def setup_hook(self) -> None:
        """Commands and buttons; Discord is told of the commands only if they differ."""
        brief_failures(asyncio.get_running_loop())
        self.add_dynamic_items(AnswerButton)
        for command in command_set():
            self.tree.add_command(command)
        syncing = asyncio.create_task(self._sync())
        self._chores = [
            syncing,
            asyncio.create_task(self._again(self._stirring, self._look_at_index)),
            asyncio.create_task(self._again(lambda: asyncio.sleep(DAY), self._forget_old)),
            asyncio.create_task(self._again(lambda: asyncio.sleep(DAY), self._note_servers)),
            asyncio.create_task(self._once(self.services.shelving.mend)),
        ]
        if self.services.settings.discord_watch:
            self._chores.append(asyncio.create_task(self._once(self._watch)))
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

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Say once in the log what a server does not allow."""
        self._check(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say that it is new there, and the same."""
        log.info("added to server %s (servers: %d)", guild.id, len(self.guilds))
        self._check(guild)
        if self.is_ready():
            await self._note_servers()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Say that it is there no more; what it kept of it is deleted in time."""
        log.info("removed from server %s (servers: %d)", guild.id, len(self.guilds))
        if self.is_ready():
            await self._note_servers()

    async def on_message(self, message: discord.Message) -> None:
        """A message that may be a question."""
        await self._finish(self.messages.posted(message))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A question that may have been mended."""
        await self._finish(self.messages.edited(payload.message))

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A question that may be gone."""
        await self._finish(self.messages.deleted(payload.message_id))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Several of them."""
        for message in payload.message_ids:
            await self._finish(self.messages.deleted(message))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """The form for a follow-up question, which may have been opened before a restart."""
        received(interaction)
        data: Mapping[str, Any] = interaction.data or {}
        form = str(data.get("custom_id", "")).startswith(FORM)
        if interaction.type is discord.InteractionType.modal_submit and form:
            try:
                self._refuse_if_leaving()
                await self._finish(submitted(interaction))
            except Exception as error:
                await self.failed(interaction, error)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """An event that failed, without what was in it."""
        _log_failure(event_method, sys.exc_info()[1])

    async def ask(
        self,
        interaction: discord.Interaction[Any],
        text: str,
        private: bool,
        message: int | None = None,
    ) -> None:
        """Answer a command, which may be about a message."""
        self._refuse_if_leaving()
        await self._finish(ask_by_interaction(interaction, text, private=private, message=message))

    async def pressed(
        self, action: Action, interaction: discord.Interaction[Any], entry: Entry
    ) -> None:
        """Do what a button says."""
        self._refuse_if_leaving()
        await self._finish(PRESSES[action](interaction, entry))

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
            _log_failure(f"interaction {interaction.id}", cause)
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

    async def close(self) -> None:
        """Disconnect; the services stay open for a reconnecting client."""
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await super().close()

    def _refuse_if_leaving(self) -> None:
        if self._leaving:
            raise StoppingError

    async def _finish(self, work: Coroutine[Any, Any, None] | Awaitable[None]) -> None:
        """Do something that leaving waits for; nothing new is begun once that has started."""
        if self._leaving:
            if asyncio.iscoroutine(work):
                work.close()
            return
        task = asyncio.ensure_future(work)
        self._busy.add(task)
        try:
            await task
        finally:
            self._busy.discard(task)

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

    async def _look_at_index(self) -> None:
        if await self.services.look_up(lambda live: live.refresh()):
            log.info("answering from the index as it is now")

    async def _watch(self) -> None:
        status = await self.services.look_up(lambda live: live.status())
        await keep_watching(status.folder, self.services.settings.index_dir)

    async def _note_servers(self) -> None:
        await self.wait_until_ready()
        guilds = frozenset(guild.id for guild in self.guilds)
        await self.services.shelving.leave(guilds, self._oldest_kept())

    def _oldest_kept(self) -> float:
        return time.time() - self.services.settings.discord_retention_days * DAY

    async def _forget_old(self) -> None:
        before = self._oldest_kept()
        gone = await self.services.remember_slowly(lambda ledger: ledger.expire(before))
        if gone:
            log.info("forgot %d old questions", gone)

    async def _stirring(self) -> None:
        """Return when the index may have changed, or was not looked at for long."""
        until = time.monotonic() + LOOK_EVERY
        while time.monotonic() < until:
            await asyncio.sleep(GLANCE_EVERY)
            if await self.services.look_up(lambda live: live.stirred()):
                return

    async def _once(self, chore: Callable[[], Awaitable[None]]) -> None:
        """Do something that nobody waits for."""
        try:
            await chore()
        except Exception as error:
            _log_failure("a chore", error)

    async def _again(
        self, pause: Callable[[], Awaitable[None]], chore: Callable[[], Awaitable[None]]
    ) -> None:
        """Do something now, and again after each pause, whatever goes wrong with it."""
        said = ""
        while True:
            try:
                await chore()
                said = ""
            except QuothError as error:
                # What lasts is said once.
                if str(error) != said:
                    log.warning("%s", error)
                said = str(error)
            except Exception as error:
                _log_failure("a chore", error)
            await pause()


def _log_failure(what: str, error: BaseException | None) -> None:
    """Where something failed; an error's own words may hold what a person wrote."""
    places = traceback.format_tb(error.__traceback__) if error else []
    log.error("%s failed: %s\n%s", what, type(error).__name__, "".join(places))
