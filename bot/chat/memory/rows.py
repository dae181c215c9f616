"""What is kept of a question as rows of SQLite, and back."""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, fields
from sqlite3 import Connection
from typing import Any

from bot.chat.memory.records import Entry, Judged
from index.answering.quotes import Place, Quote

INSERT = """INSERT INTO entry VALUES (
    :id, :guild, :channel, :asker, :asked, :private, :answered, :small_talk, :reason, :confidence,
    :threshold, :at, :words)"""
COLUMNS = (
    *("id", "guild", "channel", "asker", "asked", "private", "answered", "small_talk", "reason"),
    *("confidence", "threshold", "at"),
)
FLAGS = ("private", "answered", "small_talk")


def judged(row: dict[str, Any]) -> Judged:
    """The entry of a row, with its votes. Raises LookupError, TypeError, ValueError if damaged."""
    messages = tuple(json.loads(row["messages"]))
    entry = Entry(
        **{name: row[name] for name in COLUMNS}
        | {name: bool(row[name]) for name in FLAGS}
        | load_words(row["words"]),
        messages=messages,
        parent=row["parent"],
    )
    return Judged(entry, row["up"], row["down"])


def put(connection: Connection, entry: Entry) -> None:
    """Write a new entry."""
    values = {name: getattr(entry, name) for name in COLUMNS}
    connection.execute(INSERT, values | {"words": dump_words(entry)})
    if entry.parent is not None:
        thread = (entry.channel, entry.parent)
        connection.execute("INSERT OR REPLACE INTO thread VALUES (?, ?)", thread)
    set_messages(connection, entry.id, entry.messages)


def set_messages(connection: Connection, entry_id: str, messages: Iterable[int]) -> None:
    """Note the messages that an answer took, in order, in place of those noted before."""
    connection.execute("DELETE FROM message WHERE entry = ?", (entry_id,))
    connection.executemany(
        "INSERT OR REPLACE INTO message (id, place, entry) VALUES (?, ?, ?)",
        [(message, place, entry_id) for place, message in enumerate(messages)],
    )


def erase(connection: Connection, query: str, *values: object) -> int:
    """Delete entries, and what later ones that lean on them hold of their words; how many."""
    gone = connection.execute(f"{query} RETURNING at, words", values).fetchall()
    forgotten = {words for _, text in gone for words in said(text)[:2]}
    since = min((at for at, _ in gone), default=math.inf)
    # What leans on nothing need not be read.
    later = (
        "SELECT id, words FROM entry WHERE at >= ? AND CASE WHEN json_valid(words) "
        "THEN json_array_length(words, '$.history') > 0 END ORDER BY at"
    )
    for entry_id, text in connection.execute(later, (since,)).fetchall():
        _, reading, history = said(text)
        if not forgotten.isdisjoint(history):
            forgotten.add(reading)
            alone = (standing_alone(text), entry_id)
            connection.execute("UPDATE entry SET words = ? WHERE id = ?", alone)
    return len(gone)


def has(connection: Connection, entry_id: str) -> bool:
    """Whether there is an entry of that name."""
    return bool(connection.execute("SELECT 1 FROM entry WHERE id = ?", (entry_id,)).fetchone())


def count(connection: Connection, query: str, *values: object) -> int:
    """How many rows a change concerns."""
    return connection.execute(query, values).rowcount


def dump_words(entry: Entry) -> str:
    """Everything of an entry that people or documents wrote."""
    words = {
        "question": entry.question,
        "read_as": entry.read_as,
        "history": entry.history,
        "quotes": [asdict(quote) for quote in entry.quotes],
        "others": [asdict(quote) for quote in entry.others],
    }
    return json.dumps(words)


def said(text: str) -> tuple[str | None, str | None, set[str]]:
    """The question of what `dump_words` wrote, its reading, and what they may lean on.

    Of what is damaged it is nothing.
    """
    try:
        words = json.loads(text)
        return words["question"], words["read_as"], set(words.get("history", ()))
    except (LookupError, TypeError, ValueError):
        return None, None, set()


def standing_alone(text: str) -> str:
    """What `dump_words` wrote without the questions before it, and the reading made with them."""
    return json.dumps(json.loads(text) | {"read_as": None, "history": []})


def load_words(text: str) -> dict[str, Any]:
    """The fields of an entry that `dump_words` wrote. Raises LookupError, TypeError, ValueError.

    Fields of quotes that are unknown here are passed over, and lacking ones have their defaults.
    """
    words = json.loads(text)
    return {
        "question": words["question"],
        "read_as": words["read_as"],
        "history": tuple(words.get("history", ())),
        "quotes": tuple(map(_quote, words["quotes"])),
        "others": tuple(map(_quote, words["others"])),
    }


def _quote(values: dict[str, Any]) -> Quote:
    answer = values.get("answer")
    return Quote(
        **_known(Quote, values)
        | {
            "place": _place(values["place"]),
            "answer": tuple(answer) if answer else None,
            "also": tuple(map(_place, values.get("also", ()))),
        }
    )


def _place(values: dict[str, Any]) -> Place:
    return Place(**_known(Place, values))


def _known(kind: type[Quote | Place], values: dict[str, Any]) -> dict[str, Any]:
    return {f.name: values[f.name] for f in fields(kind) if f.name in values}
