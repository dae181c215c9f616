"""What was read and never changes, kept for as long as there is room."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Things by their keys, together of some size at most; what was not used longest goes."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._things: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._turn = threading.Lock()

    def __len__(self) -> int:
        return len(self._things)

    def get(self, key: K) -> V | None:
        """The thing, or None."""
        with self._turn:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[0]

    def put(self, key: K, thing: V, size: int) -> None:
        """Keep a thing of about some size, if there is room for it alone."""
        with self._turn:
            former = self._things.pop(key, None)
            self._room += former[1] if former else 0
            self._things[key] = thing, size
            self._room -= size
            while self._room < 0:
                _, (_, gone) = self._things.popitem(last=False)
                self._room += gone

    def let_go(self, which: Callable[[K], bool]) -> None:
        """Let go of everything by some keys."""
        with self._turn:
            for key in [key for key in self._things if which(key)]:
                _, size = self._things.pop(key)
                self._room += size
