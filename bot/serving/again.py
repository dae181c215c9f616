"""What is done again and again beside answering, whatever goes wrong with it."""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable

from bot.serving import garbage
from bot.serving.live import LiveAnswerer
from index.errors import QuothError
from index.native import native

log = logging.getLogger(__name__)

# Seconds between two looks at the index, and between two at the signs of its changing.
LOOK_EVERY = 30.0
GLANCE_EVERY = 1.0


async def again(pause: Callable[[], Awaitable[None]], chore: Callable[[], Awaitable[None]]) -> None:
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
            log_failure(log, "a chore", error)
        await pause()


async def follow(live: LiveAnswerer) -> None:
    """Go over to the index as it is, now and whenever it has changed."""
    await again(lambda: _stirring(live), lambda: _look_at(live))


def log_failure(log: logging.Logger, what: str, error: BaseException | None) -> None:
    """Where something failed; an error's own words may hold what a person wrote."""
    places = traceback.format_tb(error.__traceback__) if error else []
    log.error("%s failed: %s\n%s", what, type(error).__name__, "".join(places))


async def _look_at(live: LiveAnswerer) -> None:
    if await asyncio.to_thread(_refreshed, live):
        log.info("answering from the index as it is now")


def _refreshed(live: LiveAnswerer) -> bool:
    with native("A library"):
        if not live.refresh():
            return False
    garbage.collect()
    return True


async def _stirring(live: LiveAnswerer) -> None:
    """Return when the index may have changed, or was not looked at for long."""
    until = time.monotonic() + LOOK_EVERY
    while time.monotonic() < until:
        await asyncio.sleep(GLANCE_EVERY)
        if await asyncio.to_thread(live.stirred):
            return
