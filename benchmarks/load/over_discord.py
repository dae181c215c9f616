"""People who ask `quoth discord` in the tests' Discord, and vote on what they are told."""

import asyncio
import random
import re
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

from benchmarks.load.crowd import ANSWERED, Outcome, spread
from benchmarks.load.process import Process, look_until
from bot.chat.features.losing import HALFWAY
from bot.chat.features.messages import LATE
from tests.discord_service import DiscordService
from tests.discord_service.state import Channel, Message, User

GUILDS = 8
SECONDS = 600.0
# Discord tells a command's user that there was no response after three seconds.
RESPONDS_IN = 3.5
NOTED_IN = 30.0
IN_A_WHILE = re.compile(r"<t:(\d+):R>")
VOTING = 0.3
UNRESPONSIVE = "Discord said that there was no response"
LOST = "said to be lost"
SAID = {
    "I am busy": "busy",
    "One at a time": "asked to wait",
    HALFWAY: LOST,
    LATE: LOST,
    "Quoth is just stopping": LOST,
}


class Hearing(DiscordService):
    """The tests' Discord, which knows the bot's replies by what they reply to."""

    def __init__(self) -> None:
        super().__init__(checks_answers=False, seconds=SECONDS)
        self.replies: dict[str, list[Any]] = {}
        self._heard: set[str] = set()

    def changed(self) -> None:
        """Something happened; the newest messages are the last ones."""
        for number in reversed(self.messages):
            if number in self._heard:
                break
            self._heard.add(number)
            message = self.messages[number]
            if message.author is self.bot and message.reference is not None:
                self.replies.setdefault(message.reference.id, []).append(message)
        super().changed()


class OverDiscord:
    """The bot, and what people do with it."""

    at_a_kill = (UNRESPONSIVE, LOST)
    fine = (ANSWERED, "busy", "asked to wait")

    def __init__(self, process: Process, service: Hearing, people: int, database: Path) -> None:
        self.process = process
        self._service, self._database = service, database
        self._draw = random.Random(people)
        self._asked: list[Any] = []
        self._used: list[Any] = []
        self._responses: list[float] = []
        self._answers: list[Any] = []
        self._votes: list[tuple[str, str]] = []
        guilds = [service.add_guild(f"Server {n}") for n in range(min(GUILDS, people))]
        self._people: list[tuple[Any, Any]] = []
        channels = [guild.add_channel("general") for guild in guilds]
        for number in range(people):
            person = service.add_user(f"person {number}")
            guilds[number % len(guilds)].add_member(person)
            self._people.append((person, channels[number % len(guilds)]))

    async def start(self) -> None:
        """Start it and wait until it is connected."""
        await self.process.start(self._there)

    async def _there(self) -> None:
        before = len(self._service.gateway.identified)
        await self._service.wait_until(
            lambda: len(self._service.gateway.identified) > before, "the bot", SECONDS
        )

    async def ask(self, number: int, question: str) -> Outcome:
        """One question, as a message or a command, and what came of it."""
        person, channel = self._people[number]
        try:
            if self._draw.random() < 0.5:
                message = await self._by_message(person, channel, question)
            else:
                message = await self._by_command(person, channel, question)
        except AssertionError:
            return Outcome("lost")
        if message is None:
            return Outcome(UNRESPONSIVE)
        outcome = _outcome(message)
        if outcome.kind == ANSWERED:
            self._answers.append(message)
            if self._draw.random() < VOTING:
                await self._vote(person, message)
        return outcome

    async def _by_message(self, person: User, channel: Channel, question: str) -> Message | None:
        asked = await self._service.say(person, channel, f"<@BOT> {question}")
        self._asked.append(asked)
        replies = self._service.replies
        [first, *_] = await self._service.wait_until(
            lambda: replies.get(asked.id), "an answer", SECONDS
        )
        return first

    async def _by_command(self, person: User, channel: Channel, question: str) -> Message | None:
        private = self._draw.random() < 0.2
        options = {"question": question, "private": private}
        use = await self._service.use(person, channel, "ask", options)
        self._used.append(use)
        try:
            self._responses.append(await use.acknowledged(RESPONDS_IN))
        except AssertionError:
            return None
        return await use.response(SECONDS)

    async def _vote(self, person: User, message: Message) -> None:
        """Vote an answer up; the vote counts once its tally is shown."""
        label = next((b["label"] for b in message.buttons if "👍" in b.get("label", "")), None)
        if label is None:
            return
        try:
            pressed = await self._service.press(person, message, label)
            await pressed.response(RESPONDS_IN)
        except AssertionError:
            return
        self._votes.append((message.id, person.id))

    async def ended(self) -> list[str]:
        """What is wrong in the end: answers twice or never, history or votes that are lost."""
        # What was posted is noted a little later.
        with suppress(SystemExit):
            await look_until(lambda: not self._left(), NOTED_IN)
        found = list(self._service.violations)
        self._service.violations.clear()
        times = [len(self._standing(asked)) for asked in self._asked]
        found += [f"{times.count(n)} messages got {n} replies" for n in {*times} - {1}]
        answers = [len(use.answers) + len(use.followups) for use in self._used if use.answer_type]
        found += [f"{answers.count(n)} commands got {n} answers" for n in {*answers} - {1}]
        return found + await asyncio.to_thread(self._forgotten)

    def _standing(self, asked: Message) -> list[Message]:
        replies = self._service.replies.get(asked.id, ())
        return [reply for reply in replies if not reply.deleted]

    def _forgotten(self) -> list[str]:
        with closing(sqlite3.connect(self._database)) as ledger:
            kept = dict(ledger.execute("SELECT id, entry FROM message"))
            votes = set(ledger.execute("SELECT entry, person FROM vote"))
        answers = sum(int(message.id) not in kept for message in self._answers)
        voted = [(kept.get(int(message)), int(person)) for message, person in self._votes]
        lost = sum(vote not in votes for vote in voted)
        found = [f"{answers} of {len(self._answers)} answers are not remembered"] if answers else []
        found += [f"{lost} of {len(voted)} votes are lost"] if lost else []
        left = self._left()
        return found + ([f"{left} questions were left"] if left else [])

    def _left(self) -> int:
        """How many questions the bot still has to see to."""
        with closing(sqlite3.connect(self._database)) as ledger:
            [left] = ledger.execute("SELECT count(*) FROM accepted WHERE NOT settled").fetchone()
        return int(left)

    def figures(self) -> dict[str, Any]:
        """How many votes were counted, and how soon commands were acknowledged."""
        return {"votes": len(self._votes), "acknowledged_s": spread(self._responses)}


def _outcome(message: Message) -> Outcome:
    text = message.text
    for words, kind in SAID.items():
        if text.startswith(words):
            at = IN_A_WHILE.search(text)
            return Outcome(kind, max(0.0, int(at[1]) - time.time()) if at else 0.0)
    return Outcome(ANSWERED, text=text)


@asynccontextmanager
async def over_discord(
    folder: Path, index: Path, people: int, **settings: object
) -> AsyncIterator[OverDiscord]:
    """The bot, started; it is ended afterwards."""
    database = folder / "discord.sqlite"
    async with Hearing() as service:
        process = Process(
            folder,
            "discord",
            index_dir=index,
            discord_database=database,
            discord_documents=folder / "servers",
            discord_token=service.token,
            discord_api=service.api_url,
            discord_gateway=service.gateway_url,
            **settings,
        )
        bot = OverDiscord(process, service, people, database)
        await bot.start()
        try:
            yield bot
        finally:
            await asyncio.shield(process.end())
