"""A question as it is asked of the index: its words and names, or that it is small talk."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Literal

from index.search.languages import foreign_language
from index.search.markup import without_markup
from index.text.words import WORD, fold, rarity, stems

# Code points of a question, and those of what is looked at to see whether it is one.
LONGEST_QUESTION = 2000
LOOKED_AT = 10 * LONGEST_QUESTION
LONGEST_SMALL_TALK = 200

Manner = Literal["question", "chat", "foreign", "fragment", "nothing", "too long"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for retrieval.

    `text` is one line without control characters; `weights` are its content words, analysed, each
    once, with how rare they are; `specifics` are those of them that are names or numbers, as far as
    capitals tell. `language` is set where it is one that the models do not read. A "fragment" leans
    on something that is not known. `instead` are those words that a follow-up put in the place of
    others, the `former`: what answers it must hold them.
    """

    text: str
    weights: Mapping[str, float]
    specifics: frozenset[str]
    manner: Manner
    language: str | None = None
    instead: frozenset[str] = frozenset()
    former: frozenset[str] = frozenset()


def understand(question: str) -> Query:
    """Clean a question and tell from questions what is none that can be looked up.

    That is small talk, what holds no word, and what is in a language that the models do not read.
    """
    text = clean(question)
    words = tuple(dict.fromkeys(stems(text)))
    manner: Manner = "question"
    language = None
    if len(text) > LONGEST_QUESTION or len(question) > LOOKED_AT:
        manner = "too long"
    elif len(text) <= LONGEST_SMALL_TALK and _is_small_talk(text):
        manner = "chat"
    elif not words:
        manner = "nothing"
    elif language := foreign_language(text):
        manner = "foreign"
    return Query(
        text=text[:LONGEST_QUESTION],
        weights=dict.fromkeys(words, 1.0),
        specifics=_specifics(text, words),
        manner=manner,
        language=language,
    )


def weigh(query: Query, frequencies: Sequence[int], passages: int) -> Query:
    """The query with its words' inverse document frequencies, as BM25 has them (always above 0).

    `frequencies` says in how many of the passages each of the words stands.
    """
    counted = zip(query.weights, frequencies, strict=True)
    return replace(query, weights={word: rarity(count, passages) for word, count in counted})


def held_share(query: Query, held: Set[str]) -> float:
    """The share, 0..1, of the question's words among analysed words, rare ones counting more."""
    whole = sum(query.weights.values())
    return sum(w for word, w in query.weights.items() if word in held) / whole if whole else 0.0


def clean(question: str) -> str:
    """One line without markup: control and format characters become spaces, runs of them one.

    No more is looked at than can be part of a question.
    """
    return _one_line(without_markup(_printed(question[:LOOKED_AT])))


def _printed(text: str) -> str:
    """Without control and format characters other than line breaks."""
    hidden = ("Cc", "Cf", "Cs", "Co")
    return "".join(" " if unicodedata.category(c) in hidden and c != "\n" else c for c in text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _specifics(text: str, words: tuple[str, ...]) -> frozenset[str]:
    """Numbers, and words written with a capital other than the first, in a text with lower case."""
    found: set[str] = set()
    first = True
    for match in WORD.finditer(text):
        word = match.group()
        number = word[0].isdigit()
        name = any(c.isupper() for c in word) and not first and not text.isupper()
        if number or name or (first and len(word) > 1 and word.isupper()):
            found.update(stems(word))
        first = False
    return frozenset(found & set(words))


def _is_small_talk(text: str) -> bool:
    return bool(_small_talk().fullmatch(fold(text).strip(" .!?,;:~)(")))


@cache
def _small_talk() -> re.Pattern[str]:
    source = resources.files("index").joinpath("data/small_talk.toml").read_text(encoding="utf-8")
    phrases = tomllib.loads(source)["phrases"]
    one = "(?:" + "|".join(phrases) + ")"
    return re.compile(rf"{one}(?:[\s,.!?;:-]+{one}){{0,2}}")
