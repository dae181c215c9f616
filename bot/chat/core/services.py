"""What every part of the bot shares: the answerer, the queue before it, and its memory."""

import asyncio
import time
from collections.abc import Callable, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from bot.chat.memory.ledger import Ledger
from bot.chat.uploads.uploads import Shelving
from bot.measures.measures import Measures
from bot.presentation.sources import Sources
from bot.serving.cooldown import Cooldown
from bot.serving.linking import linked
from bot.serving.live import LiveAnswerer
from bot.serving.scheduler import Scheduler
from bot.settings import Settings
from index.access import Audience
from index.answering.quotes import Quote
from index.native import native

T = TypeVar("T")

PRESS_SECONDS = 2.0
PRESSES_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Services:
    """Made once at the start; `started` is in Unix seconds.

    `cooldown` is for a person's questions, `presses` for the buttons that read documents.

    The ledger and the answerer are only used through `remember` and `look_up`, off the event loop.
    """

    settings: Settings
    live: LiveAnswerer
    scheduler: Scheduler
    cooldown: Cooldown
    ledger: Ledger
    shelving: Shelving
    measures: Measures = field(default_factory=Measures)
    presses: Cooldown = field(default_factory=lambda: Cooldown(PRESS_SECONDS, PRESSES_AT_ONCE))
    started: float = field(default_factory=time.time)
    _writer: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="ledger")
    )
    _channels: dict[int, frozenset[int]] = field(default_factory=dict)

    async def remember(self, work: Callable[[Ledger], T]) -> T:
        """Something done with the ledger, in its own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work, self.ledger)

    async def remember_slowly(self, work: Callable[[Ledger], T]) -> T:
        """Something that takes the ledger long, beside what is done with it meanwhile."""
        return await asyncio.to_thread(work, self.ledger)

    async def look_up(self, work: Callable[[LiveAnswerer], T]) -> T:
        """Something asked of the index, which may wait for answers that are being read."""

        def looked_up() -> T:
            with native("A library"):
                return work(self.live)

        return await asyncio.to_thread(looked_up)

    async def count_votes(self) -> None:
        """Have the measures tell how many votes there are now."""
        counts = await self.remember(lambda ledger: ledger.counts())
        self.measures.voted(counts.up, counts.down)

    async def linked(
        self, quotes: Sequence[Quote], audience: Audience, hidden: Set[str]
    ) -> tuple[Quote, ...]:
        """Quotes with the addresses of their source pages, if there are any."""
        sources = Sources(self.settings)

        def found(live: LiveAnswerer) -> tuple[Quote, ...]:
            with live.lease() as answerer:
                return linked(answerer.library.view(audience), sources, quotes, hidden)

        return await self.look_up(found) if sources.public and quotes else tuple(quotes)

    async def answers_in(self, guild: int | None, *channels: int | None) -> bool:
        """Whether moderators let it answer in a channel, given with the one that it is part of."""
        if guild is None:
            return True
        if guild not in self._channels:
            self._channels[guild] = await self.remember(lambda ledger: ledger.channels(guild))
        chosen = self._channels[guild]
        return not chosen or not chosen.isdisjoint(channels)

    def channels_changed(self, guild: int) -> None:
        """Where it may answer in a server is to be looked up anew."""
        self._channels.pop(guild, None)

    async def close(self) -> None:
        """Let go of the ledger and the index, after what is still being written."""
        await self.shelving.close()
        await asyncio.to_thread(self._writer.shutdown)
        self.ledger.close()
        self.live.close()
