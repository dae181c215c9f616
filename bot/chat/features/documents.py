"""`/docs`: the documents that answers come from, for moderators."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Sequence
from pathlib import PurePosixPath

import discord
from discord import app_commands

from bot.chat.core.host import Host
from bot.chat.core.telling import relative, sentence
from bot.chat.features.progress import keep_told, tell
from bot.chat.features.reindexing import reindex
from bot.chat.people.audience import anywhere
from bot.chat.people.moderators import RefusedError, is_moderator, moderates
from bot.chat.posts.excerpts import excerpt, lines_file
from bot.chat.posts.fitting import Part, filled, size
from bot.chat.posts.markdown import escape, one_line
from bot.chat.posts.posts import DATE_SHOWN, MESSAGE
from bot.chat.uploads.fetching import fetch, write_down
from bot.chat.uploads.folder import file_name
from bot.chat.uploads.uploads import Added, Write
from bot.presentation.wording import counted
from bot.settings import Settings
from index.access import server_collection
from index.errors import QuothError
from index.indexing.job import Progress
from index.store.catalog import Listed
from index.text.words import fold

log = logging.getLogger(__name__)

LISTED = 20
DESCRIPTION = 4000
NAME_SHOWN = 100
CHOICES = 25
LONGEST_TITLE, LONGEST_TEXT = 100, 6000
UNDER_WAY = "I am reading the documents already: wait for that to end."
JUST_READ = "I have only just read the documents: you can have me read them again"
ONE_OF_THEM = "Give me a file, or a text and a title for it."
# Seconds between two readings.
EVERY_SECONDS = 60.0
GONE_ON = "\n…"
OWN = "added here"


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class DocumentCommands(
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
    async def list_documents(self, interaction: discord.Interaction[Host]) -> None:
        """List the documents; all of them in a file where they are many."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        sees, own = anywhere(interaction), server_collection(interaction.guild_id or 0)
        found = await interaction.client.services.look_up(lambda live: live.documents(sees))
        documents = [(listed, collection == own) for collection, listed in found]
        limit = interaction.filesize_limit
        lines, files = await asyncio.to_thread(_listing, documents, limit)
        embed = discord.Embed(
            title=counted(len(documents), "document"),
            description="\n".join(lines) or "The index holds no document.",
        )
        await interaction.edit_original_response(embed=embed, attachments=files)

    @app_commands.command(description="Answer from a document of this server's own, in it alone")
    @app_commands.describe(
        file="The document; one of the same name is replaced",
        text="Or its words, which need a title",
        title="What to call it",
    )
    @app_commands.check(moderates)
    async def add(
        self,
        interaction: discord.Interaction[Host],
        file: discord.Attachment | None = None,
        text: app_commands.Range[str, 1, LONGEST_TEXT] | None = None,
        title: app_commands.Range[str, 1, LONGEST_TITLE] | None = None,
    ) -> None:
        """Add a document to the server's own, or replace one."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        services, guild = interaction.client.services, interaction.guild_id or 0
        name, length, write = _given(services.settings, file, text, title)

        async def add(progress: Progress) -> str:
            added = await services.shelving.add(guild, name, length, write, progress)
            sees, own = anywhere(interaction), server_collection(guild)
            found = await services.look_up(lambda live: live.documents(sees, own))
            there = (one for _, one in found if one.path == name)
            return _added(added, next(there, Listed(name, name, None, 0)))

        await keep_told(interaction, f"Adding {escape(excerpt(name, NAME_SHOWN))}", add)

    @app_commands.command(description="Delete a document of this server's own")
    @app_commands.describe(document="A document that was added here: type to search for it")
    @app_commands.check(moderates)
    async def remove(self, interaction: discord.Interaction[Host], document: str) -> None:
        """Delete a document of the server's own."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        shelving, guild = interaction.client.services.shelving, interaction.guild_id or 0
        files = await asyncio.to_thread(shelving.shelf(guild).files)
        name = next((name for name in files if document in (name, _key(name))), document)
        shown = escape(excerpt(name, NAME_SHOWN))

        async def remove(progress: Progress) -> str:
            await shelving.remove(guild, name, progress)
            return f"Removed: {shown}."

        await keep_told(interaction, f"Removing {shown}", remove)

    @remove.autocomplete("document")
    async def _own(
        self, interaction: discord.Interaction[Host], current: str
    ) -> list[app_commands.Choice[str]]:
        if not is_moderator(interaction):
            return []
        shelf = interaction.client.services.shelving.shelf(interaction.guild_id or 0)
        files = await asyncio.to_thread(shelf.files)
        return [
            app_commands.Choice(name=excerpt(name, NAME_SHOWN), value=_key(name))
            for name in files
            if fold(current) in fold(name)
        ][:CHOICES]

    @app_commands.command(description="Read the documents again and answer from what they say now")
    @app_commands.check(moderates)
    async def reindex(self, interaction: discord.Interaction[Host]) -> None:
        """Bring the index up to date; the old one answers until the new one is whole."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        if self._reading:
            raise RefusedError(UNDER_WAY)
        wait = self._again_at - time.monotonic()
        if wait > 0:
            raise RefusedError(f"{JUST_READ} {relative(wait)}.")
        self._reading = True
        try:
            words = await reindex(interaction.client.services, anywhere(interaction))
        except QuothError as error:
            log.warning("not reindexed: %s", type(error).__name__)
            words = sentence(error)
        finally:
            self._reading = False
            self._again_at = time.monotonic() + EVERY_SECONDS
        texts = filled([Part(escape(line)) for line in words.split("\n")], MESSAGE - len(GONE_ON))
        await tell(interaction, texts[0] + (GONE_ON if len(texts) > 1 else ""))


def _given(
    settings: Settings, file: discord.Attachment | None, text: str | None, title: str | None
) -> tuple[str, int, Write]:
    """A document's name, about how many bytes it has, and what writes it. Raises QuothError."""
    if file is not None and text is None:
        suffix = PurePosixPath(file.filename).suffix
        name = file_name(title + suffix if title else file.filename)
        megabytes, api = settings.limits.megabytes, settings.discord_api
        return name, file.size, lambda path: fetch(file, path, megabytes, api)
    if file is None and text is not None and title is not None:
        words = f"# {one_line(title)}\n\n{text}\n"
        length = len(words.encode("utf-8", "replace"))
        return file_name(f"{title}.md"), length, lambda p: asyncio.to_thread(write_down, words, p)
    raise RefusedError(ONE_OF_THEM)


def _added(added: Added, listed: Listed) -> str:
    verb = "Replaced" if added.replaced else "Added"
    count = counted(listed.passages, "passage")
    name = escape(excerpt(f"{listed.title} ({listed.path})", 2 * NAME_SHOWN))
    lines = [f"{verb}: {name}, {count}."]
    if not listed.passages:
        lines.append("There is nothing in it that I could quote.")
    lines += [f"In part only: {escape(excerpt(note, 2 * NAME_SHOWN))}." for note in added.notes]
    return "\n".join(lines)


def _listing(
    documents: Sequence[tuple[Listed, bool]], limit: int
) -> tuple[list[str], list[discord.File]]:
    """The lines that a message has room for, and a file of so many bytes if those are not all."""
    lines = [_line(*document) for document in documents[:LISTED]]
    while size("\n".join(lines)) > DESCRIPTION:
        lines.pop()
    more = len(documents) - len(lines)
    if not more:
        return lines, []
    rows = [("path", "title", "date", "passages", OWN), *(_row(*one) for one in documents)]
    table = ("\t".join(map(one_line, row)) for row in rows)
    file, _ = lines_file(table, "documents.tsv", limit)
    return [*lines, f"and {more:,} more, in the file"], [file]


def _line(document: Listed, own: bool) -> str:
    title, path = excerpt(document.title, NAME_SHOWN), excerpt(document.path, NAME_SHOWN)
    date = f" · {escape(excerpt(document.date, DATE_SHOWN))}" if document.date else ""
    return f"- {escape(title)} ({escape(path)}){date}" + (f" · {OWN}" if own else "")


def _row(document: Listed, own: bool) -> tuple[str, ...]:
    passages = str(document.passages)
    return document.path, document.title, document.date or "", passages, "yes" if own else ""


def _key(name: str) -> str:
    """A name for a file that fits an option's value."""
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
