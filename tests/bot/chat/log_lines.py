"""What the bot logs, for tests that wait for it."""

import logging
from contextlib import contextmanager


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
