"""Questions are taken on before they are answered, so that whoever asked is not forgotten.

Between the two the bot may be killed, or Discord out of reach: then a question is left, and is seen
to when the bot is there again (`bot.chat.features.recovering`).
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.chat.core.services import Services
from bot.chat.memory.accepted import Accepted
from bot.chat.memory.ledger import LedgerError

log = logging.getLogger(__name__)

# What keeps Discord from being reached, for now.
UNREACHED = (aiohttp.ClientError, OSError, discord.DiscordServerError)


class Accepting:
    """Those that are being answered, and those that are left. All calls are on one event loop."""

    def __init__(self, services: Services) -> None:
        self._remember = services.remember
        self._in_hand: set[int] = set()
        self._first = True

    async def accept(self, one: Accepted, *, again: bool = False) -> bool:
        """Take a question on; False if it was before, unless it is to be answered `again`.

        Whoever does settles it, or lets it go. Raises LedgerError.
        """
        if one.id in self._in_hand:
            return False
        self._in_hand.add(one.id)
        fresh = False
        try:
            fresh = await self._remember(lambda ledger: ledger.accepted.accept(one, again=again))
        finally:
            if not fresh:
                self._in_hand.discard(one.id)
        return fresh

    async def settle(self, number: int) -> None:
        """Note that whoever asked was answered, or told why not."""
        try:
            await self._remember(lambda ledger: ledger.accepted.settle(number))
        except LedgerError as error:
            log.warning("question %s is not settled: %s", number, error)
        finally:
            self._in_hand.discard(number)

    def let_go(self, number: int) -> None:
        """Leave a question for later."""
        self._in_hand.discard(number)

    @asynccontextmanager
    async def settling(self, number: int) -> AsyncIterator[None]:
        """Answers a question within, or tells why not.

        It is left for later where this is cancelled, or Discord out of reach, which the log hears.
        """
        try:
            yield
        except asyncio.CancelledError:
            self.let_go(number)
            raise
        except UNREACHED as error:
            log.warning("question %s is not answered yet: %s", number, type(error).__name__)
            self.let_go(number)
        except BaseException:
            await self.settle(number)
            raise
        else:
            await self.settle(number)

    async def take_up(self) -> list[Accepted]:
        """Those that are left, oldest first; they are in hand from now on."""
        first, self._first = self._first, False
        left = await self._remember(lambda ledger: ledger.accepted.left(first=first))
        left = [one for one in left if one.id not in self._in_hand]
        self._in_hand.update(one.id for one in left)
        return left
