"""An index in a folder: SQLite, FAISS and tantivy, and a lock for those who write to it."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from index.access import Audience, Collection, server_collection, server_of
from index.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndexOutdatedError,
)
from index.paths import (
    ALL,
    CATALOG,
    GENERATIONS,
    collection_folder,
    generation_folder,
    scoped_folders,
    server_folder,
    server_folders,
)
from index.store import records
from index.store.catalog import Catalog
from index.store.disk import changed
from index.store.examining import Damage
from index.store.generations import (
    Advance,
    Former,
    are_whole,
    drop_generations,
    drop_index,
    mend_caches,
    update_caches,
    write_caches,
)
from index.store.index import Stored
from index.store.interface import Contents, Snapshot
from index.store.library import Library, open_library, open_server, visible_catalogs
from index.store.locking import writer
from index.store.mending import aside_of, clear, find_new_damage, take_place
from index.store.records import Record
from index.store.restoring import finish
from index.store.snapshot import DELETE, open_catalog

# How the index of a collection is named; whatever else is there is somebody else's.
HASH = re.compile(r"[0-9a-f]{16}")


class EmbeddedWriting:
    """A folder's index that is being written to: the catalog first, then the caches made of it."""

    def __init__(self, place: Path, catalog: Catalog, dimensions: int, label: str = "") -> None:
        self.place, self.catalog = place, catalog
        self.label, self.remedy = label or str(place), DELETE
        self._dimensions = dimensions
        self._former = catalog.meta().get("generation")
        self._last = records.last_passage(catalog)
        self._removed: list[int] = []

    def examined(self) -> Damage:
        """What of the catalog is damaged, which can be read and encoded again from now on."""
        damage = find_new_damage(self.catalog, self.place)
        if damage:
            clear(self.catalog, damage)
            self._former = None
        return damage

    def mend(self) -> None:
        """Write caches again that are lost or damaged."""
        folder = generation_folder(self.place, self.catalog.meta()["generation"])
        if not are_whole(folder):
            mend_caches(self.catalog, folder, self._dimensions)

    def remove(self, paths: Iterable[str]) -> None:
        """Take documents out."""
        self._removed += records.remove(self.catalog, paths)

    def add(self, record: Record) -> None:
        """Put a document in, of which there is none by its path, and whose vectors are there."""
        records.add(self.catalog, record)

    def commit(self, generation: str, advance: Advance) -> None:
        """Write the caches; the generation is whole when the catalog's transaction is."""
        records.drop_unused_vectors(self.catalog)
        folder = generation_folder(self.place, generation)
        if self._former:
            former = Former(generation_folder(self.place, self._former), self._removed, self._last)
            update_caches(self.catalog, folder, self._dimensions, former, advance)
        else:
            write_caches(self.catalog, folder, self._dimensions, advance)

    def tidy(self) -> None:
        """Delete the caches of former generations."""
        drop_generations(self.place, keep=self.catalog.meta()["generation"])


@contextmanager
def writing_to(
    place: Path, dimensions: int, wait: float, anew: str = ""
) -> Iterator[EmbeddedWriting]:
    """Write to the index in a folder. Raises what `Index.writing` does, whose `anew` it has."""
    with writer(place, wait):
        where = aside_of(place, anew) if anew else place
        with closing(Catalog(where / CATALOG, writing=True)) as catalog:
            yield EmbeddedWriting(where, catalog, dimensions, str(place))
        if anew:
            take_place(where, place)


class Embedded:
    """An index in a folder; those of servers' own documents in folders of theirs."""

    def __init__(self, folder: Path, servers: Path | None = None) -> None:
        self._folder, self._servers = folder, servers

    @property
    def label(self) -> str:
        """The folder."""
        return str(self._folder)

    def open(self, fingerprint: str, earlier: Library | None = None) -> Library:
        """The newest generation of every collection."""
        return open_library(self._folder, fingerprint, self._servers, earlier)

    def open_server(self, guild: int, fingerprint: str, known: Snapshot | None) -> Snapshot | None:
        """A server's own collection."""
        return open_server(self._place(server_collection(guild).name), fingerprint, known)

    def folder(self) -> str | None:
        """The folder whose documents are kept, None if there are none."""
        try:
            with closing(open_catalog(self._folder, outdated=True)) as catalog:
                found = catalog.meta()["folder"]
                held = catalog.counts()[0] or scoped_folders(self._folder)
        except (IndexMissingError, IndexDamagedError):
            # One that is too damaged to tell is taken for this folder's, and mended.
            return None
        return found if held else None

    def check(self) -> None:
        """Raise IndexMissingError if there is none."""
        if not (self._folder / CATALOG).is_file():
            open_catalog(self._folder).close()

    def contents(self, audience: Audience) -> list[Contents]:
        """The documents that an audience may see."""
        return visible_catalogs(self._folder, self._servers, audience)

    def generations(self) -> object:
        """When the folders of caches changed last."""
        places = (self._folder, *scoped_folders(self._folder), *server_folders(self._servers))
        return [changed(place / GENERATIONS) for place in places]

    @contextmanager
    def turn(self, wait: float, waiting: Callable[[], None]) -> Iterator[None]:
        """Be the one that brings the folder's collections up to date."""
        finish(self._folder)
        with ExitStack() as stack:
            try:
                stack.enter_context(writer(self._folder, lock_name=ALL))
            except IndexBusyError:
                if not wait:
                    raise
                waiting()
                stack.enter_context(writer(self._folder, wait, ALL))
            yield

    @contextmanager
    def writing(
        self, collection: Collection, dimensions: int, wait: float, anew: str = ""
    ) -> Iterator[EmbeddedWriting]:
        """Write to a collection."""
        with writing_to(self._place(collection.name), dimensions, wait, anew) as writing:
            yield writing

    def stored(self, name: str) -> Stored | None:
        """What is kept of a collection."""
        return _stored(self._place(name))

    def drop(self, name: str) -> None:
        """Delete a collection. Raises IndexMismatchError if that cannot be done."""
        _drop(self._place(name))

    def drop_others(self, names: Set[str]) -> list[Stored]:
        """Delete the folder's other collections, and say what they held."""
        wanted = {self._place(name) for name in names}
        dropped = []
        for place in scoped_folders(self._folder):
            if place not in wanted and HASH.fullmatch(place.name):
                with suppress(IndexMismatchError):
                    dropped.append(_stored(place))
                _drop(place)
                shutil.rmtree(place, ignore_errors=True)
        return [one for one in dropped if one]

    def close(self) -> None:
        """Nothing is held."""

    def _place(self, name: str) -> Path:
        guild = server_of(name)
        if guild is None or self._servers is None:
            return collection_folder(self._folder, name)
        return server_folder(self._servers, guild)


def _stored(place: Path) -> Stored | None:
    try:
        with closing(open_catalog(place)) as catalog:
            paths = frozenset(catalog.checksums())
            return Stored(catalog.collection(), paths, catalog.unread(), catalog.counts()[1])
    except (IndexMissingError, IndexDamagedError, IndexOutdatedError):
        # What is damaged is looked at as a whole, and mended; what is old is made anew.
        return None


def _drop(place: Path) -> None:
    try:
        drop_index(place)
    except OSError as error:
        raise IndexMismatchError(
            f"The index in {place} cannot be deleted, and its documents are for nobody any more: "
            "delete that folder."
        ) from error
