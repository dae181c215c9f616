"""Holding the bot's answers back, and waiting for what Discord is not told."""

import asyncio
import logging
import threading
from contextlib import contextmanager

SECONDS = 60


class Gate:
    """A function of jobs that waits until it is opened; keeps the batches that it was handed."""

    def __init__(self, answer):
        self._answer = answer
        self._open = threading.Event()
        self.batches = []

    def __call__(self, *arguments):
        self.batches.append(list(arguments[-1]))
        self._open.wait(SECONDS)
        return self._answer(*arguments)

    def open(self):
        self._open.set()


async def until(probe):
    """Return once something is so that no event tells of."""
    async with asyncio.timeout(SECONDS):
        while not probe():
            await asyncio.sleep(0)


@contextmanager
def logged(name, told):
    """The lines of a logger as they come, tracebacks included; `told` is called after each."""
    lines = []

    class Keeping(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))
            told()

    logger, handler = logging.getLogger(name), Keeping()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
