"""Puts a backup back: checked as a whole first, then in its place as a whole.

What the backup holds replaces what is there of that; what it does not hold stays. Nothing is
replaced under a bot that runs.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.backup.archive import LEDGER, Archive, Manifest
from bot.backup.readying import Part, ready
from bot.chat.memory.lock import alone
from bot.chat.uploads.folder import shelves
from bot.settings import Settings
from index.errors import BackupError
from index.paths import (
    ALL,
    CATALOG,
    COLLECTIONS,
    GENERATIONS,
    LOCK,
    PROMISE,
    RESTORE,
    RESTORE_LOCK,
    scoped_folders,
    server_folders,
)
from index.store.disk import is_full, sync_folder
from index.store.locking import writer
from index.store.restoring import (
    Exchange,
    carry_out,
    drop_stages,
    new_stage,
    restoring,
)

# Seconds that somebody may take who is indexing at the moment.
WAIT = 10.0
# What is with a database while it is used.
LOGS = ("-wal", "-shm")
LOCKS = (LOCK, ALL, RESTORE_LOCK)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. `without_index`: that is another version's, and is to be made again."""

    manifest: Manifest
    without_index: bool = False


def check(file: Path) -> Manifest:
    """Read a backup to its end and compare every checksum. Raises BackupError, OSError."""
    with file.open("rb") as stream:
        archive = Archive(file, stream)
        for _, data in archive.members():
            for _ in data:
                pass
    return archive.manifest


def restore(settings: Settings, file: Path, *, replace: bool) -> Restored:
    """Put a backup where the settings say that everything is.

    What is there already is replaced only if that is said. Killed at any moment, it leaves what was
    there or what the backup holds. Raises BackupError, IndexBusyError, IndexMismatchError,
    LedgerError, OSError.
    """
    with file.open("rb") as stream, ExitStack() as stack:
        archive = Archive(file, stream)
        parts = _parts(settings, archive.manifest)
        if any(part.kind != "index" for part in parts):
            stack.enter_context(alone(settings.discord_database))
        stack.enter_context(restoring(settings.index_dir))
        if not replace:
            _refuse_to_replace(settings, parts)
        for part in parts:
            drop_stages(part.folder)
        stack.enter_context(_staged(settings, parts))
        with _room(parts):
            _unpack(archive, parts)
            usable = [part for part in parts if ready(part, file)]
            for part in usable:
                _settle(part)
        with _nobody_indexing(settings):
            carry_out(settings.index_dir, [_exchange(settings, part) for part in usable])
        for part in parts:
            for name in (*LOCKS, f"{part.renamed}.lock"):
                if (part.folder / name).exists():
                    _give(part.folder / name, part.folder)
    without = any(part.kind == "index" for part in parts if part not in usable)
    return Restored(archive.manifest, without)


def _parts(settings: Settings, manifest: Manifest) -> list[Part]:
    """What a backup holds, of three things that it may hold, and where each belongs."""
    database = settings.discord_database.absolute()
    every = (
        Part("index", "index/", settings.index_dir.absolute()),
        Part("questions", LEDGER, database.parent, renamed=database.name, private=True),
        Part("servers", "servers/", settings.discord_documents.absolute(), private=True),
    )
    paths = [member.path for member in manifest.members]
    return [part for part in every if any(path.startswith(part.prefix) for path in paths)]


def _refuse_to_replace(settings: Settings, parts: list[Part]) -> None:
    there = {
        "index": settings.index_dir if (settings.index_dir / CATALOG).exists() else None,
        "questions": settings.discord_database if settings.discord_database.exists() else None,
        "servers": settings.discord_documents if shelves(settings.discord_documents) else None,
    }
    for part in parts:
        if there[part.kind] is not None:
            raise BackupError(
                f"{there[part.kind]} is there already: add --replace to put what the backup "
                "holds in its place."
            )


@contextmanager
def _staged(settings: Settings, parts: list[Part]) -> Iterator[None]:
    """A stage for each part, which goes where it is not needed any more."""
    try:
        for part in parts:
            part.stage = new_stage(part.folder)
        yield
    finally:
        # As long as there is a journal, what lies ready counts.
        if not (settings.index_dir / RESTORE).exists():
            for part in parts:
                drop_stages(part.folder)


def _unpack(archive: Archive, parts: list[Part]) -> None:
    """Write all that a backup holds into the stages of its parts."""
    for part in parts:
        needed = sum(m.size for m in archive.manifest.members if m.path.startswith(part.prefix))
        if shutil.disk_usage(part.folder).free < needed:
            raise _full(part.folder)
    for member, data in archive.members():
        [part] = [part for part in parts if member.path.startswith(part.prefix)]
        path = part.place(member.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for piece in data:
                file.write(piece)


def _settle(part: Part) -> None:
    """Give what lies ready to whom its place belongs, and have it outlast a loss of power."""
    for folder, _, names in os.walk(part.new):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            _give(path, part.folder)
            if part.private:
                path.chmod(0o700 if path.is_dir() else 0o600)
        for name in names:
            with Path(folder, name).open("rb") as file:
                os.fsync(file.fileno())
        sync_folder(Path(folder))


def _give(path: Path, place: Path) -> None:
    """Let a file that root wrote belong to whom a place belongs: that is who uses it."""
    if os.geteuid() == 0:
        owner = place.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _exchange(settings: Settings, part: Part) -> Exchange:
    """What of a part's folder is replaced, and what goes."""
    assert part.stage is not None
    put = sorted(path.name for path in part.new.iterdir())
    if part.kind == "index":
        old = [f"{CATALOG}{end}" for end in LOGS] + [PROMISE, COLLECTIONS, GENERATIONS]
    elif part.kind == "questions":
        old = [f"{part.renamed}{end}" for end in LOGS]
    else:
        old = [shelf.place.name for shelf in shelves(settings.discord_documents)]
    return Exchange(
        str(part.folder), part.stage.name, tuple(put), tuple(n for n in old if n not in put)
    )


@contextmanager
def _nobody_indexing(settings: Settings) -> Iterator[None]:
    """Keep everybody from writing to what is replaced. Raises IndexBusyError."""
    with ExitStack() as stack:
        stack.enter_context(writer(settings.index_dir, WAIT, ALL))
        servers = server_folders(settings.discord_documents)
        for folder in (settings.index_dir, *scoped_folders(settings.index_dir), *servers):
            stack.enter_context(writer(folder, WAIT))
        yield


@contextmanager
def _room(parts: list[Part]) -> Iterator[None]:
    """Tell a full disk in a sentence."""
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        raise _full(parts[0].folder) from error


def _full(folder: Path) -> BackupError:
    return BackupError(f"There is no room for the backup in {folder}: make some there.")
