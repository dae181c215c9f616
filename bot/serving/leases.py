"""What answers, lent to whoever works with it: a former one stays open until that is done."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from index.answering.answerer import Answerer
from index.store.interface import Snapshot


class Leases:
    """The newest answerer, and former ones that somebody is still at work with.

    Safe to use from any thread; nobody waits for what others do with theirs.
    """

    def __init__(self, answerer: Answerer) -> None:
        self._newest = answerer
        self._held: list[Answerer] = []
        # Of former answerers, the collections that the newest does not have.
        self._former: list[Snapshot] = []
        self._given_back = threading.Condition()

    @property
    def newest(self) -> Answerer:
        """What answers now; it may be closed at any moment."""
        return self._newest

    @property
    def former(self) -> bool:
        """Whether somebody is still at work with a former one that has what the newest has not."""
        return bool(self._former)

    @contextmanager
    def held(self) -> Iterator[Answerer]:
        """What answers now, which stays open until the block is left."""
        with self._given_back:
            answerer = self._newest
            self._held.append(answerer)
        try:
            yield answerer
        finally:
            with self._given_back:
                self._held.remove(answerer)
                self._let_go()
                self._given_back.notify_all()

    def go_over(self, now: Answerer) -> None:
        """From here on another one answers."""
        with self._given_back:
            self._former += self._newest.library.every
            self._newest = now
            self._let_go()

    def close(self, limit: float) -> bool:
        """Close the newest, unless after so many seconds somebody still holds one; whether it is.

        Nothing may be held after that.
        """
        with self._given_back:
            if not self._given_back.wait_for(lambda: not self._held, timeout=limit):
                return False
            self._newest.library.close()
            return True

    def _let_go(self) -> None:
        """Close the former collections that nobody needs any more."""
        needed = [s for one in (self._newest, *self._held) for s in one.library.every]
        for snapshot in self._former:
            if snapshot not in needed:
                snapshot.close()
        self._former = [snapshot for snapshot in self._former if snapshot in needed]
