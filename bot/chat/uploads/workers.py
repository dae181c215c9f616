"""The few processes that index servers' own documents, so that no server waits for another's."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress

from bot.chat.uploads.worker import Request, Result, Work
from index.environment import without_settings
from index.indexing.job import Progress

PROGRAM = "bot.chat.uploads.worker"
# So many index at once, of those that take long all but one: what takes a moment finds a place
# soon. Who waits gets a place in order, and no server waits for two of them.
WORKERS = 3
# Seconds after which a request will never be done, and those that a process is given to end.
LONGEST = 3600.0
END_IN = 5.0


class Workers:
    """Starts processes when they are needed. All calls are on one event loop."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._places = asyncio.Semaphore(WORKERS)
        self._long_places = asyncio.Semaphore(WORKERS - 1)
        self._free: list[asyncio.subprocess.Process] = []
        self.running: list[asyncio.subprocess.Process] = []

    async def ask(
        self, program: str, request: Request, progress: Progress, *, long: bool
    ) -> Result:
        """What came of a request, which may take `long`.

        Raises EOFError, OSError, ValueError or TimeoutError if its process fails, which then ends,
        as it does where this is cancelled.
        """
        async with self._place(long=long), self._process(program) as process:
            async with asyncio.timeout(LONGEST):
                return await _asked(process, request, progress)

    async def end(self) -> None:
        """End the processes that have nothing to do."""
        while self._free:
            process = self._free.pop()
            assert process.stdin is not None
            process.stdin.close()
            try:
                with suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), END_IN)
            finally:
                await self._killed(process)

    @asynccontextmanager
    async def _place(self, *, long: bool) -> AsyncIterator[None]:
        async with self._long_places if long else nullcontext(), self._places:
            yield

    @asynccontextmanager
    async def _process(self, program: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """A process that does nothing else meanwhile; it ends if the block fails."""
        process = self._free.pop() if self._free else await self._started(program)
        try:
            yield process
        except BaseException:
            await self._killed(process)
            raise
        self._free.append(process)

    async def _started(self, program: str) -> asyncio.subprocess.Process:
        # What it needs is handed to it, and some settings are secret.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", program, self._work.dump()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # What a library complains about may hold what a document says.
            stderr=asyncio.subprocess.DEVNULL,
            env=without_settings() | self._work.secrets,
        )
        self.running.append(process)
        return process

    async def _killed(self, process: asyncio.subprocess.Process) -> None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        with suppress(ValueError):
            self.running.remove(process)


async def _asked(
    process: asyncio.subprocess.Process, request: Request, progress: Progress
) -> Result:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(request.dump())
    await process.stdin.drain()
    while line := await process.stdout.readline():
        said = json.loads(line)
        if "stage" not in said:
            return Result.load(line)
        progress(said["stage"], said["done"], said["total"])
    raise EOFError
