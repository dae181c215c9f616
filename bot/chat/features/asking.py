"""A question's way through the bot, and how one arrives as a command, a button or a form."""

import asyncio
import logging
import time
from dataclasses import replace

import discord

from bot.chat.core.host import Host
from bot.chat.core.services import Services
from bot.chat.core.telling import sentence, too_soon
from bot.chat.features.buttons import answer_view
from bot.chat.features.losing import tell_of_lost
from bot.chat.features.questions import Question, only_for_one
from bot.chat.memory.accepted import Accepted
from bot.chat.memory.ledger import Entry, new_id
from bot.chat.memory.records import as_understood
from bot.chat.people.audience import asking, parent_of
from bot.chat.people.permissions import allowed
from bot.chat.posts.posts import Post, posts
from bot.chat.posts.replies import Slot, SpentError, fill, received, refusal, say, slot_of
from bot.serving.scheduler import Job
from index.answering.answers import Answer
from index.errors import QuothError

log = logging.getLogger(__name__)

# In a conversation of two, and in a thread, a question may lean on one this many seconds earlier.
LEANS_FOR = 1800
LEANT_ON = 4


async def answer(services: Services, question: Question) -> tuple[Entry, Answer]:
    """The answer to a question, as it is shown, and what the ledger will keep of it.

    Raises BusyError, and any QuothError of answering.
    """
    guild = question.guild
    hidden: frozenset[str] = frozenset()
    if guild is not None:
        hidden = await services.remember(lambda ledger: ledger.hidden(guild))
    found = await services.scheduler.answer(
        Job(question.text, question.history, question.audience, hidden),
        question.guild or question.asker,
    )
    entry = Entry(
        id=new_id(),
        guild=guild,
        channel=question.channel,
        asker=question.asker,
        asked=question.message,
        messages=(),
        private=question.private,
        question=question.text,
        read_as=found.read_as,
        history=question.history,
        answered=found.answered,
        small_talk=found.small_talk,
        reason=found.reason,
        confidence=found.confidence,
        threshold=found.threshold,
        quotes=found.quotes,
        others=found.further or found.closest,
        at=time.time(),
        parent=question.parent,
    )
    log.info(
        "question %s in %s/%s: %d characters, %s at %.2f, %.0f ms",
        entry.id,
        guild,
        question.channel,
        len(question.text),
        "answered" if found.answered else found.reason,
        found.confidence,
        found.elapsed_ms,
    )
    quotes = await services.linked(found.quotes, question.audience, hidden)
    return entry, replace(found, quotes=quotes)


async def ask_by_interaction(
    interaction: discord.Interaction[Host],
    text: str,
    *,
    private: bool,
    history: tuple[str, ...] = (),
    message: int | None = None,
) -> None:
    """Answer an interaction: acknowledged at once, filled in when the answer is there.

    `message` is the one whose words are asked about.
    """
    received(interaction)
    host = interaction.client
    services = host.services
    channel = interaction.channel_id or 0
    parent = getattr(interaction.channel, "parent_id", None)
    if not await services.answers_in(interaction.guild_id, channel, parent):
        await say(interaction, await elsewhere(services, interaction.guild_id))
        return
    wait = services.cooldown.ask(interaction.user.id)
    if wait is not None:
        await say(interaction, too_soon(wait))
        return
    question = Question(
        text=text,
        guild=interaction.guild_id,
        channel=channel,
        asker=interaction.user.id,
        audience=asking(interaction, private=private),
        message=message,
        private=private,
        history=history,
        parent=parent_of(interaction.channel),
    )
    one = Accepted(
        interaction.id, channel, question.asker, time.time(), interaction.token, question.dump()
    )
    # A ledger that is busy must not cost the time in which Discord wants to hear of it.
    accepting = asyncio.create_task(host.accepting.accept(one))
    try:
        await interaction.response.defer(ephemeral=private, thinking=True)
    except discord.HTTPException:
        if await accepting:
            await host.accepting.settle(one.id)
        raise
    if not await accepting:
        return
    async with host.accepting.settling(one.id):
        if not history:
            leaning = await conversation(services, interaction.channel, private)
            question = replace(question, history=leaning)
        embeds = allowed(interaction.channel, interaction.app_permissions).embeds
        await answer_through(host, slot_of(interaction), question, one, embeds=embeds)


async def answer_through(
    host: Host, slot: Slot, question: Question, one: Accepted, *, embeds: bool
) -> None:
    """Answer an interaction that was accepted, or tell why not. Raises aiohttp.ClientError."""
    services = host.services
    try:
        entry, found = await answer(services, question)
    except QuothError as error:
        await fill(slot, [Post(text=sentence(error))], ephemeral=question.private)
        return
    shown = posts(found, embeds=embeds, line=services.settings.discord_decline_line)
    await services.remember(lambda ledger: ledger.record(entry, one.id, len(shown)))
    posted: list[int] = []
    try:
        posted = await fill(slot, shown, answer_view(entry), ephemeral=question.private)
    except SpentError:
        log.warning("interaction %s ran out before its answer was there", one.id)
        await tell_of_lost(host, one, alone=only_for_one(question))
    except discord.HTTPException as error:
        log.warning("answer %s refused: code %s", entry.id, error.code)
        await slot.add(f"I could not answer you here: {refusal(error)}.")
    finally:
        # What nobody saw is no question to follow up, to vote on or to count.
        if posted:
            await services.remember(lambda ledger: ledger.posted(entry.id, posted))
        else:
            await services.remember(lambda ledger: ledger.forget(entry.id))


async def conversation(
    services: Services, channel: object, private: bool = False
) -> tuple[str, ...]:
    """What a question in a direct message or a thread may lean on; nothing elsewhere."""
    alone = isinstance(channel, discord.DMChannel)
    thread = isinstance(channel, discord.Thread)
    if private or not (alone or thread):
        return ()
    place: int = channel.id  # type: ignore[attr-defined]
    since = time.time() - LEANS_FOR
    latest = await services.remember(lambda ledger: ledger.latest(place, None, since))
    if latest is None and thread:
        # A thread has the number of the message that it was opened from.
        latest = await services.remember(lambda ledger: ledger.by_message(place))
    return lean_on(latest)


def lean_on(entry: Entry | None) -> tuple[str, ...]:
    """What a question after this one may lean on, in people's own words."""
    if entry is None or entry.small_talk:
        return ()
    understood = as_understood(entry)
    if entry.read_as in (None, understood):
        return (understood,)
    # What it was understood as is found again, for whoever asks then.
    return (*entry.history, entry.question)[-LEANT_ON:]


async def elsewhere(services: Services, guild: int | None) -> str:
    """Where it answers instead."""
    chosen = await services.remember(lambda ledger: ledger.channels(guild or 0))
    return f"I don't answer here, but in {', '.join(f'<#{c}>' for c in sorted(chosen)[:20])}."
