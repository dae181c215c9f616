"""What every part of the service shares."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.measures.measures import Measures
from bot.presentation.sources import Sources
from bot.serving.cooldown import Cooldown
from bot.serving.health import Pulse
from bot.serving.live import LiveAnswerer
from bot.serving.scheduler import Scheduler
from bot.settings import Settings
from bot.web.shelf import Shelf

# Requests for documents that an address may make at once, and how often one more.
READS_AT_ONCE = 60
READ_SECONDS = 0.2
# Documents that are being read for somebody at the same time.
READING = 8


@dataclass(frozen=True, slots=True)
class Web:
    """Made once at the start. All but `live` is used on the event loop alone."""

    settings: Settings
    live: LiveAnswerer
    scheduler: Scheduler
    measures: Measures
    sources: Sources
    shelf: Shelf
    asks: Cooldown
    pulse: Pulse
    reads: Cooldown = field(default_factory=lambda: Cooldown(READ_SECONDS, READS_AT_ONCE))
    reading: "set[asyncio.Future[Any]]" = field(default_factory=set)


WEB = web.AppKey("web", Web)
ID = web.RequestKey("id", str)


def request_id(request: web.Request) -> str:
    """What a request is called in the log, and to whoever made it."""
    return request[ID]
