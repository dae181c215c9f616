"""`/docs`: the documents that answers come from, for moderators."""

import asyncio
import logging
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.chat.asking import relative, sentence
from bot.chat.audience import audience
from bot.chat.excerpts import excerpt, lines_file
from bot.chat.moderation import RefusedError, moderates
from bot.chat.replies import spent
from bot.fitting import Part, filled, size
from bot.markdown import escape, one_line
from bot.render import MESSAGE
from bot.settings import Settings
from index.catalog import Listed
from index.errors import QuothError

if TYPE_CHECKING:
    from bot.chat.client import QuothClient

    Used = discord.Interaction[QuothClient]

log = logging.getLogger(__name__)

LISTED = 20
DESCRIPTION = 4000
NAME_SHOWN = 100
DATE_SHOWN = 40
# Wide enough that no line of its summary is wrapped.
COLUMNS = "1000"
UNDER_WAY = "I am reading the documents already: wait for that to end."
NOT_READ = "The documents could not be read again, so I answer from what I had."
SEE_LOG = "Whoever runs me can see why in the log."
JUST_READ = "I have only just read the documents: you can have me read them again"
# Seconds between two readings.
EVERY_SECONDS = 60.0
GONE_ON = "\n…"


class ReindexError(QuothError):
    """The index could not be brought up to date; the old one goes on answering."""


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class Library(
    app_commands.Group,
    name="docs",
    description="The documents that I answer from",
    default_permissions=discord.Permissions(manage_guild=True),
):
    """The commands about documents."""

    def __init__(self) -> None:
        super().__init__()
        self._reading = False
        self._again_at = 0.0

    @app_commands.command(name="list", description="The documents, with their dates")
    @app_commands.check(moderates)
    async def list_documents(self, interaction: "Used") -> None:
        """List the documents; all of them in a file where they are many."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        sees = audience(interaction.guild_id, interaction.channel, interaction.user)
        documents = await interaction.client.services.look_up(lambda live: live.documents(sees))
        limit = interaction.filesize_limit
        lines, files = await asyncio.to_thread(_listing, documents, limit)
        embed = discord.Embed(
            title="1 document" if len(documents) == 1 else f"{len(documents):,} documents",
            description="\n".join(lines) or "The index holds no document.",
        )
        await interaction.edit_original_response(embed=embed, attachments=files)

    @app_commands.command(description="Read the documents again and answer from what they say now")
    @app_commands.check(moderates)
    async def reindex(self, interaction: "Used") -> None:
        """Bring the index up to date; the old one answers until the new one is whole."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        if self._reading:
            raise RefusedError(UNDER_WAY)
        wait = self._again_at - time.monotonic()
        if wait > 0:
            raise RefusedError(f"{JUST_READ} {relative(wait)}.")
        self._reading = True
        try:
            words = await reindex(interaction.client)
        except QuothError as error:
            log.warning("not reindexed: %s", type(error).__name__)
            words = sentence(error)
        finally:
            self._reading = False
            self._again_at = time.monotonic() + EVERY_SECONDS
        texts = filled([Part(escape(line)) for line in words.split("\n")], MESSAGE - len(GONE_ON))
        told = texts[0] + (GONE_ON if len(texts) > 1 else "")
        if spent(interaction):
            await interaction.user.send(told)
        else:
            await interaction.edit_original_response(content=told)


async def reindex(client: "QuothClient") -> str:
    """Run the index command in a process of its own and go over to what it made; its summary.

    Raises ReindexError; why is in the log.
    """
    services = client.services
    status = await services.look_up(lambda live: live.status())
    words = await _index(status.folder, services.settings)
    await services.look_up(lambda live: live.refresh())
    log.info("reindexed")
    return words


async def _index(folder: str, settings: Settings) -> str:
    """The command's summary. Raises ReindexError if it did not go well."""
    arguments = ("-m", "bot", "index", folder, "--index", str(settings.index_dir))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"COLUMNS": COLUMNS},
    )
    try:
        out, err = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode == 0:
        return out.decode(errors="replace").strip()
    # It names files of the bot's machine, which are nobody else's business.
    last = err.decode(errors="replace").strip().splitlines()[-1:]
    log.error("the index command left with status %s: %s", process.returncode, "".join(last))
    raise ReindexError(f"{NOT_READ} {SEE_LOG}")


def _listing(documents: Sequence[Listed], limit: int) -> tuple[list[str], list[discord.File]]:
    """The lines that a message has room for, and a file of so many bytes if those are not all."""
    lines = [_line(document) for document in documents[:LISTED]]
    while size("\n".join(lines)) > DESCRIPTION:
        lines.pop()
    more = len(documents) - len(lines)
    if not more:
        return lines, []
    rows = [("path", "title", "date", "passages"), *map(_row, documents)]
    table = ("\t".join(map(one_line, row)) for row in rows)
    file, _ = lines_file(table, "documents.tsv", limit)
    return [*lines, f"and {more:,} more, in the file"], [file]


def _line(document: Listed) -> str:
    title, path = excerpt(document.title, NAME_SHOWN), excerpt(document.path, NAME_SHOWN)
    date = f" · {escape(excerpt(document.date, DATE_SHOWN))}" if document.date else ""
    return f"- {escape(title)} ({escape(path)}){date}"


def _row(document: Listed) -> tuple[str, str, str, str]:
    return document.path, document.title, document.date or "", str(document.passages)
