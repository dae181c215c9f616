"""The words that tell what a sentence, a heading or a title is about (data/statements.toml)."""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from index.text.value_finding import find_values
from index.text.words import stems

Kind = Literal["plain", "papers", "versions", "standing", "groups", "selves"]

# So many sentences are not looked at again.
REMEMBERED = 2048
# What a title or a file's name tells its version by: "v4.2", "version 3", "(2)", a year or a date.
VERSION = re.compile(
    r"\b(?:v|ver|version|rev|revision|edition|issue|draft|release|no)\.? ?\d+(?:\.\d+)*\b"
    r"|\(\d\)$|\b(?:19|20)\d\d(?:[-/.]\d\d?){0,2}\b",
    re.IGNORECASE,
)


@cache
def words_of(kind: Kind) -> frozenset[str]:
    """The analysed words of one of the lists."""
    return frozenset(stems(_lists()[kind]))


@cache
def _lists() -> dict[str, Any]:
    source = resources.files("index").joinpath("data/statements.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def meaning_same(word: str) -> frozenset[str]:
    """An analysed word, and those that mean the same."""
    return _groups("same").get(word, frozenset({word}))


def kinds_of(word: str) -> frozenset[str]:
    """What an analysed word is one of: a pet, of a cat."""
    return _groups("wider").get(word, frozenset())


@cache
def _groups(kind: Literal["same", "wider"]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _lists()[kind]:
        group, _, words = line.partition(": ")
        for word in stems(words or group):
            found[word] = found.get(word, frozenset()) | frozenset(stems(group))
    return found


@lru_cache(REMEMBERED)
def worded(text: str) -> tuple[str, ...]:
    """The content words of a short text, in order, without its values."""
    kept = text
    for value in reversed(find_values(text)):
        kept = f"{kept[: value.start]} {kept[value.end :]}"
    return tuple(stems(kept))


def telling(text: str) -> frozenset[str]:
    """Those of them that tell what it is about."""
    return frozenset(worded(text)) - words_of("plain")


def subject(title: str) -> frozenset[str]:
    """What a title says that its document is about: not what it calls itself, nor its version."""
    words = frozenset(stems(VERSION.sub(" ", title)))
    return words - words_of("papers") - words_of("versions")
