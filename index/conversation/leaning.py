"""Whether a message can be understood alone, told from its words and from nothing else."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from index.conversation.lists import english, helpers, listed
from index.conversation.phrases import (
    POSSESSIVE,
    Clause,
    Words,
    bare,
    capital,
    is_base,
    is_finite,
    names,
    parse,
    words_of,
    written,
)
from index.text.numerals import ORDINALS
from index.text.words import stems

Leaning = Literal["complete", "may", "must"]
Kind = Literal["person", "thing", "plural", "there", "then", "that", "noun", "one"]

LONGEST_LEANING = 200
MOST_WORDS_WITHOUT_VERB = 8
# A message with more pronouns is none that anybody understands, and each is filled in.
MOST_HANGING = 6
FEW_WORDS = 4
ADDRESSING = frozenset(["i", "you", "we", "me", "us", "my", "your", "our", "i'm", "you're"])
OBJECTS = frozenset(["him", "them", "it", "her"])

_MONTH = "(?:" + "|".join(sorted(listed("months") - {"may", "march"})) + "|(?-i:May|March))"
_SPAN = "(?:" + "|".join(sorted(listed("spans"))) + ")"
TIME = re.compile(
    rf"""(?:\b(?P<before>in|on|by|since|until|before|after|during|from|as\ of)\s+)?
    (?:\bthe\s+)?(?:\b(?:early|late|mid|end\ of|beginning\ of)[\s-]+)?
    \b(?P<core>(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}(?:\s+\d{{1,2}},?)?(?:,?\s+\d{{4}})?
      |(?:1\d|20)\d\d(?:s|-\d\d)?|(?:last|this|next|previous|following)\s+{_SPAN}
      |\d{{1,2}}(?:st|nd|rd|th)\s+century|{"|".join(sorted(listed("days")))})\b""",
    re.IGNORECASE | re.VERBOSE,
)


# A place in a contest, or in a row, of which only the last question says which it is.
PLACED = re.compile(
    r"who (?:came|finished|ended up|got|took|was|is) (?:in )?(?:the )?"
    rf"(?:{'|'.join(ORDINALS)}|last)(?: place| prize)?"
)


@dataclass(frozen=True, slots=True)
class Hanging:
    """Words[start:end] of a message that stand for something said before."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Message:
    """A message without the words that only tie it to the one before.

    `about` marks "what about …"; `tied` that something was taken off its front.
    """

    words: Words
    tied: bool
    about: bool
    clause: Clause
    hanging: tuple[Hanging, ...]

    @property
    def asks_alone(self) -> bool:
        """A question phrase and no clause: "why?", "in which year?", "how many for a child?"."""
        rest = self.clause.rest
        fragment = not rest or rest[0] in listed("prepositions")
        verb = any(word in helpers() or is_finite(word) for word in rest)
        verb = verb or (rest[:1] == ("to",) and is_base(bare(rest[1:2])))
        return bool(self.clause.asks) and not self.clause.helper and fragment and not verb

    @property
    def wants_more(self) -> bool:
        """A request for more of the same: "go on"."""
        return bare(self.words) in english()["more"]


def take(text: str) -> Message:
    """Take a message apart."""
    words, tied = _untied(words_of(text))
    lower = bare(words)
    about = next((a for a in english()["abouts"] if lower.startswith(a + " ")), None)
    if about:
        words = words[len(about.split()) :]
    if about and about.endswith(" for") and not any(map(capital, words)):
        words = ("for", *words)
    clause = parse(written(words))
    if (tied or about) and _is_bare(words, clause):
        clause = Clause((), (), "", words, ())
    return Message(words, tied, about is not None, clause, _hanging(words))


def _is_bare(words: Words, clause: Clause) -> bool:
    """Whether a few words behind "and" say nothing, whatever verb they hold: "lost books"."""
    said = {word.lower() for word in words}
    clear = not clause.asks and not clause.helper and not said & (helpers() | ADDRESSING)
    return clear and len(words) <= FEW_WORDS


def leaning(text: str) -> Leaning:
    """Whether a message must, may or cannot lean on the question before it.

    It must where a pronoun or "there" has nothing in the message to stand for, where it is a
    question word or a fragment without a clause. It may where it is a few words without a verb, or
    a clause of one bare word of content ("who won?"). A clause with a subject of its own is
    complete.
    """
    if len(text) > LONGEST_LEANING:
        return "complete"
    message = take(text)
    if not message.words:
        return "complete"
    lower = bare(message.words)
    if message.wants_more:
        return "must"
    if any(re.search(pattern, lower) for pattern in english()["empty_it"]):
        return "complete"
    if message.hanging or message.about or PLACED.fullmatch(lower):
        return "must"
    content = set(stems(lower))
    addressing = bool(ADDRESSING & set(lower.split()))
    if message.asks_alone:
        return "must" if len(content) < 2 or message.tied or message.clause.rest else "may"
    if message.clause.verbless:
        return _fragment(message, content)
    if addressing:
        return "complete"
    if not content:
        return "must"
    return "may" if len(content) == 1 and _open(message) else "complete"


def is_bare(text: str) -> bool:
    """Whether a message that leans says no more than when, which or how many: "and in 2021?".

    Without a question before it there is nothing to look up.
    """
    message = take(text)
    if message.wants_more:
        return True
    said = stems(bare(words_of(TIME.sub(" ", written(message.words)))))
    return not any(word.isalpha() and word not in _counting() for word in said)


@cache
def _counting() -> frozenset[str]:
    """What tells the first from the second and how much from how long, as words are compared."""
    lists = [group for group in english()["siblings"] if {"first", "one"} & set(group.split())]
    lists += [english()["measures"], english()["degree"], english()["prepositions"]]
    return frozenset(stems(" ".join(lists)))


def _fragment(message: Message, content: set[str]) -> Leaning:
    """Words without a verb."""
    words = message.words
    if words[0].lower() in listed("prepositions") or TIME.fullmatch(written(words)):
        return "must"
    if len(words) > MOST_WORDS_WITHOUT_VERB or not content:
        return "complete"
    return "must" if message.tied or bare(words).isdecimal() else "may"


def _open(message: Message) -> bool:
    """Whether a clause of one word of content leaves open what it is about."""
    clause = message.clause
    if names(message.words[1:]) or any(w[0].isdigit() for w in message.words):
        return False
    if clause.described or (clause.subject and not clause.rest):
        return clause.subject[0] == "the"
    return bool(clause.asks)


def _untied(words: Words) -> tuple[Words, bool]:
    """Without "and", "ok", "thanks" and marks at the front, and "too" at the end."""
    while len(words) > 1 and words[-1].lower() in listed("tails"):
        words = words[:-1]
    at = 0
    while at < len(words) and (words[at].lower() in listed("ties") or not words[at][0].isalnum()):
        at += 1
    tied = any(word.lower() in ("and", "or", "but", "also", "then") for word in words[:at])
    return words[at:], tied


def _hanging(words: Words) -> tuple[Hanging, ...]:
    """The first words that stand for something, and for nothing in the message itself."""
    clause = parse(written(words))
    found: list[Hanging] = []
    at = 0
    while at < len(words) and len(found) < MOST_HANGING:
        stands = _standing(words, at, clause)
        if stands:
            found.append(stands)
            at = stands.end
        else:
            at += 1
    return tuple(found)


def _standing(words: Words, at: int, clause: Clause) -> Hanging | None:
    word = words[at].lower()
    before = words[at - 1].lower() if at else ""
    after = words[at + 1].lower() if at + 1 < len(words) else ""
    last = at + 1 == len(words)
    if words[at].isupper() and len(word) > 1:
        return None
    for kind, group in (("person", "persons"), ("thing", "things"), ("plural", "plurals")):
        if word in listed(group) and not _resolved(words, at, clause):
            return Hanging(at, at + 1, kind)  # type: ignore[arg-type]
    if word == "there" and after not in helpers() and (last or before not in helpers()):
        return Hanging(at, at + 1, "there")
    if word == "then" and last and at:
        return Hanging(at, at + 1, "then")
    fragment = clause.verbless and not clause.asks
    if word in listed("pointing") and after in listed("prepositions") and not at and fragment:
        return Hanging(at, at + 1, "one")
    if word in ("one", "ones") and at and fragment:
        return Hanging(0 if words[0].lower() in listed("determiners") else at, at + 1, "one")
    if after in ("one", "ones") and (word in listed("determiners") or word == "which"):
        return Hanging(at, at + 2, "one")
    if word in ("one", "ones") and at > 1 and words[at - 2].lower() == "the":
        return Hanging(at - 2, at + 1, "one")
    if word in ("that", "this") and bare(clause.asks) == "who" and clause.subject == (word,):
        return Hanging(at, at + 1, "person")
    if word in listed("pointing"):
        return _pointing(words, at, before, after)
    return None


def _pointing(words: Words, at: int, before: str, after: str) -> Hanging | None:
    """What "that", "this", "these" and "those" point at, if it is something said before."""
    word = words[at].lower()
    free = not at or before in helpers() | listed("prepositions") | listed("wh")
    ends = not after or not after[0].isalnum() or after in helpers() | listed("prepositions")
    if after in listed("spans") | {"time"} and word in ("that", "those"):
        return Hanging(at, at + 2, "noun")
    if word == "this" and after in listed("spans") | listed("days"):
        return None
    if after in ("who", "whose", "which", "of", "that", "no"):
        return None
    if after in ("a", "an", "the"):
        return Hanging(at, at + 1, "that")
    if ends or (free and (is_finite(after) or is_base(after))):
        relative = after in helpers()
        clear = free or (not relative and (is_finite(before) or is_base(before)))
        if word != "that" or clear:
            return Hanging(at, at + 1, "plural" if word in ("these", "those") else "that")
        return None
    if word == "that" and not free:
        return None
    return Hanging(at, at + 2, "noun")


def _resolved(words: Words, at: int, clause: Clause) -> bool:
    """Whether a pronoun stands for something earlier in its own message."""
    word = words[at].lower()
    earlier = words[:at]
    # A capital at the very start is a name's only if another follows.
    named = any(end > 1 for _, end in names(earlier))
    noun = any(w.lower() in ("the", "a", "an") for w in earlier) or any(
        POSSESSIVE.search(w) for w in earlier
    )
    openers = listed("clause_openers") | {",", "and", "but"}
    apart = any(w.lower() in openers for w in earlier[1:])
    following = words[at + 1].lower() if at + 1 < len(words) else ""
    subject = following in helpers() or is_finite(following)
    if word in OBJECTS and not subject and not (word == "her" and following):
        return apart and (named or noun)
    if word in listed("possessives"):
        owner = clause.subject if clause.helper else clause.noun or clause.asks[-1:]
        owns = bare(owner) not in ("", "what", "i", "you", "we") and bool(clause.rest)
        owns = owns and not {w.lower() for w in owner} & listed("possessives")
        owns = owns and (word not in ("his", "her") or bare(owner) != "they")
        owns = owns and not (bare(owner) in ("who", "whom") and word == "its")
        return named or owns or (apart and noun)
    return (named and (apart or subject)) or (apart and noun)
