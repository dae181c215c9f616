"""An index opened for reading: one generation of it, checked, until it is closed."""

from dataclasses import dataclass
from pathlib import Path

from index.catalog import SCHEMA_VERSION, Catalog
from index.errors import IndexMismatchError, IndexMissingError
from index.lexical import LexicalIndex
from index.vectors import VectorIndex

CATALOG = "catalog.sqlite"
GENERATIONS = "generations"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Catalog, FAISS and BM25 of one generation."""

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


def generation_folder(index_folder: Path, generation: str) -> Path:
    """Where the caches of a generation are."""
    return index_folder / GENERATIONS / generation


def open_catalog(index_folder: Path) -> Catalog:
    """The catalog alone, for which no model is needed. Raises IndexMissingError."""
    path = index_folder / CATALOG
    catalog = Catalog(path) if path.is_file() else None
    if catalog is None or "generation" not in catalog.meta():
        raise IndexMissingError(
            f"There is no index in {index_folder}: make one with quoth index FOLDER."
        )
    return catalog


def open_snapshot(index_folder: Path, fingerprint: str) -> Snapshot:
    """Open the last whole generation and check it against the encoder's fingerprint.

    Caches that are gone or broken are made again from the catalog. Raises IndexMissingError if
    there is no index, IndexMismatchError if it is another version's, another model's or damaged.
    """
    catalog = open_catalog(index_folder)
    try:
        meta = catalog.meta()
        if meta["schema"] != str(SCHEMA_VERSION) or meta["model"] != fingerprint:
            what = "another model" if meta["schema"] == str(SCHEMA_VERSION) else "another version"
            raise IndexMismatchError(
                f"The index in {index_folder} was made with {what}: "
                "delete that folder and run quoth index on your documents again."
            )
        caches = generation_folder(index_folder, meta["generation"])
        documents, passages = catalog.counts()
        vectors, lexical = _open_caches(caches, passages) or _made_again(index_folder, caches, passages)
    except BaseException:
        catalog.close()
        raise
    return Snapshot(
        catalog, vectors, lexical, meta["generation"], meta["folder"], documents, passages
    )


def _open_caches(folder: Path, passages: int) -> tuple[VectorIndex, LexicalIndex] | None:
    try:
        vectors, lexical = VectorIndex(folder), LexicalIndex(folder)
    except (RuntimeError, ValueError, OSError):
        return None
    return (vectors, lexical) if len(vectors) == len(lexical) == passages else None


def _made_again(
    index_folder: Path, caches: Path, passages: int
) -> tuple[VectorIndex, LexicalIndex]:
    from index.build import rebuild_caches

    rebuild_caches(index_folder)
    found = _open_caches(caches, passages)
    if found is None:
        raise IndexMismatchError(
            f"The index in {index_folder} does not fit together: "
            "delete that folder and run quoth index on your documents again."
        )
    return found
