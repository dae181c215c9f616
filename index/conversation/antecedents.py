"""What the pronouns of a message stand for, in the question that it leans on."""

import re
from collections.abc import Collection
from dataclasses import replace

from index.conversation.leaning import TIME, Hanging, Message, take
from index.conversation.lists import are_several, helpers, listed
from index.conversation.people import is_role, may_be, person_meant, speaks, tells_person
from index.conversation.phrases import (
    POSSESSIVE,
    Clause,
    Words,
    bare,
    capital,
    in_brackets,
    is_base,
    parse,
    words_of,
    written,
)
from index.conversation.topics import (
    PLACING,
    acted_on,
    beside_sibling,
    boundary,
    deed,
    end_of_phrase,
    head,
    last_name,
    objects,
    one_thing,
    place,
    topic,
    untimed,
)
from index.text.words import stems

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
            return () if place(asked) or _is_where(asked) else ("there",)
        case "when":
            return ("then",)
    if asked.noun and asked.asks[0] in ("what", "which"):
        person = () if any(map(capital, asked.subject)) else ("person",)
        return person if asked.subject else (*person, "thing", "there")
    if speaks(asked.subject) and not acted_on(asked):
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
        if _is_deed(said, hanging) and deed(asked):
            words[hanging.start - 1 : hanging.end] = deed(asked)
            continue
        known = answer if hanging.kind in _answered(asked) else None
        stands = _stands_for(said, hanging, asked, known)
        if hanging.kind == "person":
            meant = person_meant(asked, known, person)
            stands = meant if meant and may_be(meant, word) else stands
        if not stands or speaks(stands):
            lost = lost or hanging.kind != "person" or bare(asked.asks[-1:]) in ("who", "whom")
            continue
        if word in listed("possessives") and _owns(said.words, hanging) and stands:
            ending = "'" if stands[-1].endswith("s") else "'s"
            stands = (*stands[:-1], POSSESSIVE.sub("", stands[-1]) + ending)
        words[hanging.start : hanging.end] = stands
    return (*words, *in_brackets(topic(asked))) if lost else tuple(words)


def _is_deed(said: Message, hanging: Hanging) -> bool:
    """Whether "it" or "that" is what somebody does: "how many people do that?"."""
    before = said.words[max(0, hanging.start - 2) : hanging.start]
    following = bare(said.words[hanging.end : hanging.end + 1])
    doing = len(before) == 2 and bare(before[1:]) == "do" and bare(before[:1]) not in listed("wh")
    return doing and hanging.kind in ("that", "thing") and not is_base(following)


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
            where = place(asked) or at or ("in", *(_known(answer) or last_name(asked)))
            return ("to", *where[1:]) if going else where
        case "then":
            time = TIME.search(written((*asked.subject, *asked.rest)))
            if time or answer:
                return words_of(time.group()) if time else ("in", *_known(answer))
            return in_brackets(topic(asked))
        case "noun":
            placed = bare(said.words[: hanging.start][-1:]) in listed("prepositions")
            return _noun(words, asked, answer, placed)
        case "one":
            if hanging.end - hanging.start < len(said.words) or len(words) > 1:
                noun = beside_sibling(said.words, (*asked.noun, *asked.subject, *asked.rest))
                if noun:
                    return (*words[:-1], noun)
            alike = _alike(said.words, asked)
            if alike:
                return (*words[:-1], alike)
            opening = ("the",) if words[0].lower() in listed("pointing") else words[:-1]
            return (*opening, *head(asked))
    return _pronoun(said, hanging, asked, answer)


def _alike(said: Words, asked: Clause) -> str:
    """ "Entries" of "the fee for late entries" for "for early ones"."""
    whole = (*asked.subject, *asked.rest)
    opens = bare(said[:1])
    if opens not in listed("prepositions") or opens not in whole:
        return ""
    return whole[end_of_phrase(whole, whole.index(opens)) - 1]


def _pronoun(said: Message, hanging: Hanging, asked: Clause, answer: str | None) -> Words:
    """What "he", "it", "they" and "that" stand for: a subject for a subject where it can be."""
    whole = hanging.kind in ("that", "person", "plural") and speaks(asked.subject)
    if whole and (hanging.kind == "that" or bare(asked.asks[-1:]) in ("who", "whom")):
        return words_of(answer or "")
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
    thing = acted_on(asked)
    single = not bare(asked.subject).endswith("s") and "and" not in asked.subject
    several = hanging.kind == "plural" and single and bare(head(asked)).endswith("s")
    if thing and (several or (hanging.kind in ("thing", "that") and object_role)):
        return thing
    if hanging.kind == "thing" and asked.subject and are_several(asked.subject[-1]):
        return one_thing(asked) or asked.subject
    person = is_role(thing) or any(map(capital, thing))
    if speaks(asked.subject) and hanging.kind == "person" and not person:
        return ()
    subject = () if speaks(asked.subject) else untimed(asked.subject)
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
    return ("the", *untimed(whole[start:end]))
