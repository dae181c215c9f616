"""One writer at a time to an index."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusyError, IndexMismatchError

LOCK = "writer.lock"


@contextmanager
def writer(index_folder: Path) -> Iterator[None]:
    """Hold the index's lock, making its folder first if need be.

    Raises IndexBusyError if another process holds it, IndexMismatchError if the folder cannot be
    made or written to.
    """
    try:
        index_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexMismatchError(
            f"The index folder {index_folder} cannot be made: set QUOTH_INDEX_DIR to another."
        ) from error
    if not os.access(index_folder, os.W_OK):
        raise IndexMismatchError(
            f"The index folder {index_folder} may not be written to: change its permissions."
        )
    try:
        with FileLock(index_folder / LOCK, blocking=False):
            yield
    except Timeout as error:
        raise IndexBusyError(
            f"Another process is writing to the index in {index_folder}: wait until it is done."
        ) from error
