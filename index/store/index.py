"""An index as a whole, wherever it is kept: opened, written to and taken away.

`Embedded` keeps it in a folder; `Milvus`, in `index/store/milvus/`, on a server that many processes
share. What is read of it is in `index/store/interface.py`: what searches is one generation of a
collection, so that no answer is drawn from two.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.access import Audience, Collection
from index.store.catalog import Catalog
from index.store.examining import Damage
from index.store.generations import Advance
from index.store.interface import Contents, Snapshot
from index.store.library import Library
from index.store.records import Record


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of a collection: its documents' paths, and why which files were left out."""

    collection: Collection
    paths: frozenset[str]
    left_out: Mapping[str, str]
    passages: int


class Writing(Protocol):
    """A collection that is being written to, by nobody else meanwhile.

    `catalog` holds it as it is, for looking up; all of the next generation is written within one
    transaction of it.
    """

    @property
    def catalog(self) -> Catalog:
        """What is there."""

    @property
    def place(self) -> Path:
        """A folder for what is put aside."""

    @property
    def label(self) -> str:
        """What messages call it."""

    @property
    def remedy(self) -> str:
        """What is to be done about one of another version or model, as part of a sentence."""

    def examined(self) -> Damage:
        """What of the catalog is damaged; its documents can be put in again from now on.

        Raises IndexDamagedError if it can only be made anew.
        """

    def mend(self) -> None:
        """Make what is derived from the catalog again where it is lost or damaged."""

    def remove(self, paths: Iterable[str]) -> None:
        """Take documents out."""

    def add(self, record: Record) -> None:
        """Put a document in, of which there is none by its path, and whose vectors are there."""

    def commit(self, generation: str, advance: Advance) -> None:
        """Make of what was put in and taken out the next generation, whole or not at all."""

    def tidy(self) -> None:
        """Delete what no generation needs any more that may still be read."""


# Begins to write to a collection; given a model's fingerprint, to one that is made anew.
Opening = Callable[[str], AbstractContextManager[Writing]]


class Index(Protocol):
    """Collections of documents, in generations of which each is whole."""

    @property
    def label(self) -> str:
        """What messages call it: a folder, or an address."""

    def open(self, fingerprint: str, earlier: Library | None = None) -> Library:
        """The newest generation of every collection; what did not change is taken from before.

        Raises IndexMissingError if there is none, IndexMismatchError if one is another version's,
        another model's than that of the fingerprint, or damaged.
        """

    def open_server(self, guild: int, fingerprint: str, known: Snapshot | None) -> Snapshot | None:
        """A server's own collection, the known one if it did not change; None if there is none."""

    def folder(self) -> str | None:
        """The folder whose documents are kept, None if there are none."""

    def check(self) -> None:
        """Raise IndexMissingError if there is no index, as far as that is told at once."""

    def contents(self, audience: Audience) -> list[Contents]:
        """The documents that an audience may see, the folder's own collection first.

        Raises IndexMissingError.
        """

    def generations(self) -> object:
        """Something that is another as soon as any generation is, told at little cost."""

    def turn(self, wait: float, waiting: Callable[[], None]) -> AbstractContextManager[None]:
        """Be the one that brings the folder's collections up to date.

        Who must wait for another, `wait` seconds at most, is told once. Raises IndexBusyError.
        """

    def writing(
        self, collection: Collection, dimensions: int, wait: float, anew: str = ""
    ) -> AbstractContextManager[Writing]:
        """Write to a collection, when nobody else does, which may take `wait` seconds.

        Its vectors have so many dimensions. `anew` is the fingerprint of their model, where it
        turned out that what is written to is damaged and has to be made anew.

        Raises IndexBusyError, IndexMismatchError, DiskFullError.
        """

    def stored(self, name: str) -> Stored | None:
        """What is kept of one of the folder's collections, or None."""

    def drop(self, name: str) -> None:
        """Delete a collection. Killed at any moment, that leaves all of it or nothing."""

    def drop_others(self, names: Set[str]) -> list[Stored]:
        """Delete all of the folder's collections but those, and say what they held."""

    def close(self) -> None:
        """Let go of what it is reached by."""
