"""A fragment put in the place of its like in the last question: "and the second floor?"."""

import re

from index.conversation.antecedents import ASIDE
from index.conversation.leaning import TIME
from index.conversation.lists import are_several, english, helpers, listed
from index.conversation.people import are_people, owning_role, speaks
from index.conversation.phrases import (
    POSSESSIVE,
    Clause,
    Words,
    bare,
    capital,
    in_brackets,
    names,
    words_of,
    written,
)
from index.conversation.topics import (
    PLACING,
    boundary,
    end_of_phrase,
    last_group,
    objects,
    stranded,
)
from index.text.words import stems

Place = tuple[int, int]

# Letters that two words of one kind end in alike: "maternity", "paternity".
ALIKE_ENDING = 5
OWNING = frozenset(["my", "your", "our", "his", "her", "its", "their"])


def swapped(said: Words, asked: Clause, last: str) -> Words:
    """The last question with a fragment in the place of its like, or at its end."""
    words = _opened_small(words_of(ASIDE.sub("", last)))
    if TIME.fullmatch(written(said)):
        return _swap_time(said, words)
    if said[0].lower() in listed("places"):
        return _swap_place(said, words)
    if said[0].lower() in listed("prepositions"):
        return _swap_phrase(said, words, asked)
    place = _like(said, words, asked)
    if place is None:
        return (*words, "for", *said)
    start, end = place
    if POSSESSIVE.search(words[end - 1]) and not POSSESSIVE.search(said[-1]):
        said = (*said[:-1], said[-1] + "'s")
    if start and POSSESSIVE.search(words[start - 1]) and said[0] in listed("determiners"):
        said = said[1:]
    return (*words[:start], *said, *words[end:], *in_brackets(_kind(said, words, place)))


def _opened_small(words: Words) -> Words:
    """Without the capital of a helper that opens the question, which is no month: "May guests"."""
    opens = bare(words[:1]) in helpers()
    return (words[0].lower(), *words[1:]) if opens else words


def _kind(said: Words, words: Words, place: Place) -> Words:
    """ "embed" of "the limit of an embed title" beside "the footer", which is an embed's too."""
    start, end = place
    bare_noun = len([word for word in said if word not in listed("determiners")]) == 1
    if not start or words[start - 1] != "of" or not bare_noun or any(map(capital, said)):
        return ()
    old = [word for word in words[start:end] if word not in listed("determiners")]
    return tuple(old[:-1])


def _swap_time(said: Words, words: Words) -> Words:
    text, fragment = written(words), written(said)
    time, old = TIME.fullmatch(fragment), TIME.search(text)
    placed = bool(time and time.group("before"))
    if old:
        start, end = old.span() if placed or not old.group("before") else old.span("core")
        return words_of(f"{text[:start]} {fragment}{text[end:]}")
    return (*words, "in", *said) if not placed and fragment[0].isdigit() else (*words, *said)


def _swap_place(said: Words, words: Words) -> Words:
    """ "Abroad" for "in London"."""
    for at in range(len(words) - 2, 0, -1):
        end = end_of_phrase(words, at)
        if words[at] in PLACING and not TIME.fullmatch(written(words[at:end])):
            return (*words[:at], *said, *words[end:])
    return (*words, *said)


def _swap_phrase(said: Words, words: Words, asked: Clause) -> Words:
    named = any(map(capital, said))
    for at, word in enumerate(words):
        alike = word == said[0].lower() or {word, said[0].lower()} <= PLACING
        if at and alike:
            end = end_of_phrase(words, at)
            if any(map(capital, words[at:end])) == named:
                return (*words[:at], *said, *words[end:])
    group = _found(_group(asked), words) if said[0].lower() == "for" and not named else None
    return (*words[: group[0]], *said[1:], *words[group[1] :]) if group else (*words, *said)


def _group(asked: Clause) -> Words:
    """The bare plural that a question is about, as "full-time employees"."""
    several = asked.subject[-1:] and asked.subject[-1].lower().endswith("s")
    several = several or bare(asked.subject[-1:]) in listed("several")
    plain = asked.helper in listed("modal") and not speaks(asked.subject)
    small = listed("determiners") | listed("prepositions")
    plain = plain and not any(w in small or capital(w) for w in asked.subject)
    return asked.subject if several and plain else ()


def _like(said: Words, words: Words, asked: Clause) -> Place | None:
    """The place in the last question of what a noun phrase is to stand in for."""
    first = len(asked.asks) - len(asked.noun)
    told = said[-1].lower() in listed("measures") | listed("attributes")
    group = _found(_people(said, asked) or (() if told else stranded(asked)), words)
    if group is not None:
        return group
    opened = said[0] in listed("determiners") and len(said) == 2
    like = sibling(said[opened:], words)
    if like is not None:
        return like - (opened and words[like - 1] in listed("determiners")), like + 1
    if any(map(capital, said)):
        return _like_name(said, words) or _owned(said, words, asked) or _about(said, words, asked)
    kin = _owned(said, words, asked) or _kin(said, words, first)
    if kin:
        return kin
    if said[0] in listed("determiners"):
        return _owned_alike(said, words) or _about(said, words, asked)
    grouped = last_group(words)
    if grouped:
        return grouped
    counted = bare(asked.asks[:1]) == "how"
    group = _found(_group(asked), words)
    if group and not counted and not _acted_on(said, asked):
        return group
    if asked.noun and not _of_subject(said, asked):
        return first, len(asked.asks)
    return _about(said, words, asked)


def _of_subject(said: Words, asked: Clause) -> bool:
    """Whether a fragment is of the subject's kind, and not of what is asked of it.

    "And flights?" after "in which class are trains?", "and rye?" after "how many hours does wheat
    need?": it has the number that the subject has, and where that tells nothing the form.
    """
    subject = asked.subject
    if not subject or speaks(subject) or subject == ("there",) or any(map(capital, subject[:1])):
        return False
    several = are_several(said[-1])
    if several != are_several(asked.noun[-1]):
        return bare(asked.asks[:1]) == "how" or several == are_several(subject[-1])
    bare_ones = subject[0] not in listed("determiners")
    attribute = said[-1].lower() in listed("measures") | listed("attributes")
    return bare_ones and bare(asked.asks[:1]) != "how" and not attribute


def _people(said: Words, asked: Clause) -> Words:
    """The people that others stand in for: who has a thing, or who does something with one."""
    who = asked.described or asked.subject
    at = owning_role(who)
    known = any(map(capital, said)) or are_people((*said[:-1], POSSESSIVE.sub("", said[-1])))
    if at is not None and known:
        return who[: at + 1]
    doing = asked.helper in listed("modal") and bool(asked.rest)
    if not doing or are_people(objects(asked)):
        return ()
    if speaks(asked.subject):
        return asked.subject if are_people(said) and bool(asked.noun or asked.rest[1:]) else ()
    plain = not any(w in listed("prepositions") or capital(w) for w in asked.subject)
    return asked.subject if plain and are_people(asked.subject) and _others(said) else ()


def _others(said: Words) -> bool:
    """Whether a fragment may be of other people than those that a question told of."""
    return not any(map(capital, said)) and are_people(said, guessed=True)


def _acted_on(said: Words, asked: Clause) -> bool:
    """Whether a fragment is of what people do something with, and not of people."""
    return are_people(asked.subject) and bool(objects(asked)) and not _others(said)


def _owned(said: Words, words: Words, asked: Clause) -> Place | None:
    """ "Sally's" for all that stands before the thing: "the one who drives the van's phone"."""
    owned = [i for i, word in enumerate(words) if POSSESSIVE.search(word)]
    place = _found(asked.described, words)
    if not POSSESSIVE.search(said[-1]) or place is None or not owned:
        return None
    start, end = place[0], owned[-1] + 1
    start = next((i for i in range(end - 1, start, -1) if words[i - 1] == "of"), start)
    return (start, end) if start < end <= place[1] else None


def _owned_alike(said: Words, words: Words) -> Place | None:
    """ "My key" for "my badge"."""
    at = words.index(said[0]) if said[0] in words and said[0] in OWNING else None
    return None if at is None else (at, end_of_phrase(words, at))


def sibling(said: Words, words: Words) -> int | None:
    """The word of the same kind as a fragment of one word: "A5" for "A6", "red" for "blue"."""
    if len(said) > 1:
        return None
    word = said[0]
    kinds = [kind.split() for kind in english()["siblings"] if word.lower() in kind.split()]
    for at, other in enumerate(words):
        same_kind = any(other.lower() in kind for kind in kinds)
        code = not word.isdecimal() and any(map(str.isdigit, word))
        same_shape = code and _shape(word) == _shape(other)
        if other.lower() != word.lower() and (same_kind or same_shape or _ends_alike(word, other)):
            return at
    return None


def _shape(word: str) -> str:
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", word))


def _ends_alike(word: str, other: str) -> bool:
    ending = word.lower()[-ALIKE_ENDING:]
    return len(ending) == ALIKE_ENDING and len(word) < 2 * ALIKE_ENDING and other.endswith(ending)


def _kin(said: Words, words: Words, first: int) -> Place | None:
    """The phrase with the same noun, and what describes it if the fragment is described too."""
    own = next((i for i, w in enumerate(said) if i and w in listed("prepositions")), len(said))
    kin = set(stems(said[own - 1]))
    at = next((i for i, word in enumerate(words) if i and kin & set(stems(word))), None)
    if at is None:
        return None
    start, end = at, at + 1
    while start > max(1, first) and not _ends_phrase(words[start - 1]):
        start -= 1
    opened = start > 1 and words[start - 1] in ("the", "a", "an")
    if own < len(said) and end < len(words) and words[end] in listed("prepositions"):
        end = end_of_phrase(words, end)
    return (start - 1 if opened and said[0] in listed("determiners") else start), end


def _ends_phrase(word: str) -> bool:
    return boundary(word) or bool(POSSESSIVE.search(word))


def _like_name(said: Words, words: Words) -> Place | None:
    """The first name, rather one that owns for one that owns, and one without a preposition."""
    small = helpers() | listed("wh")
    runs = [run for run in names(words) if words[run[0]].lower() not in small]
    owning = [run for run in runs if POSSESSIVE.search(words[run[1] - 1])]
    free = [r for r in runs if not r[0] or words[r[0] - 1] not in listed("prepositions")]
    ranked = [*(owning if POSSESSIVE.search(said[-1]) else ()), *free, *runs]
    if not ranked:
        return None
    start, end = ranked[0]
    while start and words[start - 1].lower() == said[0].lower() and not capital(said[0]):
        start -= 1
    return start, end


def _about(said: Words, words: Words, asked: Clause) -> Place | None:
    """The place of what the last question was about: its subject, or its object."""
    passed = speaks(asked.subject) or bare(asked.subject) == "it" or _acted_on(said, asked)
    phrase = asked.described or ("" if passed else asked.subject) or objects(asked)
    place = _found(tuple(phrase), words)
    if place is None:
        return None
    start, end = place
    start += words[start] == "there"
    owned = next((i + 1 for i in range(start, end) if POSSESSIVE.search(words[i])), start)
    if start < owned < end:
        return owned, end
    at = next((i for i in range(start + 1, end) if words[i] in listed("prepositions")), end)
    inner = words[at + 1 : at + 2]
    if at < end and words[at] == "of" and not _is_known(inner, words[at + 1 : end]):
        return at + 1, end_of_phrase(words, at)
    return start, at


def _is_known(first: Words, phrase: Words) -> bool:
    """Whether a phrase names what the fragment belongs to as well: "of Victoria", "of our flat"."""
    return any(map(capital, phrase)) or bare(first) in listed("possessives") | {"this", "that"}


def _found(phrase: Words, words: Words) -> Place | None:
    for at in range(len(words) - len(phrase) + 1):
        if phrase and bare(words[at : at + len(phrase)]) == bare(phrase):
            return at, at + len(phrase)
    return None
