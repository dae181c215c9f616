"""What answers, always of the newest whole generation of the index, without a pause."""

import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Protocol

from bot.answerer import refreshed
from bot.indexes import index_of
from bot.presentation.status import Status, status_of
from bot.serving.leases import Leases
from bot.serving.scheduler import Job
from bot.settings import Settings
from index.access import Audience, Collection, server_collection
from index.answering.answerer import Answerer
from index.answering.answers import Answer
from index.answering.quotes import Place, Quote
from index.conversation.converse import converse
from index.errors import IndexMovedError, QuothError
from index.evaluation.promise import standing
from index.paths import PROMISE
from index.stages import measured
from index.store.catalog import Listed, StoredDocument
from index.store.disk import changed
from index.store.interface import Snapshot
from index.store.library import Library, View

log = logging.getLogger(__name__)

# Seconds that closing waits for what is being answered.
CLOSE_IN = 5.0
# Seconds for which a sign of a change is followed up: it comes a moment before what it tells of.
STIRRED_FOR = 3.0
# Passages that are looked at for words that may stand in them.
LIKELIEST = 5

# Hears of an answer, and how many seconds each stage of it took.
Told = Callable[[Answer, Mapping[str, float]], None]


@dataclass(frozen=True, slots=True)
class Held:
    """How much there is for an audience; `left_out` are files without a document."""

    documents: int
    passages: int
    left_out: int


def untold(answer: Answer, stages: Mapping[str, float]) -> None:
    """Nobody hears of it."""


class Stood(Protocol):
    """Words, and the document of a collection where they stood once, as somebody remembers them."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def document(self) -> str:
        """The path of the document."""

    @property
    def collection(self) -> str:
        """The collection's name."""


class LiveAnswerer:
    """The models and an open index, which it closes in the end. Safe to use from any thread.

    `told` hears of every answer, and how many seconds each stage of it took.
    """

    def __init__(self, settings: Settings, answerer: Answerer, told: Told = untold) -> None:
        self._settings = settings
        self._told = told
        self._leases = Leases(answerer)
        self._refreshing = threading.Lock()
        self._signs: object = None
        self._stirred_at = -STIRRED_FOR

    @property
    def library(self) -> Library:
        """The collections as they are now; they may be closed at any moment."""
        return self._leases.newest.library

    def lease(self) -> AbstractContextManager[Answerer]:
        """What answers now, which stays open as long as the block runs."""
        return self._leases.held()

    def answer(self, jobs: Sequence[Job]) -> list[Answer]:
        """The answers to some jobs, all from one generation."""
        try:
            answers = self._answers(jobs)
        except IndexMovedError:
            self.refresh()
            answers = self._answers(jobs)
        if damaged := {path for answer in answers for path in answer.damaged}:
            log.warning("the index is damaged: %d documents left out of an answer", len(damaged))
        return answers

    def refresh(self) -> bool:
        """Go over to the index and the threshold as they are now, and say if they had changed.

        Raises IndexMissingError or another QuothError, and the old one goes on answering.
        """
        with self._refreshing:
            return self._refresh()

    def refresh_server(self, guild: int) -> None:
        """Go over to a server's own index as it is now, whatever the folder's is."""
        with self._refreshing:
            answerer = self._leases.newest
            servers = {one.collection.name: one for one in answerer.library.servers}
            known = servers.pop(server_collection(guild).name, None)
            now = index_of(self._settings).open_server(guild, answerer.encoder.fingerprint, known)
            if now is not known:
                ordered = sorted([*servers.values(), *([now] if now else [])], key=_name)
                library = replace(answerer.library, servers=tuple(ordered))
                self._leases.go_over(replace(answerer, library=library))

    def document(self, place: Place, audience: Audience) -> StoredDocument | None:
        """The document that words stand in, or None if it is gone or not for who asks."""
        with self.lease() as answerer:
            return answerer.library.view(audience).document(place.document, place.collection)

    def documents(
        self, audience: Audience, only: Collection | None = None
    ) -> list[tuple[Collection, Listed]]:
        """The documents that somebody may see, perhaps of one collection only, by their paths."""
        with self.lease() as answerer:
            found = [
                (snapshot.collection, listed)
                for snapshot in answerer.library.view(audience).snapshots
                if only in (None, snapshot.collection)
                for listed in snapshot.catalog.documents()
            ]
        return sorted(found, key=lambda one: one[1].path)

    def contents(self, audience: Audience) -> dict[tuple[str, str], str]:
        """The same by collection and path, each with what tells its content."""
        with self.lease() as answerer:
            return {
                (snapshot.collection.name, path): content
                for snapshot in answerer.library.view(audience).snapshots
                for path, content in snapshot.catalog.checksums().items()
            }

    def held(self, audience: Audience) -> Held:
        """How much there is for somebody."""
        with self.lease() as answerer:
            view = answerer.library.view(audience)
            left_out = sum(len(snapshot.catalog.skipped()) for snapshot in view.snapshots)
            return Held(view.documents, view.passages, left_out)

    def standing(self, quotes: Sequence[Quote], audience: Audience) -> list[Quote]:
        """Those of some quotes that somebody may see, and that stand where they stood."""
        with self.lease() as answerer:
            view = answerer.library.view(audience)
            return [
                replace(quote, also=tuple(p for p in quote.also if _stands(view, p)))
                for quote in quotes
                if _stands(view, quote.place)
            ]

    def showable(self, places: Sequence[Stood], audience: Audience) -> list[bool]:
        """Whether words may be shown to somebody though they may be gone from where they stood.

        Not if they stood in no collection that they may see, nor if they are where they may not see
        them now.
        """
        found: dict[Stood, bool] = {}
        for path, group in groupby(sorted(set(places), key=_document), _document):
            with self.lease() as answerer:
                library = answerer.library
                found |= _showable(library, library.view(audience), path, tuple(group))
        return [found[place] for place in places]

    def status(self) -> Status:
        """The index, the threshold and the promise as they are now."""
        with self.lease() as answerer:
            promise = standing(answerer, self._settings.index_dir)
            return status_of(answerer, self._settings, promise)

    def stirred(self) -> bool:
        """Whether there are signs that `refresh` would find something new, at little cost."""
        promise = changed(self._settings.index_dir / PROMISE)
        try:
            signs = (promise, index_of(self._settings).generations())
        except QuothError:
            # Whoever looks at the index after a while hears what it is.
            return False
        now = time.monotonic()
        # What writers log is folded in once nobody reads a former index, which may take long on a
        # busy machine, and must be before the next change: else the log grows with every one.
        if signs != self._signs or self._leases.former:
            self._signs, self._stirred_at = signs, now
        return now - self._stirred_at < STIRRED_FOR

    def close(self) -> None:
        """Let the index go, unless an answer takes too long to wait for: then the process does."""
        if not self._leases.close(CLOSE_IN):
            log.warning("an answer does not end: leaving without it")

    def _answers(self, jobs: Sequence[Job]) -> list[Answer]:
        with self.lease() as answerer:
            return [self._answer(answerer, job) for job in jobs]

    def _answer(self, answerer: Answerer, job: Job) -> Answer:
        with measured() as stages:
            answer = converse(answerer, job.question, job.history, job.audience, job.hidden)
        self._told(answer, stages)
        return answer

    def _refresh(self) -> bool:
        former = self._leases.newest
        now = refreshed(former, self._settings, servers=True)
        if now is not former:
            self._leases.go_over(now)
        return _seen(now) != _seen(former)


def _seen(answerer: Answerer) -> tuple[float, list[tuple[Hashable, str]]]:
    """What tells whether somebody who asks may see a difference."""
    every = [(snapshot.place, snapshot.generation) for snapshot in answerer.library.every]
    return answerer.threshold, every


def _stands(view: View, place: Place) -> bool:
    document = view.document(place.document, place.collection)
    return document is not None and document.text[place.start : place.end] == place.text


def _showable(
    library: Library, view: View, path: str, places: Iterable[Stood]
) -> dict[Stood, bool]:
    """The same for words that stand, or stood, in documents of one path."""
    seen = {snapshot.collection.name for snapshot in view.snapshots}
    own = {snapshot.collection.name for snapshot in library.servers}
    shown = View(tuple(s for s in library.snapshots if s in view.snapshots))
    others = [s for s in library.snapshots if s not in view.snapshots]
    document = shown.document(path)
    # In another collection, or for nobody.
    kept_back = document is None and _is_there(Path(library.main.folder, path))

    def gone_or_shown(place: Stood) -> bool:
        if document is not None and place.text in document.text:
            return True
        return not kept_back and not any(_holds(snapshot, place.text) for snapshot in others)

    return {
        place: place.collection in seen and (place.collection in own or gone_or_shown(place))
        for place in places
    }


def _holds(snapshot: Snapshot, text: str) -> bool:
    """Whether a text stands in a collection: if so, in a document that is like it."""
    ids = [found for found, _ in snapshot.matching(text, LIKELIEST)]
    return any(text in passage.document.text for passage in snapshot.passages_of(ids))


def _name(snapshot: Snapshot) -> str:
    return snapshot.collection.name


def _document(place: Stood) -> str:
    return place.document


def _is_there(path: Path) -> bool:
    """Whether there is a file, or it cannot be told."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):
        return True
    return True
