"""Files are read in a process apart, which may hang, swell or crash and harms nothing else.

It is a program of its own, spoken to through pipes. multiprocessing would run the caller's main
module in it once more; a pool of processes (Pebble) is for many tasks at once, and can wait for
ever for a process that died between two. It answers in JSON, which runs nothing here.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import IO, Self

from index.documents import MEGABYTE, Document, Source
from index.errors import DocumentError, QuothError
from index.limits import Limits
from index.reading_process import DOCUMENT, FAILED, READY, decode_document, receive, send

PROGRAM = "index.reading_process"
RUN = (
    "import sys; name, limits, *sys.path = sys.argv[1:]; "
    "import importlib; importlib.import_module(name).main(limits)"
)
START_SECONDS = 60.0
# The process needs no setting, and some are secret.
SETTINGS = "QUOTH_"
# On machines of many cores, the threads that this library starts take more memory than files do.
SINGLE = {"OPENBLAS_NUM_THREADS": "1"}
# What comes of an answer that is none.
NONSENSE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a file is no document; `doubtful` if files that were read before it may be to blame."""

    reason: str
    doubtful: bool = False


class IsolatedReader:
    """Reads files, one at a time, within bounds on time, memory and the length of their text.

    The process starts when it is first needed, serves one file after the other, is replaced when a
    file was too much for it, and ends with this context or with the process that started it. Its
    memory is bounded on Linux only. `program` is the module whose `main` it runs.
    """

    def __init__(self, limits: Limits, program: str = PROGRAM) -> None:
        self._limits = limits
        self._program = program
        self._process: _Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.end()
            self._process = None

    def read(self, source: Source) -> Document:
        """The document in a file's bytes.

        Raises DocumentError with the reason if there is none, QuothError if no process starts.
        """
        used = self._process is not None
        found = self._read(source)
        if used and isinstance(found, _Failure) and found.doubtful:
            found = self._read(source)
        if isinstance(found, _Failure):
            raise DocumentError(found.reason)
        return found

    def _read(self, source: Source) -> Document | _Failure:
        process, self._process = self._process or _Process(self._program, self._limits), None
        longest = self._limits.memory_megabytes * MEGABYTE
        began = time.monotonic()
        fit = False
        try:
            with process.within(self._limits.seconds):
                kind, said = json.loads(process.ask(source.path.encode(), source.data, longest))
            if kind == DOCUMENT:
                document = decode_document(source.path, said)
                fit = True
                return document
            fit = kind != FAILED
            return _Failure(str(said), doubtful=not fit)
        except EOFError:
            ended = process.end()
            if time.monotonic() - began >= self._limits.seconds:
                return _Failure(f"reading it took longer than {self._limits.seconds:g} seconds")
            return _Failure(_breakdown(ended, self._limits), doubtful=True)
        except NONSENSE:
            return _Failure("its reader broke down (its answer makes no sense)", doubtful=True)
        finally:
            if fit:
                self._process = process
            else:
                process.end()


class _Process:
    """A process that reads, spoken to through its standard streams."""

    def __init__(self, program: str, limits: Limits) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
        given = json.dumps(asdict(limits))
        try:
            self._popen = subprocess.Popen(
                [sys.executable, "-I", "-c", RUN, program, given, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # It ends when nobody holds the other end of this any more.
                stderr=subprocess.PIPE,
                env=kept | SINGLE,
            )
        except OSError as error:
            raise _not_started(error.strerror or "unknown error") from error
        self._stdin, self._stdout, self._stderr = map(
            _opened, (self._popen.stdin, self._popen.stdout, self._popen.stderr)
        )
        try:
            with self.within(START_SECONDS):
                receive(self._stdout, len(READY))
        except BaseException as error:
            self._popen.kill()
            said = self._stderr.read().decode(errors="replace").split("\n")
            self.end()
            if isinstance(error, EOFError):
                raise _not_started(next(filter(None, reversed(said)), "it ended")) from error
            raise

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Kill the process if the block takes longer; what waits for it then finds its end."""
        late = threading.Timer(seconds, self._popen.kill)
        late.start()
        try:
            yield
        finally:
            late.cancel()

    def ask(self, path: bytes, data: bytes, longest: int) -> bytes:
        """The answer for a file. Raises EOFError if none comes, ValueError if it is too long."""
        with suppress(BrokenPipeError):
            send(self._stdin, path)
            send(self._stdin, data)
        return receive(self._stdout, longest)

    def end(self) -> int:
        """Kill the process if it is still there; how it ended, as subprocess tells it."""
        self._popen.kill()
        for stream in (self._stdin, self._stdout, self._stderr):
            with suppress(OSError):
                stream.close()
        return self._popen.wait()


def _opened(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _breakdown(ended: int, limits: Limits) -> str:
    if ended == -signal.SIGABRT:
        # PDFium ends like this when it is given no more memory.
        most = limits.memory_megabytes
        return f"its reader broke down, or needs more than {most} MB of memory"
    how = signal.strsignal(-ended) if ended < 0 else None
    return f"its reader broke down ({(how or f'status {ended}').lower()})"


def _not_started(reason: str) -> QuothError:
    return QuothError(
        f"The process that reads files does not start ({reason}): "
        "free some memory, or install quoth anew."
    )
