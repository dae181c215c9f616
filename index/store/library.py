"""The collections that are open, and what of them an audience may see."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.access import Audience, sees
from index.errors import IndexDamagedError, IndexMissingError, QuothError
from index.paths import (
    CATALOG,
    GENERATIONS,
    collection_folder,
    scoped_folders,
    server_folders,
)
from index.store.catalog import StoredDocument
from index.store.database import damage_words
from index.store.interface import Contents, Snapshot
from index.store.snapshot import EmbeddedSnapshot, generation, open_catalog, open_snapshot

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """Collections that an audience may see, and all that is searched, counted and shown for them.

    Nothing else is opened for a question, so what is hidden cannot even move a score.
    """

    snapshots: tuple[Snapshot, ...]

    @property
    def documents(self) -> int:
        """How many there are."""
        return sum(snapshot.documents for snapshot in self.snapshots)

    @property
    def passages(self) -> int:
        """How many there are."""
        return sum(snapshot.passages for snapshot in self.snapshots)

    @property
    def left_out(self) -> frozenset[str]:
        """The paths of documents that are damaged and not searched, "" for one that is unknown."""
        return frozenset(path for snapshot in self.snapshots for path in snapshot.left_out)

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many passages each of some analysed words stands."""
        counts = [snapshot.frequencies(words) for snapshot in self.snapshots]
        return [sum(each) for each in zip(*counts, strict=True)] if counts else [0] * len(words)

    def document(self, path: str, collection: str | None = None) -> StoredDocument | None:
        """A document by its path, of one collection if that is named, or None."""
        for snapshot in self.snapshots:
            if collection in (None, snapshot.collection.name):
                found = snapshot.catalog.document(path)
                if found is not None:
                    return found
        return None


@dataclass(frozen=True, slots=True)
class Library:
    """The collections of the documents folder, and those that are servers' own.

    The owner of the folder sees the former; servers' own are for who asks there.
    """

    snapshots: tuple[Snapshot, ...]
    servers: tuple[Snapshot, ...] = ()

    @property
    def every(self) -> tuple[Snapshot, ...]:
        """All that are open."""
        return (*self.snapshots, *self.servers)

    @property
    def main(self) -> Snapshot:
        """What of the folder is in no collection with a scope of its own."""
        return self.snapshots[0]

    def view(self, audience: Audience) -> View:
        """What everybody who will see the answer may see."""
        every = self.snapshots if audience.owner else self.every
        return View(tuple(s for s in every if sees(audience, s.collection.scope)))

    def close(self) -> None:
        """Let all of them go."""
        for snapshot in self.every:
            snapshot.close()


def open_library(
    index_folder: Path,
    fingerprint: str,
    servers_folder: Path | None = None,
    earlier: Library | None = None,
) -> Library:
    """Open every collection; those that did not change are taken from an earlier library.

    A server's own that cannot be opened is left out, and so is one with a scope that is damaged,
    which is logged. Raises IndexMissingError if there is no index, IndexMismatchError if one of the
    folder's is another version's or another model's, or its own is damaged.
    """
    known = {snapshot.place: snapshot for snapshot in earlier.every} if earlier else {}
    opened = [_opened(index_folder, fingerprint, known.get(index_folder))]
    try:
        for place in scoped_folders(index_folder):
            # One that is only being made, or just went.
            with suppress(IndexMissingError), _damage_told():
                opened.append(_scoped(index_folder, place, fingerprint, known.get(place)))
        places = server_folders(servers_folder)
        servers = [open_server(place, fingerprint, known.get(place)) for place in places]
        return Library(tuple(opened), tuple(filter(None, servers)))
    except BaseException:
        for snapshot in opened:
            if snapshot not in known.values():
                snapshot.close()
        raise


def _scoped(index_folder: Path, place: Path, fingerprint: str, known: Snapshot | None) -> Snapshot:
    """A collection of the folder in its place. Raises IndexDamagedError if it is another's."""
    _check_catalog(place)
    snapshot = _opened(place, fingerprint, known)
    if collection_folder(index_folder, snapshot.collection.name) != place:
        snapshot.close()
        raise IndexDamagedError(damage_words(place))
    return snapshot


def _check_catalog(place: Path) -> None:
    """Raise IndexDamagedError if an index has lost its catalog: then it is none that is made."""
    if not (place / CATALOG).exists() and any((place / GENERATIONS).glob("*")):
        raise IndexDamagedError(damage_words(place))


@contextmanager
def _damage_told() -> Iterator[None]:
    """Go on without what is damaged, and say so."""
    try:
        yield
    except IndexDamagedError as error:
        log.warning("%s", error)


def open_server(place: Path, fingerprint: str, known: Snapshot | None) -> Snapshot | None:
    """A server's own collection, opened if it is another than is known; None if it cannot be."""
    # What is wrong with one server's index is no matter of the others.
    with suppress(QuothError):
        return _opened(place, fingerprint, known)
    return None


def _opened(place: Path, fingerprint: str, known: Snapshot | None) -> Snapshot:
    """The last whole generation of an index, opened, unless it is the one that is known."""
    if isinstance(known, EmbeddedSnapshot) and known.generation == generation(place):
        return known.settled()
    return open_snapshot(place, fingerprint)


def visible_catalogs(
    index_folder: Path, servers_folder: Path | None, audience: Audience
) -> list[Contents]:
    """The catalogs of what an audience may see, for which no model is needed.

    Raises IndexMissingError.
    """
    catalogs: list[Contents] = [open_catalog(index_folder)]
    servers = [] if audience.owner else server_folders(servers_folder)
    for place in (*scoped_folders(index_folder), *servers):
        with suppress(IndexMissingError), _damage_told():
            _check_catalog(place)
            catalogs.append(open_catalog(place))
    seen = [catalog for catalog in catalogs if sees(audience, catalog.collection().scope)]
    for catalog in catalogs:
        if catalog not in seen:
            catalog.close()
    return seen
