"""The caches of a generation, FAISS and BM25, written from the catalog, encoding nothing.

A generation's folder is named by a token that is never used twice, and gets its place when it is
whole. So whatever was cut short is known by its name, and no reader ever meets it.
"""

import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.paths import CATALOG, GENERATIONS
from index.store import lexical, vectors
from index.store.catalog import Catalog
from index.store.disk import disk_full
from index.store.lexical import LexicalIndex
from index.store.vectors import VectorIndex

# Told how many more passages were written.
Advance = Callable[[int], None]
T = TypeVar("T")

# Whatever else is there is somebody else's.
TOKEN = re.compile(r"\d+-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Former:
    """What a new generation's caches can be made of.

    `folder` holds the caches of the last generation, `removed` are the ids of passages that are in
    them and no more in the catalog, `last` is the highest id that they may hold.
    """

    folder: Path
    removed: Sequence[int]
    last: int


def next_generation(former: str) -> str:
    """A token that is never used again: a number, for people, and one drawn by lot."""
    number = int(former.partition("-")[0] or 0) + 1
    return f"{number}-{secrets.token_hex(4)}"


def write_caches(
    catalog: Catalog, folder: Path, dimensions: int, advance: Advance = lambda count: None
) -> None:
    """Write a generation's caches from the catalog alone."""
    with _placing(catalog, folder) as building:
        _write(catalog, building, dimensions, advance)


def update_caches(
    catalog: Catalog, folder: Path, dimensions: int, former: Former, advance: Advance
) -> None:
    """Write a generation's caches at the cost of what changed since the former ones.

    What of them is missing, broken or too much in pieces is written from the catalog.
    """
    with _placing(catalog, folder) as building:
        ids, found = catalog.vectors(former.last)
        found = found.reshape(len(ids), dimensions)
        removed = np.array(former.removed, np.int64)
        if not vectors.update(building, former.folder, removed, ids, found):
            vectors.write(building, *catalog.vectors(), dimensions)
        added = _told(catalog.all_passages(former.last), advance)
        if not lexical.update(building, former.folder, former.removed, added):
            lexical.write(building, _told(catalog.all_passages(), advance))
        if open_caches(building, catalog.counts()[1]) is None:
            shutil.rmtree(building)
            building.mkdir()
            _write(catalog, building, dimensions, advance)


def open_caches(folder: Path, passages: int) -> tuple[VectorIndex, LexicalIndex] | None:
    """A generation's caches, or None if they are gone, broken or of another size."""
    try:
        found = VectorIndex(folder), LexicalIndex(folder)
    except (RuntimeError, ValueError, LookupError, OSError):
        return None
    return found if len(found[0]) == len(found[1]) == passages else None


def drop_generations(index_folder: Path, keep: str) -> None:
    """Delete the caches of former generations; a reader that has them open is not disturbed."""
    for folder in (index_folder / GENERATIONS).glob("*"):
        if folder.name != keep and TOKEN.match(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def drop_index(index_folder: Path) -> None:
    """Delete an index, beginning with what makes it one. Raises OSError if that cannot be done.

    Killed at any moment, it leaves the whole index or none; what else lies in the folder stays.
    """
    for end in ("", "-wal", "-shm"):
        (index_folder / f"{CATALOG}{end}").unlink(missing_ok=True)
    drop_generations(index_folder, keep="")


def _write(catalog: Catalog, folder: Path, dimensions: int, advance: Advance) -> None:
    vectors.write(folder, *catalog.vectors(), dimensions)
    lexical.write(folder, _told(catalog.all_passages(), advance))


def _told(passages: Iterable[T], advance: Advance) -> Iterator[T]:
    for passage in passages:
        yield passage
        advance(1)


@contextmanager
def _placing(catalog: Catalog, folder: Path) -> Iterator[Path]:
    """A folder beside its place, which it is moved to when all is written and can be opened."""
    building = folder.with_name(f"{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        yield building
        _check(catalog, building)
        building.rename(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _check(catalog: Catalog, folder: Path) -> None:
    if open_caches(folder, catalog.counts()[1]) is None:
        # A library may be silent about the last bytes of a file, for which there was no room.
        raise disk_full(folder)
