"""How long the stages of answering take, for whoever measures them; nothing else comes of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Stage = Literal["encode", "retrieve", "read", "read_again"]

_taken: ContextVar[dict[str, float] | None] = ContextVar("taken", default=None)


@contextmanager
def measured() -> Iterator[dict[str, float]]:
    """The seconds that each stage within the block takes, of this thread alone, as they come in."""
    taken: dict[str, float] = {}
    token = _taken.set(taken)
    try:
        yield taken
    finally:
        _taken.reset(token)


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """What is done within the block is of this stage. One stage is never within another."""
    taken = _taken.get()
    began = time.perf_counter()
    try:
        yield
    finally:
        if taken is not None:
            taken[name] = taken.get(name, 0.0) + time.perf_counter() - began
