"""The `quoth` command as a process of its own."""

import asyncio
import os
import sys

from tests.support import ROOT

SECONDS = 60


class Process:
    """`quoth` with nothing set but what a test gives."""

    def __init__(self, process):
        self._process = process
        self.errors = ""

    @property
    def pid(self):
        return self._process.pid

    async def said(self, words):
        """Read standard error up to a line with these words."""
        async with asyncio.timeout(SECONDS):
            while words not in self.errors:
                line = await self._process.stderr.readline()
                assert line, f"It ended without {words!r}: {self.errors}"
                self.errors += line.decode()

    async def end(self):
        """Status, standard output and standard error, once it has left."""
        async with asyncio.timeout(SECONDS):
            output, errors = await self._process.communicate()
        self.errors += errors.decode()
        return self._process.returncode, output.decode(), self.errors

    def kill(self):
        if self._process.returncode is None:
            self._process.kill()


async def started(folder, *arguments, **settings):
    """The command in a folder, with these settings."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("QUOTH_", "NOTIFY_"))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        env=kept | {"PYTHONPATH": str(ROOT)} | {k: str(v) for k, v in settings.items()},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return Process(process)
