"""Telling systemd that the bot is up and alive, where systemd asks for it (sd_notify(3))."""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Callable

from bot.serving.scheduler import Figures

log = logging.getLogger(__name__)

# Told this many times in each of the watchdog's periods.
TIMES = 3
# Seconds after which the questions that are being answered will never be.
STUCK = 180.0


def notify(state: str) -> None:
    """Send systemd a line such as READY=1; nothing happens where no one listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)
            channel.connect(address)
            channel.sendall(state.encode())
    except OSError as error:
        log.warning("systemd could not be told %s: %s", state, error)


def period() -> float | None:
    """How often, in seconds, to show a sign of life; None if nobody waits for it."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1e6 / TIMES if microseconds.isdecimal() else None


class Pulse:
    """Whether answering gets on, judged by the scheduler's figures each time that it is asked."""

    def __init__(
        self, figures: Callable[[], Figures], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._figures = figures
        self._clock = clock
        self._done = -1
        self._since = 0.0

    def stuck(self) -> bool:
        """Whether the same questions have been worked at for too long."""
        figures = self._figures()
        done, now = figures.answered + figures.failed, self._clock()
        if done != self._done or not figures.working:
            self._done, self._since = done, now
        return now - self._since > STUCK


async def beat(pulse: Pulse) -> None:
    """Show signs of life for as long as the event loop turns and answering gets on."""
    seconds = period()
    while seconds is not None:
        if pulse.stuck():
            log.error("answering stands still: systemd is shown no sign of life until it goes on")
        else:
            notify("WATCHDOG=1")
        await asyncio.sleep(seconds)
