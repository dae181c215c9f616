"""The SQLite file of what the bot remembers: its tables, and how they are written and erased."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import QuothError

SCHEMA_VERSION = 4
# "Quot" in ASCII: tells our files from other programs' databases.
APPLICATION = 0x51756F74
BUSY_SECONDS = 10
# So much of the file's pages is held; SQLite's own bound is 2 MB, which answers fill one by one.
CACHED_KB = 400
THREADS = """CREATE TABLE IF NOT EXISTS thread (
    id INTEGER PRIMARY KEY, channel INTEGER NOT NULL)"""
WAITING = (
    """CREATE TABLE IF NOT EXISTS accepted (
        id INTEGER PRIMARY KEY, at REAL NOT NULL, channel INTEGER, asker INTEGER,
        token TEXT NOT NULL, words TEXT NOT NULL, entry TEXT, parts INTEGER NOT NULL,
        lives INTEGER NOT NULL, settled INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX IF NOT EXISTS accepted_at ON accepted (at)",
    """CREATE TABLE IF NOT EXISTS presence (
        id INTEGER PRIMARY KEY CHECK (id = 0), at REAL NOT NULL)""",
)
SCHEMA = (
    """CREATE TABLE entry (
        id TEXT PRIMARY KEY, guild INTEGER, channel INTEGER NOT NULL, asker INTEGER NOT NULL,
        asked INTEGER, private INTEGER NOT NULL, answered INTEGER NOT NULL,
        small_talk INTEGER NOT NULL, reason TEXT, confidence REAL NOT NULL,
        threshold REAL NOT NULL, at REAL NOT NULL, words TEXT NOT NULL)""",
    "CREATE INDEX entry_asked ON entry (asked)",
    "CREATE INDEX entry_asker ON entry (asker)",
    "CREATE INDEX entry_channel ON entry (channel, at)",
    "CREATE INDEX entry_guild ON entry (guild, at)",
    "CREATE INDEX entry_at ON entry (at)",
    """CREATE TABLE message (
        id INTEGER PRIMARY KEY, place INTEGER NOT NULL,
        entry TEXT NOT NULL REFERENCES entry (id) ON DELETE CASCADE)""",
    "CREATE INDEX message_entry ON message (entry)",
    """CREATE TABLE vote (
        entry TEXT NOT NULL REFERENCES entry (id) ON DELETE CASCADE, person INTEGER NOT NULL,
        value INTEGER NOT NULL, PRIMARY KEY (entry, person)) WITHOUT ROWID""",
    "CREATE INDEX vote_person ON vote (person)",
    """CREATE TABLE hidden (
        guild INTEGER NOT NULL, folded TEXT NOT NULL, text TEXT NOT NULL, document TEXT NOT NULL,
        moderator INTEGER, collection TEXT NOT NULL DEFAULT '', PRIMARY KEY (guild, folded))""",
    """CREATE TABLE channel (
        guild INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (guild, id)) WITHOUT ROWID""",
    THREADS,
    *WAITING,
)
# What makes tables of each known version those above.
SINCE = {
    1: ("ALTER TABLE hidden ADD COLUMN collection TEXT NOT NULL DEFAULT ''", THREADS, *WAITING),
    2: (THREADS, *WAITING),
    3: WAITING,
    4: (),
}
# `question` leaves out what asks the documents nothing; `open_question` also what only its asker
# saw. Direct messages have no guild.
VIEWS = (
    """CREATE TEMP VIEW judged AS SELECT entry.*,
        (SELECT json_group_array(id) FROM
            (SELECT id FROM message WHERE entry = entry.id ORDER BY place)) AS messages,
        (SELECT count(*) FROM vote WHERE entry = entry.id AND value > 0) AS up,
        (SELECT count(*) FROM vote WHERE entry = entry.id AND value < 0) AS down,
        (SELECT channel FROM thread WHERE id = entry.channel) AS parent
        FROM entry""",
    """CREATE TEMP VIEW question AS SELECT * FROM judged
        WHERE small_talk = 0 AND reason IS NOT 'not_a_question'""",
    """CREATE TEMP VIEW open_question AS SELECT * FROM question
        WHERE private = 0""",
)


class LedgerError(QuothError):
    """The file of what the bot remembers cannot be used."""


class Store:
    """One connection to the file, which is made if it is not there; all errors are LedgerErrors.

    Calls from several threads wait for each other.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            # What people asked is for nobody else on this machine.
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
        try:
            self._set_up()
            self._make_tables()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """What a query finds."""
        with self._lock, self._told():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside, or nothing of it."""
        with self._lock, self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield self._connection

    @contextmanager
    def erasing(self) -> Iterator[sqlite3.Connection]:
        """The same, after which nothing of what was deleted is left in the log either."""
        with self.changing() as connection:
            yield connection
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def damaged(self) -> LedgerError:
        """The error that says so."""
        return LedgerError(
            f"The file {self._path} of what the bot remembers is damaged: move it away, and a new "
            "one is made."
        )

    def _set_up(self) -> None:
        [(health,)] = self.rows("PRAGMA quick_check(1)")
        if health != "ok":
            raise self.damaged()
        # Another program's file is left as it is.
        with self._told():
            self._version()
        self.rows("PRAGMA journal_mode = WAL")
        self.rows("PRAGMA synchronous = NORMAL")
        # Overwrites what is deleted.
        self.rows("PRAGMA secure_delete = ON")
        self.rows("PRAGMA temp_store = MEMORY")
        self.rows(f"PRAGMA cache_size = -{CACHED_KB}")
        self.rows("PRAGMA foreign_keys = ON")

    def _make_tables(self) -> None:
        with self.changing() as connection:
            version = self._version()
            if version != SCHEMA_VERSION:
                for statement in SCHEMA if version is None else SINCE[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
            for statement in VIEWS:
                connection.execute(statement)

    def _version(self) -> int | None:
        """The version of the tables, None if there are none. LedgerError if they are not ours."""

        def one(query: str) -> int:
            [value] = self._connection.execute(query).fetchone()
            return int(value)

        if not one("SELECT count(*) FROM sqlite_schema"):
            return None
        if one("PRAGMA application_id") != APPLICATION:
            raise LedgerError(
                f"The file {self._path} is another program's database: name another file for what "
                "the bot remembers."
            )
        version = one("PRAGMA user_version")
        if version not in SINCE:
            raise LedgerError(
                f"The file {self._path} was written by another version of Quoth: use that version, "
                "or name another file for what the bot remembers."
            )
        return version

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what goes wrong with the file in a sentence."""
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise LedgerError(
                f"The file {self._path} of what the bot remembers cannot be used "
                f"({reason.lower()}): see that it can be written and the disk is not full."
            ) from error
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise self.damaged() from error
