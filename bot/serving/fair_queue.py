"""A queue with a fair share for each group: whoever asks much does not make the others wait."""

from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")
# One place in so many is only for groups that have nothing waiting yet.
KEPT = 8
# Of the other places a group may hold so many times what it leaves free.
HELD_TO_FREE = 3


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
