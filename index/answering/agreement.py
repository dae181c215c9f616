"""Where several documents answer: which give the first quote's answer, and which another.

Only quotes that the readers hold for answers by themselves count. Nothing here changes an order or
a probability, and no reader is asked for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.answering.answerer import Answerer
from index.answering.choices import Choice, overlap, statement_words
from index.answering.features import Features
from index.answering.ranking import QUOTES_SHOWN, Candidate, passed_over
from index.answering.relations import relation
from index.answering.statements import Statement, statement
from index.models.encoder import Vectors
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
    different = _of_each_document(different)
    apart = list(_apart(different, query))
    ordered = [*apart, *(one for one in different if one not in apart)]
    return Accord(
        same=tuple(_in_own_words(same)),
        different=tuple(one.choice for one in ordered),
    )


def shown(
    answerer: Answerer,
    ranked: Sequence[Candidate],
    different: Sequence[Choice],
    question: Vectors | None,
    figures: Mapping[Choice, Features],
) -> tuple[list[Candidate], int]:
    """The candidates that are shown: the first, those that differ from it, then the others.

    Whoever reads the first must see that another document says otherwise. How many do is told too.
    """
    known = {candidate.choice: candidate for candidate in ranked}
    beside = [
        known.get(choice) or passed_over(answerer, choice, question, figures)
        for choice in different[: QUOTES_SHOWN - 1]
    ]
    others = [
        one for one in ranked[1:] if not any(overlap(one.choice, other.choice) for other in beside)
    ]
    return [*ranked[:1], *beside, *others][:QUOTES_SHOWN], len(beside)


def _of_each_document(statements: Iterable[Statement]) -> list[Statement]:
    """The first of each document."""
    first: dict[object, Statement] = {}
    for one in statements:
        first.setdefault(one.choice.file, one)
    return list(first.values())


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
