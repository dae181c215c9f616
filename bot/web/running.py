"""`quoth serve`: from settings to a service that answers, and out again in good order."""

import asyncio
import ipaddress
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.answerer import answerer_of
from bot.measures.logs import set_up_log
from bot.measures.measures import Measures
from bot.presentation.sources import Sources
from bot.serving import garbage, health, heaps
from bot.serving.again import follow
from bot.serving.cooldown import Cooldown
from bot.serving.live import LiveAnswerer
from bot.serving.scheduler import Scheduler
from bot.settings import Settings
from bot.web.application import application
from bot.web.context import Web
from bot.web.door import Door, bound
from bot.web.shelf import Shelf
from index.access import ANYBODY
from index.answering.answerer import Answerer
from index.errors import QuothError

log = logging.getLogger(__name__)

# Seconds that answers under way are given when the service is told to leave.
FINISH_IN = 10.0
# Those until a line on which nothing is asked is closed.
IDLE = 30.0
OPEN_TO_ALL = (
    "Anybody who reaches this machine can ask here: set QUOTH_SERVE_TOKEN, or put a reverse proxy "
    "before it (docs/serving.md)."
)


class ServingError(QuothError):
    """The service cannot listen where it should."""


def run(settings: Settings) -> None:
    """Answer over HTTP until told to stop. Raises QuothError."""
    set_up_log(settings.log_format)
    asyncio.run(serve(settings))


async def serve(settings: Settings) -> None:
    """The same on the event loop. Raises QuothError."""
    heaps.keep_few()
    loop = asyncio.get_running_loop()
    # A thread that loads models is not waited for, and there is nothing yet to put in order.
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _leave_at_once, number)
    # Before the models are loaded, so that a place that is taken is told at once.
    place = bound_place(settings)
    shared = web_of(settings, await asyncio.to_thread(answerer_of, settings, servers=True))
    stopping = asyncio.Event()
    try:
        async with served(shared, place) as address:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stopping.set)
            log.info("answering at %s", address)
            if not _is_loopback(settings.serve_host) and settings.serve_token is None:
                log.warning(OPEN_TO_ALL)
            garbage.set_aside()
            health.notify("READY=1")
            await stopping.wait()
            log.info("leaving")
            health.notify("STOPPING=1")
    finally:
        await asyncio.to_thread(shared.live.close)


def web_of(settings: Settings, answerer: Answerer) -> Web:
    """What the service answers with, of models and an index that are loaded already."""
    measures, sources = Measures(), Sources(settings)
    live = LiveAnswerer(settings, answerer, measures.answered)
    scheduler = Scheduler(live.answer, waiting=settings.serve_waiting)
    measures.watch_queue(lambda: scheduler.figures)
    measures.watch_index(lambda: live.library, lambda now: now.view(ANYBODY), settings.index_dir)
    return Web(
        settings=settings,
        live=live,
        scheduler=scheduler,
        measures=measures,
        sources=sources,
        shelf=Shelf(live, sources),
        asks=Cooldown(settings.serve_cooldown_seconds, settings.serve_burst),
        pulse=health.Pulse(lambda: scheduler.figures),
    )


def bound_place(settings: Settings) -> socket.socket:
    """Where the service is to listen. Raises ServingError."""
    host, port = settings.serve_host, settings.serve_port
    try:
        return bound(host, port)
    except OSError as error:
        raise ServingError(
            f"Port {port} of {host} cannot be listened at "
            f"({(error.strerror or 'unknown error').lower()}): choose another with --port."
        ) from error


@asynccontextmanager
async def served(shared: Web, place: socket.socket) -> AsyncIterator[str]:
    """The service, listening at a place, and its address; leaving it ends the service."""
    runner = web.AppRunner(
        application(shared),
        access_log=None,
        handler_cancellation=True,
        keepalive_timeout=IDLE,
        shutdown_timeout=FINISH_IN,
        lingering_time=2.0,
        auto_decompress=False,
    )
    await runner.setup()
    door = Door(runner)
    await door.open(place)
    loop = asyncio.get_running_loop()
    chores = [
        loop.create_task(chore)
        for chore in (
            follow(shared.live),
            shared.measures.watch_loop(),
            health.beat(shared.pulse),
        )
    ]
    try:
        host, port, *_ = place.getsockname()
        yield f"http://{f'[{host}]' if ':' in host else host}:{port}"
    finally:
        await door.close()
        await shared.scheduler.close(limit=FINISH_IN)
        await runner.cleanup()
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)


def _leave_at_once(number: int) -> None:
    logging.shutdown()
    os._exit(128 + number)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
