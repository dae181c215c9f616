"""The process that reads files, with readers for endings of their own that do what none should."""

import ctypes
import os
import re
import resource
import signal
import stat
import sys
import threading
import time
from pathlib import Path

from index.documents import worker
from index.extraction.model import Block, Extract
from index.formats import readers

served = 0


def extract(text: str) -> Extract:
    return Extract(text, (Block(0, len(text), "text"),))


def hang(data: bytes) -> Extract:
    signal.setitimer(signal.ITIMER_REAL, 0)
    threading.Event().wait()
    return extract("never")


def slow(data: bytes) -> Extract:
    time.sleep(0.5)
    return extract("words")


def tell_and_spin(data: bytes) -> Extract:
    """Tell the process's id to the pipe that the file names, and spin where no signal is heeded."""
    Path(os.fsdecode(data)).write_text(str(os.getpid()), encoding="utf-8")
    re.match(r"(a+)+$", "a" * 64 + "b")
    return extract("never")


def swell(data: bytes) -> Extract:
    kept = []
    while True:
        kept.append(bytes(10_000_000))


def swell_unnoticed(data: bytes) -> Extract:
    from index.extraction.model import damage

    with damage():
        return swell(data)


def crash(data: bytes) -> Extract:
    ctypes.string_at(0)
    return extract("never")


def abort(data: bytes) -> Extract:
    os.abort()


def leave(data: bytes) -> Extract:
    os._exit(3)


def stumble(data: bytes) -> Extract:
    raise LookupError("a\nb")


def leave_by_exception(data: bytes) -> Extract:
    sys.exit("enough")


def end_of_file(data: bytes) -> Extract:
    raise EOFError


def half(data: bytes) -> Extract:
    return extract("Half of it: \ud83d.")


def prolix(data: bytes) -> Extract:
    return extract("words " * 200_000)


def print_and_ask(data: bytes) -> Extract:
    os.write(1, b"printed")
    os.write(2, b"printed")
    return extract(f"words {os.read(0, 10)!r}")


def interrupted(data: bytes) -> Extract:
    os.kill(os.getpid(), signal.SIGINT)
    return extract("words")


def write_much(data: bytes) -> Extract:
    Path(os.fsdecode(data)).write_bytes(bytes(20_000_000))
    return extract("words")


def is_first() -> bool:
    """Whether no file was read before that asked the same."""
    global served
    served += 1
    return served == 1


def crash_later(data: bytes) -> Extract:
    return extract("words") if is_first() else crash(data)


def swell_later(data: bytes) -> Extract:
    return extract("words") if is_first() else swell(data)


def tell(data: bytes) -> Extract:
    settings = [name for name in os.environ if name.startswith("QUOTH_")]
    open_files = len(list(Path("/proc/self/fd").iterdir()))
    image = resource.getrlimit(resource.RLIMIT_CORE)[1]
    return extract(f"{os.getpid()} {open_files} {image} {settings} {sorted(sys.modules)}")


def lie(data: bytes) -> Extract:
    """Answer what is no answer, as a process would that the file has taken over, and end."""
    lie_first(data)
    os._exit(0)


def lie_first(data: bytes) -> Extract:
    for pipe in filter(is_writable, range(3, 20)):
        os.write(pipe, data)
    return extract("words")


def is_writable(name: int) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(name).st_mode) and not os.write(name, b"")
    except OSError:
        return False


def main(limits: str) -> None:
    kinds = (hang, slow, tell_and_spin, swell, swell_unnoticed, crash, abort, leave, stumble)
    kinds += (leave_by_exception, end_of_file, half, prolix, print_and_ask, interrupted)
    kinds += (write_much, crash_later, swell_later, tell, lie, lie_first)
    readers().update({f".{kind.__name__}": kind for kind in kinds})
    worker.main(limits)
