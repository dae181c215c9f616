"""What `/quoth status` shows: the index, the promise, how busy it is, what the server forbids."""

import time
from collections.abc import Collection

import discord

from bot.chat.core.host import Host
from bot.chat.core.telling import relative
from bot.chat.memory.records import Counts
from bot.chat.people.permissions import missing, missing_in, readable
from bot.chat.posts.markdown import escape
from bot.presentation.status import STATES, THRESHOLDS, Status
from bot.presentation.wording import percent
from bot.serving.live import Held

FIELD = 1024
PLACES = 10


def status_embed(
    interaction: discord.Interaction[Host],
    status: Status,
    held: Held,
    counts: Counts,
    chosen: Collection[int],
) -> discord.Embed:
    """The state of everything; `held` is what whoever asks may see, `counts` are this server's, and
    `chosen` where it answers there.
    """
    services = interaction.client.services
    figures = services.scheduler.figures
    threshold = f"{percent(status.threshold)}, {THRESHOLDS[status.threshold_source]}"
    promise = STATES[status.standing.state][0]
    if status.standing.promise:
        promise += f": {status.standing.promise.claim}"
    waits = "no answers yet"
    if figures.p50_ms is not None and figures.p95_ms is not None:
        waits = f"{figures.p50_ms:.0f} ms (p50), {figures.p95_ms:.0f} ms (p95)"
    embed = discord.Embed(title="Quoth")
    for name, value in (
        ("Documents", f"{held.documents:,}"),
        ("Passages", f"{held.passages:,}"),
        ("Left out", f"{held.left_out:,} files"),
        ("Model", escape(status.model)),
        ("Threshold", escape(threshold)),
        ("Promise", escape(promise)),
        ("Questions here", f"{counts.questions:,}, {counts.answered:,} answered"),
        ("Votes here", f"👍 {counts.up:,} 👎 {counts.down:,}"),
        ("Up since", relative(services.started - time.time() - 1)),
        ("Answers take", waits),
        ("Missing permissions", _lacking(interaction, chosen)),
    ):
        embed.add_field(name=name, value=value[:FIELD])
    return embed


def _lacking(interaction: discord.Interaction[Host], chosen: Collection[int]) -> str:
    """What the bot's roles do not give, and what single channels take away."""
    guild = interaction.guild
    if guild is None or guild.me is None:
        return "not known yet: try again in a moment"
    everywhere = missing(guild)
    lines = [readable(everywhere)] if everywhere else []
    here = interaction.channel_id or 0
    for place in map(guild.get_channel_or_thread, sorted(chosen)[:PLACES] or [here]):
        if place is None:
            continue
        further = [name for name in missing_in(place) if name not in everywhere]
        if further:
            lines.append(f"in <#{place.id}>: {readable(further)}")
    return "\n".join(lines) or "none"
