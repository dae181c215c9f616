"""What the last question was about: its nouns, its object, its place."""

from itertools import pairwise

from index.conversation.leaning import TIME
from index.conversation.lists import are_several, english, helpers, listed
from index.conversation.people import speaks
from index.conversation.phrases import (
    POSSESSIVE,
    Clause,
    Words,
    bare,
    capital,
    is_base,
    is_finite,
    is_participle,
    names,
    words_of,
    written,
)

# Words of a group behind a preposition: "for late returns".
LONGEST_GROUP = 3
PLACING = frozenset(["in", "at", "near", "on", "inside", "outside", "from", "to"])


def deed(asked: Clause) -> Words:
    """What "do that" stands for."""
    return asked.rest if asked.subject and asked.helper in listed("modal") else ()


def head(asked: Clause) -> Words:
    """The noun that "one" stands for."""
    subject = () if speaks(asked.subject) else asked.subject
    phrase = asked.noun or asked.described or objects(asked) or subject or topic(asked)
    ends = (i for i, word in enumerate(phrase) if i and word in listed("prepositions"))
    head = phrase[: next(ends, None)][-1:]
    return tuple(POSSESSIVE.sub("", word) for word in head)


def last_name(asked: Clause) -> Words:
    """The name that the last question ends with, or what it was about."""
    words = (*asked.subject, *asked.rest)
    runs = names(words)
    return words[slice(*runs[-1])] if runs else topic(asked)


def boundary(word: str) -> bool:
    """Whether a noun phrase cannot reach across a word."""
    small = listed("determiners") | listed("prepositions") | helpers()
    return word.lower() in small or (is_finite(word) and not capital(word))


def beside_sibling(said: Words, words: Words) -> str:
    """The noun that a word of the same kind describes: "tent" of "the small tent" for "large"."""
    kinds = [set(kind.split()) for kind in english()["siblings"]]
    for word, noun in pairwise(words):
        own = set().union(*(kind for kind in kinds if word.lower() in kind))
        if own & {w.lower() for w in said} and noun not in listed("prepositions"):
            return noun
    return ""


def topic(asked: Clause) -> Words:
    """What the last question was about, in its own words."""
    if asked.described or asked.verbless:
        return asked.described or asked.subject or asked.asks
    if asked.helper and asked.subject:
        if speaks(asked.subject):
            return asked.rest
        named = names(asked.subject) or asked.subject[0] in listed("determiners")
        return (*asked.subject, *asked.rest) if asked.rest or not named else asked.subject
    if asked.noun:
        return ("the", *asked.noun, *asked.rest)
    thing = objects(asked)
    return thing or (*asked.asks, *((asked.helper,) if asked.helper else ()), *asked.rest)


def objects(asked: Clause) -> Words:
    """What stands after the main verb, without its preposition; nothing behind "stay active"."""
    if bare(asked.rest[:1]) in listed("copulas") or bare(asked.rest[1:2]) in listed(
        "clause_openers"
    ):
        return ()
    thing = untimed(asked.rest[1:])
    while thing and thing[0] in listed("prepositions"):
        done = is_base(bare(thing[1:2])) or bare(thing[2:3]) in listed("openers")
        thing = thing[2 if thing[0] == "to" and done else 1 :]
    if thing and thing[0] in listed("possessives") and asked.subject:
        return (*asked.subject[:-1], POSSESSIVE.sub("", asked.subject[-1]) + "'s", *thing[1:])
    return thing


def stranded(asked: Clause) -> Words:
    """What a question with its preposition at the end asks of: "which room is yoga in?"."""
    told = (*asked.subject, *asked.rest)
    if not asked.noun or asked.helper not in listed("be") or bare(told[-1:]) not in PLACING:
        return ()
    thing = told[:-1]
    return () if any(word in listed("prepositions") for word in thing) else thing


def one_thing(asked: Clause) -> Words:
    """What "it" stands for where the subject is in the plural: "the trip to Lake Carrow"."""
    words = untimed((*asked.subject, *asked.rest))
    for at in range(len(words) - 1, -1, -1):
        if words[at] not in listed("determiners"):
            continue
        ends = (i for i in range(at + 1, len(words)) if words[i] in listed("prepositions"))
        end = next(ends, len(words))
        if end > at + 1 and not are_several(words[end - 1]):
            return words[at:]
    return ()


def acted_on(asked: Clause) -> Words:
    """The object; what stands behind a preposition of place is none where somebody acts."""
    placed = speaks(asked.subject) and bare(asked.rest[1:2]) in PLACING - {"to"}
    return () if placed else objects(asked)


def untimed(words: Words) -> Words:
    """Without the words that say when."""
    return words_of(" ".join(TIME.sub("", written(words)).split()))


def place(asked: Clause) -> Words:
    """ "in Liège" of the last question."""
    words = (*asked.subject, *asked.rest)
    for at, word in enumerate(words):
        if word in PLACING and at + 1 < len(words):
            end = end_of_phrase(words, at)
            timed = TIME.fullmatch(written(words[at:end]))
            if not timed and end > at + 1:
                return (word if word in ("in", "at", "near", "on") else "in", *words[at + 1 : end])
    return ()


def last_group(words: Words) -> tuple[int, int] | None:
    """ "Late returns" of "the penalty for late returns", for "lost books"."""
    placed = [i for i, word in enumerate(words) if i and word in listed("prepositions")]
    start = placed[-1] + 1 if placed else len(words)
    group = words[start:]
    if TIME.fullmatch(written(group)):
        return None
    small = listed("determiners") | helpers()
    plain = not any(word in small or capital(word) for word in group)
    return (start, len(words)) if plain and 0 < len(group) <= LONGEST_GROUP else None


def in_group(said: Words, words: Words) -> bool:
    """Whether a noun may stand for those that a question ends with: "honey" for "dahlias"."""
    known = listed("attributes") | listed("measures") | listed("roles")
    return said[-1].lower() not in known and last_group(words) is not None


def end_of_phrase(words: Words, at: int) -> int:
    """Where the phrase of the preposition at `at` ends."""
    end = at + 1
    while end < len(words) and (end == at + 1 or words[end] not in listed("prepositions") - {"of"}):
        noun = words[end - 1].lower() in listed("determiners") or _is_noun(words, end)
        if end > at + 1 and is_participle(words[end]) and not capital(words[end]) and not noun:
            break
        end += 1
    return end


def _is_noun(words: Words, at: int) -> bool:
    """Whether a word in "-ing" is a noun: it ends its phrase, as in "for my own wedding"."""
    following = words[at + 1 : at + 2]
    return words[at].endswith("ing") and (not following or following[0] in listed("prepositions"))
