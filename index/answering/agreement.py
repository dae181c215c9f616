"""Where several documents answer: which give the first quote's answer, and which another.

Only quotes that the readers hold for answers by themselves count. Nothing here changes an order or
a probability, and no reader is asked for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from index.answering.answerer import Answerer
from index.answering.choices import Choice, around, overlap, statement_words
from index.answering.editions import outdated
from index.answering.features import Features
from index.answering.hiding import hides
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


def accord(
    query: Query, candidates: Sequence[Candidate], others: Iterable[Choice], hidden: Set[str]
) -> Accord:
    """How other candidates, and then other choices, stand to the answer of the first candidate.

    Choices that are no candidates were read by the first reader only; they may have been passed
    over for being so like the first. Where more versions of a passage were found than are read,
    those count too whose sentence is the same but for the answer, if they are not `hidden`.
    """
    if not candidates or not candidates[0].answers:
        return Accord()
    first = statement(candidates[0].choice, query.text)
    if first is None:
        return Accord()
    known = {candidate.choice for candidate in candidates}
    more = [choice for choice in others if choice not in known and choice.span.margin > 0]
    newest = candidates[0].choice.document
    sure = [
        one.choice
        for one in candidates[1:]
        if one.answers or (one.likely_answers and outdated(query.text, one.choice.document, newest))
    ]
    unread = [choice for choice in _unread(first) if not hides(hidden, choice.text)]
    same, different = [first], list[Statement]()
    for other in _statements([*sure, *more, *unread], query):
        if other.choice.file == first.choice.file:
            continue
        found = relation(first, other, query.specifics)
        if found == "same":
            same.append(other)
        elif found == "different":
            different.append(other)
    different = list(_in_own_words(different))
    apart = list(_apart(different, query))
    ordered = [*apart, *(one for one in different if one not in apart)]
    return Accord(
        same=tuple(one.choice for one in _in_own_words(same)),
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
        known.get(choice)
        or passed_over(answerer, choice, question, {choice: ranked[0].features, **figures})
        for choice in different[: QUOTES_SHOWN - 1]
    ]
    others = [
        one for one in ranked[1:] if not any(overlap(one.choice, other.choice) for other in beside)
    ]
    return [*ranked[:1], *beside, *others][:QUOTES_SHOWN], len(beside)


def _unread(first: Statement) -> Iterator[Choice]:
    """The sentences of unread versions of a passage that are the first one but for its answer."""
    span = first.choice.span
    before, behind = first.text[: first.place[0]], first.text[first.place[1] :]
    for twin in span.retrieved.twins:
        passage = twin.passage
        for sentence in passage.passage.sentences:
            words = passage.document.text[sentence.start : sentence.end]
            start, end = len(before), len(words) - len(behind)
            if start < end and words.startswith(before) and words.endswith(behind):
                found = replace(
                    span,
                    retrieved=twin,
                    start=sentence.start + start,
                    end=sentence.start + end,
                )
                yield around(found)
                break


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


def _in_own_words(statements: Iterable[Statement]) -> Iterator[Statement]:
    """One of each document, of each text, and of each wording of the sentence with the answer."""
    seen: set[object] = set()
    for one in statements:
        document = one.choice.document
        marks = {one.choice.file, document.text, statement_words(one.text)}
        if not marks & seen:
            seen |= marks
            yield one
