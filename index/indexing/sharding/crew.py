"""Actors of a Ray cluster that do a task each at a time; others in place of those that end."""

import json
from collections import Counter, deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from index.errors import QuothError
from index.indexing.sharding.tasks import TRIES, Done, Task, exhausted

# For so many seconds a cluster may give no actor at all, where none is at work.
PATIENCE = 600.0


class Crew:
    """Actors that `make` makes, kept from one list of tasks to the next.

    An actor that is not there yet, for which the cluster has no room, holds no task.
    """

    def __init__(self, ray: Any, make: Callable[[], Any]) -> None:  # noqa: ANN401 (the package)
        self._ray, self._make = ray, make
        self._coming: dict[Any, Any] = {}
        self._free: list[Any] = []
        self._busy: dict[Any, tuple[Any, Task]] = {}
        self._failed = 0

    def end(self) -> None:
        """End all actors, at once."""
        for actor in [
            *self._coming.values(),
            *self._free,
            *(one for one, _ in self._busy.values()),
        ]:
            self._drop(actor)
        self._coming, self._free, self._busy = {}, [], {}

    def run(self, tasks: Sequence[Task], most: int) -> Generator[Done]:
        """Have the tasks done by at most so many actors, in any order. Raises QuothError."""
        waiting, tries = deque(tasks), Counter[Task]()
        while waiting or self._busy:
            self._fill(min(most, len(waiting) + len(self._busy)))
            while waiting and self._free:
                actor, task = self._free.pop(), waiting.popleft()
                self._busy[actor.do.remote(json.dumps(asdict(task)))] = actor, task
            for came in self._awaited():
                if came in self._coming:
                    self._arrived(came)
                    continue
                actor, task = self._busy.pop(came)
                said = self._said(came, actor)
                if said is None:
                    tries[task] += 1
                    if tries[task] >= TRIES:
                        raise QuothError(exhausted(task))
                    waiting.append(task)
                    continue
                self._free.append(actor)
                if "error" in said:
                    raise QuothError(said["error"])
                yield Done(**said["done"])

    def _fill(self, most: int) -> None:
        while len(self._coming) + len(self._free) + len(self._busy) < most:
            actor = self._make()
            self._coming[actor.ready.remote()] = actor

    def _awaited(self) -> list[Any]:
        """What came of something; at least one."""
        refs = [*self._coming, *self._busy]
        found: list[Any] = self._ray.wait(refs, timeout=None if self._busy else PATIENCE)[0]
        if not found:
            raise QuothError(
                f"The Ray cluster gave no worker in {PATIENCE / 60:.0f} minutes: see that cores of "
                "it are free, then run quoth index again."
            )
        return found

    def _arrived(self, came: Any) -> None:  # noqa: ANN401 (a reference)
        actor = self._coming.pop(came)
        try:
            self._ray.get(came)
        except self._ray.exceptions.RayError as error:
            self._drop(actor)
            self._failed += 1
            if self._failed >= TRIES:
                raise QuothError(
                    f"The Ray cluster did not do the work ({type(error).__name__}): see that its "
                    "workers have memory and the same version of quoth, then run quoth index "
                    "again, which goes on from here."
                ) from error
        else:
            self._failed = 0
            self._free.append(actor)

    def _said(self, came: Any, actor: Any) -> dict[str, Any] | None:  # noqa: ANN401
        """What an actor says of its task, None where it ended."""
        try:
            said: dict[str, Any] = json.loads(self._ray.get(came))
        except self._ray.exceptions.RayError:
            self._drop(actor)
            return None
        return said

    def _drop(self, actor: Any) -> None:  # noqa: ANN401 (an actor)
        with suppress(Exception):
            self._ray.kill(actor)
