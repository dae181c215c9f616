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
    return () if tells_person(asked) else words_of(named)


def speaks(words: Words) -> bool:
    """Whether a subject is the one who asks, or anybody: nothing that a pronoun stands for."""
    return bare(words) in listed("speakers")
