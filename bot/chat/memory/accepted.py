"""Questions that were taken on and are not answered yet, so that none is lost with the process.

Of those that were dealt with only the number is kept, for a day: nothing is answered twice.
"""

import time
from dataclasses import asdict, dataclass

from bot.chat.memory.store import Store

KEPT_SECONDS = 86_400.0
ACCEPT = """INSERT OR IGNORE INTO accepted
    (id, channel, asker, at, token, words, entry, parts, lives)
    VALUES (:id, :channel, :asker, :at, :token, :words, :entry, :parts, :lives)"""
SETTLE = """UPDATE accepted
    SET settled = 1, channel = NULL, asker = NULL, token = '', words = '', entry = NULL
    WHERE id = ?"""
SETTLE_ALL_OF = SETTLE.replace("WHERE id", "WHERE asker")
LEFT = """SELECT id, channel, asker, at, token, words, entry, parts, lives FROM accepted
    WHERE NOT settled ORDER BY at, id"""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A question that somebody waits for the answer to.

    `id` is the number of its message or interaction. An interaction is answered with its `token`,
    and `words` say what it asks. `entry` is that of the answer, once it is about to be posted, in
    so many `parts`; `at` is in Unix seconds. `lives` counts the processes that found it left.
    """

    id: int
    channel: int
    asker: int
    at: float
    token: str = ""
    words: str = ""
    entry: str | None = None
    parts: int = 0
    lives: int = 0


class AcceptedQuestions:
    """Those of a ledger. Whatever goes wrong with its file raises LedgerError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def accept(self, one: Accepted, *, again: bool = False) -> bool:
        """Take a question on; False if it was before, unless it is to be answered `again`."""
        with self._store.changing() as connection:
            old = time.time() - KEPT_SECONDS
            connection.execute("DELETE FROM accepted WHERE settled AND at < ?", (old,))
            if again:
                connection.execute("DELETE FROM accepted WHERE id = ?", (one.id,))
            return connection.execute(ACCEPT, asdict(one)).rowcount > 0

    def settle(self, number: int) -> None:
        """Note that somebody was answered, or told why not; forget all but the number."""
        words = self._store.rows("SELECT 1 FROM accepted WHERE id = ? AND words <> ''", number)
        with self._store.erasing() if words else self._store.changing() as connection:
            connection.execute(SETTLE, (number,))

    def left(self, *, first: bool = False) -> list[Accepted]:
        """Those that nobody was answered yet, oldest first; a process's `first` look is counted."""
        if first:
            with self._store.changing() as connection:
                connection.execute("UPDATE accepted SET lives = lives + 1 WHERE NOT settled")
        return [Accepted(*row) for row in self._store.rows(LEFT)]

    def present_until(self) -> float | None:
        """Until when, at least, nothing that was said was missed; None before the first start."""
        rows = self._store.rows("SELECT at FROM presence")
        return rows[0]["at"] if rows else None

    def begin(self, at: float) -> bool:
        """Note when the bot was started for the first time of all; False if it was before."""
        with self._store.changing() as connection:
            query = "INSERT OR IGNORE INTO presence VALUES (0, ?)"
            return connection.execute(query, (at,)).rowcount > 0

    def present(self, at: float) -> None:
        """Note that everything that was said until then reached the bot."""
        with self._store.changing() as connection:
            connection.execute("INSERT OR REPLACE INTO presence VALUES (0, ?)", (at,))

    def clear(self) -> None:
        """Begin anew, as with a file that was put back: what came after it is not known here."""
        with self._store.erasing() as connection:
            connection.execute("DELETE FROM accepted")
            connection.execute("DELETE FROM presence")
