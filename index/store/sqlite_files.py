"""How an SQLite file is made and opened, so that it is whole whatever happens meanwhile."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from index.store.disk import is_full

BUSY_SECONDS = 30
# Of the file's head: that changes go to a log first, which memory knows nothing of.
LOGGED = slice(18, 20)
NOT_LOGGED = b"\1\1"
REFUSED = (sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
# Of SQLite's codes the last byte tells the kind.
KIND = 0xFF


def make(path: Path, schema: str) -> None:
    """Make a file with a log (write-ahead mode); nobody meets one without its tables."""
    building = path.with_name(f"{path.name}.building")
    building.unlink(missing_ok=True)
    with closing(connect(building)) as connection:
        connection.executescript(f"BEGIN; {schema} COMMIT;")
        # Not before: what is in the log would not come along.
        connection.execute("PRAGMA journal_mode = WAL")
    building.rename(path)


def connect(path: Path) -> sqlite3.Connection:
    """A connection that begins no transaction by itself. Raises sqlite3.Error."""
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
        # Damaged bytes come as other text, which no checksum fits, and do not hide what is whole.
        connection.text_factory = _decoded
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def connect_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that sees one state of the file as long as it is open. Raises sqlite3.Error."""
    try:
        connection = connect(path)
    except sqlite3.Error as error:
        unwritable = is_full(error) or is_refused(error)
        if not unwritable or not os.access(path, os.R_OK) or (log_of(path) and _shared(path)):
            raise
        connection = _copied(path)
    try:
        connection.execute("PRAGMA query_only = ON")
        begin_reading(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def copy(connection: sqlite3.Connection, path: Path) -> None:
    """Write what a connection sees into a new file, whatever is written meanwhile.

    Raises sqlite3.Error, also where what it sees is damaged.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        # Nobody else sees the file before it is whole.
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        connection.backup(target)
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        [(health,)] = target.execute("PRAGMA quick_check(1)")
        if health != "ok":
            raise sqlite3.DatabaseError("database disk image is malformed")


def is_refused(error: sqlite3.Error) -> bool:
    """Whether the system did not let a file be opened or written to."""
    return getattr(error, "sqlite_errorcode", 0) & KIND in REFUSED


def begin_reading(connection: sqlite3.Connection) -> None:
    """Begin to see one state of the file, the newest. Raises sqlite3.Error."""
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def log_of(path: Path) -> Path | None:
    """What was written and is not in the file yet, if anything."""
    log = path.with_name(f"{path.name}-wal")
    return log if log.exists() and log.stat().st_size else None


def _shared(path: Path) -> bool:
    """Whether somebody may be using the file; SQLite itself reads it then, if it can be read."""
    return path.with_name(f"{path.name}-shm").exists()


def _copied(path: Path) -> sqlite3.Connection:
    """The file in memory, where what its users share finds no room, or may not be written.

    As that is not there, nobody is using the file.
    """
    data = bytearray(_whole(path))
    data[LOGGED] = NOT_LOGGED
    connection = connect(Path(":memory:"))
    connection.deserialize(bytes(data))
    return connection


def _whole(path: Path) -> bytes:
    """What the file holds, with what is only in its log, as who ended early leaves it."""
    log = log_of(path)
    if log is None:
        return path.read_bytes()
    with tempfile.TemporaryDirectory(prefix="quoth-") as folder:
        copy = Path(folder) / path.name
        for file in (path, log):
            shutil.copyfile(file, copy.with_name(file.name))
        # The last one to close it puts what is in the log into the file.
        with closing(connect(copy)) as connection:
            begin_reading(connection)
        return copy.read_bytes()
