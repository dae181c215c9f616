"""Disks that are full, by whichever library that is told; files in two places; what changed."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import DiskFullError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# What SQLite does not know as a full disk: a quota, a limit, no room for its shared memory.
SQLITE_FULL = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
)


def is_full(error: Exception) -> bool:
    """Whether something failed because nothing more could be written."""
    if isinstance(error, OSError):
        return error.errno in FULL
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) in SQLITE_FULL
    # FAISS and tantivy tell the system's reason in their messages only.
    return any(os.strerror(number) in str(error) for number in FULL)


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Tell whatever fails for want of room as DiskFullError; `folder` is where it is wanted."""
    try:
        yield
    except (OSError, RuntimeError, ValueError, sqlite3.Error) as error:
        if not is_full(error):
            raise
        raise disk_full(folder) from error


def disk_full(folder: Path) -> DiskFullError:
    """The error that tells it of the disk that a folder is on."""
    return DiskFullError(
        f"The disk that {folder} is on is full: make room there, then run quoth index again."
    )


def link_files(source: Path, target: Path) -> None:
    """Let a new folder hold the files of another; where links are impossible, copies of them.

    Only for files that are never written to again, but replaced as a whole.
    """
    target.mkdir()
    for file in source.iterdir():
        try:
            os.link(file, target / file.name)
        except OSError as error:
            if is_full(error):
                raise
            shutil.copyfile(file, target / file.name)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder outlast a loss of power. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def changed(path: Path) -> tuple[str, int]:
    """What changes with a file, or with the names in a folder."""
    when = 0
    with suppress(OSError):
        when = path.stat().st_mtime_ns
    return str(path), when
