"""Words beside a noun that tell one thing from another: "the last bus", "Ocean plan"."""

import re
import tomllib
from collections.abc import Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from index.text.words import WORD, stems, stop_words

REMEMBERED = 512
# What asks who has a role at present, and what asks of the past or of a deputy.
_WHO_IS = re.compile(r"\bwho(?: is|[’']?s| are)\b|\b(?:current|present)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:was|were|former\w*|ex|previous\w*|past|deputy|vice|then)\b", re.IGNORECASE
)
# Who has the lead of something, whatever the role is called; and what tells who has it.
_LEADS = re.compile(
    r"\bwho(?: is|[’']?s)?(?: now| currently)?"
    r" (?:(?:run|lead|head|chair|manage)s|(?:runn|lead|head|chair|manag)ing|in charge)\b",
    re.IGNORECASE,
)
_LED_BY = re.compile(
    r"\b(?:runs?|leads?|heads|chairs|manages|(?:runn|lead|head|chair|manag)ing|led|headed|chaired"
    r"|managed|in charge|succe\w+|hand(?:s|ed|ing)? over|t(?:ake|akes|ook) over|replace[sd]?|now"
    r"|new|since)\b",
    re.IGNORECASE,
)
_LEADERS = r"(?:head|chair(?:man|woman|person)?|leader|manager|director|president|dean)"
_HYPHENATED = re.compile(rf"(?:{WORD.pattern})(?:-(?:{WORD.pattern}))*")


@dataclass(frozen=True, slots=True)
class Pair:
    """A word, and the noun that it stands before: in lower case, and as analysed."""

    word: str
    written: str
    noun: str

    @property
    def opposites(self) -> frozenset[str]:
        """The words that exclude this one before the same noun; none for most."""
        return _opposites().get(self.word.lower(), frozenset())

    @property
    def sort(self) -> str | None:
        """As what the noun has siblings, if the word is what tells it from them; else None.

        Kinds and sites have names, and no abbreviations; roles are told of in any words.
        """
        noun, word = self.written.removesuffix("s"), self.word.lower()
        name = self.word[0].isupper() and not self.word.isupper()
        if noun in _words("roles"):
            return "role" if word not in _words("times") else None
        if noun in _words("kinds"):
            return "kind" if name else None
        return "site" if noun in _words("sites") and name and word not in _words("plain") else None


@lru_cache(REMEMBERED)
def pairs(text: str) -> tuple[Pair, ...]:
    """Each word of a short text with the one right behind it, where neither is a stop word.

    Sites are told from each other by what stands behind them too: "the museum of Lace". A place
    that they are "in" may be a larger one, of the same site.
    """
    found = [Pair(at[2], at[1].lower(), stems(at[1])[-1]) for at in _sites().finditer(text)]
    for one, other in pairwise(_HYPHENATED.finditer(text)):
        if text[one.end() : other.start()] != " " or one[0].lower() in stop_words():
            continue
        if analysed := stems(other[0]):
            found.append(Pair(one[0], other[0].lower(), analysed[-1]))
    return tuple(found)


def contrast(one: Pair, other: Pair, known: Set[str]) -> bool:
    """Whether two pairs are of siblings: opposites, or other kinds, roles or sites of one noun.

    `known` are the analysed words of the text that the first stands in, none of which can tell the
    other from it.
    """
    if one.noun != other.noun or not known.isdisjoint(stems(other.word)):
        return False
    return (one.sort is not None and one.sort == other.sort) or (
        other.word.lower() in one.opposites
    )


def of_another_holder(question: str, text: str) -> bool:
    """Whether who has a role now is asked, and a text tells only who had it, or of a deputy.

    Who "runs" or "leads" something has a role too; a text of former leaders alone tells of them
    if nothing in it says who leads, or who came then.
    """
    if _PAST.search(question):
        return False
    if _LEADS.search(question):
        leaders = _roles_held(text, _LEADERS)
        return bool(leaders) and all(leaders) and not _LED_BY.search(text)
    if not _WHO_IS.search(question):
        return False
    held = [_roles_held(text, role.lower()) for role in _roles().findall(question)]
    return any(each and all(each) for each in held)


def _roles_held(text: str, role: str) -> list[bool]:
    """For each time that a text names a role, whether of somebody who does not have it now."""
    return [bool(match[1]) for match in _holders(role).finditer(text)]


@cache
def _sites() -> re.Pattern[str]:
    sites = "|".join(sorted(_words("sites")))
    return re.compile(rf"\b((?i:{sites})s?) (?:at|of) ([A-Z]\w+)")


@cache
def _roles() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_words('roles')))})\b", re.IGNORECASE)


@lru_cache(REMEMBERED)
def _holders(role: str) -> re.Pattern[str]:
    others = "|".join(sorted(_words("other_holders")))
    return re.compile(rf"(\b(?:{others})[ -](?:[\w’']+[ -]){{0,2}})?\b{role}\b", re.IGNORECASE)


@cache
def _source() -> dict[str, object]:
    text = resources.files("index").joinpath("data/siblings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(str(_source()[name]).split())


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """By each word those that exclude it before the same noun."""
    groups = _source()["opposites"]
    assert isinstance(groups, list)
    sets = [frozenset(str(group).split()) for group in groups]
    return {word: words - {word} for words in sets for word in words}
