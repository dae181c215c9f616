"""What the confidence is computed from: figures that tell answers from look-alikes."""

from dataclasses import asdict, dataclass

from index.passages import join
from index.queries import Query, coverage
from index.quotes import Choice
from index.reader import Span
from index.words import stems


@dataclass(frozen=True, slots=True)
class Features:
    """About one span, as a possible answer to a question.

    `margin`: the reader's; `lead`: over the surest span elsewhere; `cosine`: of question and
    passage; `coverage`, `quote_coverage`: share of the question's words, weighted by how rare they
    are, in the passage with its headings and in the quoted sentence; `specifics_missing`: share of
    the question's names and numbers that the passage lacks.
    """

    margin: float
    lead: float
    cosine: float
    coverage: float
    quote_coverage: float
    specifics_missing: float

    def values(self) -> dict[str, float]:
        """By name."""
        return asdict(self)


def surroundings(span: Span) -> str:
    """The words among which a span stands: title, headings and passage."""
    stored = span.retrieved.passage
    text = join(stored.document.text, stored.passage).text
    return f"{stored.document.title}\n{stored.passage.heading}\n{text}"


def features(query: Query, choice: Choice, rival: float | None) -> Features:
    """The features of a choice; `rival` is the highest margin found elsewhere, if there is one."""
    span = choice.span
    around = surroundings(span)
    held = set(stems(around))
    missing = [word for word in query.specifics if word not in held]
    return Features(
        margin=span.margin,
        lead=0.0 if rival is None else span.margin - rival,
        cosine=span.retrieved.cosine,
        coverage=coverage(query, around),
        quote_coverage=coverage(query, choice.text),
        specifics_missing=len(missing) / len(query.specifics) if query.specifics else 0.0,
    )
