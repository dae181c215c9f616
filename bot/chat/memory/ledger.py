"""What the bot remembers: questions, votes, hidden passages, where it may answer.

One SQLite file of its own, apart from any index, so that making an index anew forgets nothing.
What is deleted is overwritten, in the file and in its log.
"""

import json
import time
from collections.abc import Callable, Iterable, Set
from pathlib import Path
from typing import Any, Literal

from bot.chat.memory.accepted import SETTLE_ALL_OF, AcceptedQuestions
from bot.chat.memory.candidates import candidates
from bot.chat.memory.records import Counts, Entry, Forgotten, Hidden, Judged, new_id
from bot.chat.memory.rows import (
    count,
    erase,
    has,
    judged,
    put,
    set_messages,
)
from bot.chat.memory.store import LedgerError, Store
from index.answering.hiding import told_by
from index.text.words import fold

__all__ = ["Counts", "Entry", "Forgotten", "Hidden", "Judged", "Ledger", "LedgerError", "new_id"]

# Entries that are read or deleted in one piece, and seconds until the next such piece.
AT_ONCE = 200
PAUSE = 0.001


class Ledger:
    """The file, made if it is not there. Whatever goes wrong with it raises LedgerError.

    Calls from several threads wait for each other.
    """

    def __init__(self, path: Path) -> None:
        self._store = Store(path)
        self.accepted = AcceptedQuestions(self._store)

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def record(self, entry: Entry, question: int | None = None, parts: int = 1) -> None:
        """Keep a new entry, whose answer is about to be posted in so many messages.

        `question` is its number among those that were accepted, if it is one of them.
        """
        with self._store.changing() as connection:
            put(connection, entry)
            query = "UPDATE accepted SET entry = ?, parts = ? WHERE id = ? AND NOT settled"
            connection.execute(query, (entry.id, parts, question))

    def posted(self, entry_id: str, messages: Iterable[int]) -> bool:
        """Note the messages that an answer took, in order; False if it was forgotten meanwhile."""
        with self._store.changing() as connection:
            if not has(connection, entry_id):
                return False
            set_messages(connection, entry_id, messages)
        return True

    def replace(self, entry: Entry) -> bool:
        """Put an entry in the place of the one of the same id, whose votes are dropped.

        False, and nothing is kept, if that one was forgotten meanwhile.
        """
        with self._store.erasing() as connection:
            if not count(connection, "DELETE FROM entry WHERE id = ?", entry.id):
                return False
            put(connection, entry)
        return True

    def forget(self, entry_id: str) -> bool:
        """Delete an entry with its votes; False if there was none."""
        with self._store.erasing() as connection:
            return erase(connection, "DELETE FROM entry WHERE id = ?", entry_id) > 0

    def entry(self, entry_id: str) -> Entry | None:
        """An entry by its id."""
        return self._first("SELECT * FROM judged WHERE id = ?", entry_id)

    def by_message(self, message: int) -> Entry | None:
        """The entry of which a message is a part of the answer."""
        query = "SELECT * FROM judged WHERE id = (SELECT entry FROM message WHERE id = ?)"
        return self._first(query, message)

    def by_question(self, asked: int) -> Entry | None:
        """The entry whose question a message is; the newest, if it was asked about repeatedly."""
        return self._first("SELECT * FROM judged WHERE asked = ? ORDER BY at DESC LIMIT 1", asked)

    def latest(self, channel: int, asker: int | None, since: float) -> Entry | None:
        """The newest question in a channel, of one person or of anybody, not older than `since`.

        Never small talk, which nothing leans on, and never what only its asker saw.
        """
        return self._first(
            "SELECT * FROM question WHERE channel = ? AND at >= ? AND private = 0 "
            "AND (?3 IS NULL OR asker = ?3) ORDER BY at DESC LIMIT 1",
            channel,
            since,
            asker,
        )

    def vote(self, entry_id: str, person: int, value: Literal[1, -1]) -> bool:
        """A person's vote, in place of an earlier one; the same again takes it back.

        False if the entry was forgotten, so that nothing changed.
        """
        with self._store.changing() as connection:
            if not has(connection, entry_id):
                return False
            same = "DELETE FROM vote WHERE entry = ? AND person = ? AND value = ?"
            if not count(connection, same, entry_id, person, value):
                values = (entry_id, person, value)
                connection.execute("INSERT OR REPLACE INTO vote VALUES (?, ?, ?)", values)
        return True

    def tally(self, entry_id: str) -> tuple[int, int]:
        """How many people voted an entry up and down."""
        rows = self._store.rows("SELECT up, down FROM judged WHERE id = ?", entry_id)
        return tuple(rows[0]) if rows else (0, 0)

    def recent(self, guild: int, limit: int) -> list[Entry]:
        """A server's open questions, newest first."""
        query = "SELECT * FROM open_question WHERE guild = ? ORDER BY at DESC LIMIT ?"
        return [one.entry for one in self._judged(query, guild, limit)]

    def places(self, guild: int) -> dict[int, int | None]:
        """Where a server's open questions were asked, each place with its entries' `parent`."""
        query = "SELECT DISTINCT channel, parent FROM open_question WHERE guild = ?"
        return {row["channel"]: row["parent"] for row in self._store.rows(query, guild)}

    def gaps(self, guild: int, limit: int, without: Set[int] = frozenset()) -> list[Judged]:
        """A server's open questions that were declined or voted down on balance, newest first.

        Those of some channels are left out.
        """
        return self._judged(
            "SELECT * FROM open_question WHERE guild = ? AND (answered = 0 OR down > up) "
            "AND channel NOT IN (SELECT value FROM json_each(?)) ORDER BY at DESC LIMIT ?",
            guild,
            json.dumps(list(without)),
            limit,
        )

    def export_rows(
        self,
        guild: int,
        without: Set[int] = frozenset(),
        kept: Callable[[list[Judged]], list[Judged]] = list,
    ) -> list[dict[str, Any]]:
        """A server's open questions as candidates for labelling, newest first.

        Those of some channels are left out, and `kept` says which of the others are kept. Read a
        part at a time: others can use the file between two parts.
        """
        rows = self._store.rows(
            "SELECT id FROM open_question WHERE guild = ? "
            "AND channel NOT IN (SELECT value FROM json_each(?)) ORDER BY at DESC",
            guild,
            json.dumps(list(without)),
        )
        ids = [entry_id for (entry_id,) in rows]
        found: list[Judged] = []
        for at in range(0, len(ids), AT_ONCE):
            part = self._judged(
                "SELECT * FROM open_question WHERE id IN (SELECT value FROM json_each(?)) "
                "ORDER BY at DESC",
                json.dumps(ids[at : at + AT_ONCE]),
            )
            found += kept(part)
        return candidates(found)

    def hide(self, guild: int, text: str, document: str, by: int, collection: str = "") -> bool:
        """Never quote words again in a server; False if they were hidden already."""
        values = guild, fold(text), text, document, by, collection
        with self._store.changing() as connection:
            query = "INSERT OR IGNORE INTO hidden VALUES (?, ?, ?, ?, ?, ?)"
            return count(connection, query, *values) > 0

    def unhide(self, guild: int, text: str) -> bool:
        """Let words be quoted again; False if they were not hidden."""
        with self._store.erasing() as connection:
            query = "DELETE FROM hidden WHERE guild = ? AND folded = ?"
            return count(connection, query, guild, fold(text)) > 0

    def hidden(self, guild: int) -> frozenset[str]:
        """The folded words that are never quoted in a server: passages, and their sentences."""
        rows = self._store.rows("SELECT text FROM hidden WHERE guild = ?", guild)
        return frozenset().union(*(told_by(text) for (text,) in rows))

    def hidden_passages(self, guild: int) -> list[Hidden]:
        """The same as they were hidden, in that order."""
        query = (
            "SELECT text, document, moderator, collection FROM hidden WHERE guild = ? "
            "ORDER BY rowid"
        )
        return [Hidden(*row) for row in self._store.rows(query, guild)]

    def direct_channels(self, limit: int) -> list[int]:
        """Where people asked in direct messages, those who asked last first."""
        query = (
            "SELECT channel FROM entry WHERE guild IS NULL GROUP BY channel "
            "ORDER BY max(at) DESC LIMIT ?"
        )
        return [row["channel"] for row in self._store.rows(query, limit)]

    def channels(self, guild: int) -> frozenset[int]:
        """Where the bot may answer in a server; empty if everywhere."""
        rows = self._store.rows("SELECT id FROM channel WHERE guild = ?", guild)
        return frozenset(channel for (channel,) in rows)

    def allow(self, guild: int, channel: int) -> bool:
        """Let the bot answer in a channel; False if it was let already."""
        with self._store.changing() as connection:
            query = "INSERT OR IGNORE INTO channel VALUES (?, ?)"
            return count(connection, query, guild, channel) > 0

    def disallow(self, guild: int, channel: int) -> bool:
        """Take a channel out; False if it was not in. Without any, all are allowed."""
        with self._store.changing() as connection:
            query = "DELETE FROM channel WHERE guild = ? AND id = ?"
            return count(connection, query, guild, channel) > 0

    def forget_person(self, person: int) -> Forgotten:
        """Delete a person's questions, with the answers, and votes; hides stay, unnamed."""
        with self._store.erasing() as connection:
            votes = count(connection, "DELETE FROM vote WHERE person = ?", person)
            questions = erase(connection, "DELETE FROM entry WHERE asker = ?", person)
            count(connection, "UPDATE hidden SET moderator = NULL WHERE moderator = ?", person)
            count(connection, SETTLE_ALL_OF, person)
        return Forgotten(questions, votes)

    def expire(self, before: float) -> int:
        """Delete entries from before a moment, with their votes; how many they were.

        A part at a time: others can use the file between two parts.
        """
        query = (
            "DELETE FROM entry WHERE id IN (SELECT id FROM entry WHERE at < ? ORDER BY at LIMIT ?)"
        )
        gone = 0
        while True:
            with self._store.erasing() as connection:
                part = erase(connection, query, before, AT_ONCE)
                connection.execute("DELETE FROM thread WHERE id NOT IN (SELECT channel FROM entry)")
            gone += part
            if part < AT_ONCE:
                return gone
            # Whoever waits for a lock does not get it from a thread that takes it again at once.
            time.sleep(PAUSE)

    def counts(self, guild: int | None = None) -> Counts:
        """How much is remembered of a server, or in all."""
        [row] = self._store.rows(
            """SELECT count(*), count(*) FILTER (WHERE answered),
            count(*) FILTER (WHERE NOT answered), coalesce(sum(up), 0), coalesce(sum(down), 0),
            (SELECT count(*) FROM hidden WHERE ?1 IS NULL OR guild = ?1)
            FROM question WHERE ?1 IS NULL OR guild = ?1""",
            guild,
        )
        return Counts(*row)

    def _first(self, query: str, *values: object) -> Entry | None:
        found = self._judged(query, *values)
        return found[0].entry if found else None

    def _judged(self, query: str, *values: object) -> list[Judged]:
        rows = self._store.rows(query, *values)
        try:
            return [judged(dict(row)) for row in rows]
        except (LookupError, TypeError, ValueError) as error:
            raise self._store.damaged() from error
