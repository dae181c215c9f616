"""Rendered posts onto Discord: embeds and colours, replies, the answer to an interaction."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.chat.posts.posts import Card, Post

log = logging.getLogger(__name__)

SOMETHING_WRONG = "Something went wrong on my side; whoever runs me can see it in the log."
COLOURS = {"answer": 0x3BA55D, "near": 0xB98A2F, "plain": 0x5C6370}
# So many seconds an interaction can be answered.
TOKEN_LIFE = 900.0
# Discord's codes for what can stand between an answer and its channel.
REFUSALS = {
    10003: "the channel is gone",
    10004: "the server is gone",
    50001: "I may not see that channel",
    50013: "I may not write there",
    200000: "the server's AutoMod refused it",
    200001: "the server's AutoMod refused it",
}


def fields(post: Post) -> dict[str, Any]:
    """A post as the arguments of discord.py's sending and editing methods."""
    return {"content": post.text or None, "embeds": [_embed(card) for card in post.cards]}


def refusal(error: discord.HTTPException) -> str:
    """Why Discord did not take a message, as the end of a sentence."""
    return REFUSALS.get(error.code, "Discord refused it")


async def reply(
    channel: discord.PartialMessageable,
    posts: Sequence[Post],
    view: discord.ui.View | None,
    reference: discord.MessageReference | None,
    name: str,
) -> list[int]:
    """Post, with the reference in the first post and the view under the last; the posts' ids.

    Discord makes no second post of the same `name` within some minutes (a nonce, of 23 characters
    at most). What was posted already is taken back if something goes wrong. Raises
    discord.HTTPException.
    """
    posted: list[int] = []
    try:
        for at, post in enumerate(posts):
            extra: dict[str, Any] = {"view": view} if view and at == len(posts) - 1 else {}
            if reference and at == 0:
                extra["reference"] = reference
            sent = await channel.send(**_whole(fields(post)), **extra, nonce=f"{name}-{at}")
            posted.append(sent.id)
    except Exception:
        await remove(channel, posted)
        raise
    return posted


def received(interaction: discord.Interaction[Any]) -> float:
    """When an interaction came, by a clock that nobody sets: the first time that this is asked."""
    came: float = interaction.extras.setdefault("received", time.monotonic())
    return came


def spent(interaction: discord.Interaction[Any]) -> bool:
    """Whether an interaction's token is past its time, wrong as the machine's date may be."""
    return time.monotonic() - received(interaction) >= TOKEN_LIFE


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a deferred interaction is filled in, up to a moment by `time.monotonic`.

    `edit` takes what is to be its first message, `followup` sends further ones.
    """

    edit: Callable[..., Awaitable[discord.Message]]
    followup: discord.Webhook
    until: float

    async def add(self, words: str) -> None:
        """One sentence more, to whoever it comes from alone."""
        try:
            await self.followup.send(words, ephemeral=True)
        except discord.HTTPException as error:
            log.warning("an interaction could not be told: code %s", error.code)


class SpentError(Exception):
    """An interaction's token is past its time."""


def slot_of(interaction: discord.Interaction[Any]) -> Slot:
    """That of an interaction that was deferred by this process."""
    until = received(interaction) + TOKEN_LIFE
    return Slot(interaction.edit_original_response, interaction.followup, until)


async def respond(
    interaction: discord.Interaction[Any], posts: Sequence[Post], *, ephemeral: bool
) -> None:
    """Fill in a deferred interaction. Raises discord.HTTPException."""
    try:
        await fill(slot_of(interaction), posts, ephemeral=ephemeral)
    except SpentError:
        log.warning("interaction %s ran out before its answer was there", interaction.id)


async def fill(
    slot: Slot,
    posts: Sequence[Post],
    view: discord.ui.View | None = None,
    *,
    ephemeral: bool,
) -> list[int]:
    """Fill in a deferred interaction; the ids of what was posted.

    What was posted already is taken back if something goes wrong. Raises SpentError and tries
    nothing once its token is past its time; discord.HTTPException.
    """
    if time.monotonic() >= slot.until:
        raise SpentError
    posted: list[int] = []
    try:
        for at, post in enumerate(posts):
            extra: dict[str, Any] = {"view": view} if view and at == len(posts) - 1 else {}
            if at == 0:
                message = await slot.edit(**fields(post), **extra)
            else:
                message = await slot.followup.send(
                    **_whole(fields(post)), **extra, ephemeral=ephemeral, wait=True
                )
            posted.append(message.id)
    except Exception:
        for sent in posted:
            with contextlib.suppress(discord.HTTPException):
                await slot.followup.delete_message(sent)
        raise
    return posted


async def say(interaction: discord.Interaction[Any], words: str) -> None:
    """One sentence, whatever stage the interaction is at.

    To the person alone, except where it stands in for an answer that was to be public: what follows
    such an acknowledgement first is seen by all.
    """
    try:
        if interaction.response.is_done():
            await interaction.followup.send(words, ephemeral=True)
        else:
            await interaction.response.send_message(words, ephemeral=True)
    except discord.HTTPException as error:
        log.warning("interaction %s could not be told: code %s", interaction.id, error.code)


async def replace(
    channel: discord.PartialMessageable,
    old: Sequence[int],
    posts: Sequence[Post],
    view: discord.ui.View | None,
) -> list[int]:
    """Put posts in place of earlier ones, as few of them made or deleted as can be."""
    kept: list[int] = []
    for at, post in enumerate(posts):
        last_view = view if at == len(posts) - 1 else None
        if at < len(old):
            await channel.get_partial_message(old[at]).edit(**fields(post), view=last_view)
            kept.append(old[at])
        else:
            extra: dict[str, Any] = {"view": last_view} if last_view else {}
            kept.append((await channel.send(**_whole(fields(post)), **extra)).id)
    await remove(channel, old[len(posts) :])
    return kept


async def remove(channel: discord.PartialMessageable, messages: Sequence[int]) -> None:
    """Delete messages of ours; those that are gone already are no matter."""
    for message in messages:
        try:
            await channel.get_partial_message(message).delete()
        except discord.NotFound:
            continue
        except discord.HTTPException as error:
            log.warning("message %s could not be deleted: code %s", message, error.code)


@contextlib.asynccontextmanager
async def typing(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that the bot is typing, without waiting for Discord to take notice."""

    async def show() -> None:
        await channel.typing()

    shown = asyncio.create_task(show())
    try:
        yield
    finally:
        shown.cancel()
        await asyncio.gather(shown, return_exceptions=True)


def _embed(card: Card) -> discord.Embed:
    embed = discord.Embed(
        title=card.title or None, description=card.body or None, colour=COLOURS[card.tone]
    )
    return embed.set_footer(text=card.footer) if card.footer else embed


def _whole(arguments: dict[str, Any]) -> dict[str, Any]:
    """Without what discord.py would not take as None."""
    return {name: value for name, value in arguments.items() if value}
