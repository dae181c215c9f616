"""What the pronouns of a message stand for, in the question that it leans on."""

import re
from collections.abc import Collection
from dataclasses import replace

from bot.english.leaning import TIME, Hanging, Message, take
from bot.english.people import person_meant, speaks, tells_person
from bot.english.phrases import (
    POSSESSIVE,
    Clause,
    Words,
    bare,
    capital,
    helpers,
    in_brackets,
    is_base,
    is_finite,
    is_participle,
    listed,
    names,
    parse,
    words_of,
    written,
)
from index.words import stems

PLACING = frozenset(["in", "at", "near", "on", "inside", "outside", "from", "to"])
GOING = frozenset(["get", "go", "travel", "come", "arrive"])
ASIDE = re.compile(r"\s*\(([^)]*)\)")


def asked_before(last: str) -> Clause:
    """The last question taken apart; what it said in brackets only where it said nothing else."""
    asked = parse(ASIDE.sub("", last))
    aside = ASIDE.search(last)
    if aside and asked.verbless and not asked.subject:
        return replace(asked, subject=words_of(aside.group(1)))
    return asked


def wants_answer(message: str, last: str) -> bool:
    """Whether a pronoun of the message stands for the answer to the last question.

    "Who designed the bridge?", "Where was he born?": the name of "he" was in the answer only.
    """
    asked = asked_before(last)
    kinds = {hanging.kind for hanging in take(message).hanging}
    unknown = "person" in kinds and not tells_person(asked)
    return unknown or any(kind in _answered(asked) for kind in kinds)


def _answered(asked: Clause) -> Collection[str]:
    """The kinds of pronouns that may stand for the answer to a question."""
    match bare(asked.asks[-1:]):
        case "who" | "whom":
            return () if _is_name(asked.described) else ("person", "plural")
        case "where":
            return () if _place(asked) or _is_where(asked) else ("there",)
        case "when":
            return ("then",)
    if asked.noun and asked.asks[0] in ("what", "which"):
        person = () if any(map(capital, asked.subject)) else ("person",)
        return person if asked.subject else (*person, "thing", "there")
    if speaks(asked.subject) and not _acted_on(asked):
        return ("thing",)
    if asked.described and not _is_name(asked.described):
        return ("person", "thing", "there")
    return ()


def _is_name(words: Words) -> bool:
    """Whether a subject names what it is, and does not describe it."""
    described = any(POSSESSIVE.search(w) or w in listed("prepositions") for w in words)
    plain = bare(words[:1]) not in listed("determiners")
    return bool(words) and not described and (plain or capital(words[-1]))


def _is_where(asked: Clause) -> bool:
    """ "Where is the help desk?": "there" is at the help desk, in whatever room."""
    return asked.helper in listed("be") and bool(asked.subject) and not asked.rest


def filled(said: Message, asked: Clause, answer: str | None, person: str = "") -> Words:
    """The message with what its pronouns stand for; `person` is named where the answer stood."""
    words: list[str] = list(said.words)
    lost = False
    for hanging in reversed(said.hanging):
        word = said.words[hanging.start].lower()
        done = bare(said.words[max(0, hanging.start - 1) : hanging.start])
        if hanging.kind == "that" and done in ("do", "does", "did") and _deed(asked):
            words[hanging.start - 1 : hanging.end] = _deed(asked)
            continue
        known = answer if hanging.kind in _answered(asked) else None
        stands = _stands_for(said, hanging, asked, known)
        if hanging.kind == "person":
            stands = person_meant(asked, known, person) or stands
        if not stands or speaks(stands):
            lost = lost or hanging.kind != "person"
            continue
        if word in listed("possessives") and _owns(said.words, hanging) and stands:
            ending = "'" if stands[-1].endswith("s") else "'s"
            stands = (*stands[:-1], POSSESSIVE.sub("", stands[-1]) + ending)
        words[hanging.start : hanging.end] = stands
    return (*words, *in_brackets(topic(asked))) if lost else tuple(words)


def _deed(asked: Clause) -> Words:
    """What "do that" stands for."""
    return asked.rest if asked.subject and asked.helper in listed("modal") else ()


def _owns(words: Words, hanging: Hanging) -> bool:
    """ "her" is "Anna's" before a noun and "Anna" elsewhere."""
    following = words[hanging.end].lower() if hanging.end < len(words) else ""
    return words[hanging.start].lower() != "her" or (
        following not in listed("prepositions") and bool(following)
    )


def _stands_for(said: Message, hanging: Hanging, asked: Clause, answer: str | None) -> Words:
    words = said.words[hanging.start : hanging.end]
    match hanging.kind:
        case "there":
            going = said.words[hanging.start - 1].lower() in GOING
            at = ("at", *asked.subject) if _is_where(asked) and bare(asked.asks) == "where" else ()
            place = _place(asked) or at or ("in", *(_known(answer) or _last_name(asked)))
            return ("to", *place[1:]) if going else place
        case "then":
            time = TIME.search(written((*asked.subject, *asked.rest)))
            if time or answer:
                return words_of(time.group()) if time else ("in", *_known(answer))
            return in_brackets(topic(asked))
        case "noun":
            placed = bare(said.words[: hanging.start][-1:]) in listed("prepositions")
            return _noun(words, asked, answer, placed)
        case "one":
            opening = ("the",) if words[0].lower() in listed("pointing") else words[:-1]
            return (*opening, *head(asked))
    return _pronoun(said, hanging, asked, answer)


def _pronoun(said: Message, hanging: Hanging, asked: Clause, answer: str | None) -> Words:
    """What "he", "it", "they" and "that" stand for: a subject for a subject where it can be."""
    object_role = hanging.start > 0 and hanging.end == len(said.words)
    object_role = object_role and said.words[hanging.start - 1].lower() not in helpers()
    owner = _owner(said.words[hanging.end :], asked) if hanging.kind != "person" else ()
    if owner:
        return owner
    known = _known(answer)
    if known and speaks(asked.subject) and hanging.kind == "thing":
        opened = [i + 1 for i, w in enumerate(known) if w.lower() in listed("determiners")]
        return ("the", *known[opened[-1] if opened else 0 :])
    named = any(map(capital, known)) and hanging.kind != "person"
    if named and not (object_role and asked.subject):
        return known
    if asked.described:
        return asked.described
    counted = bare(asked.asks[:1]) == "how"
    if asked.noun and hanging.kind == "plural" and counted:
        return ("the", *asked.noun)
    chosen = asked.noun and not asked.subject and not (counted and objects(asked))
    if chosen and hanging.kind in ("thing", "plural", "that"):
        return ("the", *asked.noun, *(asked.rest if asked.helper else ("that", *asked.rest)))
    if not asked.subject and bare(asked.asks[-1:]) == "who" and hanging.kind == "person":
        return ("the", "one", "who", *((asked.helper,) if asked.helper else ()), *asked.rest)
    thing = _acted_on(asked)
    single = not bare(asked.subject).endswith("s") and "and" not in asked.subject
    several = hanging.kind == "plural" and single and bare(head(asked)).endswith("s")
    if thing and (several or (hanging.kind in ("thing", "that") and object_role)):
        return thing
    subject = () if speaks(asked.subject) else _untimed(asked.subject)
    return subject or thing or (() if speaks(asked.subject) else topic(asked))


def _known(answer: str | None) -> Words:
    words = words_of(answer or "")
    return words[1:] if words and words[0].lower() in PLACING | {"by", "since"} else words


def _owner(owned: Words, asked: Clause) -> Words:
    """ "Victoria" for "its flower" after "what is Victoria's state bird and flower"."""
    at = next((i for i, word in enumerate(asked.described) if POSSESSIVE.search(word)), None)
    if at is None or not set(stems(bare(owned))) & set(stems(bare(asked.described[at + 1 :]))):
        return ()
    return (*asked.described[:at], POSSESSIVE.sub("", asked.described[at]))


def head(asked: Clause) -> Words:
    """The noun that "one" stands for."""
    phrase = asked.noun or asked.described or objects(asked) or topic(asked)
    ends = (i for i, word in enumerate(phrase) if i and word in listed("prepositions"))
    head = phrase[: next(ends, None)][-1:]
    return tuple(POSSESSIVE.sub("", word) for word in head)


def _last_name(asked: Clause) -> Words:
    words = (*asked.subject, *asked.rest)
    runs = names(words)
    return words[slice(*runs[-1])] if runs else topic(asked)


def _noun(words: Words, asked: Clause, answer: str | None, placed: bool) -> Words:
    """ "that agreement" as the last question had it; "that year" as its year."""
    head = words[-1].lower()
    whole = (*asked.noun, *asked.subject, *asked.rest)
    if head in listed("spans") or head == "time":
        time = TIME.search(written(whole))
        core = words_of(time.group("core")) if time else _known(answer)
        return (core if placed else ("in", *core)) if core else words
    kin = set(stems(head))
    if asked.helper and not asked.subject and kin & set(stems(bare(asked.noun[-1:]))):
        return ("the", *asked.noun, *asked.rest)
    at = next((i for i, w in enumerate(whole) if kin & set(stems(w))), None)
    if at is None:
        return (*words, *in_brackets(topic(asked)))
    start = at
    while start and not boundary(whole[start - 1]):
        start -= 1
    end = at + 1
    if end < len(whole) and whole[end] in listed("prepositions"):
        end += 1
        while end < len(whole) and (not boundary(whole[end]) or whole[end] in ("the", "a")):
            end += 1
    return ("the", *_untimed(whole[start:end]))


def boundary(word: str) -> bool:
    """Whether a noun phrase cannot reach across a word."""
    small = listed("determiners") | listed("prepositions") | helpers()
    return word.lower() in small or (is_finite(word) and not capital(word))


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
    if bare(asked.rest[:1]) in listed("copulas"):
        return ()
    thing = _untimed(asked.rest[1:])
    while thing and thing[0] in listed("prepositions"):
        thing = thing[2 if thing[0] == "to" and is_base(bare(thing[1:2])) else 1 :]
    if thing and thing[0] in listed("possessives") and asked.subject:
        return (*asked.subject[:-1], POSSESSIVE.sub("", asked.subject[-1]) + "'s", *thing[1:])
    return thing


def _acted_on(asked: Clause) -> Words:
    """The object; what stands behind a preposition of place is none where somebody acts."""
    placed = speaks(asked.subject) and bare(asked.rest[1:2]) in PLACING - {"to"}
    return () if placed else objects(asked)


def _untimed(words: Words) -> Words:
    """Without the words that say when."""
    return words_of(" ".join(TIME.sub("", written(words)).split()))


def _place(asked: Clause) -> Words:
    """ "in Liège" of the last question."""
    words = (*asked.subject, *asked.rest)
    for at, word in enumerate(words):
        if word in PLACING and at + 1 < len(words):
            end = end_of_phrase(words, at)
            timed = TIME.fullmatch(written(words[at:end]))
            if not timed and end > at + 1:
                return (word if word in ("in", "at", "near", "on") else "in", *words[at + 1 : end])
    return ()


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
