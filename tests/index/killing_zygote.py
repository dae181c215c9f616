"""A process that has imported all that an indexer needs, and forks one for every order.

`python -m tests.index.killing_zygote RECORDED` reads an order, one JSON object a line, and answers
in the same way. Started in a mount namespace of its own, it can make small disks.
"""

import json
import logging
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import index.documents.finding
import index.indexing.build
import index.indexing.encoding
from index.documents.document import Document, Source, read
from index.errors import DocumentError, QuothError
from index.formats import readers
from index.limits import Limits
from tests.index.killing_content import Replaying, content, left_behind, retrieved

# Steps on the way, as Python tells them to those that watch over it.
STEPS = ("open", "os.", "shutil.", "sqlite3.", "tempfile.")
POLL = 0.0005


class InProcess:
    """Reads files without a process of their own, which would take most of the time."""

    def __init__(self, limits: Limits) -> None:
        pass

    def __enter__(self) -> "InProcess":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read_all(self, sources: Sequence[Source]) -> list[Document | DocumentError]:
        return [self._read(source) for source in sources]

    def _read(self, source: Source) -> Document | DocumentError:
        try:
            return read(source)
        except DocumentError as error:
            return error


def main() -> None:
    encoder = Replaying(Path(sys.argv[1]))
    readers()
    # More vectors are committed on the way; no file is too young to be known by its stamp.
    index.indexing.encoding.AT_ONCE = 16
    index.documents.finding.YOUNG_NS = 0
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "threads do not survive a fork"
    for line in sys.stdin:
        order = json.loads(line)
        answer = ORDERS[order.pop("do")](encoder, **order)
        print(json.dumps(answer), flush=True)


def build(
    encoder: Replaying,
    docs: str,
    place: str,
    after: float | None = None,
    step: int | None = None,
    isolated: bool = False,
    largest: int | None = None,
    measured: bool = False,
) -> dict[str, Any]:
    """Build in a child that is killed after so many seconds, or before a step, by its number.

    It may write no file larger than `largest`. Answers how it ended, after how many seconds and
    steps; if it is to be measured, how many more bytes the folder took than it did before, at most.
    """
    steps = 0

    def watch(event: str, _: object) -> None:
        nonlocal steps
        if event.startswith(STEPS):
            steps += 1
            if steps == step:
                os.kill(os.getpid(), signal.SIGKILL)

    def run() -> dict[str, Any]:
        set_up(isolated)
        limit_files(largest)
        sys.addaudithook(watch)
        try:
            index.indexing.build.build(Path(docs), Path(place), encoder)
        except QuothError as error:
            return {"failed": type(error).__name__, "said": str(error), "steps": steps}
        return {"steps": steps}

    return in_child(run, after, place if measured else None)


def look(encoder: Replaying, place: str, largest: int | None = None) -> dict[str, Any]:
    """What an index holds."""

    def run() -> dict[str, Any]:
        limit_files(largest)
        return {"content": content(Path(place), encoder)}

    return in_child(run)


def ask(encoder: Replaying, place: str) -> dict[str, Any]:
    """What is found in an index, and what is said meanwhile."""

    def run() -> dict[str, Any]:
        said: list[str] = []
        handler = logging.Handler(logging.WARNING)
        handler.emit = lambda record: said.append(record.getMessage())
        logging.getLogger().addHandler(handler)
        try:
            found, damaged = retrieved(Path(place), encoder)
        except QuothError as error:
            return {"told": str(error)}
        return {"found": found, "damaged": damaged, "said": said}

    return in_child(run)


def finish(encoder: Replaying, docs: str, place: str, isolated: bool = False) -> dict[str, Any]:
    """What an index holds, and after another build what it holds then, and what is left behind."""

    def run() -> dict[str, Any]:
        set_up(isolated)
        found = content(Path(place), encoder)
        index.indexing.build.build(Path(docs), Path(place), encoder)
        then = content(Path(place), encoder)
        return {"content": found, "then": then, "left": left_behind(Path(place))}

    return in_child(run)


def mount(encoder: Replaying, place: str, size: int, again: bool = False) -> dict[str, Any]:
    """Make a disk in memory, or give it another size."""
    option = f"size={size}" + (",remount" if again else "")
    subprocess.run(["mount", "-t", "tmpfs", "-o", option, "none", place], check=True)
    return {}


def unmount(encoder: Replaying, place: str) -> dict[str, Any]:
    subprocess.run(["umount", place], check=True)
    return {}


def copy(encoder: Replaying, source: str, target: str) -> dict[str, Any]:
    subprocess.run(["cp", "-a", f"{source}/.", target], check=True)
    return {"used": used(target)}


ORDERS: dict[str, Callable[..., dict[str, Any]]] = {
    function.__name__: function for function in (build, look, ask, finish, mount, unmount, copy)
}


def used(place: str) -> int:
    """How many bytes of a disk a folder's files take, each counted once."""
    sizes = {}
    for folder, _, files in os.walk(place):
        for name in files:
            with suppress(FileNotFoundError):
                status = os.lstat(f"{folder}/{name}")
                sizes[status.st_ino] = status.st_blocks * 512
    return sum(sizes.values())


def set_up(isolated: bool) -> None:
    if not isolated:
        index.indexing.build.IsolatedReader = InProcess


def limit_files(largest: int | None) -> None:
    if largest is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))


def in_child(
    run: Callable[[], dict[str, Any]], after: float | None = None, measured: str | None = None
) -> dict[str, Any]:
    """What a function returns in a child, or how the child ended before."""
    held = used(measured) if measured else 0
    reading, writing = os.pipe()
    began = time.perf_counter()
    child = os.fork()
    if not child:
        os.close(reading)
        status = 1
        try:
            os.write(writing, json.dumps(run()).encode())
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writing)
    if after is not None:
        time.sleep(max(0.0, began + after - time.perf_counter()))
        os.kill(child, signal.SIGKILL)
    room = 0
    while measured and not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        room = max(room, used(measured) - held)
        time.sleep(POLL)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    answer = json.loads(said) if said else {}
    seconds = time.perf_counter() - began
    return {"ended": code, "seconds": seconds, "room": room, **answer}


if __name__ == "__main__":
    main()
