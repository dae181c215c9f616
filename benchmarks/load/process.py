"""The quoth command as processes that are watched, killed and started again."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.record import ROOT

SECONDS = 300.0


class Process:
    """`quoth` with some arguments and settings, in a folder, where its log is kept."""

    def __init__(self, folder: Path, *arguments: str, **settings: object) -> None:
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("QUOTH_", "NOTIFY_"))}
        given = {f"QUOTH_{name.upper()}": str(value) for name, value in settings.items()}
        self._environment = kept | given | {"PYTHONPATH": str(ROOT)}
        self._folder = folder
        self._arguments = arguments
        self._log = folder / f"{arguments[0]}.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process is not None
        return self._process.pid

    async def start(self, there: Callable[[], Awaitable[object]] | None = None) -> None:
        """Start it, and wait until it is `there`; SystemExit if it ends before."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", *self._arguments),
                env=self._environment,
                cwd=self._folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if there is not None:
            coming = asyncio.ensure_future(there())
            gone = asyncio.ensure_future(self._process.wait())
            await asyncio.wait({coming, gone}, timeout=SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                raise SystemExit(f"quoth {self._arguments[0]} did not start: {self.logged()}")
            await coming
            gone.cancel()

    async def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal and wait for its end; its status."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)
        return await asyncio.wait_for(self._process.wait(), SECONDS)

    async def finished(self) -> None:
        """Wait for its end; SystemExit if that is not a good one."""
        assert self._process is not None
        if await self._process.wait():
            raise SystemExit(f"quoth {self._arguments[0]} failed: {self.logged()}")

    def logged(self) -> str:
        """Its log until now."""
        return self._log.read_text(encoding="utf-8", errors="replace")


async def look_until(probe: Callable[[], object], seconds: float = SECONDS) -> None:
    """Return once something is so, which is looked at again and again; else SystemExit."""
    until = time.monotonic() + seconds
    while not probe():
        if time.monotonic() > until:
            raise SystemExit("It took too long.")
        await asyncio.sleep(0.1)
