"""An index opened for reading: one generation of it, checked, until it is closed."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from index.access import Collection
from index.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndexOutdatedError,
    QuothError,
)
from index.paths import CATALOG, generation_folder
from index.store.catalog import SCHEMA_VERSION, Catalog, StoredPassage
from index.store.database import damage_words
from index.store.generations import Caches, mend_caches, open_caches
from index.store.interface import Found, Hits, Vectors
from index.store.lexical import LexicalIndex
from index.store.locking import writer
from index.store.restoring import finish
from index.store.sqlite_files import log_of
from index.store.vectors import VectorIndex, VectorsDamagedError

T = TypeVar("T")

# What is to be done about an index in a folder that cannot be used.
DELETE = "delete that folder"


@dataclass(slots=True, eq=False)
class EmbeddedSnapshot:
    """Catalog, FAISS and BM25 of one generation of a collection, and how much it holds.

    Compared by identity. `place` is the folder of the index, `folder` that of the documents. The
    caches are made again when damage to them is met.
    """

    place: Path
    collection: Collection
    catalog: Catalog
    caches: Caches
    generation: str
    folder: str
    documents: int
    _settled: bool = False

    @property
    def vectors(self) -> VectorIndex:
        """The passages' vectors."""
        return self.caches.vectors

    @property
    def lexical(self) -> LexicalIndex:
        """The passages' words."""
        return self.caches.lexical

    @property
    def passages(self) -> int:
        """How many there are."""
        return len(self.caches.vectors)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The paths of documents that are damaged and not searched, "" for one that is unknown."""
        return self.caches.left_out

    def search(self, vector: Vectors, text: str, count: int, boosts: Mapping[str, float]) -> Found:
        """So many of the nearest passages on either side."""
        dense = self._mended(lambda: self.vectors.search(vector, count))
        return Found(dense, self.lexical.search(text, count, boosts))

    def matching(self, text: str, count: int) -> Hits:
        """The lexical side alone."""
        return self.lexical.search(text, count)

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many passages each of some analysed words stands."""
        return self.lexical.frequencies(words)

    def vectors_of(self, ids: Sequence[int]) -> Vectors:
        """The unit vectors of some passages, [ids, dimensions]."""
        return self._mended(lambda: self.vectors.vectors(ids))

    def passages_of(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Passages with their documents, in the order asked for."""
        return self.catalog.passages(ids)

    def settled(self) -> "EmbeddedSnapshot":
        """The same, out of the file alone; itself if it is so, or not everybody is done yet.

        Opened while a former generation was, this reads out of writers' log, which grows without
        end under readers that go over so. Once nobody reads a former one, the log is folded in.
        Whoever goes over to what this gives closes this.
        """
        if self._settled:
            return self
        if log_of(self.place / CATALOG) is None:
            self._settled = True
            return self
        with suppress(QuothError), ExitStack() as opened:
            catalog = opened.enter_context(closing(open_catalog(self.place)))
            if catalog.renew() and catalog.meta().get("generation") == self.generation:
                opened.pop_all()
                return replace(self, catalog=catalog, _settled=True)
        return self

    def close(self) -> None:
        """Let the generation go."""
        self.catalog.close()

    def _mended(self, look_up: Callable[[], T]) -> T:
        try:
            return look_up()
        except VectorsDamagedError:
            self.caches = _mended(self.place, self.catalog)
            return look_up()


def open_catalog(index_folder: Path, *, outdated: bool = False) -> Catalog:
    """The catalog alone, for which no model is needed; perhaps `outdated`, or of a later version.

    Raises IndexMissingError, or IndexMismatchError if it is another version's.
    """
    finish(index_folder)
    path = index_folder / CATALOG
    if path.is_file():
        catalog = Catalog(path)
        try:
            meta = catalog.meta()
            if "generation" in meta:
                if not outdated:
                    check_version(meta, index_folder)
                return catalog
        except BaseException:
            catalog.close()
            raise
        catalog.close()
    raise IndexMissingError(
        f"There is no index in {index_folder}: make one with quoth index FOLDER."
    )


def open_snapshot(index_folder: Path, fingerprint: str) -> EmbeddedSnapshot:
    """Open the last whole generation and check it against the encoder's fingerprint.

    Caches that are gone or damaged are made again from the catalog. Raises IndexMissingError if
    there is no index, IndexMismatchError if it is another version's, another model's or damaged.
    """
    catalog = open_catalog(index_folder)
    try:
        meta = catalog.meta()
        check_meta(meta, index_folder, fingerprint)
        folder = generation_folder(index_folder, meta["generation"])
        caches = open_caches(folder, int(meta["passages"]))
        if caches is None and generation(index_folder) != meta["generation"]:
            # It was the last one until now, and its caches are gone with it.
            catalog.close()
            return open_snapshot(index_folder, fingerprint)
        caches = caches or _mended(index_folder, catalog)
        return EmbeddedSnapshot(
            place=index_folder,
            collection=catalog.collection(),
            catalog=catalog,
            caches=caches,
            generation=meta["generation"],
            folder=meta["folder"],
            documents=int(meta["documents"]),
        )
    except BaseException:
        catalog.close()
        raise


def generation(index_folder: Path) -> str:
    """The token of the last whole generation. Raises IndexMissingError, IndexMismatchError."""
    with closing(open_catalog(index_folder)) as catalog:
        return catalog.meta()["generation"]


def _mended(index_folder: Path, catalog: Catalog) -> Caches:
    """The caches of an opened generation, made again. Raises IndexMismatchError."""
    meta = catalog.meta()
    folder = generation_folder(index_folder, meta["generation"])
    with ExitStack() as stack:
        try:
            stack.enter_context(writer(index_folder))
        except IndexBusyError:
            raise
        except IndexMismatchError as error:
            raise IndexDamagedError(
                f"The caches of the index in {index_folder} are damaged or lost, and may not be "
                "made again: change the permissions of that folder and of what is in it."
            ) from error
        stack.enter_context(catalog.readable())
        mend_caches(catalog, folder, int(meta["dimensions"]))
    caches = open_caches(folder, int(meta["passages"]))
    if caches is None:
        raise IndexDamagedError(damage_words(index_folder))
    return caches


def check_meta(
    meta: Mapping[str, str], label: Path | str, fingerprint: str, remedy: str = DELETE
) -> None:
    """Raise IndexMismatchError if an index is not of this version and this model."""
    check_version(meta, label, remedy)
    if meta["model"] != fingerprint:
        raise _made(label, "with another model", remedy)


def check_version(meta: Mapping[str, str], label: Path | str, remedy: str = DELETE) -> None:
    """Raise IndexMismatchError if an index is not of this version.

    IndexOutdatedError where it is of an earlier one and can be made anew in its place: on a server
    others may still answer from it.
    """
    made = meta.get("schema", "")
    if made == str(SCHEMA_VERSION):
        return
    if remedy == DELETE and made.isdecimal() and int(made) < SCHEMA_VERSION:
        raise IndexOutdatedError(
            f"The index in {label} was made by an earlier version of Quoth: run quoth index on "
            "your documents, which makes it anew."
        )
    raise _made(label, "by another version of Quoth", remedy)


def _made(label: Path | str, how: str, remedy: str) -> IndexMismatchError:
    return IndexMismatchError(
        f"The index in {label} was made {how}: {remedy} and run quoth index on your documents "
        "again."
    )
