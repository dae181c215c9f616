"""An index opened for reading: one generation of it, checked, until it is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.access import Collection
from index.errors import IndexMismatchError, IndexMissingError
from index.paths import CATALOG, generation_folder
from index.store.catalog import SCHEMA_VERSION, Catalog, StoredPassage
from index.store.generations import open_caches, write_caches
from index.store.interface import Found, Hits, Vectors
from index.store.lexical import LexicalIndex
from index.store.locking import writer
from index.store.restoring import finish
from index.store.vectors import VectorIndex

# What is to be done about an index in a folder that cannot be used.
DELETE = "delete that folder"


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedSnapshot:
    """Catalog, FAISS and BM25 of one generation of a collection, and how much it holds.

    Compared by identity. `place` is the folder of the index, `folder` that of the documents.
    """

    place: Path
    collection: Collection
    catalog: Catalog
    vectors: VectorIndex
    lexical: LexicalIndex
    generation: str
    folder: str
    documents: int
    passages: int

    def search(self, vector: Vectors, text: str, count: int, boosts: Mapping[str, float]) -> Found:
        """So many of the nearest passages on either side."""
        return Found(self.vectors.search(vector, count), self.lexical.search(text, count, boosts))

    def matching(self, text: str, count: int) -> Hits:
        """The lexical side alone."""
        return self.lexical.search(text, count)

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many passages each of some analysed words stands."""
        return self.lexical.frequencies(words)

    def vectors_of(self, ids: Sequence[int]) -> Vectors:
        """The unit vectors of some passages, [ids, dimensions]."""
        return self.vectors.vectors(ids)

    def passages_of(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Passages with their documents, in the order asked for."""
        return self.catalog.passages(ids)

    def close(self) -> None:
        """Let the generation go."""
        self.catalog.close()


def open_catalog(index_folder: Path) -> Catalog:
    """The catalog alone, for which no model is needed.

    Raises IndexMissingError, or IndexMismatchError if it is another version's.
    """
    finish(index_folder)
    path = index_folder / CATALOG
    if path.is_file():
        catalog = Catalog(path)
        try:
            meta = catalog.meta()
            if "generation" in meta:
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

    Caches that are gone or broken are made again from the catalog. Raises IndexMissingError if
    there is no index, IndexMismatchError if it is another version's, another model's or damaged.
    """
    catalog = open_catalog(index_folder)
    try:
        meta = catalog.meta()
        check_meta(meta, index_folder, fingerprint)
        collection = catalog.collection()
        documents, passages = catalog.counts()
        folder = generation_folder(index_folder, meta["generation"])
        caches = open_caches(folder, passages)
        if caches is None:
            with writer(index_folder), catalog.readable():
                write_caches(catalog, folder, int(meta["dimensions"]))
            caches = open_caches(folder, passages)
    except BaseException:
        catalog.close()
        raise
    if caches is None:
        catalog.close()
        raise IndexMismatchError(
            f"The index in {index_folder} does not fit together: "
            "delete that folder and run quoth index on your documents again."
        )
    return EmbeddedSnapshot(
        place=index_folder,
        collection=collection,
        catalog=catalog,
        vectors=caches[0],
        lexical=caches[1],
        generation=meta["generation"],
        folder=meta["folder"],
        documents=documents,
        passages=passages,
    )


def check_meta(
    meta: Mapping[str, str], label: Path | str, fingerprint: str, remedy: str = DELETE
) -> None:
    """Raise IndexMismatchError if an index is not of this version and this model."""
    check_version(meta, label, remedy)
    if meta["model"] != fingerprint:
        raise _made(label, "with another model", remedy)


def check_version(meta: Mapping[str, str], label: Path | str, remedy: str = DELETE) -> None:
    """Raise IndexMismatchError if an index is not of this version."""
    if meta.get("schema") != str(SCHEMA_VERSION):
        raise _made(label, "by another version of Quoth", remedy)


def _made(label: Path | str, how: str, remedy: str) -> IndexMismatchError:
    return IndexMismatchError(
        f"The index in {label} was made {how}: {remedy} and run quoth index on your documents "
        "again."
    )
