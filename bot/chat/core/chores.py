"""What is done again and again beside answering, whatever goes wrong with it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.chat.core.background import keep_watching
from bot.chat.core.host import Host
from bot.chat.core.services import Services
from bot.chat.core.telling import log_failure
from index.errors import QuothError

log = logging.getLogger(__name__)

# Seconds between two looks at the index, and between two at the signs of its changing.
LOOK_EVERY = 30.0
GLANCE_EVERY = 1.0
DAY = 86_400.0


def begin(host: Host) -> list[asyncio.Task[None]]:
    """Everything of the kind, which goes on until it is cancelled."""
    services = host.services
    chores = [
        again(lambda: _stirring(services), lambda: look_at_index(services)),
        again(_a_day, lambda: _forget_old(services)),
        again(_a_day, lambda: note_servers(host)),
        _once(services.shelving.mend),
    ]
    if services.settings.discord_watch:
        chores.append(_once(lambda: _watch(services)))
    return [asyncio.create_task(chore) for chore in chores]


async def note_servers(host: Host) -> None:
    """Note which servers the bot is in; what is kept of those that it left goes in time."""
    await host.wait_until_ready()
    guilds = frozenset(guild.id for guild in host.guilds)
    await host.services.shelving.leave(guilds, _oldest_kept(host.services))


async def look_at_index(services: Services) -> None:
    """Go over to the index as it is now, where it has changed."""
    if await services.look_up(lambda live: live.refresh()):
        log.info("answering from the index as it is now")


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


async def _once(chore: Callable[[], Awaitable[None]]) -> None:
    """Do something that nobody waits for."""
    try:
        await chore()
    except Exception as error:
        log_failure(log, "a chore", error)


async def _stirring(services: Services) -> None:
    """Return when the index may have changed, or was not looked at for long."""
    until = time.monotonic() + LOOK_EVERY
    while time.monotonic() < until:
        await asyncio.sleep(GLANCE_EVERY)
        if await services.look_up(lambda live: live.stirred()):
            return


async def _a_day() -> None:
    await asyncio.sleep(DAY)


async def _forget_old(services: Services) -> None:
    before = _oldest_kept(services)
    gone = await services.remember_slowly(lambda ledger: ledger.expire(before))
    if gone:
        log.info("forgot %d old questions", gone)


async def _watch(services: Services) -> None:
    status = await services.look_up(lambda live: live.status())
    await keep_watching(status.folder, services.settings.index_dir)


def _oldest_kept(services: Services) -> float:
    return time.time() - services.settings.discord_retention_days * DAY
