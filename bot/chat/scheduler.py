"""Questions are answered off the event loop, a few at a time, with a fair share for each group.

A group is a server, or a person in direct messages. What waits is kept on the event loop alone, so
nothing here needs a lock: the one worker thread is handed a batch and hands back its answers.
"""

import asyncio
import contextlib
import math
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from index.answers import Answer
from index.collections import ANYBODY, Audience
from index.errors import QuothError

# One place in so many is only for groups that have nothing waiting yet.
KEPT = 8
# Of the other places a group may hold so many times what it leaves free.
HELD_TO_FREE = 3
# Seconds for an answer, until some were measured; and how much the last batch counts after that.
FIRST_PACE = 0.5
PACE_WEIGHT = 0.2
TIMES_KEPT = 500
MOST_PEOPLE = 10_000

T = TypeVar("T")
Clock = Callable[[], float]


class BusyError(QuothError):
    """Too much is waiting; `retry_after` is in how many seconds it is probably done."""

    def __init__(self, retry_after: float) -> None:
        self.retry_after = retry_after
        seconds = math.ceil(retry_after)
        super().__init__(
            "Many questions are waiting already: "
            f"ask again in about {seconds} second{'' if seconds == 1 else 's'}."
        )


class StoppingError(QuothError):
    """No more questions are taken, or the time to finish one ran out."""

    def __init__(self) -> None:
        super().__init__("Quoth is just stopping: ask again in a few minutes.")


@dataclass(frozen=True, slots=True)
class Job:
    """A question, the earlier ones it may lean on, and folded texts that must not be quoted.

    The audience says where it is asked and who will see the answer.
    """

    question: str
    history: tuple[str, ...] = ()
    audience: Audience = ANYBODY
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Figures:
    """How busy it is. Times are from asking to the answer, waiting included, of the last ones."""

    waiting: int
    working: int
    answered: int
    failed: int
    refused: int
    seconds_each: float
    p50_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Waiter:
    """A job and who waits for it; an error is a result here, which no one need fetch."""

    job: Job
    since: float
    outcome: "asyncio.Future[Answer | Exception]"


class FairQueue(Generic[T]):
    """A bounded queue: first come, first served in a group, and the groups in turn.

    A group that has nothing waiting may take any free place. Of the places that are not kept for
    such groups (an eighth, one at least) the others may hold up to three times as many as are left
    free: alone 42 of 64, beside a group that holds 42 ten more. So a group is refused its first
    place only where as many groups as places are kept have something waiting.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._kept = max(1, places // KEPT)
        self._lanes: dict[int, deque[T]] = {}
        self._waiting = 0

    def __len__(self) -> int:
        return self._waiting

    def offer(self, group: int, item: T) -> bool:
        """Put an item at the end of its group's lane, unless there is no place for it."""
        lane = self._lanes.get(group)
        free = self._places - self._waiting
        if free < 1 or (lane and len(lane) + 1 > HELD_TO_FREE * (free - 1 - self._kept)):
            return False
        self._lanes.setdefault(group, deque()).append(item)
        self._waiting += 1
        return True

    def take(self, count: int) -> list[T]:
        """Up to so many items, one of each group in turn; who was served goes to the end."""
        taken: list[T] = []
        while self._lanes and len(taken) < count:
            group = next(iter(self._lanes))
            lane = self._lanes.pop(group)
            taken.append(lane.popleft())
            if lane:
                self._lanes[group] = lane
        self._waiting -= len(taken)
        return taken

    def withdraw(self, group: int, item: T) -> None:
        """Take an item out, if it still waits."""
        lane = self._lanes.get(group)
        if lane and item in lane:
            lane.remove(item)
            self._waiting -= 1
            if not lane:
                del self._lanes[group]


class Scheduler:
    """Answers jobs with a function that runs in one thread of its own.

    `answer` gets up to `batch` jobs and gives as many answers, in order. All else is called on one
    event loop.
    """

    def __init__(
        self,
        answer: Callable[[Sequence[Job]], Sequence[Answer]],
        *,
        waiting: int = 64,
        batch: int = 4,
        clock: Clock = time.monotonic,
    ) -> None:
        self._answer = answer
        self._batch = batch
        self._clock = clock
        self._queue: FairQueue[Waiter] = FairQueue(waiting)
        self._working: list[Waiter] = []
        self._stopping = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._pace = FIRST_PACE
        self._times: deque[float] = deque(maxlen=TIMES_KEPT)
        self._answered = self._failed = self._refused = 0
        self._handed: queue.SimpleQueue[
            tuple[asyncio.AbstractEventLoop, Sequence[Waiter]] | None
        ] = queue.SimpleQueue()
        # A daemon: an answer that never ends must not keep the process from leaving.
        self._thread = threading.Thread(target=self._work, name="answers", daemon=True)
        self._thread.start()

    @property
    def figures(self) -> Figures:
        """How much waits and how long answers took."""
        times = sorted(self._times)
        return Figures(
            waiting=len(self._queue),
            working=len(self._working),
            answered=self._answered,
            failed=self._failed,
            refused=self._refused,
            seconds_each=self._pace,
            p50_ms=percentile(times, 0.5) * 1000 if times else None,
            p95_ms=percentile(times, 0.95) * 1000 if times else None,
        )

    async def answer(self, job: Job, group: int) -> Answer:
        """Wait for a job's answer; `group` is the server's id, or the person's own.

        Raises BusyError at once if the queue or the group's share of it is full, StoppingError if
        no more is taken, and whatever the answering of this job raised. A job whose waiter is
        cancelled before its turn is never answered.
        """
        if self._stopping:
            raise StoppingError
        waiter = Waiter(job, self._clock(), asyncio.get_running_loop().create_future())
        if not self._queue.offer(group, waiter):
            self._refused += 1
            raise BusyError(self._seconds_to_empty())
        self._hand_over()
        try:
            outcome = await waiter.outcome
        finally:
            self._queue.withdraw(group, waiter)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def close(self, limit: float) -> None:
        """Take no more, finish what waits, and end the thread.

        What is not done after `limit` seconds gets a StoppingError; the thread then ends by itself
        after the batch that it is at.
        """
        self._stopping = True
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(limit):
                    await self._idle.wait()
        finally:
            for waiter in (*self._working, *self._queue.take(len(self._queue))):
                _tell(waiter, StoppingError())
            self._handed.put(None)
        if self._idle.is_set():
            self._thread.join()

    def _seconds_to_empty(self) -> float:
        return max(1.0, (len(self._queue) + len(self._working)) * self._pace)

    def _hand_over(self) -> None:
        if self._working:
            return
        self._working = self._queue.take(self._batch)
        if self._working:
            self._idle.clear()
            self._handed.put((asyncio.get_running_loop(), self._working))
        else:
            self._idle.set()

    def _hand_back(self, outcomes: Sequence[Answer | Exception], seconds: float) -> None:
        now = self._clock()
        self._pace += PACE_WEIGHT * (seconds / len(outcomes) - self._pace)
        for waiter, outcome in zip(self._working, outcomes, strict=True):
            if isinstance(outcome, Exception):
                self._failed += 1
            else:
                self._answered += 1
                self._times.append(now - waiter.since)
            _tell(waiter, outcome)
        self._working = []
        self._hand_over()

    def _work(self) -> None:
        while (handed := self._handed.get()) is not None:
            loop, batch = handed
            began = self._clock()
            outcomes = self._outcomes(batch)
            seconds = self._clock() - began
            # A loop that is gone has nobody left who waits.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._hand_back, outcomes, seconds)

    def _outcomes(self, batch: Sequence[Waiter]) -> list[Answer | Exception]:
        """Answers in order. Where a batch fails each job is tried alone, for the others' sake."""
        try:
            pairs = zip(batch, self._answer([waiter.job for waiter in batch]), strict=True)
            return [answer for _, answer in pairs]
        # A panic in a library that is written in Rust is no Exception, and must not end the thread.
        except BaseException as error:
            if len(batch) == 1:
                return [error if isinstance(error, Exception) else RuntimeError(str(type(error)))]
            return [outcome for waiter in batch for outcome in self._outcomes([waiter])]


class Cooldown:
    """So many questions at once a person (`burst`), and one more every so many seconds."""

    def __init__(self, every: float, burst: int, *, clock: Clock = time.monotonic) -> None:
        self._every = every
        self._burst = burst
        self._clock = clock
        # Until when each person's questions are spread out, in the order of their last ones.
        self._spent: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._spent)

    def ask(self, person: int) -> float | None:
        """None if the person may ask, which is then counted; else the seconds to wait."""
        now = self._clock()
        spent = max(now, self._spent.get(person, now))
        wait = spent - now - (self._burst - 1) * self._every
        if wait > 0:
            return wait
        self._spent.pop(person, None)
        self._spent[person] = spent + self._every
        while len(self._spent) > MOST_PEOPLE or next(iter(self._spent.values()), math.inf) <= now:
            del self._spent[next(iter(self._spent))]
        return None


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest of some ascending values that at least this share of them do not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _tell(waiter: Waiter, outcome: Answer | Exception) -> None:
    if not waiter.outcome.done():
        waiter.outcome.set_result(outcome)
