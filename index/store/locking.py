"""One writer at a time to an index."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusyError, IndexMismatchError
from index.paths import LOCK
from index.store.disk import is_full, room


@contextmanager
def writer(index_folder: Path, wait: float = 0, lock_name: str = LOCK) -> Iterator[None]:
    """Hold a lock of the index, making its folder first if need be.

    `wait` is how many seconds to wait for another process to let it go; none by default. Raises
    IndexBusyError if it does not, IndexMismatchError if the folder cannot be made or written to,
    DiskFullError if inside there is no room for what is written.
    """
    with room(index_folder):
        _make(index_folder)
        lock = FileLock(index_folder / lock_name, timeout=wait)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexBusyError(
                f"Another process is writing to the index in {index_folder}: wait until it is done."
            ) from error
        except PermissionError as error:
            raise _refused(index_folder) from error
        try:
            yield
        finally:
            lock.release()


def _make(index_folder: Path) -> None:
    try:
        index_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if is_full(error):
            raise
        raise IndexMismatchError(
            f"The index folder {index_folder} cannot be made: set QUOTH_INDEX_DIR to another."
        ) from error
    if not os.access(index_folder, os.W_OK):
        raise _refused(index_folder)


def _refused(index_folder: Path) -> IndexMismatchError:
    return IndexMismatchError(
        f"The index folder {index_folder} may not be written to: change its permissions, and those "
        "of what is in it."
    )
