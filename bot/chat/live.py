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
from index.catalog import Listed, StoredDocument
from index.collections import Audience
from index.library import View, open_library
from index.promise import standing, threshold_in_force
from index.quotes import Place

log = logging.getLogger(__name__)

# Seconds that closing waits for what is being answered.
CLOSE_IN = 5.0


class LiveAnswerer:
    """The models and an open index, which it closes in the end. Safe to use from any thread."""

    def __init__(self, settings: Settings, answerer: Answerer) -> None:
        self._settings = settings
        self._answerer = answerer
        self._lock = threading.Lock()
        self._refreshing = threading.Lock()

    def answer(self, jobs: Sequence[Job]) -> list[Answer]:
        """The answers to some jobs, all from one generation."""
        with self._lock:
            return [
                converse(self._answerer, job.question, job.history, job.audience, job.hidden)
                for job in jobs
            ]

    def refresh(self) -> bool:
        """Go over to the index and the threshold as they are now, and say if they had changed.

        Raises IndexMissingError or another QuothError, and the old one goes on answering.
        """
        with self._refreshing:
            return self._refresh()

    def document(self, place: Place, audience: Audience) -> StoredDocument | None:
        """The document that words stand in, or None if it is gone or not for who asks."""
        with self._lock:
            return self._view(audience).document(place.document, place.collection)

    def documents(self, audience: Audience) -> list[Listed]:
        """The documents that somebody may see, in order of their paths."""
        with self._lock:
            found = [d for s in self._view(audience).snapshots for d in s.catalog.documents()]
        return sorted(found, key=lambda listed: listed.path)

    def visible(self, places: Sequence[Place], audience: Audience) -> list[bool]:
        """Whether somebody may see the collection that each of some words stand in."""
        with self._lock:
            names = {snapshot.collection.name for snapshot in self._view(audience).snapshots}
        return [place.collection in names for place in places]

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
            self._answerer.library.close()
        finally:
            self._lock.release()

    def _view(self, audience: Audience) -> View:
        return self._answerer.library.view(audience)

    def _refresh(self) -> bool:
        settings, answerer = self._settings, self._answerer
        earlier = answerer.library
        shipped = answerer.confidence.threshold
        threshold = threshold_in_force(settings.index_dir, settings.threshold, shipped)
        fingerprint = answerer.encoder.fingerprint
        servers = settings.discord_documents
        library = open_library(settings.index_dir, fingerprint, servers, earlier)
        if library == earlier and threshold == answerer.threshold:
            return False
        with self._lock:
            self._answerer = replace(answerer, library=library, threshold=threshold)
        for snapshot in earlier.every:
            if snapshot not in library.every:
                snapshot.close()
        return True
