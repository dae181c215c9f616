"""Makes a backup while questions are answered, votes cast and documents indexed.

Every database is seen as it is at one instant, the same for all, and copied from there (SQLite's
online backup out of a read transaction). What can be made again from it, FAISS's and tantivy's
files, is left out.
"""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from filelock import FileLock, Timeout

from bot.backup.archive import LEDGER, PROMISE, Archive, Manifest, member_of, write
from bot.chat.uploads.folder import Shelf, shelves
from bot.settings import Settings
from index.documents.markers import MARKER
from index.errors import BackupError, IndexMissingError, QuothError
from index.paths import CATALOG, scoped_folders
from index.paths import PROMISE as PROMISE_FILE
from index.store.disk import is_full, sync_folder
from index.store.snapshot import open_catalog
from index.store.sqlite_files import connect_for_reading, copy

# Where a backup is made, in the folder that it is for: what was cut short is found there.
WORKSHOP = ".quoth-backup"


@dataclass(frozen=True, slots=True)
class Seen:
    """A database at the instant of the backup, and the path that it has there."""

    path: str
    file: Path
    connection: sqlite3.Connection


def save(settings: Settings, file: Path) -> tuple[Manifest, int]:
    """Write a backup of all that the settings name; what is in it, and its bytes.

    A former backup of that name is replaced once the new one is whole. Raises BackupError,
    IndexMissingError, IndexMismatchError, OSError.
    """
    check_name(file)
    with _workshop(file.parent) as workshop:
        files = workshop / "files"
        try:
            manifest = _collected(settings, files)
            whole = workshop / "whole"
            whole.touch(0o600)
            with whole.open("wb") as stream:
                write(stream, manifest, files)
                stream.flush()
                os.fsync(stream.fileno())
        except (OSError, sqlite3.Error) as error:
            if not is_full(error):
                raise
            raise BackupError(
                f"There is no room for a backup in {file.parent}: make some, or name another."
            ) from error
        size = whole.stat().st_size
        whole.replace(file)
        sync_folder(file.parent)
    return manifest, size


def check_name(file: Path) -> None:
    """Raise BackupError where a backup cannot be put, or would replace something else."""
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}: make it, or name another file.")
    if not os.path.lexists(file):
        return
    if not stat.S_ISREG(file.lstat().st_mode):
        raise BackupError(f"{file} is no ordinary file: name another one for the backup.")
    try:
        with file.open("rb") as stream:
            Archive(file, stream)
    except BackupError as error:
        raise BackupError(
            f"{file} is there and is no backup of Quoth: name another file."
        ) from error


def _collected(settings: Settings, files: Path) -> Manifest:
    """All that belongs to a backup, in files of its own."""
    made = datetime.now(UTC).isoformat(timespec="seconds")
    with ExitStack() as stack:
        # Opened together, so that all of them are as they were at one instant. What people do
        # comes first: it is let go of soonest.
        seen = list(_seen(settings, stack))
        paths = [_copied(one, files) for one in seen]
    paths += _kept(settings.index_dir / PROMISE_FILE, files, PROMISE)
    for shelf in shelves(settings.discord_documents):
        paths += _kept_of_server(shelf, files)
    members = tuple(member_of(path, files / path) for path in paths)
    return Manifest(made, metadata.version("quoth"), members)


def _seen(settings: Settings, stack: ExitStack) -> Iterator[Seen]:
    """What people did, and the index with its collections, as they are now."""
    # Raises what is to be told where there is none.
    open_catalog(settings.index_dir).close()
    if settings.discord_database.exists():
        yield _opened(LEDGER, settings.discord_database, stack)
    for folder in (settings.index_dir, *scoped_folders(settings.index_dir)):
        # A collection that is only being made is in no answer yet.
        if folder == settings.index_dir or _is_whole(folder):
            below = (folder / CATALOG).relative_to(settings.index_dir)
            yield _opened(f"index/{below.as_posix()}", folder / CATALOG, stack)


def _kept_of_server(shelf: Shelf, files: Path) -> list[str]:
    """A server's documents; and their index, unless the bot has to make that again anyway."""
    place = f"servers/{shelf.guild}"
    paths = _kept(shelf.place / MARKER, files, f"{place}/{MARKER}")
    for name in shelf.files():
        paths += _kept(shelf.documents / name, files, f"{place}/documents/{name}")
    catalog = shelf.index / CATALOG
    with suppress(QuothError), ExitStack() as stack:
        if _is_whole(shelf.index):
            seen = _opened(f"{place}/index/{CATALOG}", catalog, stack)
            paths.append(_copied(seen, files))
    return paths


def _is_whole(folder: Path) -> bool:
    try:
        open_catalog(folder).close()
    except IndexMissingError:
        return False
    return True


def _opened(path: str, file: Path, stack: ExitStack) -> Seen:
    with _told(file):
        return Seen(path, file, stack.enter_context(closing(connect_for_reading(file))))


def _copied(seen: Seen, files: Path) -> str:
    """Copy a database and let it go; its path in the backup."""
    target = files / seen.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with _told(seen.file), closing(seen.connection):
        copy(seen.connection, target)
    return seen.path


def _kept(file: Path, files: Path, path: str) -> list[str]:
    """The path of a file in the backup, unless it is no file, or is gone by now."""
    target = files / path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return []
        try:
            # It is never written to again, but replaced as a whole.
            os.link(file, target, follow_symlinks=False)
        except OSError:
            shutil.copyfile(file, target)
    except FileNotFoundError:
        return []
    return [path]


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A folder within another for this process alone, empty at first and gone in the end."""
    place = folder / WORKSHOP
    try:
        # What people asked is for nobody else on this machine.
        place.mkdir(0o700, exist_ok=True)
        lock = FileLock(place / "lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise BackupError(
            f"Another backup is being made in {folder}: wait until it is done."
        ) from error
    except PermissionError as error:
        raise BackupError(
            f"The folder {folder} may not be written to: name another one for the backup."
        ) from error
    try:
        for left in (place / "files", place / "whole"):
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        (place / "files").mkdir()
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock.release()


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Tell what SQLite says in a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        if is_full(error):
            raise
        raise BackupError(
            f"The file {file} cannot be copied ({error}): see that it can be read and is whole."
        ) from error
