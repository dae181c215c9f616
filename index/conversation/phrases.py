"""A question taken apart by rule: what it asks, its helper verb, its subject, and the rest."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from index.conversation.lists import english, helpers, listed

TOKEN = re.compile(r"\w+(?:[.,:/-]\w+)*(?:['’]\w+)?['’]?|[^\w\s]")
SHORT_IS = re.compile(r"\b(who|what|when|where|why|how|he|she|it|that|there)['’]s\b", re.IGNORECASE)
POSSESSIVE = re.compile(r"(?:['’]s|s['’])$")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """The parts of a question, in the order in which they stand; each may be empty.

    `asks` is the question phrase ("how many packages", "in which year") and `noun` what it counts
    or chooses from ("packages"). `helper` is the verb before the subject. `rest` begins with the
    main verb. Words that are no clause at all ("opening hours") are a `subject` alone.
    """

    asks: Words
    noun: Words
    helper: str
    subject: Words
    rest: Words

    @property
    def verbless(self) -> bool:
        """Whether it says nothing of its subject."""
        return not self.helper and not self.rest

    @property
    def described(self) -> Words:
        """What a question such as "who is the mayor of Liège" describes."""
        copular = self.helper in listed("be") and bare(self.asks) in ("who", "what", "which")
        return self.subject if copular and not self.rest else ()


@cache
def _verbs() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Base forms by past form and third person, by participle; and the base forms."""
    finite: dict[str, str] = {}
    participles: dict[str, str] = {}
    for triple in english()["irregular"].strip().split("|"):
        base, past, participle = triple.split()
        finite[past] = participles[participle] = base
        finite[_third(base)] = base
    for base in listed("regular"):
        past = _past(base)
        finite[past] = participles[past] = base
        finite[_third(base)] = base
    return finite, participles, frozenset([*finite.values(), *participles.values()])


def _third(base: str) -> str:
    if re.search(r"(?:s|sh|ch|x|z|o)$", base):
        return base + "es"
    return base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    doubled = base in ("ban", "plan", "stop", "step", "admit", "permit", "submit", "refer", "occur")
    doubled = doubled or base in ("fit", "prefer", "control", "transfer", "stem")
    return base + base[-1] + "ed" if doubled else base + "ed"


def is_base(word: str) -> bool:
    """A verb as it stands after "did"."""
    return word in _verbs()[2] or word == "be"


def is_finite(word: str) -> bool:
    """A verb that makes a clause: past, or third person."""
    return word in _verbs()[0] or _looks_past(word)


def is_participle(word: str) -> bool:
    """A verb as it stands after "was"."""
    return word in _verbs()[1] or _looks_past(word) or (len(word) > 5 and word.endswith("ing"))


def base_of(word: str) -> str | None:
    """The base form of a past form or third person, if it is a known verb's."""
    return _verbs()[0].get(word)


def participle_of(word: str) -> str | None:
    """The participle for a past form or third person, if it is a known verb's."""
    base = base_of(word)
    found = next((p for p, b in _verbs()[1].items() if b == base), None)
    return found or (word if _looks_past(word) else None)


def _looks_past(word: str) -> bool:
    return (
        len(word) > 4 and word.endswith("ed") and word.islower() and word not in listed("not_past")
    )


def words_of(text: str) -> Words:
    """Words and marks, short forms of "is" written out, without what ends the sentence."""
    tokens = TOKEN.findall(SHORT_IS.sub(r"\1 is", text))
    while tokens and not tokens[-1][-1].isalnum() and tokens[-1] not in (")", '"', "”", "%"):
        if POSSESSIVE.search(tokens[-1]):
            break
        tokens.pop()
    return tuple(tokens)


def written(words: Sequence[str]) -> str:
    """Words and marks as a text."""
    text = " ".join(words)
    text = re.sub(r"\s+([,.;:!?)%”])", r"\1", text)
    return re.sub(r"([(“$€£])\s+", r"\1", text)


def in_brackets(words: Words) -> Words:
    """Words as an aside, if there are any."""
    return ("(", *words, ")") if words else ()


def bare(words: Sequence[str]) -> str:
    """For comparing: lower case."""
    return " ".join(words).lower()


def capital(word: str) -> bool:
    """Written as a name is, wherever it stands."""
    return any(c.isupper() for c in word) and word.lower() not in ("i",)


def names(words: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the runs of capitalised words, with the small words that join them."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        if not capital(words[at]):
            at += 1
            continue
        end = at + 1
        while end < len(words):
            ahead = end
            while ahead < len(words) and words[ahead] in listed("connectors"):
                ahead += 1
            if ahead >= len(words) or not capital(words[ahead]) or ahead - end > 2:
                break
            if POSSESSIVE.search(words[end - 1]) or "and" in words[end:ahead]:
                break
            end = ahead + 1
        found.append((at, end))
        at = end
    return found


def parse(text: str) -> Clause:
    """Take a question, a request or bare words apart."""
    words = words_of(text)
    words = _plain_start(_without_request(words))
    asked = next((i + 1 for i, w in enumerate(words[:-1]) if w == "," and _asks(words[i + 1 :])), 0)
    if asked and not _asks(words):
        words = (*words[asked:], *words[: asked - 1])
    if not words:
        return Clause((), (), "", (), ())
    first = 1 if words[0] in listed("prepositions") and len(words) > 1 else 0
    if words[first] in listed("wh"):
        asks, noun = _question_phrase(words, first)
        return _after(asks, noun, words[len(asks) :])
    if words[0] in helpers():
        return _after((), (), words)
    return _statement(words)


def _asks(words: Words) -> bool:
    return words[0].lower() in listed("wh") or (
        words[0].lower() in listed("prepositions") and bare(words[1:2]) in listed("wh")
    )


def _plain_start(words: Words) -> Words:
    """The first word without its capital where it is no name."""
    if not words:
        return words
    plain = words[0].lower()
    small = listed("wh") | helpers() | listed("determiners") | listed("prepositions")
    return (plain, *words[1:]) if plain in small else words


def _without_request(words: Words) -> Words:
    """Without "tell me about" and its like."""
    lower = bare(words)
    for opener in sorted(english()["topics"], key=len, reverse=True):
        if lower.startswith(opener + " "):
            return words[len(opener.split()) :]
    return words


def _question_phrase(words: Words, at: int) -> tuple[Words, Words]:
    """The question phrase at the start, and its noun."""
    asked = words[at]
    end = at + 1
    noun_from = end
    if asked == "how" and end < len(words) and words[end] in listed("degree"):
        end += 1
        noun_from = end
        takes_noun = words[end - 1] in ("many", "much", "few")
    else:
        takes_noun = asked in ("what", "which", "whose")
        if end < len(words) and words[end] in listed("particles"):
            return words[: end + 1], ()
        if asked == "what" and end < len(words) and is_finite(words[end]):
            return words[:end], ()
    if takes_noun:
        while end < len(words) and words[end] not in helpers():
            if end > noun_from and _begins_verb(words, end):
                break
            end += 1
    return words[:end], words[noun_from:end]


def _begins_verb(words: Words, at: int) -> bool:
    """Whether the noun of a question phrase ends before this word: "how many people work"."""
    several = words[at - 1].endswith("s") or words[at - 1] in ("people", "children", "men", "women")
    verb = is_finite(words[at]) or (several and is_base(words[at]))
    return verb and not capital(words[at]) and bare(words[at + 1 : at + 2]) not in helpers()


def _after(asks: Words, noun: Words, words: Words) -> Clause:
    """What follows the question phrase."""
    if not words or words[0] not in helpers():
        return Clause(asks, noun, "", (), words)
    helper, words = words[0], words[1:]
    modal = helper in listed("modal")
    ends: Callable[[str], bool] = is_base if modal else is_participle
    start = 0
    said_of = len(words) > 1 and words[0].endswith("ing") and is_participle(words[1])
    plain = bool(words) and words[0] not in listed("determiners") and not said_of
    if plain and ends(words[0]) and not modal:
        return Clause(asks, noun, helper, (), words)
    opens = listed("determiners")
    at = start
    if len(words) > 1 and words[0].lower() in listed("pointing") and ends(words[1]):
        return Clause(asks, noun, helper, words[:1], words[1:])
    while at < len(words) and (words[at] in opens or POSSESSIVE.search(words[at])):
        at += 1
    at += 1
    while at < len(words) and (capital(words[at]) or not ends(words[at]) or _opened(words, at)):
        if not modal and words[at] in listed("states") and not _opened(words, at):
            break
        if not modal and words[at] in ("a", "an", "no") and capital(words[at - 1]):
            break
        at += 1
    if at >= len(words) and modal:
        at = _guess(words)
    # "did the night train sell": of two words that may be verbs, the first is a noun.
    nouns = modal and bare(words[at : at + 1]) not in listed("copulas") | listed("light")
    while nouns and at + 1 < len(words) and is_base(words[at]) and is_base(words[at + 1]):
        at += 1
    return Clause(asks, noun, helper, words[:at], words[at:])


def _opened(words: Words, at: int) -> bool:
    """Whether a noun must stand here: "the price of the cleaning", "the next meeting"."""
    ordered = words[at].endswith("ing") and words[at - 1] in listed("ordering")
    return ordered or words[at - 1] in listed("openers") | listed("prepositions")


def _guess(words: Words) -> int:
    """Where a subject ends before a verb that is not known: after its name, or its first noun."""
    runs = names(words)
    if runs and runs[0][0] == 0:
        return runs[0][1]
    return min(len(words), 2 if words and words[0] in listed("determiners") else 1)


def _statement(words: Words) -> Clause:
    """A statement, or words without a verb."""
    for at in range(1, len(words)):
        known = base_of(words[at]) is not None or words[at] in helpers()
        if known and not capital(words[at]):
            return Clause((), (), "", words[:at], words[at:])
    return Clause((), (), "", words, ())
