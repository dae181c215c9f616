"""Pointing discord.py at a service, and running a client for the length of a block."""

import asyncio
import contextlib

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


@contextlib.contextmanager
def discord_at(service):
    """discord.py's clients speak to the service, instead of to Discord, inside the block."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = service.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(service.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@contextlib.asynccontextmanager
async def running(client: discord.Client, service, *, token=None):
    """The client, identified, until the block ends; what ends it early is raised at the end.

    discord.py calls a client ready two seconds after the last guild; make the client with
    `guild_ready_timeout=0.05` where a test waits for `on_ready`.
    """
    before = sum(session.connection is not None for session in service.gateway.sessions.values())
    with discord_at(service):
        task = asyncio.create_task(client.start(token or service.token))
        there = asyncio.create_task(
            service.wait_until(
                lambda: (
                    sum(s.connection is not None for s in service.gateway.sessions.values())
                    > before
                ),
                "the client to identify",
            )
        )
        try:
            await asyncio.wait({task, there}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                await task
            await there
            yield client
        finally:
            there.cancel()
            await asyncio.gather(there, return_exceptions=True)
            await client.close()
            # discord.py leaves behind what would call the closed client ready.
            if client._connection._ready_task is not None:
                client._connection._ready_task.cancel()
            # Sockets of aiohttp close in a later turn of the loop.
            result = (await asyncio.gather(task, return_exceptions=True))[0]
    if isinstance(result, Exception):
        raise result
