"""People who ask `quoth serve`, each from an address and over a connection of their own."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.load.crowd import ANSWERED, Outcome
from benchmarks.load.process import Process, look_until

# A person tries again so many seconds after a line was broken or refused.
BROKEN_WAIT = 3.0
SECONDS = 600.0
BROKEN = "the line broke"


class OverHttp:
    """The service, and what is sent to it."""

    # What nobody should meet but while it is killed.
    at_a_kill = (BROKEN,)
    fine = (ANSWERED, "busy")

    def __init__(self, process: Process, sessions: list[aiohttp.ClientSession], port: int) -> None:
        self.process = process
        self._sessions, self._port = sessions, port

    async def start(self) -> None:
        """Start it and wait until it listens."""
        await self.process.start(self._there)

    async def _there(self) -> None:
        before = self.process.logged().count("answering at")
        await look_until(lambda: self.process.logged().count("answering at") > before)

    async def ask(self, person: int, question: str) -> Outcome:
        """One question, and what came of it."""
        here = {"X-Forwarded-For": f"10.0.{person // 250}.{person % 250 + 1}"}
        address = f"http://127.0.0.1:{self._port}/ask"
        try:
            async with self._sessions[person].post(
                address,
                json={"question": question},
                headers=here,
                timeout=aiohttp.ClientTimeout(SECONDS),
            ) as reply:
                said = await reply.json(content_type=None)
                return _outcome(reply.status, reply.headers.get("Retry-After"), said)
        except TimeoutError:
            return Outcome("lost")
        except (aiohttp.ClientError, OSError, ValueError):
            return Outcome(BROKEN, BROKEN_WAIT)

    def figures(self) -> dict[str, Any]:
        """What else was counted: nothing."""
        return {}

    async def ended(self) -> list[str]:
        """What is wrong in the end."""
        return []


def _outcome(status: int, after: str | None, said: dict[str, Any]) -> Outcome:
    if status == 200:
        texts = [quote["text"] for quote in said["quotes"]]
        return Outcome(ANSWERED, text=" ".join(texts) if texts else "The documents don't say")
    if status == 503 and after:
        return Outcome("busy", float(after))
    return Outcome(f"status {status}", float(after or 0))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as there:
        return int(there.getsockname()[1])


@asynccontextmanager
async def over_http(
    folder: Path, index: Path, people: int, **settings: object
) -> AsyncIterator[OverHttp]:
    """The service, started; it is ended afterwards."""
    async with AsyncExitStack() as stack:
        # As people's browsers have. Shared ones would be as many as were ever in use at once, which
        # goes up for many minutes, and with it what the service holds for connections.
        sessions = [await stack.enter_async_context(aiohttp.ClientSession()) for _ in range(people)]
        port = _free_port()
        process = Process(
            folder, "serve", "--port", str(port), index_dir=index, serve_proxies=1, **settings
        )
        served = OverHttp(process, sessions, port)
        await served.start()
        try:
            yield served
        finally:
            await asyncio.shield(process.end())
