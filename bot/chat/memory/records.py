"""What is remembered: a question with its answer, votes, hidden passages, and counts of them."""

import secrets
import string
from dataclasses import dataclass

from index.answering.quotes import Quote
from index.text.words import WORD, stems, stop_words

ID_LETTERS = string.ascii_lowercase + string.digits
# 62 bits: nobody comes upon another's answer by guessing.
ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """A question that was answered or declined.

    `asked` is the question's own message, if it was one; `messages` those of the answer, once they
    are posted. `private` says that only the asker saw it; in
    direct messages `guild` is None. `others` are further quotes of an answer, or the passages
    closest to what was declined; `history` is what the question could lean on; `at` is in Unix
    seconds. `parent` is the channel whose readers read `channel` too, a thread there.
    """

    id: str
    guild: int | None
    channel: int
    asker: int
    asked: int | None
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

    @property
    def message(self) -> int | None:
        """The first message of the answer, once it is posted."""
        return self.messages[0] if self.messages else None


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


@dataclass(frozen=True, slots=True)
class Hidden:
    """Words that are never quoted in a server; `by` is None once that person was forgotten.

    `document` and `collection` are where they stood.
    """

    text: str
    document: str
    by: int | None
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was deleted of a person's."""

    questions: int
    votes: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is remembered; small talk is no question, and private ones are counted too."""

    questions: int
    answered: int
    declined: int
    up: int
    down: int
    hidden: int
