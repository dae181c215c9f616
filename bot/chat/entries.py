"""What is kept of a question and its answer, and its form as text."""

import json
import secrets
import string
from dataclasses import asdict, dataclass, fields
from typing import Any

from index.answering.quotes import Place, Quote
from index.text.words import WORD, stems, stop_words

ID_LETTERS = string.ascii_lowercase + string.digits
# 62 bits: nobody comes upon another's answer by guessing.
ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """A question that was answered or declined.

    `asked` is the question's own message, if it was one; `messages` those of the answer, once they
    are posted, and `message` the first of them. `private` says that only the asker saw it; in
    direct messages `guild` is None. `others` are further quotes of an answer, or the passages
    closest to what was declined; `history` is what the question could lean on; `at` is in Unix
    seconds. `parent` is the channel whose readers read `channel` too, a thread there.
    """

    id: str
    guild: int | None
    channel: int
    asker: int
    asked: int | None
    message: int | None
    messages: tuple[int, ...]
    private: bool
    question: str
    read_as: str | None
    answered: bool
    small_talk: bool
    reason: str | None
    confidence: float
    threshold: float
    quotes: tuple[Quote, ...]
    others: tuple[Quote, ...]
    at: float
    history: tuple[str, ...] = ()
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry with how many people voted it up and down."""

    entry: Entry
    up: int
    down: int


def as_understood(entry: Entry) -> str:
    """The question as it can be asked by itself, as far as people's own words allow.

    A reading may name what an earlier answer said, in words of a document that is not for whoever
    comes later.
    """
    reading = entry.read_as
    return reading if reading and _own_words(reading, entry) else entry.question


def _own_words(reading: str, entry: Entry) -> bool:
    said = {stem for text in (entry.question, *entry.history) for stem in stems(text)}
    for word in WORD.findall(reading):
        known = set(stems(word))
        if not known <= said or not (known or word.casefold() in stop_words()):
            return False
    return True


def new_id() -> str:
    """A name for an entry, fit for a button's id: random, of a-z and 0-9."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


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
