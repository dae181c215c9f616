"""Ctrl-C ends a command soon, even while a library is at something that it does not leave.

It is not for the processes that stand back behind one that answers.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Seconds that a command is given to end in good order, and its status.
GRACE = 1.5
STATUS = 130
# How far a process stands back behind those that answer (nice(2)).
NICE = 10


@contextmanager
def ended_soon(said: str = "") -> Iterator[None]:
    """Have an interrupt that comes within the block end the process soon, if nothing else does.

    Python itself looks at signals between two of its own steps only, and waits for its threads
    before it ends. What is on disk is whole at any instant, so nothing is lost. `said` is told on
    standard error where the block was not left by then.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    left = threading.Event()
    threading.Thread(target=_watch, args=(reading, left, said), daemon=True).start()
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield
    finally:
        left.set()
        signal.set_wakeup_fd(before)
        # Its other end is told the end of the file, after an interrupt that came before that.
        os.close(writing)


def stand_back() -> None:
    """For a process beside the one that answers: that goes first, and Ctrl-C is for it alone.

    It ends this one by ending its input.
    """
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _watch(reading: int, left: threading.Event, said: str) -> None:
    while numbers := os.read(reading, 1024):
        if signal.SIGINT in numbers:
            threading.Event().wait(GRACE)
            if said and not left.is_set():
                os.write(sys.stderr.fileno(), f"{said}\n".encode())
            os._exit(STATUS)
    os.close(reading)
