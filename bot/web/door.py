"""Where connections come in: so many at once, and no word of what they say in the log."""

import asyncio
import logging

from aiohttp import web

log = logging.getLogger(__name__)

# Connections at once.
MOST = 500


class Door:
    """Listens for a runner's server."""

    def __init__(self, runner: web.AppRunner) -> None:
        self._runner = runner
        self._listening: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> int:
        """Begin to listen; the port. Raises OSError."""
        logging.getLogger("aiohttp.server").addFilter(_briefly)
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(self._let_in, host, port, reuse_address=True)
        found: int = self._listening.sockets[0].getsockname()[1]
        return found

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
