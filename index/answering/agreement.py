"""Where several documents answer: which give the first quote's answer, and which another.

Only quotes that the readers hold for answers by themselves count. Nothing here changes an order or
a probability, and no reader is asked for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.answering.choices import Choice, statement_words
from index.answering.ranking import Candidate
from index.answering.relations import relation
from index.answering.statements import Statement, statement
from index.search.queries import Query


@dataclass(frozen=True, slots=True)
class Accord:
    """How other documents stand to the first quote's answer.

    `same` give the same, the first quote among them, each document in words of its own: copies of
    a text count once. `different` give another; those that differ from each other come first.
    """

    same: tuple[Choice, ...] = ()
    different: tuple[Choice, ...] = ()


def accord(query: Query, candidates: Sequence[Candidate], others: Iterable[Choice]) -> Accord:
    """How other candidates, and then other choices, stand to the answer of the first candidate.

    Choices that are no candidates were read by the first reader only; they may have been passed
    over for being so like the first.
    """
    if not candidates or not candidates[0].answers:
        return Accord()
    first = statement(candidates[0].choice, query.text)
    if first is None:
        return Accord()
    known = {candidate.choice for candidate in candidates}
    more = [choice for choice in others if choice not in known and choice.span.margin > 0]
    sure = [candidate.choice for candidate in candidates[1:] if candidate.answers]
    same, different = [first], list[Statement]()
    for other in _statements([*sure, *more], query):
        if other.choice.file == first.choice.file:
            continue
        found = relation(first, other, query.specifics)
        if found == "same":
            same.append(other)
        elif found == "different":
            different.append(other)
    apart = list(_apart(different, query))
    ordered = [*apart, *(one for one in different if one not in apart)]
    return Accord(
        same=tuple(_in_own_words(same)),
        different=tuple(one.choice for one in ordered),
    )


def _statements(choices: Iterable[Choice], query: Query) -> Iterator[Statement]:
    for choice in choices:
        found = statement(choice, query.text)
        if found is not None:
            yield found


def _apart(statements: Iterable[Statement], query: Query) -> Iterator[Statement]:
    """Those that give another answer than all before them."""
    before: list[Statement] = []
    for one in statements:
        if all(relation(one, other, query.specifics) == "different" for other in before):
            before.append(one)
            yield one


def _in_own_words(statements: Iterable[Statement]) -> Iterator[Choice]:
    """One of each document, of each text, and of each wording of the sentence with the answer."""
    seen: set[object] = set()
    for one in statements:
        document = one.choice.document
        marks = {one.choice.file, document.text, statement_words(one.text)}
        if not marks & seen:
            seen |= marks
            yield one.choice
