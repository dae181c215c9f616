"""An index opened for reading: one generation of it, checked, until it is closed."""

from dataclasses import dataclass
from pathlib import Path

from index.access import Collection
from index.errors import IndexMismatchError, IndexMissingError
from index.paths import CATALOG, generation_folder
from index.store.catalog import SCHEMA_VERSION, Catalog
from index.store.generations import open_caches, write_caches
from index.store.lexical import LexicalIndex
from index.store.locking import writer
from index.store.restoring import finish
from index.store.vectors import VectorIndex


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
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


def open_snapshot(index_folder: Path, fingerprint: str) -> Snapshot:
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
    return Snapshot(
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


def check_meta(meta: dict[str, str], index_folder: Path, fingerprint: str) -> None:
    """Raise IndexMismatchError if an index is not of this version and this model."""
    check_version(meta, index_folder)
    if meta["model"] != fingerprint:
        raise _made(index_folder, "with another model")


def check_version(meta: dict[str, str], index_folder: Path) -> None:
    """Raise IndexMismatchError if an index is not of this version."""
    if meta.get("schema") != str(SCHEMA_VERSION):
        raise _made(index_folder, "by another version of Quoth")


def _made(index_folder: Path, how: str) -> IndexMismatchError:
    return IndexMismatchError(
        f"The index in {index_folder} was made {how}: "
        "delete that folder and run quoth index on your documents again."
    )
