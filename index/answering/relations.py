"""Whether two statements give the same answer, or different ones to the same question.

They are compared by words alone. They speak of the same thing only where nothing that a reader
would see tells them apart: another name, day, group of people or row, another heading, another
subject of the document. So much that a person would call the same is missed, and little is said
that a person would not.
"""

import re
from collections.abc import Sequence, Set
from typing import Literal

from index.answering.cells import same_row
from index.answering.editions import outdated
from index.answering.statements import Answer, Statement
from index.answering.telling import worded, words_of
from index.search.duplicates import word_sequence
from index.text.clocks import Comparison
from index.text.names import compare_names
from index.text.numbering import ITEM_NUMBER
from index.text.value_finding import find_values
from index.text.values import Value, compare
from index.text.words import NEGATION, stems

Relation = Literal["same", "different", "apart"]

# The least share of the shorter sentence's words that two have in common.
SAME_THING = 0.6
SAME_ANSWER = 0.5
# Passages of as many words, with such a share of them in common, are versions of one.
VERSION_WORDS = 12
VERSIONS = 0.6

# The number of a section, which tells nothing of what it is about.
_NUMBERED_PART = re.compile(rf"(?:^|(?<=› ))(?:{ITEM_NUMBER.pattern})")

_PAST = re.compile(r"\b(?:was|were|had|used to|formerly|previously)\b", re.IGNORECASE)
_EXAMPLE = re.compile(r"\b(?:examples?|e\.g\.|for instance|imagine|suppose|say,)", re.IGNORECASE)
# What joins a fact to another, and what makes one the condition of the other.
_ADDS = re.compile(r"\b(?:and|plus)\b|;")
_CONDITION = re.compile(
    r"\b(?:if|for|when|where|unless|after|over|from|until|under|above|below)\b", re.IGNORECASE
)


def relation(one: Statement, other: Statement, specifics: Set[str]) -> Relation:
    """How two statements of different documents stand to each other.

    `specifics` are the names and numbers of the question. "apart" says that they are about
    different things, or that their answers cannot be compared.
    """
    compared = _compare(one.answer, other.answer)
    if compared == "unlike" or _differ_around(one, other, specifics):
        return "apart"
    if one.row or other.row:
        alike = bool(one.row and other.row and same_row(one.row, other.row))
    else:
        alike = _near(one, other) if compared == "same" else _same_thing(one, other)
    if not alike:
        return "apart"
    if compared == "different" and _is_edition(one, other):
        return compared
    if _titles_differ(one, other):
        return "apart"
    # The same answer is said of the same thing more easily than two are.
    pinned = compared == "same" or _is_named(one, other, specifics)
    return compared if pinned or not _subjects_differ(one, other) else "apart"


def _compare(one: Answer, other: Answer) -> Comparison:
    if isinstance(one, Value) and isinstance(other, Value):
        return compare(one, other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return compare_names(one, other)
    return "unlike"


def _differ_around(one: Statement, other: Statement, specifics: Set[str]) -> bool:
    """Whether a denial, the tense, a name of the question or the headings tell two apart."""
    pair = (one, other)
    if any(_EXAMPLE.search(s.text) for s in pair):
        return True
    if len({len(NEGATION.findall(s.text)) % 2 for s in pair}) > 1:
        return True
    if len({bool(_PAST.search(s.text)) for s in pair}) > 1:
        return True
    if specifics & one.around != specifics & other.around:
        return True
    beyond = (one.above - other.around) | (other.above - one.around)
    if beyond & words_of("groups"):
        return True
    return _differ(*(find_values(_NUMBERED_PART.sub("", s.heading)) for s in pair))


def _titles_differ(one: Statement, other: Statement) -> bool:
    """Whether the titles of two documents tell them apart, by a year or another word."""
    pair = (one, other)
    if any(s.leans for s in pair) and (one.subject - other.around or other.subject - one.around):
        return True
    titles = [s.choice.document.title for s in pair]
    told = [find_values(title) for title in titles]
    shared = bool(one.title & other.title)
    standing = all(words_of("standing") & set(stems(title)) for title in titles)
    if _differ(*told) and not standing:
        return all(told) or shared
    # "Leave" and "Leave in Austria" are not the same; "Leave" and "The firm" may be.
    return shared and bool(one.title - other.around or other.title - one.around)


def _subjects_differ(one: Statement, other: Statement) -> bool:
    """Whether each of two documents is about something that the other does not name."""
    return bool(one.subject - other.around) and bool(other.subject - one.around)


def _is_named(one: Statement, other: Statement, specifics: Set[str]) -> bool:
    """Whether both sentences hold all the names of the question, and it has some."""
    names = {word for word in specifics if not any(map(str.isdigit, word))}
    return bool(names) and names <= one.words & other.words


def _near(one: Statement, other: Statement) -> bool:
    """Whether sentences that give the same answer are about the same, as far as words tell."""
    beyond = _beyond(one, other)
    groups = any(words & words_of("groups") for words in beyond)
    apart = (all(beyond) and groups) or _differ(one.others, other.others)
    return _share(one, other) >= SAME_ANSWER and not apart


def _same_thing(one: Statement, other: Statement) -> bool:
    """Whether sentences that give different answers are about the same, for all that they say."""
    if _holds(one, other) or _holds(other, one):
        return False
    if _share(one, other) < SAME_THING or not (_is_best(one, other) and _is_best(other, one)):
        return False
    beyond = _beyond(one, other)
    if any(words & words_of("groups") for words in beyond) or not _tell(one, other):
        return False
    edition = _is_edition(one, other)
    same = all(s.only for s in (one, other)) and not any(beyond)
    if not (same or edition or _are_versions(one, other)):
        return False
    if edition or worded(one.text) == worded(other.text):
        return not _differ(_told_with(one), _told_with(other))
    return not _differ(one.others, other.others)


def _tell(one: Statement, other: Statement) -> bool:
    """Whether what two sentences share tells enough: one word may be a name for many reasons."""
    single = not all(isinstance(s.answer, Value) or len(s.answer) > 1 for s in (one, other))
    shared = (one.words | one.above) & (other.words | other.above)
    return len(shared - words_of("plain")) > 1 or not single


def _holds(one: Statement, other: Statement) -> bool:
    """Whether a sentence tells the other's answer too, beside its own."""
    if isinstance(other.answer, Value):
        return any(compare(value, other.answer) == "same" for value in one.others)
    return set(other.answer) <= set(word_sequence(one.text))


def _told_with(one: Statement) -> list[Value]:
    """The other values of a sentence but for what it only adds ("25 days, and 10 when ill")."""
    return [value for value in one.others if not _is_added(one, value)]


def _is_added(one: Statement, value: Value) -> bool:
    start, end = one.place
    between = one.text[end : value.start] if end <= value.start else one.text[value.end : start]
    dated = value.kind in ("date", "time")
    return not dated and bool(_ADDS.search(between)) and not _CONDITION.search(between)


def _beyond(one: Statement, other: Statement) -> list[frozenset[str]]:
    """The telling words that each of two sentences has, and nothing around the other."""
    plain = words_of("plain")
    return [one.words - other.around - plain, other.words - one.around - plain]


def _share(one: Statement, other: Statement) -> float:
    """The share of the shorter sentence's words, or of its headings', that both have."""
    a, b = one.words or one.above, other.words or other.above
    fewer = min(len(a), len(b))
    both = max(len(a & other.around), len(b & one.around))
    return min(1.0, both / fewer) if fewer else 0.0


def _differ(one: Sequence[Value], other: Sequence[Value]) -> bool:
    """Whether any value of the one has no like in the other."""
    return any(
        all(compare(value, like) != "same" for like in others)
        for values, others in ((one, other), (other, one))
        for value in values
    )


def _is_best(one: Statement, other: Statement) -> bool:
    """Whether no other sentence of the other's passage is more like the one."""
    span, passage = other.choice.span, other.choice.span.retrieved.passage
    own = _alike(one.text, other.text)
    return all(
        _alike(one.text, passage.document.text[s.start : s.end]) <= own
        for s in passage.passage.sentences
        if not (s.start < span.end and span.start < s.end)
    )


def _alike(one: str, other: str) -> float:
    words, others = set(worded(one)), set(worded(other))
    return len(words & others) / len(words | others) if words | others else 0.0


def _is_edition(one: Statement, other: Statement) -> bool:
    """Whether one of two documents says, or is called so, that it gave way to the other."""
    pair = one.choice.document, other.choice.document
    return outdated("", *pair) or outdated("", *reversed(pair))


def _are_versions(one: Statement, other: Statement) -> bool:
    """Whether two passages are versions of one, as their words tell."""
    words, others = _passage_words(one), _passage_words(other)
    union = words | others
    return len(union) >= VERSION_WORDS and len(words & others) >= VERSIONS * len(union)


def _passage_words(one: Statement) -> set[str]:
    passage = one.choice.span.retrieved.passage
    texts = (passage.document.text[s.start : s.end] for s in passage.passage.sentences)
    return {word for text in texts for word in worded(text)}
