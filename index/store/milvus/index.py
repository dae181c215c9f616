"""An index on a Milvus server as a whole: opened, written to and taken away."""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from index.access import Audience, Collection, sees, server_collection, server_of
from index.errors import IndexBusyError, IndexMissingError, QuothError
from index.paths import ALL, CATALOG
from index.store import records
from index.store.catalog import Catalog
from index.store.generations import drop_index
from index.store.index import Stored
from index.store.interface import Contents, Snapshot
from index.store.keeping import Kept
from index.store.library import Library
from index.store.locking import writer
from index.store.milvus.address import ANOTHER, Access, Address
from index.store.milvus.claims import Claim, claimed
from index.store.milvus.connection import Server
from index.store.milvus.contents import MilvusContents, Records
from index.store.milvus.importing import settle
from index.store.milvus.layout import Layout, find, make
from index.store.milvus.pointers import Pointer, Pointers
from index.store.milvus.pulling import pull
from index.store.milvus.rows import scope_of
from index.store.milvus.snapshot import Memory, MilvusSnapshot, frequencies
from index.store.milvus.words import NO_FREQUENCIES
from index.store.milvus.writing import MilvusWriting
from index.store.snapshot import check_meta, check_version

# Bytes of what was fetched that are kept: documents, passages, words' frequencies.
DOCUMENT_ROOM, PASSAGE_ROOM, WORD_ROOM = 64_000_000, 32_000_000, 400_000_000
# Searches that go on at once.
AT_ONCE = 8
# The file that tells working folders from each other.
OWNER = "owner"


class Milvus:
    """An index on a Milvus server, with working copies in a folder for those who write to it."""

    def __init__(
        self, address: Address, access: Access, work: Path, *, servers: bool = True
    ) -> None:
        self._server, self._servers = Server(address, access), servers
        place = hashlib.sha256(str(address).encode()).hexdigest()[:16]
        self._work = work / f"milvus-{place}"
        self._memory = Memory(Kept(DOCUMENT_ROOM), Kept(PASSAGE_ROOM), Kept(WORD_ROOM))
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="milvus")
        self._found: tuple[Layout, Pointers] | None = None
        self._turn = threading.RLock()

    @property
    def label(self) -> str:
        """The address."""
        return str(self._server.address)

    def open(self, fingerprint: str, earlier: Library | None = None) -> Library:
        """The newest generation of every collection."""
        known = {one.place: one for one in earlier.every} if earlier else {}
        pointers = self._newest()
        folder, servers = [], []
        for pointer in sorted(pointers.values(), key=lambda one: one.collection.name):
            if server_of(pointer.collection.name) is None:
                folder.append(self._opened(pointer, fingerprint, known.get(self._place(pointer))))
            elif self._servers:
                # What is wrong with one server's is no matter of the others.
                with suppress(QuothError):
                    servers.append(
                        self._opened(pointer, fingerprint, known.get(self._place(pointer)))
                    )
        if not folder or folder[0].collection.name:
            raise self._missing()
        return Library(tuple(folder), tuple(servers))

    def open_server(self, guild: int, fingerprint: str, known: Snapshot | None) -> Snapshot | None:
        """A server's own collection."""
        pointer = self._newest().get(scope_of(server_collection(guild).name))
        with suppress(QuothError):
            return self._opened(pointer, fingerprint, known) if pointer else None
        return None

    def folder(self) -> str | None:
        """The folder whose documents are kept, None if there are none."""
        found = [p for p in self._newest().values() if server_of(p.collection.name) is None]
        main = next((p for p in found if not p.collection.name), None)
        held = main is not None and (main.documents or len(found) > 1)
        return main.meta["folder"] if main and held else None

    def check(self) -> None:
        """Raise IndexMissingError if there is none."""
        if scope_of("") not in self._newest():
            raise self._missing()

    def contents(self, audience: Audience) -> list[Contents]:
        """The documents that an audience may see."""
        self.check()
        found: list[Contents] = []
        for pointer in sorted(self._newest().values(), key=lambda one: one.collection.name):
            name = pointer.collection.name
            of_server = server_of(name) is not None
            if sees(audience, pointer.collection.scope) and not (audience.owner and of_server):
                check_version(pointer.meta, self.label, ANOTHER)
                found.append(MilvusContents(self._records(pointer), self._memory.documents))
        return found

    def generations(self) -> object:
        """The names of the newest generations' rows."""
        found = self._tables()
        return found[1].names() if found else []

    @contextmanager
    def turn(self, wait: float, waiting: Callable[[], None]) -> Iterator[None]:
        """Be the one of this working folder; others take turns at each collection."""
        try:
            with writer(self._work, lock_name=ALL):
                yield
                return
        except IndexBusyError:
            if not wait:
                raise
        waiting()
        with writer(self._work, wait, ALL):
            yield

    @contextmanager
    def writing(
        self, collection: Collection, dimensions: int, wait: float, anew: str = ""
    ) -> Iterator[MilvusWriting]:
        """Write to a collection."""
        layout = make(self._server, dimensions)
        with self._writing(collection.name, layout, wait, anew=bool(anew)) as writing:
            yield writing

    def stored(self, name: str) -> Stored | None:
        """What is kept of a collection."""
        pointer = self._newest().get(scope_of(name))
        if pointer is None:
            return None
        check_version(pointer.meta, self.label, ANOTHER)
        contents = MilvusContents(self._records(pointer), self._memory.documents)
        left_out = {path: reason for path, reason, _ in contents.left_out()}
        paths = frozenset(contents.checksums())
        return Stored(pointer.collection, paths, left_out, pointer.passages)

    def drop(self, name: str) -> None:
        """Delete a collection: from one moment on it is there no more."""
        found, scope = self._tables(), scope_of(name)
        if found is None or scope not in found[1].newest():
            return
        layout, pointers = found
        with self._claimed(name, layout, wait=0.0) as claim:
            pointer = pointers.of(scope)
            if pointer and not pointer.dropped:
                settle(self._server, layout.passages, scope, pointer.number, claim.check)
                gone = Pointer(scope, pointer.number + 1, "", pointer.meta, dropped=True)
                pointers.publish(gone)
                for table in (layout.records, layout.passages):
                    self._server.take(table, f"scope == {scope}")
                pointers.forget(gone)

    def drop_others(self, names: Set[str]) -> list[Stored]:
        """Delete the folder's other collections, and say what they held."""
        dropped = []
        for pointer in self._newest().values():
            name = pointer.collection.name
            if name not in names and server_of(name) is None:
                with suppress(QuothError):
                    dropped.append(self.stored(name))
                self.drop(name)
        return [one for one in dropped if one]

    def close(self) -> None:
        """Let the connection go."""
        self._pool.shutdown()
        self._server.close()

    def _tables(self) -> tuple[Layout, Pointers] | None:
        with self._turn:
            if self._found is None and (layout := find(self._server)):
                self._found = layout, Pointers(self._server, layout)
            return self._found

    def _newest(self) -> dict[int, Pointer]:
        found = self._tables()
        with self._turn:
            return found[1].newest() if found else {}

    def _numbers(self) -> dict[int, int]:
        return {scope: pointer.number for scope, pointer in self._newest().items()}

    def _place(self, pointer: Pointer) -> tuple[str, int]:
        return self.label, pointer.scope

    def _records(self, pointer: Pointer) -> Records:
        found = self._tables()
        assert found is not None
        return Records(self._server, found[0], pointer)

    def _opened(self, pointer: Pointer, fingerprint: str, known: Snapshot | None) -> Snapshot:
        if isinstance(known, MilvusSnapshot) and known.generation == pointer.token:
            known.confirm()
            return known
        check_meta(pointer.meta, self.label, fingerprint, ANOTHER)
        source = self._records(pointer)
        contents = MilvusContents(source, self._memory.documents)
        return MilvusSnapshot(source, contents, self._memory, self._pool, self._numbers)

    @contextmanager
    def _writing(
        self, name: str, layout: Layout, wait: float, *, anew: bool
    ) -> Iterator[MilvusWriting]:
        place = self._copy(name)
        with self._claimed(name, layout, wait) as claim:
            if anew:
                drop_index(place)
            pointer = Pointers(self._server, layout).of(scope_of(name))
            with closing(Catalog(place / CATALOG, writing=True)) as catalog:
                removed: list[int] = []
                base = NO_FREQUENCIES
                if pointer is None or pointer.dropped:
                    with catalog.transaction():
                        records.empty(catalog)
                else:
                    check_version(pointer.meta, self.label, ANOTHER)
                    source = Records(self._server, layout, pointer)
                    removed = source.removed()
                    contents = MilvusContents(source, self._memory.documents, removed)
                    pull(catalog, name, source, contents)
                    base = frequencies(source, self._memory.bases)
                writing = MilvusWriting(
                    self._server, layout, place, catalog, name, claim, pointer, removed, base
                )
                writing.clean()
                yield writing

    @contextmanager
    def _claimed(self, name: str, layout: Layout, wait: float) -> Iterator[Claim]:
        with (
            writer(self._copy(name), wait),
            claimed(self._server, layout, scope_of(name), self._owner(), wait) as claim,
        ):
            yield claim

    def _copy(self, name: str) -> Path:
        return self._work / hashlib.sha256(name.encode()).hexdigest()[:16]

    def _owner(self) -> str:
        """What tells this working folder from every other."""
        path = self._work / OWNER
        if not path.exists():
            with suppress(FileExistsError), path.open("x") as file:
                file.write(secrets.token_hex(8))
        return path.read_text()

    def _missing(self) -> IndexMissingError:
        return IndexMissingError(
            f"There is no index at {self.label}: make one with quoth index FOLDER."
        )
