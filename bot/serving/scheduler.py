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

from bot.presentation.wording import counted
from bot.serving.fair_queue import FairQueue
from index.access import ANYBODY, Audience
from index.answering.answers import Answer
from index.errors import QuothError
from index.evaluation.metrics import percentile

# Seconds for an answer, until some were measured; and how much the last batch counts after that.
FIRST_PACE = 0.5
PACE_WEIGHT = 0.2
TIMES_KEPT = 500

Clock = Callable[[], float]


class BusyError(QuothError):
    """Too much is waiting; `retry_after` is in how many seconds it is probably done."""

    def __init__(self, retry_after: float) -> None:
        self.retry_after = retry_after
        seconds = math.ceil(retry_after)
        super().__init__(
            f"Many questions are waiting already: ask again in about {counted(seconds, 'second')}."
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


def _tell(waiter: Waiter, outcome: Answer | Exception) -> None:
    if not waiter.outcome.done():
        waiter.outcome.set_result(outcome)
