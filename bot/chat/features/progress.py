"""Long work on documents, as whoever asked for it sees it: that it goes on, and that it is done."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import discord

from bot.chat.core.host import Host
from bot.chat.core.telling import sentence
from bot.chat.posts.replies import spent
from index.errors import QuothError
from index.indexing.job import Progress

# Seconds after which is first told how work goes on, and between two such words.
FIRST, EVERY = 10.0, 10.0
WAITING = "waiting for a place"
DOING = {
    "Reading": "reading it",
    "Preparing": "cutting it into passages",
    "Encoding": "{done:,} of {total:,} passages encoded",
    "Writing": "writing the index",
}
# What is told where it may not be told what a document is called.
DONE = "What you asked for is done: /docs list shows the documents as they are now."


async def keep_told(
    interaction: discord.Interaction[Host], what: str, work: Callable[[Progress], Awaitable[str]]
) -> None:
    """Edit the reply now and then for as long as work goes on, and then to what that returns.

    What goes wrong is told in the same place once something stands there, and raised before.
    """
    stands, now = False, WAITING

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal now
        now = DOING.get(stage, now).format(done=done, total=total)

    async def keep_telling() -> None:
        nonlocal stands
        await asyncio.sleep(FIRST)
        while not spent(interaction):
            with contextlib.suppress(discord.HTTPException):
                stands = True
                await interaction.edit_original_response(content=f"{what}: {now} …")
            await asyncio.sleep(EVERY)

    telling = asyncio.create_task(keep_telling())
    try:
        words = await work(progress)
    except QuothError as error:
        if not stands:
            raise
        words = sentence(error)
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
    await tell(interaction, words)


async def tell(interaction: discord.Interaction[Host], words: str) -> None:
    """Tell it to whoever used the command; by a direct message, without names, if it took long."""
    if spent(interaction):
        await interaction.user.send(DONE)
    else:
        await interaction.edit_original_response(content=words)
