"""A connection to an index's SQLite file: one state of it, changes that are whole, errors told."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from index.errors import IndexBusyError, IndexDamagedError, IndexMismatchError
from index.store.disk import is_full, room
from index.store.sqlite_files import begin_reading, connect, connect_for_reading, is_refused, make


class Database:
    """One connection to the file.

    Opened for reading it sees one state of the file until it is closed. Raises IndexDamagedError
    where the file is damaged, IndexMismatchError where it may not be opened.
    """

    def __init__(self, path: Path, *, writing: bool = False) -> None:
        self._path = path
        with self.readable():
            if not writing:
                self._connection = connect_for_reading(path)
            else:
                if not path.exists():
                    make(path, resources.files("index").joinpath("data/schema.sql").read_text())
                self._connection = connect(path)

    def renew(self) -> bool:
        """Go over to the newest state, and fold what writers left in the log into the file.

        The log cannot be folded in while an older state is read, which False tells, and grows as
        long as anybody reads out of it: one that reads for long, and opens the new before it closes
        the old, must renew the new one then. Another generation may have come meanwhile: look at
        `meta`.
        """
        with self.readable():
            self._connection.execute("COMMIT")
            checkpoint = "PRAGMA wal_checkpoint(PASSIVE)"
            [(_, logged, folded)] = self._connection.execute(checkpoint).fetchall()
            begin_reading(self._connection)
        return bool(logged == folded)

    def close(self) -> None:
        """Let go of the file, and of the state that was being read."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or nothing of it."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended it already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def rows(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        """What a query finds."""
        with self.readable():
            return self._connection.execute(query, values).fetchall()

    def each(self, query: str, *values: object) -> Iterator[tuple]:  # type: ignore[type-arg]
        """The same, one after the other, of what may be too much to hold."""
        with self.readable():
            yield from self._connection.execute(query, values)

    def change(self, statement: str, rows: Iterable[Sequence[object]] = ((),)) -> None:
        """Run a statement once for each row of values."""
        with self.readable():
            self._connection.executemany(statement, rows)

    @contextmanager
    def readable(self) -> Iterator[None]:
        """Tell damage to the file as IndexDamagedError, a full disk as DiskFullError."""
        with room(self._path.parent):
            try:
                yield
            except sqlite3.DatabaseError as error:
                if is_full(error):
                    raise
                if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
                    raise IndexBusyError(
                        f"Another process keeps the index in {self._path.parent} from being "
                        "written to: wait until it is done."
                    ) from error
                if is_refused(error):
                    raise IndexMismatchError(
                        f"The index in {self._path.parent} may not be opened: change the "
                        "permissions of that folder and of what is in it."
                    ) from error
                raise self.damaged() from error

    def damaged(self) -> IndexDamagedError:
        """The error that tells damage."""
        return IndexDamagedError(damage_words(self._path.parent))


def damage_words(index_folder: Path) -> str:
    """The sentence that tells damage to an index."""
    return (
        f"The index in {index_folder} is damaged: run quoth index on your documents again, "
        "which mends it."
    )
