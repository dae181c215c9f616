"""Who is meant by "he" or "her", by the question before and by the passage that answered it."""

import re

from index.conversation.lists import listed
from index.conversation.phrases import POSSESSIVE, Clause, Words, bare, capital, names, words_of
from index.text.words import stop_words

TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? +((?:[A-Z][\w'’-]+ ?){1,3})")
IN_ROW = re.compile(
    r"(?:^|·)\s*(?:Full )?(?:Name|Person|Employee|Contact|Who):\s*([^·\n]+)", re.MULTILINE
)
# Two or three capitalised words in a row; what holds a word that names no person is none.
FULL_NAME = re.compile(r"(?<![\w.'’@-])[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}(?![\w@])")
LONGEST_NAME = 5


def is_name(words: Words) -> bool:
    """Whether words are a person's name as far as capitals tell."""
    small = listed("connectors") | listed("titles")
    plain = all(w.isalpha() or not w.isalnum() for w in words)
    named = [w for w in words if w.lower() not in small and w.isalpha()]
    return plain and 0 < len(named) <= LONGEST_NAME and all(map(capital, named))


def person_named(quote: str) -> str:
    """The one person that a passage names; nothing where it names none or several."""
    rows = {name.strip() for name in IN_ROW.findall(quote)}
    if rows:
        return rows.pop() if len(rows) == 1 else ""
    titled = {name.strip() for name in TITLED.findall(quote)}
    full = {name for name in FULL_NAME.findall(quote) if not _names_no_person(name)}
    found = titled | {name for name in full if not any(t in name or name in t for t in titled)}
    return found.pop() if len(found) == 1 else ""


def _names_no_person(name: str) -> bool:
    words = {word.lower() for word in re.findall(r"\w+", name)}
    spans = listed("months") | listed("days") | listed("spans")
    return bool(words & (stop_words() | listed("no_persons") | spans))


def is_role(words: Words) -> bool:
    """Whether a noun phrase says what somebody is: "the fire warden of the first floor"."""
    ends = (i for i, word in enumerate(words) if word in listed("prepositions"))
    return bare(words[: next(ends, None)][-1:]) in listed("roles")


def are_people(words: Words, guessed: bool = False) -> bool:
    """Whether a noun phrase is of people: "part-time staff", "the treasurer".

    Where that is `guessed`, a noun in the plural that ends as those of people do is enough.
    """
    ends = (i for i, word in enumerate(words) if word in listed("prepositions"))
    noun = bare(words[: next(ends, None)][-1:])
    known = listed("groups") | listed("roles")
    endings = tuple(listed("people_endings")) if guessed else ()
    return noun in known or noun.removesuffix("s") in known or noun.endswith(endings)


def owning_role(words: Words) -> int | None:
    """Where the word of a role stands that owns something: "the safety officer's phone"."""
    return next(
        (
            i
            for i, word in enumerate(words)
            if POSSESSIVE.search(word) and is_role((POSSESSIVE.sub("", word),))
        ),
        None,
    )


def owner(asked: Clause) -> Words:
    """Marek Dvorak of "what is Marek Dvorak's extension"; nobody for "Belgium's minister"."""
    words = asked.described or asked.subject
    of = next((i for i, w in enumerate(words) if w == "of"), len(words))
    if not is_role(words) and is_role(words[of + 1 :]):
        return words[of + 1 :]
    at = next((i for i, w in enumerate(words) if POSSESSIVE.search(w) and capital(w)), None)
    if at is None or is_role(words[at + 1 :]):
        return ()
    runs = [run for run in names(words[: at + 1]) if run[1] == at + 1]
    if not runs:
        return ()
    return (*words[runs[0][0] : at], POSSESSIVE.sub("", words[at]))


def tells_person(asked: Clause) -> bool:
    """Whether the last question says itself who "she" may be: by a name or by what she is."""
    who = asked.described or asked.subject
    return bool(owner(asked)) or any(map(capital, who)) or is_role(who)


def person_meant(asked: Clause, answer: str | None, named: str) -> Words:
    """Who is meant: the owner of what was asked for, the answer, or the one in its passage."""
    known = words_of(answer or "")
    if owner(asked):
        return owner(asked)
    if is_name(known):
        return known
    if tells_person(asked):
        return ()
    who = asked.described or asked.subject
    at = owning_role(who)
    return words_of(named) or (() if at is None else (*who[:at], POSSESSIVE.sub("", who[at])))


def may_be(name: Words, pronoun: str) -> bool:
    """Whether a pronoun may stand for whom a title calls a man or a woman."""
    title = bare(name[:1])
    man, woman = title in listed("of_men"), title in listed("of_women")
    return not (man and pronoun in listed("women")) and not (woman and pronoun in listed("men"))


def speaks(words: Words) -> bool:
    """Whether a subject is the one who asks, or anybody: nothing that a pronoun stands for."""
    return bare(words) in listed("speakers")
