"""What those who write to an index do about damage that they find in its catalog."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from index.errors import IndexDamagedError, IndexOutdatedError, QuothError
from index.paths import CATALOG, GENERATIONS, generation_folder
from index.store.catalog import SCHEMA_VERSION, Catalog
from index.store.checksums import file_sum, row_sum
from index.store.database import Database
from index.store.examining import Damage, examine
from index.store.generations import drop_generations
from index.store.records import add_vectors
from index.store.snapshot import generation, open_catalog

# Where an index is made that is to take the place of one that is torn, or of an earlier version.
ASIDE = "anew"
# What tells the file that was found whole.
EXAMINED = "examined"
# Vectors that are taken over at once: where some cannot be read, those beside them may be.
AT_ONCE = 256

# What belongs to no document, and how often each lone line stands.
CLEARING = (
    "DELETE FROM passage WHERE document NOT IN (SELECT id FROM document)",
    "DELETE FROM landmark WHERE document NOT IN (SELECT id FROM document)",
    "DELETE FROM line WHERE document NOT IN (SELECT id FROM document)",
    "DELETE FROM note WHERE document NOT IN (SELECT id FROM document)",
    "DELETE FROM line_count",
    "INSERT INTO line_count SELECT key, count(*) FROM line GROUP BY key",
)
VECTORS = "SELECT id, key, sum, data FROM vector WHERE id >= ? AND id < ?"

log = logging.getLogger(__name__)


def find_new_damage(catalog: Catalog, index_folder: Path) -> Damage:
    """The same as `find_damage`, at a fifth of the cost where the file is as it was found whole.

    That is told by a checksum of the file, kept beside it; for as long as somebody reads the index
    and keeps what was written last in SQLite's log, everything is read.
    """
    note = index_folder / EXAMINED
    now = _file_state(index_folder)
    with suppress(OSError):
        if now and note.read_bytes() == now:
            return Damage()
    damage = find_damage(catalog)
    with suppress(OSError):
        if now and not damage:
            note.write_bytes(now)
    return damage


def _file_state(index_folder: Path) -> bytes:
    """What tells the file's content, nothing where not all of that is in the file."""
    file, log = index_folder / CATALOG, index_folder / f"{CATALOG}-wal"
    if log.exists() and log.stat().st_size:
        return b""
    return f"{SCHEMA_VERSION} {file.stat().st_size} {file_sum(file)}".encode("ascii")


def find_damage(catalog: Catalog) -> Damage:
    """What of a catalog is not as it was written.

    Raises IndexDamagedError if the file itself is torn.
    """
    if catalog.rows("PRAGMA integrity_check(1)") != [("ok",)]:
        raise catalog.damaged()
    return examine(catalog)


def clear(catalog: Catalog, damage: Damage) -> None:
    """Take out what belongs to nothing, and hide the vectors that are to be made again."""
    names = [(f"damaged {number}", number) for number in damage.vectors]
    with catalog.transaction():
        for statement in CLEARING:
            catalog.change(statement)
        catalog.change("UPDATE vector SET key = ? WHERE id = ?", names)


def aside_of(index_folder: Path, fingerprint: str) -> Path:
    """A folder for an index that is to take the place of one that is torn, or outdated.

    It begins with the vectors of that which are whole and of the model with this fingerprint; one
    that was begun before is gone on with. The old index answers as well as it can meanwhile.
    """
    aside = index_folder / ASIDE
    if aside.exists() and not _can_go_on(aside):
        shutil.rmtree(aside)
    if not aside.exists():
        aside.mkdir()
        _take_over_vectors(index_folder / CATALOG, aside, fingerprint)
    return aside


def take_place(aside: Path, index_folder: Path) -> None:
    """Move the index aside to where the old one is, which goes. Killed, it can be done again."""
    token, outdated = generation(aside), _is_outdated(index_folder)
    (index_folder / GENERATIONS).mkdir(exist_ok=True)
    made = generation_folder(aside, token)
    if made.exists():
        made.rename(generation_folder(index_folder, token))
    # What the old file's log holds must not be taken for the new one's.
    for end in ("-wal", "-shm"):
        (index_folder / f"{CATALOG}{end}").unlink(missing_ok=True)
    (aside / CATALOG).replace(index_folder / CATALOG)
    drop_generations(index_folder, keep=token)
    shutil.rmtree(aside, ignore_errors=True)
    why = "was made by an earlier version of Quoth" if outdated else "was damaged"
    log.warning("The index in %s %s, and has been made anew from the documents.", index_folder, why)


def _is_outdated(index_folder: Path) -> bool:
    try:
        open_catalog(index_folder).close()
    except IndexOutdatedError:
        return True
    except QuothError:
        return False
    return False


def _can_go_on(aside: Path) -> bool:
    try:
        with closing(Catalog(aside / CATALOG, writing=True)) as catalog:
            return not find_damage(catalog)
    except IndexDamagedError:
        return False


def _take_over_vectors(torn: Path, aside: Path, fingerprint: str) -> None:
    with suppress(IndexDamagedError), closing(Database(torn)) as source:
        [(model,)] = source.rows("SELECT value FROM meta WHERE key = 'model'") or [("",)]
        if model != fingerprint:
            return
        with closing(Catalog(aside / CATALOG, writing=True)) as target:
            for found in _vectors(source):
                with target.transaction():
                    add_vectors(target, list(found), np.stack(list(found.values())))


def _vectors(source: Database) -> Iterator[dict[str, np.ndarray]]:
    """Whole vectors by their keys, some at a time."""
    [(last, size)] = source.rows("SELECT coalesce(max(id), 0), max(length(data)) FROM vector")
    for first in range(1, last + 1, AT_ONCE):
        rows = []
        with suppress(IndexDamagedError):
            rows = source.rows(VECTORS, first, first + AT_ONCE)
        found = {
            key: np.frombuffer(data, np.float32)
            for number, key, checksum, data in rows
            if isinstance(data, bytes)
            and len(data) == size
            and row_sum(number, key, data=data) == checksum
        }
        if found:
            yield found
