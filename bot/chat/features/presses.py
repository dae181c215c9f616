"""What each button under an answer does."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Mapping, Set
from dataclasses import replace
from typing import Any, Literal

import discord

from bot.chat.core.host import Host
from bot.chat.core.telling import too_soon
from bot.chat.features.asking import ask_by_interaction, lean_on
from bot.chat.features.buttons import FORGOTTEN, answer_view, of_place
from bot.chat.memory.ledger import Entry
from bot.chat.memory.records import as_understood
from bot.chat.people.audience import asking
from bot.chat.people.permissions import allowed
from bot.chat.posts.excerpts import excerpt
from bot.chat.posts.posts import AROUND, Post, context_posts, more_posts
from bot.chat.posts.replies import remove, respond, say
from index.answering.hiding import hides
from index.answering.quotes import Place
from index.store.catalog import StoredDocument

Press = Callable[[discord.Interaction[Host], Entry], Coroutine[Any, Any, None]]

log = logging.getLogger(__name__)

CHANGED = "That document has changed since, or is gone: ask again to see what it says now."
HIDDEN = "A moderator has hidden that passage."
HIDDEN_NEARBY = "I can't show what stands there: a moderator has hidden a passage close by."
NO_THREAD = "I can't open a thread here: reply to my answer to go on."
THREAD_NAME = 100
THREAD_STANDS = 160004
FORM = "quoth:form:"
FIELD = "quoth:question"


async def show_context(interaction: discord.Interaction[Host], entry: Entry) -> None:
    """The quotes where they stand, to the person who pressed."""
    if not await _in_time(interaction):
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    embeds = allowed(interaction.channel, interaction.app_permissions).embeds
    hidden = await _hidden(interaction)
    services, sees = interaction.client.services, asking(interaction, private=True)
    shown: list[Post] = []
    for quote in entry.quotes:
        if hides(hidden, quote.place.text):
            shown.append(Post(text=HIDDEN))
            continue
        place = quote.place
        document = await services.look_up(
            lambda live, place=place: live.document(place, sees)  # type: ignore[misc]
        )
        if document is None or document.text[place.start : place.end] != place.text:
            shown.append(Post(text=CHANGED))
        elif _hidden_nearby(document, place, hidden):
            shown.append(Post(text=HIDDEN_NEARBY))
        else:
            [linked] = await services.linked([quote], sees, hidden)
            if linked is not quote:
                document = replace(document, url=linked.url)
            # A whole document is looked through for where its lines end.
            shown += await asyncio.to_thread(
                context_posts, document, place.start, place.end, embeds=embeds
            )
    await respond(interaction, list(dict.fromkeys(shown)), ephemeral=True)


async def show_others(interaction: discord.Interaction[Host], entry: Entry) -> None:
    """The quotes that were not sure enough, or came closest, to the person who pressed."""
    if not await _in_time(interaction):
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    embeds = allowed(interaction.channel, interaction.app_permissions).embeds
    hidden = await _hidden(interaction)
    sees = asking(interaction, private=True)
    standing = await interaction.client.services.look_up(
        lambda live: live.standing(entry.others, sees)
    )
    kept = [quote for quote in standing if not hides(hidden, quote.place.text)]
    quotes = await interaction.client.services.linked(kept, sees, hidden)
    shown = more_posts(quotes, entry.question, answered=entry.answered, embeds=embeds)
    nothing = Post(text=HIDDEN if standing else CHANGED)
    await respond(interaction, shown or [nothing], ephemeral=True)


async def follow_up(interaction: discord.Interaction[Host], entry: Entry) -> None:
    """A thread to go on in, or a form where no thread can be opened."""
    message = interaction.message
    may = allowed(interaction.channel, interaction.app_permissions)
    if entry.private or not may.threads or message is None:
        await interaction.response.send_modal(_form(entry))
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    name = excerpt(as_understood(entry), THREAD_NAME)
    try:
        thread = await message.create_thread(name=name, auto_archive_duration=1440)
    except discord.HTTPException as error:
        stands = error.code == THREAD_STANDS
        words = f"There is a thread for that already: <#{message.id}>." if stands else NO_THREAD
        log.info("no thread at message %s: code %s", message.id, error.code)
    else:
        words = f"Go on in <#{thread.id}>."
        free = interaction.client.intents.message_content
        await thread.send(
            "Ask on here." if free else "Ask on here: mention me, or reply to one of my answers."
        )
    await interaction.edit_original_response(content=words)


async def vote(interaction: discord.Interaction[Host], entry: Entry, value: Literal[1, -1]) -> None:
    """Count a vote, or take it back, and show the new tally on the buttons."""
    person = interaction.user.id
    services = interaction.client.services
    # A ledger that is busy must not cost the time in which Discord wants to hear of the press.
    await interaction.response.defer()
    if not await services.remember(lambda ledger: ledger.vote(entry.id, person, value)):
        await say(interaction, FORGOTTEN)
        return
    tally = await services.remember(lambda ledger: ledger.tally(entry.id))
    await interaction.edit_original_response(view=answer_view(entry, tally))


async def delete(interaction: discord.Interaction[Host], entry: Entry) -> None:
    """Take the answer away and forget the question."""
    await interaction.response.defer()
    here = interaction.message.id if interaction.message else None
    with contextlib.suppress(discord.NotFound):
        await interaction.delete_original_response()
    # Only then, so that the button can be pressed again if that went wrong.
    await interaction.client.services.remember(lambda ledger: ledger.forget(entry.id))
    if not entry.private:
        channel = interaction.client.get_partial_messageable(entry.channel)
        await remove(channel, [m for m in entry.messages if m != here])


PRESSES: dict[str, Press] = {
    "context": show_context,
    "more": show_others,
    "near": show_others,
    "follow": follow_up,
    "up": lambda interaction, entry: vote(interaction, entry, 1),
    "down": lambda interaction, entry: vote(interaction, entry, -1),
    "delete": delete,
}


async def submitted(interaction: discord.Interaction[Host]) -> None:
    """Answer a follow-up question from the form, for whoever saw the first answer."""
    data: Mapping[str, Any] = interaction.data or {}
    wanted = str(data.get("custom_id", "")).removeprefix(FORM)
    services = interaction.client.services
    entry = await services.remember(lambda ledger: ledger.entry(wanted))
    if entry is None or not of_place(entry, interaction):
        await say(interaction, FORGOTTEN)
        return
    text = _field(data.get("components", ()))
    await ask_by_interaction(interaction, text, private=entry.private, history=lean_on(entry))


def _form(entry: Entry) -> discord.ui.Modal:
    form = discord.ui.Modal(title="Follow up", custom_id=FORM + entry.id)
    form.add_item(
        discord.ui.TextInput(
            label="Your question", custom_id=FIELD, max_length=500, placeholder="and in 2021?"
        )
    )
    # What was typed is read by `submitted`, which knows the form after a restart too.
    form.stop()
    return form


def _field(components: object) -> str:
    """What was typed, wherever the field stands among the form's rows and labels."""
    if isinstance(components, list):
        return next(filter(None, map(_field, components)), "")
    if not isinstance(components, dict):
        return ""
    if components.get("custom_id") == FIELD:
        return str(components.get("value") or "")
    return _field(components.get("components") or [components.get("component")])


async def _in_time(interaction: discord.Interaction[Host]) -> bool:
    """Whether who pressed may have documents read already; says so if not."""
    wait = interaction.client.services.presses.ask(interaction.user.id)
    if wait is not None:
        await say(interaction, too_soon(wait, "press"))
    return wait is None


async def _hidden(interaction: discord.Interaction[Host]) -> frozenset[str]:
    guild = interaction.guild_id
    if guild is None:
        return frozenset()
    return await interaction.client.services.remember(lambda ledger: ledger.hidden(guild))


def _hidden_nearby(document: StoredDocument, place: Place, hidden: Set[str]) -> bool:
    """Whether hidden words may stand in what is shown around a quote."""
    reach = AROUND + max(map(len, hidden), default=0)
    return hides(hidden, document.text[max(0, place.start - reach) : place.end + reach])
