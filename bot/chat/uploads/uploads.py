"""Servers' own documents come and go in processes beside the one that answers.

Those of one server one by one; no server waits for another.
"""

import asyncio
import logging
import secrets
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakValueDictionary

from bot.chat.uploads import workers
from bot.chat.uploads.folder import (
    COMING,
    LEFT,
    Room,
    Shelf,
    ShelfError,
    check_room,
    shelf_of,
    shelves,
)
from bot.chat.uploads.worker import Request, Result, Work
from bot.chat.uploads.workers import Workers
from bot.indexes import index_of
from bot.serving.live import LiveAnswerer
from bot.settings import Settings
from index.errors import QuothError
from index.indexing.job import Progress

log = logging.getLogger(__name__)

PROGRAM = workers.PROGRAM
# So many of one server's may be under way.
AT_ONCE = 5
# Seconds for which the processes wait for more.
IDLE = 30.0
# Bytes up to which a document takes a moment.
SMALL = 200_000
NO_GUILD = 0
TOO_MANY = f"{AT_ONCE} documents are under way already: wait until they are done."
NOT_WRITTEN = "There was no room for it, or I may not write there."
FAILED = "That did not work; whoever runs me can see why in the log."

# Writes a document into a new file. Raises QuothError or OSError.
Write = Callable[[Path], Awaitable[None]]


def untold(stage: str, done: int, total: int) -> None:
    """How work goes on where nobody is told."""


class ShelvingError(QuothError):
    """What whoever runs the bot must put right; the log has it."""


@dataclass(frozen=True, slots=True)
class Added:
    """A document that was added. `notes` are what of it cannot be read, as ends of sentences."""

    replaced: bool
    notes: tuple[str, ...]


class Shelving:
    """Adds and removes servers' own documents. All calls are on one event loop."""

    def __init__(self, settings: Settings, live: LiveAnswerer) -> None:
        self._folder = settings.discord_documents
        self._room = Room(settings.discord_server_files, settings.discord_server_mb)
        self._workers = Workers(
            Work(
                settings.discord_documents,
                settings.model,
                settings.cache_dir,
                settings.limits,
                settings.index_dir,
                settings.index,
                settings.milvus,
            )
        )
        self._index = index_of(settings)
        self._live = live
        # Tells what is on its way now from what was when the bot was ended.
        self._coming = f"{COMING}{secrets.token_hex(4)}-"
        # Kept for as long as somebody waits for one or holds it.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._under_way: Counter[int] = Counter()
        self._ending: asyncio.Task[None] | None = None

    def shelf(self, guild: int) -> Shelf:
        """A server's place."""
        return shelf_of(self._folder, guild)

    async def add(
        self, guild: int, name: str, size: int, write: Write, progress: Progress = untold
    ) -> Added:
        """Add a document of about so many bytes, and answer from it.

        Raises ShelfError if it is none, or has no place there, what `write` raises, and
        ShelvingError.
        """
        shelf = self.shelf(guild)
        coming = shelf.documents / f"{self._coming}{secrets.token_hex(4)}"
        async with self._counted(guild):
            check_room(shelf, name, size, self._room)
            try:
                await asyncio.to_thread(shelf.make)
                await write(coming)
                async with self._turn(guild):
                    size = coming.stat().st_size
                    replaced = check_room(shelf, name, size, self._room)
                    request = Request(guild, coming.name, name)
                    outcome = await self._done(request, progress, long=size > SMALL)
            except OSError as error:
                log.warning("server %s: a document is not kept: %s", guild, error.strerror)
                raise ShelfError(NOT_WRITTEN) from error
            finally:
                coming.unlink(missing_ok=True)
        if outcome.refused:
            raise ShelfError(f"I can't use that document: {outcome.refused}.")
        log.info("server %s: a document was added", guild)
        return Added(replaced, outcome.notes)

    async def remove(self, guild: int, name: str, progress: Progress = untold) -> None:
        """Delete a document, and answer from it no more. Raises ShelfError if there is none.

        Where its index cannot be brought up to date, nothing there is quoted until that can be.
        """
        shelf = self.shelf(guild)
        async with self._counted(guild), self._turn(guild):
            if name not in shelf.files():
                raise ShelfError("There is no such document: choose one from the list.")
            try:
                (shelf.documents / name).unlink()
            except OSError as error:
                log.warning("server %s: a document is not removed: %s", guild, error.strerror)
                raise ShelvingError(FAILED) from error
            try:
                await self._done(Request(guild), progress)
            except ShelvingError:
                await asyncio.to_thread(self._drop_index, shelf)
                await asyncio.to_thread(self._live.refresh_server, shelf.guild)
                raise
        log.info("server %s: a document was removed", guild)

    async def mend(self) -> None:
        """Bring every server's index up to date with its documents, and tidy up."""
        async with self._counted(NO_GUILD):
            for shelf in await asyncio.to_thread(shelves, self._folder):
                async with self._turn(shelf.guild):
                    await asyncio.to_thread(self._tidy, shelf)
                    if shelf.index.is_dir() or shelf.files():
                        with suppress(ShelvingError):
                            await self._done(Request(shelf.guild), long=True)

    async def leave(self, guilds: Set[int], before: float) -> None:
        """Note which servers the bot is in; delete what it left before a moment (Unix seconds)."""
        for shelf in await asyncio.to_thread(shelves, self._folder):
            left = shelf.place / LEFT
            async with self._turn(shelf.guild):
                if shelf.guild in guilds:
                    left.unlink(missing_ok=True)
                elif not left.exists():
                    left.touch()
                elif left.stat().st_mtime < before:
                    await asyncio.to_thread(self._drop_index, shelf)
                    await asyncio.to_thread(shutil.rmtree, shelf.place)
                    await asyncio.to_thread(self._live.refresh_server, shelf.guild)
                    log.info("server %s: its documents were deleted", shelf.guild)

    async def close(self) -> None:
        """End the processes."""
        if self._ending is not None:
            self._ending.cancel()
            await asyncio.gather(self._ending, return_exceptions=True)
        await self._workers.end()

    async def _end_later(self) -> None:
        await asyncio.sleep(IDLE)
        await self._workers.end()

    def _turn(self, guild: int) -> asyncio.Lock:
        """What whoever changes a server's documents holds."""
        return self._turns.setdefault(guild, asyncio.Lock())

    @asynccontextmanager
    async def _counted(self, guild: int) -> AsyncIterator[None]:
        """One more of a server's is under way. Some time after the last the processes end."""
        if self._under_way[guild] >= AT_ONCE:
            raise ShelfError(TOO_MANY)
        self._under_way[guild] += 1
        if self._ending is not None:
            self._ending.cancel()
        try:
            yield
        finally:
            self._under_way[guild] -= 1
            if not self._under_way[guild]:
                del self._under_way[guild]
            if self._workers.running and not self._under_way.total():
                self._ending = asyncio.create_task(self._end_later())

    async def _done(
        self, request: Request, progress: Progress = untold, *, long: bool = False
    ) -> Result:
        """What came of a request; what it changed is answered from. Raises ShelvingError."""
        try:
            outcome = await self._workers.ask(PROGRAM, request, progress, long=long)
        except (EOFError, OSError, ValueError, TimeoutError) as error:
            log.warning("the process for servers' documents failed: %s", type(error).__name__)
            raise ShelvingError(FAILED) from error
        if outcome.failed:
            log.error("server %s: its documents: %s", request.guild, outcome.failed)
            raise ShelvingError(FAILED)
        await asyncio.to_thread(self._live.refresh_server, request.guild)
        return outcome

    def _tidy(self, shelf: Shelf) -> None:
        """Delete what was on its way when the bot was ended."""
        for path in shelf.documents.glob(f"{COMING}*"):
            if not path.name.startswith(self._coming):
                path.unlink(missing_ok=True)

    def _drop_index(self, shelf: Shelf) -> None:
        """Delete a server's index and its folder."""
        self._index.drop(shelf.collection.name)
        shutil.rmtree(shelf.index, ignore_errors=True)
