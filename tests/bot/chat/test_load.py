"""Many questions at once, through the real client."""

import asyncio
import re
import time

import pytest

from bot.chat.client import QuothClient
from bot.chat.core.services import Services
from bot.chat.running import intents
from bot.serving.cooldown import Cooldown
from bot.serving.scheduler import Scheduler
from index.evaluation.metrics import percentile
from tests.bot.chat.control import Gate, until
from tests.discord_service import running

SHARE = "What share of the goods goes back to China?"
MINISTER = "Who is Belgium's justice minister?"
QUESTIONS = (SHARE, MINISTER, "What is the capital of France?")
IN_A_WHILE = re.compile(r"<t:(\d+):R>")
ACKNOWLEDGED_IN = 3.0
# Far over what is promised, for machines that do much else at the same time.
LAG = 0.2
TICK = 0.005


@pytest.fixture(scope="module")
def computed_once():
    """Not here: what the networks compute is the load."""


def with_other(services, **parts):
    """Services on the same index and ledger with another queue or cooldown."""
    kept = {name: getattr(services, name) for name in ("settings", "live", "ledger", "shelving")}
    return Services(
        **kept | {"scheduler": services.scheduler, "cooldown": services.cooldown} | parts
    )


@pytest.fixture
async def gated(services):
    """Services whose answers wait at a gate, and whose queue has sixteen places."""
    gate = Gate(services.live.answer)
    scheduler = Scheduler(gate, waiting=16)
    yield with_other(services, scheduler=scheduler), gate
    gate.open()
    await scheduler.close(limit=20)


def crowd(service, guild, channel, count):
    """Members of a server who have not asked anything yet."""
    people = [service.add_user(f"{guild.name} {number}") for number in range(count)]
    for person in people:
        guild.add_member(person)
    return [(person, channel) for person in people]


async def use_all(service, people, questions=QUESTIONS):
    return [
        await service.use(person, channel, "ask", {"question": questions[at % len(questions)]})
        for at, (person, channel) in enumerate(people)
    ]


def seconds_from_now(text):
    [moment] = IN_A_WHILE.findall(text)
    return int(moment) - time.time()


async def test_over_the_limit_it_is_busy_at_once_and_says_until_when(gated, service, room):
    services, gate = gated
    people = crowd(service, room.guild, room.channel, 20)
    async with running(QuothClient(services, intents(message_content=False)), service):
        uses = await use_all(service, people)
        # One is at work, and a server alone may have ten of sixteen places.
        await until(lambda: sum(bool(use.answers) for use in uses) == 9)
        busy = [use for use in uses if use.answers]
        for use in busy:
            assert "busy" in use.answers[0].content
            assert 0 < seconds_from_now(use.answers[0].content) < 60
        for use in uses:
            assert await use.acknowledged() < ACKNOWLEDGED_IN
        gate.open()
        answers = [await use.response() for use in uses if use not in busy]
    assert not [answer.content for answer in answers if "busy" in answer.content]
    assert [len(batch) for batch in gate.batches] == [1, 4, 4, 2]


async def test_a_flood_from_one_server_does_not_hold_up_another(gated, service, room):
    services, gate = gated
    quiet = service.add_guild("Quiet room")
    flood = crowd(service, room.guild, room.channel, 30)
    few = crowd(service, quiet, quiet.add_channel("general"), 2)
    async with running(QuothClient(services, intents(message_content=False)), service):
        many = await use_all(service, flood, [SHARE])
        await until(lambda: services.scheduler.figures.refused == 19)
        asked = await use_all(service, few, [MINISTER])
        await until(lambda: services.scheduler.figures.waiting == 12)
        gate.open()
        for use in asked:
            assert "Quickenborne" in (await use.response()).embeds[0]["description"]
        for use in many:
            await use.response()
    batches = [[job.question for job in batch] for batch in gate.batches]
    assert batches[:2] == [[SHARE], [SHARE, MINISTER, SHARE, MINISTER]]


async def test_a_person_who_asks_too_fast_is_told_when_to_come_back(services, service, room):
    slow = with_other(services, cooldown=Cooldown(30, 2))
    async with running(QuothClient(slow, intents(message_content=False)), service):
        for _ in range(2):
            asked = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
            assert (await asked.response()).embeds
        asked = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
        told = await asked.response()
        assert asked.ephemeral
        assert 20 < seconds_from_now(told.content) < 32
        await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
        told = await service.next_message(room.channel)
        assert 20 < seconds_from_now(told.content) < 32
        other = await service.use(room.mod, room.channel, "ask", {"question": SHARE})
        assert (await other.response()).embeds


async def test_sixty_at_once_are_answered_or_told_while_the_loop_turns(services, service, room):
    scheduler = Scheduler(services.live.answer, waiting=24)
    guilds = [room.guild, service.add_guild("Second room"), service.add_guild("Third room")]
    places = [room.channel, *(guild.add_channel("general") for guild in guilds[1:])]
    crowds = [crowd(service, *place, 20) for place in zip(guilds, places, strict=True)]
    client = QuothClient(with_other(services, scheduler=scheduler), intents(message_content=False))
    lags = []
    async with running(client, service):
        ticking = asyncio.create_task(tick(lags))
        uses = [await use_all(service, people) for people in crowds]
        responses = [[await use.response(60) for use in of_guild] for of_guild in uses]
        ticking.cancel()
        waits = [await use.acknowledged() for of_guild in uses for use in of_guild]
    await scheduler.close(limit=20)
    assert max(waits) < ACKNOWLEDGED_IN
    assert percentile(sorted(lags), 0.99) < LAG
    told = [[answer.content for answer in of_guild] for of_guild in responses]
    busy = [sum("busy" in content for content in of_guild) for of_guild in told]
    answered = [20 - count for count in busy]
    assert sum(bool(IN_A_WHILE.search(c)) for of_guild in told for c in of_guild) == sum(busy) > 0
    assert scheduler.figures.answered == sum(answered) > 12
    assert scheduler.figures.refused == sum(busy)
    assert min(answered) > 0
    assert len(service.gateway.identified) == 1


async def tick(lags):
    """Keep by how many seconds each waking was late."""
    while True:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        lags.append(max(0.0, time.perf_counter() - due))
