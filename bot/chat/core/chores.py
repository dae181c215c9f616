"""What is done again and again beside answering, whatever goes wrong with it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.chat.core.background import keep_watching
from bot.chat.core.host import Host
from bot.chat.core.services import Services
from bot.serving.again import again, follow, log_failure

log = logging.getLogger(__name__)

DAY = 86_400.0


def begin(host: Host) -> list[asyncio.Task[None]]:
    """Everything of the kind, which goes on until it is cancelled."""
    services = host.services
    chores = [
        follow(services.live),
        services.measures.watch_loop(),
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


async def _once(chore: Callable[[], Awaitable[None]]) -> None:
    """Do something that nobody waits for."""
    try:
        await chore()
    except Exception as error:
        log_failure(log, "a chore", error)


async def _a_day() -> None:
    await asyncio.sleep(DAY)


async def _forget_old(services: Services) -> None:
    before = _oldest_kept(services)
    gone = await services.remember_slowly(lambda ledger: ledger.expire(before))
    if gone:
        log.info("forgot %d old questions", gone)


async def _watch(services: Services) -> None:
    status = await services.look_up(lambda live: live.status())
    await keep_watching(status.folder, services.settings)


def _oldest_kept(services: Services) -> float:
    return time.time() - services.settings.discord_retention_days * DAY
