"""The real answers, let out when a test wants them, and changed where it needs others."""

import asyncio
import threading
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.chat.client import QuothClient
from bot.chat.memory.records import Entry
from bot.chat.running import intents
from bot.serving.scheduler import Scheduler
from index.answering.quotes import Place, Quote
from tests.discord_service import Permission, running

SHARE = "What share of the goods goes back to China?"
DEFICIT = "How large was Belgium's trade deficit in 2022?"
FRANCE = "What is the capital of France?"
HEAD = "Who is the head of the VSSE?"
# What its answer shows of each.
FIFTH, WIDENED = "> Only **one-fifth", "> But Belgium’s trade deficit widened"
# Without embeds, posts of 2,000 characters.
LONG = tuple(f"{word.title()} " + f"{word} " * 300 + "end." for word in ("one", "two", "six"))


class Stage:
    """Stands before an answerer. `asked` are the questions that reached it, in order."""

    client: QuothClient

    def __init__(self, answer, service):
        self.asked, self.changes = [], {}
        self._answer, self._service = answer, service
        self._loop = asyncio.get_running_loop()
        self._let_out = threading.Event()
        self._let_out.set()

    def hold(self):
        """Keep all answers back from now on."""
        self._let_out.clear()

    def release(self):
        self._let_out.set()

    def change(self, question, changed):
        """What becomes of the answer to a question: a function of it, which may raise."""
        self.changes[question] = changed

    async def reached(self, question):
        """Return once a question is being answered."""
        await self._service.wait_until(lambda: question in self.asked, f"the question {question!r}")

    def answer(self, jobs):
        self.asked += [job.question for job in jobs]
        self._loop.call_soon_threadsafe(self._service.changed)
        self._let_out.wait()
        answers = self._answer(jobs)
        return [self.changes.get(answer.question, lambda a: a)(answer) for answer in answers]


@asynccontextmanager
async def on_stage(services, service):
    """The bot, connected, with a stage before its answerer; gives the stage."""
    stage = Stage(services.live.answer, service)
    made = replace(services, scheduler=Scheduler(stage.answer, waiting=64))
    try:
        async with running(QuothClient(made, intents(message_content=False)), service) as client:
            stage.client = client
            yield stage
            stage.release()
            await settled(client)
    finally:
        stage.release()
        await made.scheduler.close(limit=5)


def quoting(*texts):
    """What makes an answer quote these texts instead."""
    quotes = tuple(
        Quote(
            place=Place("made.txt", "Made (made.txt, line 1)", 0, len(text), text),
            partial=False,
            date=None,
            answer=None,
            also=(),
            sha256="0" * 64,
            confidence=0.8,
            heading="",
        )
        for text in texts
    )
    return lambda answer: replace(answer, reason=None, quotes=quotes, closest=(), confidence=0.8)


async def ask(service, room, text=SHARE, user=None):
    """A question in the room's channel, and its answer."""
    question = await service.say(user or room.ada, room.channel, f"<@BOT> {text}")
    return question, await service.next_message(room.channel)


def plain(room):
    """Take the permission to embed away."""
    room.channel.set_permissions(room.guild.everyone, deny=Permission.EMBED_LINKS)


def unfurl(service, message):
    """Let Discord add a preview to a message, which is no edit of its author's."""
    message.embeds = [{"type": "link", "url": "https://example.org", "title": "A page"}]
    service.gateway.tell_message("MESSAGE_UPDATE", message)


async def settled(client):
    """Return once the bot has nothing left to do."""
    while client._busy:
        await asyncio.wait(client._busy)


async def heard(service):
    """Return once the bot has heard of everything that has happened until now."""
    direct = service.direct(service.operator)
    await service.say(service.operator, direct, "")
    await service.next_message(direct)


async def entries(services) -> list[Entry]:
    """Everything that the ledger holds, oldest first."""

    def all_of_them(ledger):
        rows = ledger._store.rows("SELECT id FROM entry ORDER BY at")
        return [ledger.entry(entry_id) for (entry_id,) in rows]

    return await services.remember(all_of_them)


def bots_messages(service, channel):
    """What the bot wrote in a channel and stands there."""
    written = [m for m in channel.messages.values() if m.author is service.bot and m.text]
    return [message for message in written if not message.loading]
