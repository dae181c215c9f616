"""The caches of a generation, FAISS and BM25, written from the catalog, encoding nothing."""

import shutil
from pathlib import Path

from index import lexical, vectors
from index.catalog import Catalog
from index.lexical import LexicalIndex
from index.vectors import VectorIndex

CATALOG = "catalog.sqlite"
GENERATIONS = "generations"


def generation_folder(index_folder: Path, generation: str) -> Path:
    """Where the caches of a generation are."""
    return index_folder / GENERATIONS / generation


def write_caches(catalog: Catalog, folder: Path, dimensions: int) -> None:
    """Write a generation's caches beside their place and move them there whole."""
    building = folder.with_name(f"{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    building.mkdir(parents=True)
    ids, found = catalog.vectors()
    vectors.write(building, ids, found, dimensions)
    lexical.write(building, catalog.all_passages())
    building.rename(folder)


def open_caches(folder: Path, passages: int) -> tuple[VectorIndex, LexicalIndex] | None:
    """A generation's caches, or None if they are gone, broken or of another size."""
    try:
        found = VectorIndex(folder), LexicalIndex(folder)
    except (RuntimeError, ValueError, OSError):
        return None
    return found if len(found[0]) == len(found[1]) == passages else None


def drop_generations(index_folder: Path, keep: str) -> None:
    """Delete the caches of former generations; a reader that has them open is not disturbed."""
    for folder in (index_folder / GENERATIONS).iterdir():
        if folder.name != keep:
            shutil.rmtree(folder, ignore_errors=True)
