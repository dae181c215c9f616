"""An address at which the figures are told, and nothing else."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.measures.measures import CONTENT_TYPE, Measures
from index.errors import QuothError

log = logging.getLogger(__name__)

# Seconds until a line on which nothing is asked is closed.
IDLE = 30.0


class TellingError(QuothError):
    """The figures cannot be told where they should be."""


@asynccontextmanager
async def told_at(
    address: str, measures: Measures, update: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    """Tell the figures to whoever asks /metrics at an address such as 127.0.0.1:9484.

    Nobody is told them at an empty one. `update` is awaited before they are. Raises TellingError.
    """
    if not address:
        yield
        return

    async def tell(request: web.Request) -> web.Response:
        await update()
        return web.Response(body=measures.shown(), headers={"Content-Type": CONTENT_TYPE})

    app = web.Application(client_max_size=1024)
    app.router.add_get("/metrics", tell)
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=IDLE, shutdown_timeout=1.0)
    await runner.setup()
    try:
        host, _, port = address.rpartition(":")
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except (OSError, OverflowError) as error:
            raise TellingError(
                f"The figures cannot be told at {address}: choose another QUOTH_DISCORD_METRICS."
            ) from error
        log.info("telling the figures at http://%s/metrics", address)
        yield
    finally:
        await runner.cleanup()
