"""Whether a quote is of what a follow-up asks for instead, or of another row, day or group.

Documents tell of like things in like words, so the row of the one or the sentence about the other
is found for a third that they say nothing of. What tells them apart is the name alone.
"""

import re
from collections.abc import Iterable, Set

from index.answering.announcing import ANNOUNCES
from index.answering.cells import PIPE
from index.answering.choices import Choice, around
from index.answering.siblings import standing, told
from index.answering.telling import kinds_of, meaning_same, words_of
from index.search.queries import Query
from index.text.weekdays import days_named, months_named
from index.text.words import stems

# The share of the words asked for that a quote must hold, rare ones counting more.
MOST = 0.5
# The share of words that two sentences of one form have in common.
SAME_FORM = 0.5
# What a name of people adds to the word that it is made of: "part-timers", "smokers", "trainees".
MADE_OF = ("r", "er", "or", "e", "ee", "ist")
LEAST_STEM = 4
# Somebody may tell of a day of their own, and ask about another.
_WHETHER_I = re.compile(r"\b(?:can|could|may|do|should|must|will) (?:i|we)\b", re.IGNORECASE)
_PERSONAL = re.compile(r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur)\b")


def lacking(query: Query, choices: Iterable[Choice]) -> frozenset[Choice]:
    """The quotes that are not of what the question asks for, as far as its words tell."""
    return frozenset(choice for choice in choices if _lacks(query, choice))


def of_another(query: Query, first: Choice, other: Choice) -> bool:
    """Whether a further quote tells of another thing than the first one, which is asked for.

    It does if it is a row of the same document, or a sentence of the same form, and lacks a word of
    the question that the first one holds; or if it names other days.
    """
    if _lacks(query, other) or standing(query.text, told(other)) == "sibling":
        return True
    own, others = _around(first), _around(other)
    asked = {w for w in query.weights if _holds(w, own) and not _holds(w, others)}
    if not asked - words_of("plain"):
        return False
    if first.apart and other.apart:
        return first.document.path == other.document.path
    words, theirs = set(stems(around(first.span).text)), set(stems(around(other.span).text))
    shared = len(words & theirs) / min(len(words), len(theirs)) if words and theirs else 0.0
    return shared >= SAME_FORM and bool(theirs - words)


def _lacks(query: Query, choice: Choice) -> bool:
    return _lacks_words(query, choice) or _other_days(query, choice)


def _lacks_words(query: Query, choice: Choice) -> bool:
    """Whether a quote lacks most of what a follow-up put in the place of something else."""
    if not query.instead:
        return False
    held = _around(choice)
    weights = {word: query.weights.get(word, 1.0) for word in query.instead}
    found = sum(weight for word, weight in weights.items() if _holds(word, held))
    if found > MOST * sum(weights.values()):
        return False
    own = around(choice.span)
    leant = query.former and not query.former & set(stems(own.text))
    if leant and any(kinds_of(word) & set(stems(own.text)) for word in query.instead):
        return False
    return not (leant and all(_holds(word, held | _before(own)) for word in query.instead))


def _other_days(query: Query, choice: Choice) -> bool:
    """Whether the question names days or months, and the quote names others only."""
    question = _WHETHER_I.sub("", query.text)
    for named in (days_named, months_named):
        asked = named(question)
        if not asked or _PERSONAL.search(question):
            continue
        own, above = named(around(choice.span).text), named(told(choice).above)
        if own and not asked & (own | above):
            return True
    return False


def _around(choice: Choice) -> Set[str]:
    """The words of the sentence or the row that answers, and of all that says what it is about.

    That is the title, the headings, those of a table's columns and what announces a list.
    """
    own, stored = around(choice.span), choice.span.retrieved.passage
    about = [own.text, stored.document.title, stored.passage.heading, stored.document.date or ""]
    text = stored.document.text
    if own.apart and own.text.startswith(PIPE):
        block = text.rfind("\n\n", 0, own.start) + 2
        about.append(text[block : text.find("\n", block)])
    leads = [s for s in stored.passage.sentences if s.end <= own.start]
    announcing = next((s for s in reversed(leads) if ANNOUNCES.search(text[s.start : s.end])), None)
    if announcing:
        about.append(text[announcing.start : announcing.end])
    words = "\n".join(about)
    days = " ".join([*days_named(own.text), *months_named(own.text)])
    return frozenset(stems(f"{words}\n{words.replace('-', '')}\n{days}"))


def _before(own: Choice) -> Set[str]:
    """The words of the sentence before, in the same passage."""
    sentences = own.span.retrieved.passage.passage.sentences
    before = [s for s in sentences if s.end <= own.start]
    text = own.document.text
    return frozenset(stems(text[before[-1].start : before[-1].end])) if before else frozenset()


def _holds(word: str, held: Set[str]) -> bool:
    """Whether words hold one, another that means the same, or one that it is made of."""
    return bool(meaning_same(word) & held) or any(_made_of(word, other) for other in held)


def _made_of(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= LEAST_STEM and long.startswith(short) and long[len(short) :] in MADE_OF
