"""What was taken on and not answered, as the bot was killed, is answered or said to be lost.

Nothing is answered twice, even if the bot is killed while it does this: what was said already is
looked up in the channel before anything is said.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import cast

import discord

from bot.chat.core.accepting import UNREACHED
from bot.chat.core.host import Host
from bot.chat.features.asking import answer_through, conversation
from bot.chat.features.buttons import answer_view
from bot.chat.features.losing import (
    HALFWAY,
    place_of,
    said_after,
    tell_of_lost,
    tell_of_message,
)
from bot.chat.features.messages import Messages
from bot.chat.features.questions import Question, only_for_one
from bot.chat.memory.accepted import Accepted
from bot.chat.memory.ledger import Entry
from bot.chat.people.permissions import allowed_in
from bot.chat.posts.replies import TOKEN_LIFE, Slot, remove
from bot.serving.again import log_failure

log = logging.getLogger(__name__)

# Seconds after which nobody waits for a word about a question any more.
TOLD_WITHIN = 86_400.0
# So many processes try to answer one: it may be what ends them.
LIVES = 2
# Seconds of an interaction's time that are left for the answer itself.
SPARE = 30.0
# So many channels' questions are seen to at once.
AT_ONCE = 4
ORIGINAL = "@original"


class Recovering:
    """Sees to what is left. All calls are on one event loop."""

    def __init__(self, host: Host, messages: Messages) -> None:
        self._host = host
        self._messages = messages

    async def see_to_left(self) -> None:
        """Answer what was accepted and left, each channel's questions in their order."""
        left = await self._host.accepting.take_up()
        if not left:
            return
        log.info("questions that were left unanswered: %d", len(left))
        channels = defaultdict(list)
        for one in left:
            channels[one.channel].append(one)
        places = asyncio.Semaphore(AT_ONCE)

        async def see_to(ones: Iterable[Accepted]) -> None:
            async with places:
                for one in ones:
                    await self._host.finish(self._see_to(one))

        try:
            await asyncio.gather(*map(see_to, channels.values()))
        finally:
            # Those that were not come to, as when the bot leaves meanwhile, are left again.
            for one in left:
                self._host.accepting.let_go(one.id)

    async def _see_to(self, one: Accepted) -> None:
        """Answer one, or say that it is lost; whatever goes wrong, the others are seen to."""
        try:
            if time.time() - one.at > TOLD_WITHIN:
                log.info("question %s is too old to say a word about", one.id)
                await self._host.accepting.settle(one.id)
            elif one.token:
                async with self._host.accepting.settling(one.id):
                    await self._see_to_interaction(one)
            else:
                await self._see_to_message(one)
        except UNREACHED as error:
            log.warning("question %s is not answered yet: %s", one.id, type(error).__name__)
        except discord.HTTPException as error:
            log.warning("question %s is given up: code %s", one.id, error.code)
            await self._forget_unposted(one)
            await self._host.accepting.settle(one.id)
        except Exception as error:
            log_failure(log, f"question {one.id}", error)
            await self._host.accepting.settle(one.id)

    async def _forget_unposted(self, one: Accepted) -> None:
        """What nobody saw is no question to count."""
        if (name := one.entry) is not None and not await self._was_posted(one):
            await self._host.services.remember(lambda ledger: ledger.forget(name))

    async def _was_posted(self, one: Accepted) -> bool:
        """Whether its answer is known to stand there."""
        name = one.entry or ""
        entry = await self._host.services.remember(lambda ledger: ledger.entry(name))
        return entry is not None and bool(entry.messages)

    async def _see_to_message(self, one: Accepted) -> None:
        host, remember = self._host, self._host.services.remember
        channel = await place_of(host, one.channel)
        if not allowed_in(channel).replies:
            # What it said, and what was said to it, cannot be seen.
            if not await self._was_posted(one):
                await tell_of_lost(host, one)
                await self._forget_unposted(one)
            await host.accepting.settle(one.id)
            return
        message = await channel.fetch_message(one.id)
        said = [said async for said in said_after(host, channel, one.id)]
        replies = [m for m in said if m.reference and m.reference.message_id == one.id]
        entry = None
        if (name := one.entry) is not None:
            entry = await remember(lambda ledger: ledger.entry(name))
            if entry is None:
                # Its buttons would not work.
                await remove(host.get_partial_messageable(one.channel), [m.id for m in replies])
            elif not entry.messages and (replies or one.lives > LIVES):
                await self._see_to_halfway(one, entry, message, said)
                return
        elif replies and await remember(lambda ledger: ledger.by_question(one.id)) is None:
            # Why there is no answer was told.
            await host.accepting.settle(one.id)
            return
        elif one.lives > LIVES:
            await tell_of_message(host, message)
            await host.accepting.settle(one.id)
            return
        unposted = name if entry is not None and not entry.messages else None
        await self._messages.left(message, unposted)

    async def _see_to_halfway(
        self, one: Accepted, entry: Entry, message: discord.Message, said: list[discord.Message]
    ) -> None:
        """See to a question whose answer was about to be posted, and perhaps was, wholly or not."""
        if posted := _answer_in(said, one, entry):
            await self._host.services.remember(lambda ledger: ledger.posted(entry.id, posted))
        else:
            await tell_of_message(self._host, message)
            await self._host.services.remember(lambda ledger: ledger.forget(entry.id))
        await self._host.accepting.settle(one.id)

    async def _see_to_interaction(self, one: Accepted) -> None:
        host, services = self._host, self._host.services
        question = Question.load(one.words)
        if await self._was_posted(one):
            return
        await self._forget_unposted(one)
        hook = discord.Webhook.partial(host.application_id or 0, one.token, client=host)
        # Discord has a word for the number of the first message.
        original = cast(int, ORIGINAL)
        until = time.monotonic() + one.at + TOKEN_LIFE - SPARE - time.time()
        slot = Slot(partial(hook.edit_message, original), hook, until)
        try:
            if time.monotonic() < until:
                await hook.fetch_message(original)
        except UNREACHED:
            raise
        except discord.HTTPException:
            until = 0.0
        if time.monotonic() >= until or one.lives > LIVES:
            await tell_of_lost(host, one, alone=only_for_one(question))
        elif one.parts > 1:
            # Which of them were posted cannot be told; the first one can be replaced.
            await slot.edit(content=HALFWAY, embeds=[], view=None)
        else:
            place = host.get_channel(question.channel)
            if not question.history:
                leaning = await conversation(services, place, question.private)
                question = replace(question, history=leaning)
            await answer_through(host, slot, question, one, embeds=allowed_in(place).embeds)


def _answer_in(said: list[discord.Message], one: Accepted, entry: Entry) -> list[int]:
    """The posts of an answer among what the bot said after a question; none, if one is lacking."""
    found: list[int] = []
    for message in said:
        to = message.reference.message_id if message.reference else None
        if to == one.id or (found and to is None and len(found) < one.parts):
            found.append(message.id)
            if entry.id in _buttons(message) or (one.parts == 1 and not answer_view(entry)):
                return found
    return []


def _buttons(message: discord.Message) -> str:
    """What names the buttons under a message."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return " ".join(str(getattr(one, "custom_id", "")) for row in rows for one in row.children)
