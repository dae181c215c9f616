"""Questions that arrive as messages, and what becomes of them when those change."""

import contextlib
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import discord

from bot.chat.core.accepting import UNREACHED
from bot.chat.core.host import Host
from bot.chat.core.telling import sentence, too_soon
from bot.chat.features.asking import answer, conversation, lean_on
from bot.chat.features.buttons import answer_view
from bot.chat.features.notes import Notes, reference
from bot.chat.features.questions import Question
from bot.chat.features.replacing import replaced, take_away
from bot.chat.memory.accepted import Accepted
from bot.chat.memory.ledger import Entry
from bot.chat.people.addressing import guild_of, hint, of_a_person, speaks_to, words_of
from bot.chat.people.audience import audience, parent_of
from bot.chat.people.permissions import Allowed, allowed_in
from bot.chat.posts import replies
from bot.chat.posts.posts import posts
from bot.serving.cooldown import Cooldown
from index.answering.answers import Answer
from index.errors import QuothError

log = logging.getLogger(__name__)

EDITABLE_SECONDS = 60
# Seconds after which who asked while the bot was away is told so, and not answered any more.
ANSWERED_WITHIN = 3_600.0
LATE = "I was away when you asked this. Ask again if you still want to know."
# So many messages are remembered as dealt with, should Discord send them twice.
REMEMBERED = 500


@dataclass(slots=True)
class _Open:
    """A message that is being dealt with: what it says by now, whether it is known to be for the
    bot, and whether it is gone.

    `accepted` says that it was taken on, `settled` that its author was answered or told why not;
    `late` that it came while the bot was away, so that nobody asks too fast.
    """

    text: str
    addressed: bool
    deleted: bool = False
    accepted: bool = False
    settled: bool = False
    late: bool = False


@dataclass(slots=True)
class Messages:
    """Answers messages that are addressed to the bot, and nothing else."""

    host: Host
    _notes: Notes = field(init=False)
    _warned: Cooldown = field(init=False)
    _open: dict[int, _Open] = field(default_factory=dict)
    # When, by time.monotonic(), a message was dealt with.
    _dealt: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._notes = Notes(self.host)
        # Who asks too fast is told so once in that time, not once a message.
        self._warned = Cooldown(self.host.services.settings.discord_cooldown_seconds, burst=1)

    async def posted(self, message: discord.Message, *, late: bool = False) -> None:
        """Answer a message if it is for the bot, perhaps `late`: it came while the bot was away."""
        new = message.id not in self._open and message.id not in self._dealt
        if new and of_a_person(self.host, message):
            async with self._following(message) as opened:
                opened.late = late
                await self._consider(message, opened)

    async def left(self, message: discord.Message, former: str | None) -> None:
        """Answer a message that was accepted and left.

        `former` is the entry of an answer that was about to be posted, and was not.
        """
        async with self._following(message) as opened:
            opened.addressed = opened.accepted = opened.late = True
            if former is not None:
                await self.host.services.remember(lambda ledger: ledger.forget(former))
            entry = await self._entry_of(message)
            if entry is None:
                await self._consider(message, opened)
            else:
                await self._catch_up(entry, opened)

    async def edited(self, message: discord.Message) -> None:
        """Answer a question again, in place, if its words were changed soon enough."""
        person = of_a_person(self.host, message)
        if not person or not self._edited_soon(message) or not words_of(message):
            return
        if message.id in self._open:
            self._open[message.id].text = words_of(message)
            return
        async with self._following(message) as opened:
            entry = await self._entry_of(message)
            if entry is not None:
                opened.addressed = True
                if opened.text == entry.question or not await self._in_time(message, opened):
                    opened.text = entry.question
                elif not await self._accepted(message, opened, again=True):
                    return
                await self._catch_up(entry, opened)
            elif await self._notes.take_back(message.id):
                opened.addressed = True
                await self._consider(message, opened, again=True)

    async def deleted(self, message: int) -> None:
        """Take the answers to a deleted question away."""
        if message in self._open:
            self._open[message].deleted = True
            return
        await self._notes.take_back(message)
        services = self.host.services
        # Several people may have asked about it.
        while entry := await services.remember(lambda ledger: ledger.by_question(message)):
            await take_away(self.host, entry)

    @contextlib.asynccontextmanager
    async def _following(self, message: discord.Message) -> AsyncIterator[_Open]:
        """Hear what happens to a message while it is dealt with, and tell what goes wrong.

        Of a message that is not known to be for the bot, only the log hears.
        """
        may = allowed_in(message.channel)
        named = speaks_to(self.host, message)
        opened = self._open[message.id] = _Open(words_of(message), named)
        try:
            yield opened
            opened.settled = True
        except QuothError as error:
            words = sentence(error)
            if opened.addressed:
                await self._notes.say(message, may, words)
            opened.settled = True
        except UNREACHED as error:
            log.warning("message %s is not answered yet: %s", message.id, type(error).__name__)
        except discord.HTTPException as error:
            await self._notes.tell(message, replies.refusal(error), error.code)
            opened.settled = True
        except Exception:
            if opened.addressed:
                await self._notes.say(message, may, replies.SOMETHING_WRONG)
            opened.settled = True
            raise
        finally:
            del self._open[message.id]
            if opened.deleted:
                await self._notes.take_back(message.id)
            if opened.accepted and opened.settled:
                await self.host.accepting.settle(message.id)
            elif opened.accepted:
                self.host.accepting.let_go(message.id)

    async def _consider(
        self, message: discord.Message, opened: _Open, *, again: bool = False
    ) -> None:
        """Answer a person's message if it is for the bot, or say what stands in the way."""
        services, channel = self.host.services, message.channel
        history = await self._addressed(message, opened)
        parent = getattr(channel, "parent_id", None)
        if history is None or not await services.answers_in(guild_of(message), channel.id, parent):
            return
        if await self._entry_of(message) is not None:
            return
        if not await self._accepted(message, opened, again=again):
            return
        self._dealt[message.id] = time.monotonic()
        if len(self._dealt) > REMEMBERED:
            del self._dealt[next(iter(self._dealt))]
        may = allowed_in(channel)
        if not await self._in_time(message, opened) or opened.deleted:
            return
        if not may.send:
            await self._notes.tell(message, "I may not write there")
        elif opened.late and _age(message) > ANSWERED_WITHIN:
            await self._notes.say(message, may, LATE)
        elif opened.text:
            await self._answer(message, opened, history, may)
        else:
            await self._notes.say(message, may, hint(self.host, message))

    async def _answer(
        self, message: discord.Message, opened: _Open, history: tuple[str, ...], may: Allowed
    ) -> None:
        """Answer what the message says by then, and catch up with what happens to it meanwhile."""
        services = self.host.services
        channel = self.host.get_partial_messageable(message.channel.id, guild_id=guild_of(message))
        async with replies.typing(message.channel):
            entry, found = await self._newest(message, opened, history)
        if opened.deleted:
            return
        shown = posts(found, embeds=may.embeds, line=services.settings.discord_decline_line)
        await services.remember(lambda ledger: ledger.record(entry, message.id, len(shown)))
        try:
            posted = await replies.reply(
                channel, shown, answer_view(entry), reference(message, may), entry.id
            )
        except BaseException:
            await services.remember(lambda ledger: ledger.forget(entry.id))
            raise
        await services.remember(lambda ledger: ledger.posted(entry.id, tuple(posted)))
        placed = replace(entry, messages=tuple(posted))
        await self._catch_up(placed, opened)

    async def _newest(
        self, message: discord.Message, opened: _Open, history: tuple[str, ...]
    ) -> tuple[Entry, Answer]:
        """The answer to what the message says now, asked again as long as that changes."""
        while True:
            question = Question(
                text=opened.text,
                guild=guild_of(message),
                channel=message.channel.id,
                asker=message.author.id,
                audience=audience(guild_of(message), message.channel),
                message=message.id,
                history=history,
                parent=parent_of(message.channel),
            )
            entry, found = await answer(self.host.services, question)
            if opened.deleted or opened.text == question.text:
                return entry, found

    async def _catch_up(self, entry: Entry, opened: _Open) -> None:
        """Do to an answer what was done to its question."""
        try:
            while not opened.deleted and opened.text != entry.question:
                entry = await replaced(self.host, replace(entry, question=opened.text))
        finally:
            if opened.deleted:
                await take_away(self.host, entry)

    async def _entry_of(self, message: discord.Message) -> Entry | None:
        """What is kept of the answer to a message."""
        return await self.host.services.remember(lambda ledger: ledger.by_question(message.id))

    async def _accepted(self, message: discord.Message, opened: _Open, *, again: bool) -> bool:
        """Take a message on; False if it was dealt with before, unless it changed: `again`."""
        if not opened.accepted:
            one = Accepted(message.id, message.channel.id, message.author.id, time.time())
            opened.accepted = await self.host.accepting.accept(one, again=again)
        return opened.accepted

    async def _in_time(self, message: discord.Message, opened: _Open) -> bool:
        """Whether its author may ask already; says so if not."""
        if opened.late:
            return True
        wait = self.host.services.cooldown.ask(message.author.id)
        if wait is not None and self._warned.ask(message.author.id) is None:
            await self._notes.say(message, allowed_in(message.channel), too_soon(wait))
        return wait is None

    async def _addressed(self, message: discord.Message, opened: _Open) -> tuple[str, ...] | None:
        """What a message may lean on, or None if it is not for the bot."""
        said = message.reference.message_id if message.reference else None
        if said is not None:
            replied = await self.host.services.remember(lambda ledger: ledger.by_message(said))
            if replied is not None and replied.guild == guild_of(message):
                opened.addressed = True
                return lean_on(replied)
        if opened.addressed:
            return await conversation(self.host.services, message.channel)
        return None

    def _edited_soon(self, message: discord.Message) -> bool:
        """Whether its words were changed in the first minute; embeds that appear are no edit."""
        if message.edited_at is None:
            return False
        age = (message.edited_at - message.created_at).total_seconds()
        if age < 0:
            # Its number tells no time: what counts is when it came.
            age = time.monotonic() - self._dealt.get(message.id, -EDITABLE_SECONDS - 1)
        return age <= EDITABLE_SECONDS


def _age(message: discord.Message) -> float:
    """How many seconds ago it was written, by its number."""
    return time.time() - message.created_at.timestamp()
