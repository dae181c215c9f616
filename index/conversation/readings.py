"""A leaning message made whole with the words of the question that it leans on."""

from index.conversation.antecedents import ASIDE, asked_before, filled
from index.conversation.leaning import TIME, Message, take
from index.conversation.lists import english, listed
from index.conversation.phrases import (
    Clause,
    Words,
    bare,
    base_of,
    capital,
    in_brackets,
    is_participle,
    parse,
    participle_of,
    words_of,
    written,
)
from index.conversation.swapping import sibling, swapped
from index.conversation.topics import head, in_group, objects, topic
from index.conversation.years import another_year
from index.text.words import stems


def reading(message: str, last: str, answer: str | None = None, person: str = "") -> str:
    """The message as a question of its own, with what it lacks taken from the last question.

    `answer` is the exact answer to the last question, where it is known, and `person` the one whom
    its passage names. The result is meant to be read by people too, but is put together by rule and
    not always good English.
    """
    said, asked = take(message), asked_before(last)
    words, mark = _whole(said, asked, last, answer, person), "" if said.wants_more else "?"
    aside = ASIDE.search(last)
    if aside and "(" not in words:
        words = (*words, *in_brackets(words_of(aside.group(1))))
    text = written(words)
    return text[:1].upper() + text[1:] + mark


def _whole(said: Message, asked: Clause, last: str, answer: str | None, person: str) -> Words:
    clause = said.clause
    if not said.words:
        return words_of(last)
    if other := another_year(said.words, last):
        return other
    if said.wants_more:
        return ("tell", "me", "more", "about", *topic(asked))
    instead = _points_at_all(said)
    if instead:
        return _ask_instead(instead, asked)
    if said.asks_alone and not said.hanging:
        return _asks_alone(said, asked)
    if said.hanging:
        if said.asks_alone and clause.noun and clause.noun[0] == "of":
            return _ask_instead(clause.asks[: -len(clause.noun)], asked)
        if said.asks_alone and bare(clause.noun) in ("one", "ones"):
            return _ask_instead((*clause.asks[: -len(clause.noun)], *head(asked)), asked)
        if bare(said.words) in english()["after_that"]:
            return _after_that(said.words, asked, last)
        whole = filled(said, asked, answer, person)
        if any(h.kind == "one" for h in said.hanging) and clause.verbless and not clause.asks:
            return swapped(_without_one(said.words, last) or whole, asked, last)
        owned = clause.verbless and said.words[0].lower() in listed("possessives")
        if owned and not said.about:
            return ("what", "is", *whole)
        return ("what", "about", *whole) if said.about else whole
    if not clause.verbless:
        return (*said.words, *in_brackets(topic(asked)))
    plain = not said.tied and not said.about and not TIME.fullmatch(written(said.words))
    plain = plain and not in_group(said.words, words_of(last))
    if plain and said.words[0].lower() not in listed("prepositions"):
        opening = () if said.words[0] in listed("determiners") else ("the",)
        return ("what", "is", *opening, *said.words, "of", *topic(asked))
    return swapped(said.words, asked, last)


def _without_one(said: Words, last: str) -> Words:
    """ "The first" of "the first one" where the last question has its like: "the second press"."""
    words = said[:-1]
    like = len(words) > 1 and sibling(words[-1:], words_of(last)) is not None
    opened = len(words) == 2 and words[0] in listed("determiners")
    return words if like and opened else ()


def _points_at_all(said: Message) -> Words:
    """The question phrase of "why is that?" and "when did this happen?", which ask of it all."""
    clause = said.clause
    if not clause.asks or clause.noun or not clause.helper:
        return ()
    happens = "happen" in stems(bare(clause.rest))
    if bare(clause.rest) in ("do that", "do this", "do it", "do so"):
        return clause.asks
    if bare(clause.subject) not in ("that", "this", "it") or (clause.rest and not happens):
        return ()
    return clause.asks if happens or bare(clause.asks[-1:]) in ("why", "when", "how") else ()


def _after_that(said: Words, asked: Clause, last: str) -> Words:
    """ "After the first 10,000 miles" for "after that" behind "for the first 10,000 miles"."""
    words = words_of(ASIDE.sub("", last))
    spans = ("for", "until", "within")
    places = [i for i, w in enumerate(words) if i > len(asked.asks) and w in spans]
    if said[0].lower() in listed("prepositions") and places:
        return (*words[: places[-1]], said[0].lower(), *words[places[-1] + 1 :])
    return (*words, "after", "that") if said[0].lower() == "then" else (*words, *said)


def _asks_alone(said: Message, asked: Clause) -> Words:
    """ "Why?", "which year?", "how many warehouses?", "how much for a child?"."""
    clause = said.clause
    if bare(said.words) == "what for":
        return _ask_instead(("why",), asked)
    noun = bare(clause.noun[-1:])
    same = asked.asks[: len(asked.asks) - len(asked.noun)] == clause.asks[: -len(clause.noun)]
    if clause.noun and asked.noun and same:
        return _joined(clause.asks, asked)
    if clause.noun and noun not in listed("measures"):
        return (*clause.asks, *in_brackets(topic(asked)))
    whole = _ask_instead(clause.asks, asked)
    return swapped(clause.rest, parse(written(whole)), written(whole)) if clause.rest else whole


def _joined(asks: Words, asked: Clause) -> Words:
    helper = (asked.helper,) if asked.helper else ()
    return (*asks, *helper, *asked.subject, *asked.rest)


def _ask_instead(asks: Words, asked: Clause) -> Words:
    """The last question with another question phrase."""
    noun: Words = asked.noun if bare(asked.noun[-1:]) not in listed("measures") else ()
    chosen: Words = ("the", *noun) if noun and asked.asks[0] in ("what", "which") else noun
    someone: Words = chosen or (
        ("someone",) if bare(asked.asks[-1:]) in ("who", "whom") else ("something",)
    )
    rest = asked.rest
    if rest and rest[-1] in listed("prepositions") and asked.asks:
        rest = rest[:-1]
    if bare(asks[1:]) == "not" and asked.helper and asked.subject:
        return (asks[0], asked.helper, *asked.subject, "not", *asked.rest)
    counted = _counted(asks, asked, noun) if bare(asks) in ("how many", "how much") else ()
    if counted:
        return counted
    if asked.verbless:
        return (*asks, *in_brackets(asked.subject))
    if asked.helper and asked.subject:
        doer = bare(asks[-1:]) in ("who", "which", "what") and len(asks) == 1
        by = ("by", "whom") if doer and bare(asks) == "who" and _passive(asked) else asks
        verb, others = rest[:1], rest[1:]
        carried = noun if asked.helper in listed("modal") | listed("have") else ()
        return (*by, asked.helper, *asked.subject, *verb, *carried, *others)
    if asked.helper and asked.asks:
        return (*asks, asked.helper, *someone, *rest)
    if asked.helper:
        return (*asks, asked.helper, *rest)
    return _subject_asked(asks, asked, noun, someone, rest)


def _counted(asks: Words, asked: Clause, noun: Words) -> Words:
    """ "How many complaints were there?", "how many laptops can students borrow?"."""
    subject, thing = asked.subject, objects(asked)
    if noun:
        return _joined((*asks, *noun), asked)
    if subject[:1] == ("there",):
        told = (*subject[1:], *asked.rest)
        end = next((i for i, w in enumerate(told) if w in listed("prepositions")), len(told))
        return (*asks, *told[:end], asked.helper, "there", *told[end:])
    if bare(asks) != "how many" or not asked.helper:
        return ()
    if len(thing) == 1 and thing[0].endswith("s") and asked.rest[1:] == thing:
        return (*asks, *thing, asked.helper, *subject, *asked.rest[:1])
    several = len(subject) == 1 and subject[0].endswith("s") and not capital(subject[0])
    return (*asks, *subject, asked.helper, *asked.rest) if several else ()


def _subject_asked(asks: Words, asked: Clause, noun: Words, someone: Words, rest: Words) -> Words:
    """For "who founded X?": "when was X founded?"; for "who died?": "when did someone die?"."""
    verb, others = rest[:1], rest[1:]
    base, participle = base_of(bare(verb)), participle_of(bare(verb))
    if not base and bare(asked.asks) == "who" and bare(verb).endswith("s"):
        # "Who coaches the team?": a verb that is in no list.
        base = bare(verb)[: -2 if bare(verb).endswith(("ches", "shes", "sses", "xes")) else -1]
        participle = base + ("d" if base.endswith("e") else "ed")
    is_past = bare(verb) != f"{base}s" and not bare(verb).endswith("es")
    takes_object = bool(others) and others[0] not in listed("prepositions")
    takes_object = takes_object and not others[0].endswith("ing")
    if participle and takes_object and not noun:
        end = next((i for i, w in enumerate(others) if w in listed("prepositions") - {"of"}), None)
        thing, after = others[:end], others[len(others[:end]) :]
        several = thing[-1].endswith("s") and not (capital(thing[-1]) or thing[-1].endswith("ss"))
        be = ("were" if several else "was") if is_past else ("are" if several else "is")
        return (*asks, be, *thing, participle, *after)
    if base:
        return (*asks, "did" if is_past else "does", *someone, base, *others)
    return (*asks, *rest)


def _passive(asked: Clause) -> bool:
    return asked.helper in listed("be") and bool(asked.rest) and is_participle(asked.rest[0])
