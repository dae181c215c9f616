"""Work in the background: the quoth command in processes that let answers go first."""

import asyncio
import logging
import os
import sys
import time
from contextlib import suppress

from bot.settings import Settings

log = logging.getLogger(__name__)

PROGRAM = "bot.companion"
# Seconds that the command is given to end by itself.
END_IN = 5.0
# Seconds until what ended is started again: at first, and where it keeps ending.
PAUSE, LONGEST_PAUSE = 1.0, 60.0
# Wide enough that no line of what it complains of is wrapped.
COLUMNS = "1000"


async def run(*arguments: str) -> tuple[int, str]:
    """Run the command to its end: its status, and the last line that it complained of.

    It is ended where this is cancelled.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", PROGRAM, *arguments),
        # It ends with its input, which nobody but this process can write to.
        stdin=asyncio.subprocess.PIPE,
        # What it prints names documents, which are not for everybody.
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"COLUMNS": COLUMNS},
    )
    assert process.stderr is not None
    last = b""
    try:
        while line := await process.stderr.readline():
            last = line.strip() or last
        return await process.wait(), last.decode(errors="replace")
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), END_IN)
            with suppress(ProcessLookupError):
                process.kill()


def named(settings: Settings) -> tuple[str, ...]:
    """The command's arguments that name the index; one on a server is named by the settings."""
    return () if settings.index else ("--index", str(settings.index_dir))


async def keep_watching(folder: str, settings: Settings) -> None:
    """Have the index follow the documents for as long as this is not cancelled."""
    pause = PAUSE
    while True:
        began = time.monotonic()
        status, last = await run("index", folder, *named(settings), "--watch")
        log.error("watching the documents ended with status %s: %s", status, last)
        if time.monotonic() - began > LONGEST_PAUSE:
            pause = PAUSE
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
