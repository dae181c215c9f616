"""Files are read in a process apart, which may hang, swell or crash and harms nothing else.

It is a program of its own, spoken to through pipes. multiprocessing would run the caller's main
module in it once more; a pool of processes (Pebble) is for many tasks at once, and can wait for
ever for a process that died between two. It answers in JSON, which runs nothing here.
"""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from math import inf
from typing import IO, Self

from index.documents.document import MEGABYTE, Document, Source
from index.documents.worker import DOCUMENT, FAILED, MISSING, READY, decode_document, receive, send
from index.environment import without_settings
from index.errors import DocumentError, LibraryMissingError, QuothError
from index.limits import Limits

PROGRAM = "index.documents.worker"
RUN = (
    "import sys; name, limits, *sys.path = sys.argv[1:]; "
    "import importlib; importlib.import_module(name).main(limits)"
)
# A machine with much else to do takes its time for that.
START_SECONDS = 240.0
# How often is looked whether a process takes too long; a timer for each file would cost far more.
WATCH_SECONDS = 0.1
# On machines of many cores, the threads that this library starts take more memory than files do.
SINGLE = {"OPENBLAS_NUM_THREADS": "1"}
# What comes of an answer that is none.
NONSENSE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class _Breakdown:
    """How a process ended at a file; `doubtful` if files it read before may be to blame."""

    reason: str
    doubtful: bool = True


class IsolatedReader:
    """Reads files, each within bounds on time, memory and the length of its text.

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
        (found,) = self.read_all([source])
        if isinstance(found, DocumentError):
            raise found
        return found

    def read_all(self, sources: Sequence[Source]) -> list[Document | DocumentError]:
        """The documents in files' bytes, in order, or the reasons why there are none.

        The process is given all of them at once. Raises QuothError if none starts.
        """
        found: list[Document | DocumentError] = []
        while len(found) < len(sources):
            found += self._read(sources[len(found) :])
        return found

    def _read(self, sources: Sequence[Source]) -> list[Document | DocumentError]:
        """What comes of the files, up to the one at which the process ends.

        That one is left out if it is to be read once more, by a process that has read nothing else.
        """
        used = self._process is not None
        process, self._process = self._process or _Process(self._program, self._limits), None
        found: list[Document | DocumentError] = []
        try:
            with process.within(self._limits.seconds):
                process.ask(sources)
            for source in sources:
                answer = self._answer(process, source)
                if isinstance(answer, _Breakdown):
                    if not (answer.doubtful and (used or found)):
                        found.append(DocumentError(answer.reason))
                    return found
                found.append(answer)
            self._process = process
            return found
        finally:
            if self._process is None:
                process.end()

    def _answer(self, process: "_Process", source: Source) -> Document | DocumentError | _Breakdown:
        longest = self._limits.memory_megabytes * MEGABYTE
        began = time.monotonic()
        try:
            with process.within(self._limits.seconds):
                kind, said = json.loads(process.answer(longest))
            if kind == DOCUMENT:
                return decode_document(source.path, said)
            if kind == FAILED:
                return _Breakdown(str(said))
            return (LibraryMissingError if kind == MISSING else DocumentError)(str(said))
        except EOFError:
            ended = process.end()
            if time.monotonic() - began >= self._limits.seconds:
                late = f"reading it took longer than {self._limits.seconds:g} seconds"
                return _Breakdown(late, doubtful=False)
            return _Breakdown(_breakdown(ended, self._limits))
        except NONSENSE:
            return _Breakdown("its reader broke down (its answer makes no sense)")


class _Process:
    """A process that reads, spoken to through its standard streams."""

    def __init__(self, program: str, limits: Limits) -> None:
        given = json.dumps(asdict(limits))
        try:
            self._popen = subprocess.Popen(
                [sys.executable, "-I", "-c", RUN, program, given, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # It ends when nobody holds the other end of this any more.
                stderr=subprocess.PIPE,
                env=without_settings() | SINGLE,
            )
        except OSError as error:
            raise _not_started(error.strerror or "unknown error") from error
        self._stdin, self._stdout, self._stderr = map(
            _opened, (self._popen.stdin, self._popen.stdout, self._popen.stderr)
        )
        self._deadline = inf
        began = time.monotonic()
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()
        try:
            with self.within(START_SECONDS):
                receive(self._stdout, len(READY))
        except BaseException as error:
            self._popen.kill()
            said = self._stderr.read().decode(errors="replace").split("\n")
            self.end()
            if isinstance(error, EOFError):
                if time.monotonic() - began >= START_SECONDS:
                    raise QuothError(
                        f"The process that reads files has not started within {START_SECONDS:g} "
                        "seconds: try again when this machine has less to do."
                    ) from error
                raise _not_started(next(filter(None, reversed(said)), "it ended")) from error
            raise

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Kill the process if the block takes longer; what waits for it then finds its end."""
        self._deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadline = inf

    def ask(self, sources: Sequence[Source]) -> None:
        """Give it files to read; it takes all of them before it begins to answer."""
        with suppress(BrokenPipeError):
            paths = json.dumps([source.path for source in sources]).encode()
            send(self._stdin, paths, *(source.data for source in sources))

    def answer(self, longest: int) -> bytes:
        """The answer for the next file.

        Raises EOFError if none comes, ValueError if it is longer than so many bytes.
        """
        return receive(self._stdout, longest)

    def end(self) -> int:
        """Kill the process if it is still there; how it ended, as subprocess tells it."""
        self._over.set()
        self._popen.kill()
        for stream in (self._stdin, self._stdout, self._stderr):
            with suppress(OSError):
                stream.close()
        return self._popen.wait()

    def _watch(self) -> None:
        while not self._over.wait(WATCH_SECONDS):
            if time.monotonic() > self._deadline:
                self._popen.kill()


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
