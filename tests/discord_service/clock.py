"""Time that a test can move, and the ids that carry it."""

import itertools
import time
from datetime import UTC, datetime

DISCORD_EPOCH = 1_420_070_400.0


class Clock:
    """The service's time: real seconds since 1970, plus what a test has added."""

    def __init__(self):
        self._added = 0.0

    def now(self):
        return time.time() + self._added

    def advance(self, seconds):
        """Let time pass at once."""
        self._added += seconds


class Snowflakes:
    """Ids as Discord makes them: milliseconds since 2015, then a counter."""

    def __init__(self, clock):
        self._clock = clock
        self._count = itertools.count(1)

    def next(self):
        milliseconds = int((self._clock.now() - DISCORD_EPOCH) * 1000)
        return str(milliseconds << 22 | next(self._count) & 0x3FFFFF)


def time_of(snowflake):
    """When an id was made, in seconds since 1970."""
    return (int(snowflake) >> 22) / 1000 + DISCORD_EPOCH


def written(seconds):
    """A time as the protocol writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
