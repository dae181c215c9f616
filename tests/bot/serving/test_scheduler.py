"""Questions are answered in turn, each asker gets their own, and the event loop stays free."""

import asyncio
import json
import sys
import threading
import time
from asyncio.subprocess import PIPE
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.serving.cooldown import Cooldown
from bot.serving.fair_queue import KEPT, FairQueue
from bot.serving.scheduler import BusyError, Job, Scheduler, StoppingError
from index.answering.answers import ask
from index.evaluation.metrics import percentile

SECONDS = 20
# Generous, for machines that are busy; benchmarks/lag.py measures a twentieth of it.
LONGEST_LAG = 0.25
# By how much a process that does nothing but wait is late, until its input ends.
TICKING = """
import json, sys, threading, time
late, over = [], threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set())).start()
print("ready", flush=True)
while not over.is_set():
    due = time.perf_counter() + 0.005
    time.sleep(0.005)
    late.append(time.perf_counter() - due)
print(json.dumps(late))
"""


class Panic(BaseException):
    """What a panic in a library that is written in Rust looks like."""


class Answering:
    """Answers with the question in upper case, when it is let; keeps what it was given."""

    def __init__(self, *, held: bool = False) -> None:
        self.batches = []
        self.begun = threading.Event()
        self.gate = threading.Event()
        if not held:
            self.gate.set()

    def __call__(self, jobs):
        self.begun.set()
        assert self.gate.wait(SECONDS)
        self.batches.append([job.question for job in jobs])
        for job in jobs:
            if job.question == "bad":
                raise KeyError(job.question)
            if job.question == "panic":
                raise Panic
            if job.question == "stop":
                raise StopIteration
        if "short" in self.batches[-1]:
            return []
        return [job.question.upper() for job in jobs]

    async def has_begun(self) -> None:
        assert await asyncio.to_thread(self.begun.wait, SECONDS)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def waiting(scheduler, *questions, group):
    """Tasks that wait for answers to these, in this order."""
    tasks = [asyncio.create_task(scheduler.answer(Job(q), group)) for q in questions]
    await asyncio.sleep(0)
    return tasks


async def outcomes(tasks):
    return await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), SECONDS)


@given(
    places=st.integers(1, 40),
    steps=st.lists(st.one_of(st.integers(1, 9), st.integers(-3, -1)), max_size=200),
)
def test_a_group_without_questions_finds_a_place_until_many_groups_wait(places, steps):
    queue = FairQueue(places)
    lanes = {}
    for number, step in enumerate(steps):
        if step < 0:
            for group, item in queue.take(-step):
                assert lanes[group].pop(0) == item
            continue
        lane = lanes.setdefault(step, [])
        groups = sum(map(bool, lanes.values()))
        taken = queue.offer(step, (step, number))
        if not lane and not taken:
            assert groups >= max(1, places // KEPT)
        if taken:
            lane.append(number)
        assert len(queue) == sum(map(len, lanes.values())) <= places


@pytest.mark.parametrize("places", [4, 5, 8, 9, 16, 64, 100])
def test_alone_a_group_gets_most_places_and_never_all(places):
    queue = FairQueue(places)
    held = sum(queue.offer(1, item) for item in range(2 * places))
    assert places / 2 <= held < places
    others = sum(queue.offer(2 + item, item) for item in range(places))
    assert held + others == places


@given(st.lists(st.integers(1, 6), max_size=60), st.integers(1, 5))
def test_no_group_is_served_twice_while_another_waits(groups, count):
    queue = FairQueue(1000)
    left = Counter(groups)
    for group in groups:
        assert queue.offer(group, group)
    since = Counter()
    while taken := queue.take(count):
        for group in taken:
            left[group] -= 1
            since[group] = 0
            for other in left:
                since[other] += other != group and left[other] > 0
                assert since[other] < len(left)
    assert not len(queue) and not any(left.values())


def test_what_is_withdrawn_leaves_its_place():
    queue = FairQueue(2)
    assert queue.offer(1, "a") and queue.offer(2, "b") and not queue.offer(3, "c")
    queue.withdraw(1, "a")
    queue.withdraw(1, "a")
    queue.withdraw(2, "never there")
    assert queue.offer(3, "c")
    assert queue.take(5) == ["b", "c"]


async def test_everyone_gets_their_own_answer_in_turn():
    answering = Answering(held=True)
    scheduler = Scheduler(answering, batch=2)
    tasks = await waiting(scheduler, "first", *(f"many {i}" for i in range(5)), group=1)
    await answering.has_begun()
    tasks += await waiting(scheduler, "one", group=2)
    assert (scheduler.figures.waiting, scheduler.figures.working) == (6, 1)
    answering.gate.set()
    assert await outcomes(tasks) == [
        "FIRST",
        *(f"MANY {i}" for i in range(5)),
        "ONE",
    ]
    assert answering.batches == [
        ["first"],
        ["many 0", "one"],
        ["many 1", "many 2"],
        ["many 3", "many 4"],
    ]
    await scheduler.close(SECONDS)


async def test_work_of_any_length_leaves_the_loop_free():
    answering = Answering(held=True)
    scheduler = Scheduler(answering)
    [task] = await waiting(scheduler, "a", group=1)
    await answering.has_begun()
    for _ in range(100):
        await asyncio.sleep(0)
    assert not task.done()
    answering.gate.set()
    assert await outcomes([task]) == ["A"]
    await scheduler.close(SECONDS)


async def test_a_full_queue_is_told_at_once_with_when_to_ask_again():
    answering = Answering(held=True)
    clock = Clock()
    scheduler = Scheduler(answering, waiting=4, batch=1, clock=clock)
    tasks = await waiting(scheduler, "first", group=1)
    await answering.has_begun()
    clock.now += 60
    tasks += await waiting(scheduler, "a", "b", group=1)
    with pytest.raises(BusyError, match=r"^[^.]*: ask again in about 2 seconds\.$") as own_share:
        await scheduler.answer(Job("c"), 1)
    tasks += await waiting(scheduler, "d", group=2)
    tasks += await waiting(scheduler, "e", group=3)
    with pytest.raises(BusyError) as full:
        await scheduler.answer(Job("f"), 4)
    # Of the pace nothing is known yet: half a second for each that waits or is worked at.
    assert (own_share.value.retry_after, full.value.retry_after) == (1.5, 2.5)
    answering.gate.set()
    assert await outcomes(tasks) == ["FIRST", "A", "B", "D", "E"]
    assert scheduler.figures.refused == 2
    # One answer took a minute, those after it no time on this clock.
    assert scheduler.figures.seconds_each == pytest.approx((0.5 + 0.2 * 59.5) * 0.8**4)
    assert (scheduler.figures.p50_ms, scheduler.figures.p95_ms) == (0, 60_000)
    await scheduler.close(SECONDS)


async def test_who_gives_up_before_their_turn_is_not_answered():
    answering = Answering(held=True)
    scheduler = Scheduler(answering, waiting=2)
    first = await waiting(scheduler, "first", group=1)
    await answering.has_begun()
    [gone] = await waiting(scheduler, "gone", group=2)
    [kept] = await waiting(scheduler, "kept", group=3)
    gone.cancel()
    await asyncio.sleep(0)
    # Its place is free again at once.
    [late] = await waiting(scheduler, "late", group=2)
    first[0].cancel()
    answering.gate.set()
    assert await outcomes([kept, late]) == ["KEPT", "LATE"]
    assert answering.batches == [["first"], ["kept", "late"]]
    assert gone.cancelled()
    await scheduler.close(SECONDS)


@pytest.mark.parametrize(
    ("question", "error"),
    [("bad", KeyError), ("panic", RuntimeError), ("stop", RuntimeError), ("short", ValueError)],
)
async def test_a_failing_question_spoils_no_other(question, error):
    answering = Answering(held=True)
    scheduler = Scheduler(answering)
    tasks = await waiting(scheduler, "first", group=1)
    await answering.has_begun()
    tasks += await waiting(scheduler, "a", question, "b", group=1)
    answering.gate.set()
    first, a, failed, b = await outcomes(tasks)
    assert (first, a, b) == ("FIRST", "A", "B")
    assert isinstance(failed, error)
    assert answering.batches[2:] == [["a"], [question], ["b"]]
    assert (scheduler.figures.answered, scheduler.figures.failed) == (3, 1)
    assert await scheduler.answer(Job("later"), 1) == "LATER"
    await scheduler.close(SECONDS)


async def test_closing_finishes_what_waits_and_takes_no_more():
    answering = Answering(held=True)
    scheduler = Scheduler(answering, batch=1)
    tasks = await waiting(scheduler, "a", "b", "c", group=1)
    closing = asyncio.create_task(scheduler.close(SECONDS))
    await asyncio.sleep(0)
    with pytest.raises(StoppingError, match=r"^[^.]*stopping[^.]*\.$"):
        await scheduler.answer(Job("d"), 2)
    assert not closing.done()
    answering.gate.set()
    assert await outcomes(tasks) == ["A", "B", "C"]
    await asyncio.wait_for(closing, SECONDS)
    assert not scheduler._thread.is_alive()
    await scheduler.close(SECONDS)


async def test_what_does_not_end_in_time_is_given_up():
    answering = Answering(held=True)
    scheduler = Scheduler(answering, batch=1)
    tasks = await waiting(scheduler, "endless", "b", group=1)
    await answering.has_begun()
    await scheduler.close(limit=0.01)
    assert [type(outcome) for outcome in await outcomes(tasks)] == [StoppingError] * 2
    answering.gate.set()
    await asyncio.to_thread(scheduler._thread.join, SECONDS)
    assert not scheduler._thread.is_alive()
    assert answering.batches == [["endless"]]


async def test_the_real_models_leave_the_loop_free(seeds):
    late = []

    async def tick():
        while True:
            due = time.perf_counter() + 0.005
            await asyncio.sleep(0.005)
            late.append(time.perf_counter() - due)

    scheduler = Scheduler(lambda jobs: [ask(seeds, job.question) for job in jobs])
    questions = ["Who founded Alibaba?", "When was it founded?", "What is the capital of Peru?"]
    elsewhere = await asyncio.create_subprocess_exec(
        *(sys.executable, "-Ic", TICKING), stdin=PIPE, stdout=PIPE
    )
    assert await elsewhere.stdout.readline()
    began = time.perf_counter()
    ticking = asyncio.create_task(tick())
    asked = [scheduler.answer(Job(question), group) for group, question in enumerate(questions * 6)]
    answers = await asyncio.gather(*asked)
    ticking.cancel()
    seconds = time.perf_counter() - began
    told, _ = await elsewhere.communicate(b"")
    await scheduler.close(SECONDS)
    assert [answer.question for answer in answers] == questions * 6
    # Answered on the loop, all of them would make one tick, late by the whole time.
    assert len(late) > 20
    # What the machine does besides makes a process late too that does nothing else.
    idle = json.loads(told)
    assert percentile(sorted(late), 0.99) < LONGEST_LAG + 2 * percentile(sorted(idle), 0.99)
    assert sum(late) < 0.5 * seconds + sum(idle)


@pytest.mark.parametrize(
    ("share", "value"), [(0, 1), (0.01, 1), (0.5, 2), (0.51, 3), (0.95, 4), (1, 4)]
)
def test_percentiles_are_values_that_were_seen(share, value):
    assert percentile([1, 2, 3, 4], share) == value


def test_a_person_may_ask_a_burst_and_then_one_at_a_time():
    clock = Clock()
    cooldown = Cooldown(every=10, burst=3, clock=clock)
    assert [cooldown.ask(1) for _ in range(4)] == [None, None, None, 10]
    clock.now += 4
    assert cooldown.ask(1) == pytest.approx(6)
    assert cooldown.ask(2) is None
    clock.now += 6
    assert [cooldown.ask(1) for _ in range(2)] == [None, 10]
    clock.now += 1000
    assert [cooldown.ask(1) for _ in range(4)] == [None, None, None, 10]


def test_without_a_pause_nobody_waits():
    cooldown = Cooldown(every=0, burst=1, clock=Clock())
    assert [cooldown.ask(1) for _ in range(100)] == [None] * 100


@given(
    every=st.integers(1, 20),
    burst=st.integers(1, 5),
    pauses=st.lists(st.integers(0, 30), max_size=60),
)
def test_never_more_than_the_pace_and_the_burst(every, burst, pauses):
    clock = Clock()
    cooldown = Cooldown(every, burst, clock=clock)
    allowed = []
    for pause in pauses:
        clock.now += pause
        wait = cooldown.ask(1)
        if wait is None:
            allowed.append(clock.now)
            continue
        # Asking again when it said is allowed, and any sooner is not.
        assert 0 < wait <= every
    for at, first in enumerate(allowed):
        for count, last in enumerate(allowed[at:], 1):
            assert count <= burst + (last - first) / every


def test_those_who_asked_long_ago_are_forgotten(monkeypatch):
    clock = Clock()
    cooldown = Cooldown(every=10, burst=2, clock=clock)
    for person in range(50):
        cooldown.ask(person)
    assert len(cooldown) == 50
    clock.now += 10
    cooldown.ask(99)
    assert len(cooldown) == 1
    monkeypatch.setattr("bot.serving.cooldown.MOST_PEOPLE", 20)
    for person in range(50):
        cooldown.ask(person)
    assert len(cooldown) == 20
