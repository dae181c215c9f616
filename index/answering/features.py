"""What the confidence is computed from: figures that tell answers from look-alikes."""

import math
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, fields

from index.answering.choices import Choice
from index.search.queries import Query, held_share
from index.search.retrieval import Retrieved
from index.structure.passages import join
from index.text.words import NEGATION, stems


@dataclass(frozen=True, slots=True)
class Features:
    """About one quote, as a possible answer to a question.

    `margin`, `answerability`: the reader's. `lead`: how much higher it ranks than the best quote
    elsewhere. `fused`, `cosine`: of its passage, from retrieval. `coverage`, `quote_coverage`: the
    share of the question's words, weighted by how rare they are, in the passage with its headings,
    and in the quote alone. `specifics_missing`: the share of the question's names and numbers that
    the passage with its headings lacks. `quote_cosine`: of the quote alone. `negation`: 1 if either
    the question or the quote denies something and the other does not. `length`: the quote's, as
    the logarithm of its code points. `named`: the share of the question's names and numbers that
    the quote, with the title and headings above it, holds (1 if there are none). `rival_named`: how
    much more of them another quote holds. `second_margin`, `second_answerability`: the second
    reader's, 0 where it was not asked.
    """

    margin: float
    answerability: float
    lead: float
    fused: float
    cosine: float
    coverage: float
    quote_coverage: float
    specifics_missing: float
    quote_cosine: float
    negation: float
    length: float
    named: float
    rival_named: float
    second_margin: float = 0.0
    second_answerability: float = 0.0

    def values(self) -> dict[str, float]:
        """By name."""
        return {name: getattr(self, name) for name in NAMES}


NAMES = tuple(field.name for field in fields(Features))


def negated(text: str) -> bool:
    """Whether an English text denies something, by its words."""
    return bool(NEGATION.search(text))


def surroundings(retrieved: Retrieved) -> frozenset[str]:
    """The analysed words of a passage, its headings and its document's title."""
    stored = retrieved.passage
    words = join(stored.document.text, stored.passage).text
    return frozenset(stems(f"{stored.document.title}\n{stored.passage.heading}\n{words}"))


def all_features(
    query: Query, choices: Sequence[Choice], around: Callable[[Choice], Set[str]]
) -> list[Features]:
    """The features of the quotes found for a question, each in its `surroundings`.

    What needs an order or another model is still 0: lead, quote's cosine, the second reader's.
    """
    named = [_named(query, choice) for choice in choices]
    most = max(named, default=0.0)
    return [
        _features(query, choice, around(choice), own, most - own)
        for choice, own in zip(choices, named, strict=True)
    ]


def _named(query: Query, choice: Choice) -> float:
    if not query.specifics:
        return 1.0
    stored = choice.span.retrieved.passage
    above = f"{stored.document.title}\n{stored.passage.heading}"
    held = query.specifics & set(stems(f"{above}\n{choice.text}"))
    return len(held) / len(query.specifics)


def _features(
    query: Query, choice: Choice, around: Set[str], named: float, rival_named: float
) -> Features:
    span = choice.span
    missing = [word for word in query.specifics if word not in around]
    return Features(
        margin=span.margin,
        answerability=span.answerability,
        lead=0.0,
        fused=span.retrieved.fused,
        cosine=span.retrieved.cosine,
        coverage=held_share(query, around),
        quote_coverage=held_share(query, set(stems(choice.text))),
        specifics_missing=len(missing) / len(query.specifics) if query.specifics else 0.0,
        quote_cosine=0.0,
        negation=float(negated(query.text) != negated(choice.text)),
        length=math.log(len(choice.text)),
        named=named,
        rival_named=rival_named,
    )
