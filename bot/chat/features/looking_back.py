"""What was said while the bot was away is looked up where Discord lets it, and answered.

A broken line that is taken up again brings what was missed by itself. After anything else, as a
restart or a session that ended, the channels that something was said in since are looked through.
"""

import asyncio
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import discord

from bot.chat.core.accepting import UNREACHED
from bot.chat.core.host import Host
from bot.chat.features.losing import place_of
from bot.chat.features.messages import Messages
from bot.chat.people.permissions import allowed_in
from bot.serving.again import log_failure

log = logging.getLogger(__name__)

# Seconds between two notes that all that is said is heard, and those for which a dead line may not
# have been noticed before the last one.
NOTE_EVERY = 10.0
UNNOTICED = 180.0
# As far as it looks back, in seconds, and in how many channels and messages of each, the newest.
LONGEST = 86_400.0
CHANNELS, DIRECT, MESSAGES = 200, 50, 200


class LookingBack:
    """Knows since when the bot hears what is said. All calls are on one event loop."""

    def __init__(self, host: Host, messages: Messages) -> None:
        self._host = host
        self._messages = messages
        self._hearing = self._looked = False
        self._losses = 0
        # When it was started for the first time of all, in Unix seconds, if this is that time.
        self._began = 0.0
        self._looking = asyncio.Lock()

    async def begin(self) -> None:
        """Note, before the first connection of all, that what is said from now on is for the bot.

        Killed before it can note that it hears, the next process looks back to here. Raises
        LedgerError.
        """
        now = time.time()
        if await self._host.services.remember(lambda ledger: ledger.accepted.begin(now)):
            self._began = now

    def lost(self) -> None:
        """The line is broken: what is said from now on may not be heard."""
        self._hearing = False
        self._losses += 1

    async def resumed(self) -> None:
        """All that was said while the line was broken has been heard."""
        if self._looked:
            await self._heard()
        else:
            await self.look()

    async def note(self) -> None:
        """Note that all is heard until now, if that is so."""
        if self._hearing:
            now = time.time()
            await self._host.services.remember(lambda ledger: ledger.accepted.present(now))

    async def look(self) -> None:
        """Answer what was said since all was heard; from then on it is."""
        self._looked = False
        async with self._looking:
            losses = self._losses
            remember = self._host.services.remember
            heard = await remember(lambda ledger: ledger.accepted.present_until())
            if heard is not None:
                since = max(heard - UNNOTICED, time.time() - LONGEST, self._began)
                try:
                    await self._look_since(since)
                except UNREACHED as error:
                    # Once the line is there again, it is looked for again.
                    log.warning("what was said is not looked up yet: %s", type(error).__name__)
                    return
            self._looked = True
            if losses == self._losses:
                await self._heard()

    async def _heard(self) -> None:
        self._hearing = True
        await self.note()

    async def _look_since(self, since: float) -> None:
        moment = datetime.fromtimestamp(since, UTC)
        after = discord.Object(discord.utils.time_snowflake(moment))
        newer = [place for place in self._places() if (place.last_message_id or 0) > after.id]
        newer.sort(key=lambda place: place.last_message_id or 0, reverse=True)
        if len(newer) > CHANNELS:
            log.warning("channels with news that are not looked through: %d", len(newer) - CHANNELS)
        for place in newer[:CHANNELS]:
            await self._look_through(place, after)
        remembered = self._host.services.remember
        for number in await remembered(lambda ledger: ledger.direct_channels(DIRECT)):
            try:
                direct = await place_of(self._host, number)
            except UNREACHED:
                raise
            except discord.HTTPException as error:
                log.warning("channel %s is not looked through: code %s", number, error.code)
            else:
                await self._look_through(direct, after)

    def _places(self) -> Iterator[discord.TextChannel | discord.VoiceChannel | discord.Thread]:
        """Where the bot may read what was said, and answer."""
        for guild in self._host.guilds:
            places: list[discord.TextChannel | discord.VoiceChannel | discord.Thread] = []
            places += guild.text_channels
            places += guild.voice_channels
            places += guild.threads
            for place in places:
                may = allowed_in(place)
                if may.send and may.replies:
                    yield place

    async def _look_through(self, place: discord.abc.Messageable, after: discord.Object) -> None:
        """Answer those of a channel's newer messages that nothing was said to, oldest first."""
        try:
            news = place.history(limit=MESSAGES, after=after, oldest_first=False)
            found = [message async for message in news]
        except UNREACHED:
            raise
        except discord.HTTPException as error:
            log.warning("a channel is not looked through: code %s", error.code)
            return
        me = self._host.user
        replied = {m.reference.message_id for m in found if m.author == me and m.reference}
        for message in reversed(found):
            if message.id not in replied:
                try:
                    await self._host.finish(self._messages.posted(message, late=True))
                except Exception as error:
                    log_failure(log, f"message {message.id}", error)
