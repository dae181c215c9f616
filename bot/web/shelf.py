"""The documents that can be read here: those for everybody, and others with a signed address."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from bot.presentation.sources import Grant, Sources
from bot.serving.live import LiveAnswerer
from bot.web.marked import Rendered, rendered
from bot.web.pieces import Part, part_of, pieces
from index.access import ANYBODY, Collection
from index.extraction.model import Landmark
from index.native import native
from index.store.catalog import Listed, StoredDocument
from index.store.interface import Snapshot
from index.store.library import Library
from index.store.sources import listed

# Code points of texts whose pages are kept, so that the next look at them costs little.
KEPT = 4_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which document somebody asks for: its path, its collection, and what they were granted."""

    document: str
    collection: str | None = None
    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A document as it is in the index now. `folder` is that of its file's path."""

    document: StoredDocument
    collection: Collection
    generation: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a document, ready to be shown."""

    found: Found
    part: Part
    rendered: Rendered


class Shelf:
    """Looks documents up, in any thread."""

    def __init__(self, live: LiveAnswerer, sources: Sources) -> None:
        self._live = live
        self._sources = sources
        self._kept: OrderedDict[tuple[str, str, str, int], Rendered] = OrderedDict()
        self._lock = Lock()

    def listed(self, after: str, count: int) -> list[Listed]:
        """So many of the documents for everybody whose paths come after one."""
        with native("A library"), self._live.lease() as answerer:
            seen = answerer.library.view(ANYBODY).snapshots
            return listed([snapshot.catalog for snapshot in seen], after, count)

    def found(self, wanted: Wanted) -> Found | None:
        """A document, or None where there is none, or none for whoever asks."""
        with native("A library"), self._live.lease() as answerer:
            one = self._one(answerer.library, wanted)
            return one and _found(*one)

    def shown(self, wanted: Wanted, number: int | None, at: int) -> Shown | None:
        """A part of one: by its number, or that in which a code point stands."""
        with native("A library"), self._live.lease() as answerer:
            one = self._one(answerer.library, wanted)
            if one is None:
                return None
            found, marks = _found(*one), one[0].catalog.landmarks(one[1].id)
        part = part_of(found.document.text, number, at)
        return Shown(found, part, self._rendered(found, marks, part))

    def _one(self, library: Library, wanted: Wanted) -> tuple[Snapshot, StoredDocument] | None:
        for snapshot in self._open_to(library, wanted):
            document = snapshot.catalog.document(wanted.document)
            if document is not None:
                return snapshot, document
        return None

    def _open_to(self, library: Library, wanted: Wanted) -> Iterator[Snapshot]:
        """Where the document may be looked for."""
        if wanted.grant is None:
            for snapshot in library.view(ANYBODY).snapshots:
                if wanted.collection in (None, snapshot.collection.name):
                    yield snapshot
            return
        for snapshot in library.every:
            named = snapshot.collection.name == (wanted.collection or "")
            if named and self._sources.granted(snapshot.collection, wanted.document, wanted.grant):
                yield snapshot

    def _rendered(self, found: Found, marks: Sequence[Landmark], part: Part) -> Rendered:
        key = (found.collection.name, found.document.path, found.generation, part.number)
        with self._lock:
            kept = self._kept.pop(key, None)
            if kept is not None:
                self._kept[key] = kept
                return kept
        text, title = found.document.text, found.document.title
        made = rendered(text, pieces(text, title, marks, part), part)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > 1 and sum(len(one.text) for one in self._kept.values()) > KEPT:
                self._kept.popitem(last=False)
        return made


def _found(snapshot: Snapshot, document: StoredDocument) -> Found:
    return Found(document, snapshot.collection, snapshot.generation, Path(snapshot.folder))
