"""Where connections come in: so many at once, and no word of what they say in the log."""

import asyncio
import logging
import socket

from aiohttp import web

log = logging.getLogger(__name__)

# Connections at once.
MOST = 500


def bound(host: str, port: int) -> socket.socket:
    """A socket that is to listen at a place, which nobody else can take. Raises OSError."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    place = socket.socket(family, kind, protocol)
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(address)
    except BaseException:
        place.close()
        raise
    return place


class Door:
    """Listens for a runner's server."""

    def __init__(self, runner: web.AppRunner) -> None:
        self._runner = runner
        self._listening: asyncio.Server | None = None

    async def open(self, place: socket.socket) -> None:
        """Begin to listen at a bound socket."""
        logging.getLogger("aiohttp.server").addFilter(_briefly)
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(self._let_in, sock=place)

    async def close(self) -> None:
        """Let nobody in any more."""
        if self._listening:
            self._listening.close()

    def _let_in(self) -> asyncio.Protocol:
        server = self._runner.server
        assert server is not None
        return server() if len(server.connections) < MOST else _Closed()


class _Closed(asyncio.Protocol):
    """A connection that there is no room for."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Close it."""
        transport.close()


def _briefly(record: logging.LogRecord) -> bool:
    """What cannot be read as HTTP is told in a line: an error's own words hold what was sent."""
    if record.exc_info:
        error = record.exc_info[0]
        record.msg = f"a connection failed: {error.__name__ if error else 'unknown'}"
        record.args = ()
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
    return True
