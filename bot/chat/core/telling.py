"""Errors and moments in words, as they are told in a channel."""

import logging
import time

from bot.chat.memory.ledger import LedgerError
from bot.chat.posts.replies import SOMETHING_WRONG
from bot.serving.scheduler import BusyError
from index.errors import (
    IndexBusyError,
    IndexMismatchError,
    IndexMissingError,
    IndexUnreachableError,
    ModelError,
    QuothError,
)

log = logging.getLogger(__name__)

# What only whoever runs the bot can put right.
OPERATORS = (
    IndexMissingError,
    IndexMismatchError,
    IndexBusyError,
    IndexUnreachableError,
    ModelError,
    LedgerError,
)


def sentence(error: QuothError) -> str:
    """An error as it is told in a channel, with the time to come back where there is one."""
    if isinstance(error, BusyError):
        return f"I am busy: many questions are waiting. Ask again {relative(error.retry_after)}."
    if isinstance(error, OPERATORS):
        # It names files of the bot's machine, which are nobody else's business.
        log.warning("%s", error)
        return SOMETHING_WRONG
    return str(error)


def too_soon(wait: float, doing: str = "ask") -> str:
    """That a person asks, or presses, too fast, and when the next one is welcome."""
    return f"One at a time, please: you can {doing} again {relative(wait)}."


def relative(seconds: float) -> str:
    """A moment so many seconds from now, which Discord shows as "in 5 seconds"."""
    return f"<t:{int(time.time() + seconds) + 1}:R>"
