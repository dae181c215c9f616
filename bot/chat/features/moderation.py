"""`/quoth`: what moderators see and decide, and what anybody may have forgotten."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from bot.chat.core.host import Host
from bot.chat.features.hiding import (
    EXCERPT,
    answer_again_without,
    choices_to_hide,
    choices_to_unhide,
    hidden_by_name,
    quotes_by_name,
)
from bot.chat.features.status import status_embed
from bot.chat.memory.ledger import Entry, Judged
from bot.chat.people.audience import anywhere
from bot.chat.people.moderators import RefusedError, moderates, unseen_by
from bot.chat.people.permissions import missing_in, readable
from bot.chat.posts.excerpts import excerpt, lines_file
from bot.chat.posts.markdown import escape, link
from bot.presentation.wording import counted
from bot.serving.live import LiveAnswerer
from index.access import Audience

GAPS_SHOWN = 10
EVERYWHERE = "I answer in every channel that I can see."
NOT_CHOSEN = "I answer everywhere now: add the channels to answer in, and I keep to those."
NO_GAPS = "Nothing: I answered every question that I still remember, and no answer was voted down."

ChannelOption = (
    discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel
)


class ModerationCommands(
    app_commands.Group,
    name="quoth",
    description="See how I do, and decide where and what I quote",
    default_permissions=discord.Permissions(manage_guild=True),
):
    """The commands of moderators. Forgetting a person is here too, for use in direct messages."""

    @app_commands.command(description="Where I answer; without options, show it")
    @app_commands.describe(
        add="Answer in this channel, and in no others that are not added too",
        remove="Answer in this channel no more",
        everywhere="Answer in every channel again",
    )
    @app_commands.check(moderates)
    async def channels(
        self,
        interaction: discord.Interaction[Host],
        add: ChannelOption | None = None,
        remove: ChannelOption | None = None,
        everywhere: bool = False,
    ) -> None:
        """Show or change where the bot answers."""
        guild, services = interaction.guild_id or 0, interaction.client.services
        await interaction.response.defer(ephemeral=True, thinking=True)
        before = await services.remember(lambda ledger: ledger.channels(guild))
        gone = before if everywhere else {remove.id} if remove else set()
        for channel in gone:
            await services.remember(lambda ledger, c=channel: ledger.disallow(guild, c))  # type: ignore[misc]
        if add:
            await services.remember(lambda ledger: ledger.allow(guild, add.id))
        services.channels_changed(guild)
        chosen = await services.remember(lambda ledger: ledger.channels(guild))
        listed = ", ".join(f"<#{channel}>" for channel in sorted(chosen)[:50])
        words = f"I answer in {listed} and the threads there." if chosen else EVERYWHERE
        if remove and not before and not chosen:
            words = NOT_CHOSEN
        lacking = missing_in(add) if add and add.guild.me else []
        if add and lacking:
            words += f"\nIn <#{add.id}> I still lack: {readable(lacking)}."
        await interaction.edit_original_response(content=words)

    @app_commands.command(description="Questions I declined, or that were voted down")
    @app_commands.check(moderates)
    async def gaps(self, interaction: discord.Interaction[Host]) -> None:
        """List what the documents do not answer, or not well."""
        guild, services = interaction.guild_id or 0, interaction.client.services
        await interaction.response.defer(ephemeral=True, thinking=True)
        places = await services.remember(lambda ledger: ledger.places(guild))
        unseen = unseen_by(interaction, places)
        found = await services.remember(lambda ledger: ledger.gaps(guild, GAPS_SHOWN, unseen))
        lines = [_gap(gap) for gap in found]
        embed = discord.Embed(title="Gaps", description="\n".join(lines) or NO_GAPS)
        if len(found) == GAPS_SHOWN:
            embed.set_footer(text=f"The newest {GAPS_SHOWN}; /quoth export has them all.")
        await interaction.edit_original_response(embed=embed)

    @app_commands.command(description="Never quote a passage again in this server")
    @app_commands.describe(quote="A quote of the last answers: type to search for it")
    @app_commands.check(moderates)
    async def hide(self, interaction: discord.Interaction[Host], quote: str) -> None:
        """Hide a quote, and answer again what showed it lately."""
        guild, services = interaction.guild_id or 0, interaction.client.services
        await interaction.response.defer(ephemeral=True, thinking=True)
        entry_id = quote.partition(".")[0]
        entry = await services.remember(lambda ledger: ledger.entry(entry_id))
        named = await quotes_by_name(interaction, [entry] if entry else [])
        if quote not in named:
            raise RefusedError("I don't know that quote: choose one from the list.")
        entry, place = named[quote]
        by = interaction.user.id
        await services.remember(
            lambda ledger: ledger.hide(guild, place.text, place.document, by, place.collection)
        )
        words = f"Hidden in this server: {escape(excerpt(place.text, EXCERPT))}"
        await answer_again_without(interaction, entry, place.text)
        await interaction.edit_original_response(content=words)

    @hide.autocomplete("quote")
    async def _quotes(
        self, interaction: discord.Interaction[Host], current: str
    ) -> list[app_commands.Choice[str]]:
        return await choices_to_hide(interaction, current)

    @app_commands.command(description="Quote a hidden passage again")
    @app_commands.describe(passage="A hidden passage: type to search for it")
    @app_commands.check(moderates)
    async def unhide(self, interaction: discord.Interaction[Host], passage: str) -> None:
        """Take a passage off the list of hidden ones."""
        guild, services = interaction.guild_id or 0, interaction.client.services
        await interaction.response.defer(ephemeral=True, thinking=True)
        hidden = (await hidden_by_name(interaction)).get(passage)
        if hidden is None:
            raise RefusedError("That passage is not hidden: choose one from the list.")
        await services.remember(lambda ledger: ledger.unhide(guild, hidden.text))
        await interaction.edit_original_response(content="That passage may be quoted again.")

    @unhide.autocomplete("passage")
    async def _hidden(
        self, interaction: discord.Interaction[Host], current: str
    ) -> list[app_commands.Choice[str]]:
        return await choices_to_unhide(interaction, current)

    @app_commands.command(description="The documents, the threshold and how I am doing")
    @app_commands.check(moderates)
    async def status(self, interaction: discord.Interaction[Host]) -> None:
        """Show the state of the index and of the bot."""
        guild, services = interaction.guild_id or 0, interaction.client.services
        await interaction.response.defer(ephemeral=True, thinking=True)
        sees = anywhere(interaction)
        status, held = await services.look_up(lambda live: (live.status(), live.held(sees)))
        counts, chosen = await services.remember(
            lambda ledger: (ledger.counts(guild), ledger.channels(guild))
        )
        embed = status_embed(interaction, status, held, counts, chosen)
        await interaction.edit_original_response(embed=embed)

    @app_commands.command(description="Questions and votes as a file, to be labelled")
    @app_commands.check(moderates)
    async def export(self, interaction: discord.Interaction[Host]) -> None:
        """Hand out the server's questions as candidates for measuring."""
        guild, services = interaction.guild_id or 0, interaction.client.services
        await interaction.response.defer(ephemeral=True, thinking=True)
        places = await services.remember(lambda ledger: ledger.places(guild))
        unseen, sees = unseen_by(interaction, places), anywhere(interaction)
        rows = await services.remember_slowly(
            lambda ledger: ledger.export_rows(
                guild, unseen, lambda found: showable(services.live, found, sees)
            )
        )
        if not rows:
            await interaction.edit_original_response(content="Nothing was asked here yet.")
            return
        limit = interaction.filesize_limit
        file, count = await asyncio.to_thread(_rows_file, rows, limit)
        newest = "" if count == len(rows) else f"The newest {count:,} of "
        asked = newest + counted(len(rows), "question")
        await interaction.edit_original_response(
            content=f"{asked}. A vote is an opinion, not a label: correct each one, then take its "
            '"candidate" out, before you measure with it.',
            attachments=[file],
        )

    @app_commands.command(name="forget-me", description="Delete your questions and votes")
    async def forget_me(self, interaction: discord.Interaction[Host]) -> None:
        """Delete what is kept of a person."""
        await forget(interaction)


async def forget(interaction: discord.Interaction[Host]) -> None:
    """Delete the questions and votes of whoever asks for it."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    person = interaction.user.id
    gone = await interaction.client.services.remember(lambda ledger: ledger.forget_person(person))
    await interaction.edit_original_response(
        content=f"Forgotten: {gone.questions} of your questions and {gone.votes} of your votes. "
        "The messages themselves are Discord's; delete them there."
    )


def showable(live: LiveAnswerer, found: Sequence[Judged], sees: Audience) -> list[Judged]:
    """Questions without what somebody may not see; without those answered from it."""
    places = [q.place for one in found for q in (*one.entry.quotes, *one.entry.others)]
    shown = iter(live.showable(places, sees))
    kept = []
    for one in found:
        quotes = [(quote, next(shown)) for quote in one.entry.quotes]
        others = [(quote, next(shown)) for quote in one.entry.others]
        if all(seen for _, seen in quotes):
            rest = tuple(quote for quote, seen in others if seen)
            kept.append(replace(one, entry=replace(one.entry, others=rest)))
    return kept


def _rows_file(rows: list[dict[str, Any]], limit: int) -> tuple[discord.File, int]:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    return lines_file(lines, "quoth-questions.jsonl", limit)


def _gap(gap: Judged) -> str:
    entry = gap.entry
    why = "declined" if not entry.answered else f"👎 {gap.down}"
    address = _address(entry) if entry.message else None
    return f"- {link(excerpt(entry.question, EXCERPT), address)} · {why} <t:{int(entry.at)}:R>"


def _address(entry: Entry) -> str:
    return f"https://discord.com/channels/{entry.guild}/{entry.channel}/{entry.message}"
