"""What answers, always of the newest whole generation of the index, without a pause."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.scheduler import Job
from bot.conversation import converse
from bot.settings import Settings
from bot.status import Status, status_of
from index.answers import Answer, Answerer
from index.catalog import Catalog, Listed, StoredDocument
from index.promise import standing, threshold_in_force
from index.snapshot import open_catalog, open_snapshot

log = logging.getLogger(__name__)

# Seconds that closing waits for what is being answered.
CLOSE_IN = 5.0

# What tells one state of an index from another, also where it was deleted and made anew: its
# generation, and the checksum of each document.
State = tuple[str, dict[str, str]]


class LiveAnswerer:
    """The models and an open index, which it closes in the end. Safe to use from any thread."""

    def __init__(self, settings: Settings, answerer: Answerer) -> None:
        self._settings = settings
        self._answerer = answerer
        self._lock = threading.Lock()
        self._refreshing = threading.Lock()
        self._state = _state(answerer.snapshot.catalog)

    def answer(self, jobs: Sequence[Job]) -> list[Answer]:
        """The answers to some jobs, all from one generation."""
        with self._lock:
            return [converse(self._answerer, job.question, job.history, job.hidden) for job in jobs]

    def refresh(self) -> bool:
        """Go over to the index and the threshold as they are now, and say if they had changed.

        Raises IndexMissingError or another QuothError, and the old one goes on answering.
        """
        with self._refreshing:
            return self._refresh()

    def document(self, path: str) -> StoredDocument | None:
        """A document by its path, or None."""
        with self._lock:
            return self._answerer.snapshot.catalog.document(path)

    def documents(self) -> list[Listed]:
        """All documents in order of their paths."""
        with self._lock:
            return self._answerer.snapshot.catalog.documents()

    def status(self) -> Status:
        """The index, the threshold and the promise as they are now."""
        with self._lock:
            promise = standing(self._answerer, self._settings.index_dir)
            return status_of(self._answerer, self._settings, promise)

    def close(self) -> None:
        """Let the index go, unless an answer takes too long to wait for: then the process does."""
        if not self._lock.acquire(timeout=CLOSE_IN):
            log.warning("an answer does not end: leaving without it")
            return
        try:
            self._answerer.snapshot.close()
        finally:
            self._lock.release()

    def _refresh(self) -> bool:
        settings, answerer = self._settings, self._answerer
        catalog = open_catalog(settings.index_dir)
        try:
            unchanged = _state(catalog) == self._state
        finally:
            catalog.close()
        shipped = answerer.confidence.threshold
        threshold = threshold_in_force(settings.index_dir, settings.threshold, shipped)
        if unchanged and threshold == answerer.threshold:
            return False
        snapshot = answerer.snapshot
        if not unchanged:
            snapshot = open_snapshot(settings.index_dir, answerer.encoder.fingerprint)
            self._state = _state(snapshot.catalog)
        with self._lock:
            self._answerer = replace(answerer, snapshot=snapshot, threshold=threshold)
        if snapshot is not answerer.snapshot:
            answerer.snapshot.close()
        return True


def _state(catalog: Catalog) -> State:
    return catalog.meta()["generation"], catalog.checksums()
