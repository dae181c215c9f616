"""A quote of some days only, asked for without a day, comes with the sentence of the other days.

"Breakfast is from 7 to 10. On Sundays breakfast is served from 8 to 11." Whoever asks when it is
must not be told of Sundays alone, however much likelier a reader finds that sentence.
"""

import re
from dataclasses import replace

from index.answering.choices import NEIGHBOUR_QUOTE, Choice, adjacent
from index.search.queries import Query
from index.text.sentences import Sentence
from index.text.weekdays import DAYS, days_named, months_named
from index.text.words import stems

# Days that have no name in the week, and parts of the year.
_APART = re.compile(
    r"\b(?:(?:bank|public|school)[ -]holidays?|holidays|half[ -]terms?|christmas|easter|winter"
    r"|summer|spring|autumn|term[ -]time)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d|\b(?:noon|midday|midnight|closed|o.clock)\b", re.IGNORECASE)
_LEANS = re.compile(r"\b(?:it|they)\b", re.IGNORECASE)


def with_other_days(query: Query, choice: Choice) -> Choice:
    """The quote, with the sentence before or after it that tells the same of other days."""
    if choice.apart or choice.span.places or _days(query.text):
        return choice
    own, text = _days(choice.text), choice.document.text
    if not own or own >= set(DAYS) or not _FIGURE.search(choice.text):
        return choice
    leans = _LEANS.search(choice.text)
    shared = set(query.weights) & set(stems(query.text if leans else choice.text))
    sentences = choice.span.retrieved.passage.passage.sentences
    for sentence in sentences:
        start, end = min(sentence.start, choice.start), max(sentence.end, choice.end)
        if (
            (sentence.end <= choice.start or sentence.start >= choice.end)
            and sentence.kind == "body"
            and end - start <= NEIGHBOUR_QUOTE
            and _next_to(text, sentence, choice)
            and _tells(text[sentence.start : sentence.end], own, shared)
        ):
            # Neither of them is the whole answer.
            span = replace(choice.span, exact=False)
            partial = choice.partial or sentence.partial
            return replace(choice, span=span, start=start, end=end, partial=partial)
    return choice


def _tells(words: str, own: set[str], shared: set[str]) -> bool:
    """Whether a sentence tells of the same things, and of other days than some."""
    same = bool(shared & set(stems(words))) or _LEANS.search(words)
    return bool(same and _FIGURE.search(words)) and _days(words).isdisjoint(own)


def _next_to(text: str, sentence: Sentence, choice: Choice) -> bool:
    if sentence.end <= choice.start:
        return adjacent(text, sentence, choice)
    return adjacent(text, choice, sentence)


def _days(text: str) -> set[str]:
    apart = {match.group().lower() for match in _APART.finditer(text)}
    return {*days_named(text), *months_named(text), *apart}
