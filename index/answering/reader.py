"""The place of the reader: what it is given, what it finds, and which one is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.search.queries import Query
from index.search.retrieval import Retrieved


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a passage that may answer a question.

    `start` and `end` are code points in the document's text. `margin` is the score of the span
    less the score of there being no answer in its passage: higher is surer, and spans of different
    passages compare. `answerability` is the logit of the passage answering at all, 0 from a reader
    that has none. `exact` says that the span is the answer itself, not the sentence around it.
    `places`: where the question points at its place by a number, at how many places it may point.
    """

    retrieved: Retrieved
    start: int
    end: int
    margin: float
    answerability: float
    exact: bool
    places: int = 0


class Reader(Protocol):
    """Reads retrieved passages and finds where in them a question may be answered."""

    @property
    def name(self) -> str:
        """What the confidence model for this reader's margins is filed under."""
        ...

    def cut(self, question: str) -> str:
        """As much of a question as is read of it; most of a passage's room is not for that."""
        ...

    def read(self, query: Query, retrieved: Sequence[Retrieved]) -> list[Span]:
        """Spans of all passages, surest first; none only if there are no passages."""
        ...
