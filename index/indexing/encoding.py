"""Texts into vectors while the next texts are prepared."""

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from index.indexing.job import Job
from index.store.records import add_vectors, missing_vectors

# So many are encoded, then kept.
AT_ONCE = 512
# Among so many, texts of like length are put together: the shorter ones of a batch are padded to
# the longest. The first are not waited for as long, then twice as many each time: those are there
# before the ones that are being encoded are done.
FIRST, MOST = 128, 4096


class _ClosedError(Exception):
    """Nobody waits for the vectors any more."""


class Encoding:
    """Encodes in a thread of its own and keeps each batch's vectors at once.

    What is encoded together depends on the texts alone, or vectors would differ a little each time.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._thread = ThreadPoolExecutor(1)
        self._keys: set[str] = set()
        self._waiting: list[tuple[str, str]] = []
        self._running: deque[tuple[list[str], Future[NDArray[np.float32]]]] = deque()
        self._window = FIRST
        self._done = self._total = 0
        self._closed = False

    def close(self) -> None:
        """Let the thread end."""
        self._closed = True
        self._thread.shutdown(cancel_futures=True)

    def put(self, texts: Mapping[str, str]) -> None:
        """Have texts encoded that have no vector yet, by the keys that these are kept by."""
        new = [key for key in texts if key not in self._keys]
        self._keys.update(new)
        missing = missing_vectors(self._job.catalog, new)
        self._waiting += [(key, texts[key]) for key in missing]
        self._total += len(missing)
        if len(self._waiting) >= self._window:
            self._start()
        while self._running and self._running[0][1].done():
            self._keep()

    def finish(self) -> int:
        """Wait until all have their vectors; how many that were."""
        self._start()
        while self._running:
            self._keep()
        return self._total

    def _start(self) -> None:
        self._waiting.sort(key=lambda pair: len(pair[1]))
        for at in range(0, len(self._waiting), AT_ONCE):
            keys, texts = map(list, zip(*self._waiting[at : at + AT_ONCE], strict=True))
            encode = self._job.encoder.encode_passages
            self._running.append((keys, self._thread.submit(encode, texts, self._advance)))
        self._waiting.clear()
        self._window = min(2 * self._window, MOST)

    def _keep(self) -> None:
        keys, running = self._running.popleft()
        vectors = running.result()
        with self._job.catalog.transaction():
            add_vectors(self._job.catalog, keys, vectors)

    def _advance(self, count: int) -> None:
        if self._closed:
            raise _ClosedError
        self._done += count
        self._job.progress("Encoding", self._done, self._total)
