"""Workers that are processes of this machine."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import Empty, SimpleQueue

from index.environment import without_settings
from index.errors import QuothError
from index.indexing.sharding.tasks import TRIES, Done, Setup, Task, exhausted
from index.indexing.sharding.worker import ALONE

ROOT = Path(__file__).resolve().parents[3]


class LocalWorkers:
    """So many processes, each with one thread, that are started for a build and end with it."""

    parquet = False

    def __init__(self, count: int, model: str, cache: Path, shards: Path | None = None) -> None:
        self.model, self.cache, self.shards = model, cache, shards
        self._count = count

    def run(self, setup: Setup, tasks: Sequence[Task]) -> Generator[Done]:
        """Have the tasks done; one at which a process ends is given to another."""
        waiting: SimpleQueue[Task] = SimpleQueue()
        for task in tasks:
            waiting.put(task)
        came: SimpleQueue[Done | Exception] = SimpleQueue()
        crew = [_Worker(setup, waiting, came) for _ in range(min(self._count, len(tasks)))]
        for one in crew:
            one.start()
        try:
            for _ in tasks:
                done = came.get()
                if isinstance(done, Exception):
                    raise done
                yield done
        finally:
            for one in crew:
                one.end()
            for one in crew:
                one.join()

    def end(self) -> None:
        """Nothing: processes end with their tasks, as another takes no time to start."""


class _Worker(threading.Thread):
    """Has a process do tasks, and another one where that ends."""

    def __init__(
        self, setup: Setup, waiting: SimpleQueue[Task], came: SimpleQueue[Done | Exception]
    ) -> None:
        super().__init__(daemon=True)
        self._setup, self._waiting, self._came = setup, waiting, came
        self._process: subprocess.Popen[str] | None = None
        self._starting = threading.Lock()
        self._over = False

    def end(self) -> None:
        """Kill the process, and start no other."""
        with self._starting:
            self._over = True
            self._kill()

    def run(self) -> None:
        """Until there are no more tasks."""
        try:
            while True:
                self._came.put(self._done(self._waiting.get_nowait()))
        except Empty:
            self.end()
        except Exception as error:
            self._came.put(error)

    def _done(self, task: Task) -> Done:
        for _ in range(TRIES):
            said = self._asked(task)
            if said:
                found = json.loads(said)
                if "error" in found:
                    raise QuothError(found["error"])
                return Done(**found["done"])
            if self._over:
                break
        raise QuothError(exhausted(task))

    def _asked(self, task: Task) -> str:
        """What the process says, nothing if it ends."""
        with self._starting:
            if self._over:
                return ""
            process = self._process or self._new_process()
            self._process = process
        assert process.stdin
        assert process.stdout
        said = ""
        with suppress(OSError):
            process.stdin.write(json.dumps(asdict(task)) + "\n")
            process.stdin.flush()
            said = process.stdout.readline()
        if not said.endswith("\n"):
            with self._starting:
                self._kill()
            return ""
        return said

    def _new_process(self) -> "subprocess.Popen[str]":
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "index.indexing.sharding.process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env=without_settings() | ALONE | {"PYTHONPATH": os.pathsep.join(paths)},
            )
        except OSError as error:
            raise QuothError(
                f"A worker does not start ({error.strerror}): index with fewer."
            ) from error
        assert process.stdin
        with suppress(OSError):
            process.stdin.write(json.dumps(asdict(self._setup)) + "\n")
            process.stdin.flush()
        return process

    def _kill(self) -> None:
        if self._process:
            self._process.kill()
            for stream in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    stream and stream.close()
            self._process.wait()
            self._process = None
