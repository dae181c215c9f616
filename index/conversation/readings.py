"""A leaning message made whole with the words of the question that it leans on."""

from index.conversation.antecedents import (
    ASIDE,
    PLACING,
    asked_before,
    boundary,
    end_of_phrase,
    filled,
    head,
    topic,
)
from index.conversation.leaning import TIME, Message, take
from index.conversation.phrases import (
    POSSESSIVE,
    Clause,
    Words,
    bare,
    base_of,
    capital,
    helpers,
    in_brackets,
    is_participle,
    listed,
    names,
    parse,
    participle_of,
    words_of,
    written,
)
from index.text.words import stems


def reading(message: str, last: str, answer: str | None = None) -> str:
    """The message as a question of its own, with what it lacks taken from the last question.

    `answer` is the exact answer to the last question, where it is known. The result is meant to be
    read by people too, but is put together by rule and not always good English.
    """
    said, asked = take(message), asked_before(last)
    words, mark = _whole(said, asked, last, answer), "" if said.wants_more else "?"
    aside = ASIDE.search(last)
    if aside and "(" not in words:
        words = (*words, *in_brackets(words_of(aside.group(1))))
    text = written(words)
    return text[:1].upper() + text[1:] + mark


def _whole(said: Message, asked: Clause, last: str, answer: str | None) -> Words:
    clause = said.clause
    if not said.words:
        return words_of(last)
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
        whole = filled(said, asked, answer)
        if any(h.kind == "one" for h in said.hanging) and clause.verbless and not clause.asks:
            return _swap(whole, asked, last)
        return ("what", "about", *whole) if said.about else whole
    if not clause.verbless:
        return (*said.words, *in_brackets(topic(asked)))
    plain = not said.tied and not said.about and not TIME.fullmatch(written(said.words))
    if plain and said.words[0].lower() not in listed("prepositions"):
        opening = () if said.words[0] in listed("determiners") else ("the",)
        return ("what", "is", *opening, *said.words, "of", *topic(asked))
    return _swap(said.words, asked, last)


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
    return _swap(clause.rest, parse(written(whole)), written(whole)) if clause.rest else whole


def _joined(asks: Words, asked: Clause) -> Words:
    helper = (asked.helper,) if asked.helper else ()
    return (*asks, *helper, *asked.subject, *asked.rest)


def _ask_instead(asks: Words, asked: Clause) -> Words:
    """The last question with another question phrase."""
    noun: Words = asked.noun if bare(asked.noun[-1:]) not in listed("measures") else ()
    someone: Words = noun or (
        ("someone",) if bare(asked.asks[-1:]) in ("who", "whom") else ("something",)
    )
    rest = asked.rest
    if rest and rest[-1] in listed("prepositions") and asked.asks:
        rest = rest[:-1]
    counted = bare(asks[:2]) in ("how many", "how much") and len(asks) == 2
    if counted and noun:
        return _joined((*asks, *noun), asked)
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


def _subject_asked(asks: Words, asked: Clause, noun: Words, someone: Words, rest: Words) -> Words:
    """For "who founded X?": "when was X founded?"; for "who died?": "when did someone die?"."""
    verb, others = rest[:1], rest[1:]
    base, participle = base_of(bare(verb)), participle_of(bare(verb))
    is_past = bare(verb) != f"{base}s" and not bare(verb).endswith("es")
    takes_object = bool(others) and others[0] not in listed("prepositions")
    takes_object = takes_object and not others[0].endswith("ing")
    if participle and takes_object and not noun:
        end = next((i for i, w in enumerate(others) if w in listed("prepositions") - {"of"}), None)
        thing, after = others[:end], others[len(others[:end]) :]
        return (*asks, "was" if is_past else "is", *thing, participle, *after)
    if base:
        return (*asks, "did" if is_past else "does", *someone, base, *others)
    return (*asks, *rest)


def _passive(asked: Clause) -> bool:
    return asked.helper in listed("be") and bool(asked.rest) and is_participle(asked.rest[0])


def _swap(said: Words, asked: Clause, last: str) -> Words:
    """The last question with a fragment in the place of its like, or at its end."""
    words = words_of(ASIDE.sub("", last))
    if TIME.fullmatch(written(said)):
        return _swap_time(said, words)
    if said[0].lower() in listed("prepositions"):
        return _swap_phrase(said, words)
    place = _like(said, words, asked)
    if place is None:
        return (*words, "for", *said)
    start, end = place
    if POSSESSIVE.search(words[end - 1]) and not POSSESSIVE.search(said[-1]):
        said = (*said[:-1], said[-1] + "'s")
    if start and POSSESSIVE.search(words[start - 1]) and said[0] in listed("determiners"):
        said = said[1:]
    return (*words[:start], *said, *words[end:])


def _swap_time(said: Words, words: Words) -> Words:
    text, fragment = written(words), written(said)
    time, old = TIME.fullmatch(fragment), TIME.search(text)
    placed = bool(time and time.group("before"))
    if old:
        start, end = old.span() if placed or not old.group("before") else old.span("core")
        return words_of(f"{text[:start]} {fragment}{text[end:]}")
    return (*words, "in", *said) if not placed and fragment[0].isdigit() else (*words, *said)


def _swap_phrase(said: Words, words: Words) -> Words:
    named = any(map(capital, said))
    for at, word in enumerate(words):
        alike = word == said[0].lower() or {word, said[0].lower()} <= PLACING
        if at and alike:
            end = end_of_phrase(words, at)
            if any(map(capital, words[at:end])) == named:
                return (*words[:at], *said, *words[end:])
    return (*words, *said)


def _like(said: Words, words: Words, asked: Clause) -> tuple[int, int] | None:
    """The place in the last question of what a noun phrase is to stand in for."""
    if any(map(capital, said)):
        return _like_name(said, words) or _described(words, asked)
    kin = set(stems(said[-1]))
    at = next((i for i, word in enumerate(words) if i and kin & set(stems(word))), None)
    if at is not None:
        start = at
        while start > max(1, len(asked.asks)) and not _ends_phrase(words[start - 1]):
            start -= 1
        opened = start > 1 and words[start - 1] in ("the", "a", "an")
        return (start - 1 if opened and said[0] in listed("determiners") else start), at + 1
    unmarked = said[0] not in listed("determiners")
    placed = [i + 1 for i, word in enumerate(words) if word in listed("prepositions")]
    ends = [i for i in placed if i > 1 and i + 1 == len(words) and not capital(words[i])]
    if unmarked and ends:
        return ends[0], len(words)
    if unmarked and asked.noun:
        end = len(asked.asks)
        return end - len(asked.noun), end
    articles = [i for i, w in enumerate(words) if w == said[0]] or [
        i for i, w in enumerate(words) if w in ("the", "a", "an")
    ]
    if articles and not unmarked:
        return articles[-1], end_of_phrase(words, articles[-1])
    return _described(words, asked)


def _ends_phrase(word: str) -> bool:
    return boundary(word) or bool(POSSESSIVE.search(word))


def _like_name(said: Words, words: Words) -> tuple[int, int] | None:
    """The first name, rather one that owns for one that owns, and one without a preposition."""
    small = helpers() | listed("wh")
    runs = [run for run in names(words) if words[run[0]].lower() not in small]
    owning = [run for run in runs if POSSESSIVE.search(words[run[1] - 1])]
    free = [r for r in runs if not r[0] or words[r[0] - 1] not in listed("prepositions")]
    ranked = [*(owning if POSSESSIVE.search(said[-1]) else ()), *free, *runs]
    return ranked[0] if ranked else None


def _described(words: Words, asked: Clause) -> tuple[int, int] | None:
    """The place of the last question's subject."""
    phrase = asked.described or asked.subject
    owned = next((i + 1 for i, word in enumerate(phrase) if POSSESSIVE.search(word)), 0)
    for at in range(len(words) - len(phrase) + 1):
        if phrase and words[at : at + len(phrase)] == phrase:
            return at + (owned if owned < len(phrase) else 0), at + len(phrase)
    return None
