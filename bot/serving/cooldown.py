"""Who may ask how often: a few questions at once, and one more each time so much time passed."""

import math
import time

from bot.serving.scheduler import Clock

MOST_PEOPLE = 10_000


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
