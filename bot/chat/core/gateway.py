"""What the gateway may say that discord.py cannot read: told in a line, and the bot goes on."""

import asyncio
import logging
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

log = logging.getLogger(__name__)

Parse = Callable[[Any], None]

# Without it there is no session, so it is not passed over: the client connects anew.
VITAL = frozenset({"READY"})


def forgive(parsers: MutableMapping[str, Parse]) -> None:
    """Have every event that cannot be read passed over; nothing of what it says is logged."""
    for name, parse in list(parsers.items()):
        if name not in VITAL:
            parsers[name] = _forgiving(name, parse)


def brief_failures(loop: asyncio.AbstractEventLoop) -> None:
    """Have what fails in a task that nobody waits for told in a line, without what was in it."""

    def tell(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        log.error("something failed beside the rest: %s", type(error).__name__)

    loop.set_exception_handler(tell)


def _forgiving(name: str, parse: Parse) -> Parse:
    def parsed(data: Any) -> None:  # noqa: ANN401 (whatever JSON can hold)
        with _told(name):
            parse(data)

    return parsed


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        log.warning("passed over an event that cannot be read: %s (%s)", name, type(error).__name__)
