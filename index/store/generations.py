"""The caches of a generation, FAISS and BM25, written from the catalog, encoding nothing.

A generation's folder is named by a token that is never used twice, and gets its place when it is
whole. So whatever was cut short is known by its name, and no reader ever meets it.
"""

import logging
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from index.paths import CATALOG, GENERATIONS
from index.store import lexical, vectors
from index.store.catalog import Catalog
from index.store.disk import disk_full
from index.store.examining import Damage, examine
from index.store.lexical import LexicalIndex
from index.store.manifest import Manifest, describe, is_whole, load
from index.store.vectors import VectorIndex

# Told how many more passages were written.
Advance = Callable[[int], None]
T = TypeVar("T")

NONE = Damage()
# What libraries raise at files that are not theirs.
BROKEN = (RuntimeError, ValueError, LookupError, OSError)

log = logging.getLogger(__name__)

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


class Caches(NamedTuple):
    """A generation's caches, opened.

    `left_out` are the paths of documents that were damaged when they were written, "" for one whose
    path is not known.
    """

    vectors: VectorIndex
    lexical: LexicalIndex
    left_out: tuple[str, ...]


def next_generation(former: str) -> str:
    """A token that is never used again: a number, for people, and one drawn by lot."""
    number = int(former.partition("-")[0] or 0) + 1
    return f"{number}-{secrets.token_hex(4)}"


def write_caches(
    catalog: Catalog,
    folder: Path,
    dimensions: int,
    advance: Advance = lambda count: None,
    damage: Damage = NONE,
) -> None:
    """Write a generation's caches from the catalog alone, without what of it is damaged."""
    with _placing(folder, damage.paths) as building:
        _write(catalog, building, dimensions, advance, damage)


def update_caches(
    catalog: Catalog, folder: Path, dimensions: int, former: Former, advance: Advance
) -> None:
    """Write a generation's caches at the cost of what changed since the former ones.

    What of them is missing, broken or too much in pieces is written from the catalog.
    """
    manifest = load(former.folder)
    if manifest is None or manifest.left_out or not is_whole(former.folder, manifest):
        write_caches(catalog, folder, dimensions, advance, examine(catalog))
        return
    with _placing(folder, former=former.folder) as building:
        ids, found = catalog.vectors(former.last)
        found = found.reshape(len(ids), dimensions)
        removed = np.array(former.removed, np.int64)
        if not vectors.update(building, former.folder, removed, ids, found):
            vectors.write(building, *catalog.vectors(), dimensions)
        added = _told(catalog.all_passages(former.last), advance)
        if not lexical.update(building, former.folder, former.removed, added):
            lexical.write(building, _told(catalog.all_passages(), advance))
        sizes = _sizes(building)
        if sizes is None or set(sizes) != {catalog.counts()[1]}:
            shutil.rmtree(building)
            building.mkdir()
            _write(catalog, building, dimensions, advance)


def mend_caches(catalog: Catalog, folder: Path, dimensions: int) -> None:
    """Write caches that are lost or damaged again, and say so."""
    write_caches(catalog, folder, dimensions, damage=examine(catalog))
    log.warning(
        "The caches of the index in %s were damaged or lost, and have been made again.",
        folder.parent.parent,
    )


def open_caches(folder: Path, passages: int) -> Caches | None:
    """A generation's caches, or None if they are gone, damaged or of another size.

    None of their files is opened before its checksum was compared.
    """
    manifest = load(folder)
    if manifest is None or not is_whole(folder, manifest):
        return None
    if manifest.passages != passages and not manifest.left_out:
        return None
    try:
        found = Caches(VectorIndex(folder), LexicalIndex(folder), manifest.left_out)
    except BROKEN:
        return None
    return found if len(found.vectors) == len(found.lexical) == manifest.passages else None


def are_whole(folder: Path) -> bool:
    """Whether all of a generation's caches is as it was written, vector by vector."""
    manifest = load(folder)
    return manifest is not None and is_whole(folder, manifest) and vectors.are_whole(folder)


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


def _write(
    catalog: Catalog, folder: Path, dimensions: int, advance: Advance, damage: Damage = NONE
) -> None:
    vectors.write(folder, *catalog.vectors(without=damage.documents), dimensions)
    lexical.write(folder, _told(catalog.all_passages(without=damage.documents), advance))


def _told(passages: Iterable[T], advance: Advance) -> Iterator[T]:
    for passage in passages:
        yield passage
        advance(1)


@contextmanager
def _placing(
    folder: Path, left_out: tuple[str, ...] = (), former: Path | None = None
) -> Iterator[Path]:
    """A folder beside its place, which it is moved to when all is written and can be opened.

    What stands in that place goes only then: it may still answer.
    """
    building = folder.with_name(f"{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        yield building
        _seal(building, left_out, former)
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _seal(folder: Path, left_out: tuple[str, ...], former: Path | None) -> None:
    """Write the manifest of caches that can be opened."""
    sizes = _sizes(folder)
    if sizes is None or sizes[0] != sizes[1]:
        # A library may be silent about the last bytes of a file, for which there was no room.
        raise disk_full(folder)
    parts = (vectors.MAIN, vectors.CHANGES, lexical.FOLDER)
    files = describe(folder, parts, vectors.compared_apart(folder), former)
    Manifest(sizes[0], files, left_out).save(folder)


def _sizes(folder: Path) -> tuple[int, int] | None:
    """How many passages each of the caches holds that were just written, None if it is broken."""
    try:
        return len(VectorIndex(folder)), len(LexicalIndex(folder))
    except BROKEN:
        return None
