"""What was restored takes the place of what was there as a whole, whenever that is cut short.

All that is new lies ready beside its place, on the same disk, before a journal in the folder of the
index says that it counts. What is left to do then are renames: whoever opens the index next does
them first.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import IndexMismatchError
from index.paths import RESTORE, RESTORE_LOCK
from index.store.disk import sync_folder
from index.store.locking import writer

# Seconds that opening an index waits for what another process does of it.
WAIT = 30.0
STAGE = ".quoth-restore-"
NEW, OLD = "new", "old"


@dataclass(frozen=True, slots=True)
class Exchange:
    """What of a folder is to be replaced.

    `put` are names of what lies ready below NEW in `stage`, the name of a folder within it; `gone`
    those of what goes without anything in its place.
    """

    folder: str
    stage: str
    put: tuple[str, ...]
    gone: tuple[str, ...]


@contextmanager
def restoring(index_folder: Path) -> Iterator[None]:
    """Be the one that restores an index. Raises IndexBusyError if another process is at it."""
    finish(index_folder)
    with writer(index_folder, lock_name=RESTORE_LOCK):
        yield


def new_stage(folder: Path) -> Path:
    """A place beside what is in a folder, for what is to replace it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    stage = folder / f"{STAGE}{secrets.token_hex(4)}"
    for part in (stage, stage / NEW, stage / OLD):
        part.mkdir(0o700)
    return stage


def drop_stages(folder: Path) -> None:
    """Delete what was not used, or was replaced. For `restoring` alone."""
    for stage in folder.glob(f"{STAGE}*/"):
        shutil.rmtree(stage, ignore_errors=True)


def carry_out(index_folder: Path, exchanges: Sequence[Exchange]) -> None:
    """Put everything that lies ready in its place. For `restoring` alone. Raises OSError.

    Killed at any moment, it leaves what was there or what is new, once the index is opened.
    """
    journal = index_folder / RESTORE
    writing = journal.with_name(f"{RESTORE}.writing")
    with writing.open("w", encoding="ascii") as file:
        json.dump([asdict(one) for one in exchanges], file)
        file.flush()
        os.fsync(file.fileno())
    writing.rename(journal)
    sync_folder(index_folder)
    _carry_out(index_folder)


def finish(index_folder: Path) -> None:
    """Carry out what a restore had not done when it was ended; nothing, if there is no such thing.

    Raises IndexBusyError, IndexMismatchError.
    """
    if (index_folder / RESTORE).exists():
        with writer(index_folder, WAIT, RESTORE_LOCK):
            if (index_folder / RESTORE).exists():
                _carry_out(index_folder)


def _carry_out(index_folder: Path) -> None:
    journal = index_folder / RESTORE
    try:
        rows = json.loads(journal.read_text(encoding="ascii"))
        exchanges = [
            Exchange(one["folder"], one["stage"], tuple(one["put"]), tuple(one["gone"]))
            for one in rows
        ]
    except (ValueError, LookupError, TypeError) as error:
        raise IndexMismatchError(
            f"The file {journal} of a restore is damaged: delete it and restore again."
        ) from error
    for one in exchanges:
        _exchange(one)
    journal.unlink()
    sync_folder(index_folder)
    for one in exchanges:
        shutil.rmtree(Path(one.folder, one.stage), ignore_errors=True)


def _exchange(exchange: Exchange) -> None:
    """Each step may have been done before."""
    folder = Path(exchange.folder)
    new, old = folder / exchange.stage / NEW, folder / exchange.stage / OLD
    # A log goes before its database: it must never stand beside another one.
    for name in exchange.gone:
        _aside(folder / name, old / name)
    for name in exchange.put:
        if os.path.lexists(new / name):
            _aside(folder / name, old / name)
            (new / name).rename(folder / name)
    for changed in (new, old, folder):
        sync_folder(changed)


def _aside(path: Path, old: Path) -> None:
    if os.path.lexists(path):
        path.rename(old)
