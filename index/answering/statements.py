"""What a quote states: its exact answer as a value or a name, and what is told with it."""

import re
from dataclasses import dataclass
from typing import Literal

from index.answering.cells import Row, row_of
from index.answering.choices import LEANS, Choice
from index.answering.telling import subject, telling, worded, words_of
from index.text.names import name_of
from index.text.numbering import ITEM_NUMBER
from index.text.units import widened
from index.text.value_finding import find_values
from index.text.values import Kind, Value, compare, numbered
from index.text.words import stems

Answer = Value | tuple[str, ...]

# A sentence that is about its document names it within so many words: "The report was …".
FIRST_WORDS = 3

# What asks for a name, several names, a day or a time, a quantity.
_WHO = re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE)
_WHO_ALL = re.compile(r"\b(?:who|which|what) (?:\w+ )?(?:are|were)\b", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:when|(?:what|which) (?:day|date|year|month|time))\b", re.IGNORECASE)
_HOW_MUCH = re.compile(
    r"\bhow (?:many|much|long|far|old|big|large|high|tall|wide|deep|heavy|fast|often|soon|hot"
    r"|cold)\b",
    re.IGNORECASE,
)
# One of several may bear what is named with one of these.
_ONE_OF_MANY = re.compile(
    r"\b(?:one of|also|another|among|amongst|includ\w+|such as|other|others|co-\w+"
    r"|(?:is|was|are|were|as|be) an?)\b",
    re.IGNORECASE,
)
# What stands before and behind a name where it is of the only one.
_IS = re.compile(r"(?:\b(?:is|was|by|called|named)|:)\s+(?:\w+\.?\s+)?$", re.IGNORECASE)
_IS_THE = re.compile(r"\s*,?\s*(?:is|was) the\b", re.IGNORECASE)


# What comes on top of an answer is no part of it: "28 days, plus the bank holidays".
_ON_TOP = re.compile(r"\b(?:plus|as well as|in addition to|on top of)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """The exact answer of a quote, and what is told with it.

    `text` is the sentence, or the row, and `place` where in it the answer stands. `words` are its
    content words beside the answer, `others` its other values; `leans` says that it speaks of
    something named before, or of the document itself; `only` that its form leaves room for no other
    answer. `above` are the telling words of the headings, `title` those of the document's subject.
    `row` is that of a table.
    """

    choice: Choice
    answer: Answer
    text: str
    place: tuple[int, int]
    words: frozenset[str]
    others: tuple[Value, ...]
    leans: bool
    above: frozenset[str]
    title: frozenset[str]
    only: bool = True
    row: Row | None = None

    @property
    def heading(self) -> str:
        """The headings that it stands under."""
        return self.choice.span.retrieved.passage.passage.heading

    @property
    def subject(self) -> frozenset[str]:
        """What the title and the headings say that it is about."""
        return self.title | (self.above - words_of("papers"))

    @property
    def around(self) -> frozenset[str]:
        """Every content word that tells what it is about."""
        return self.words | self.above | frozenset(stems(self.choice.document.title))


@dataclass(frozen=True, slots=True)
class _Told:
    """What a sentence or a row tells, as in a Statement."""

    answer: Answer
    place: tuple[int, int]
    words: frozenset[str]
    others: tuple[Value, ...] = ()
    leans: bool = False
    only: bool = True
    row: Row | None = None


def statement(choice: Choice, question: str) -> Statement | None:
    """What a quote states for a question; None where its exact answer is no value and no name."""
    span = choice.span
    if not span.exact:
        return None
    start, own, end, table = _sentence(choice)
    text = choice.document.text[start:end]
    exact = widened(text, span.start - start, span.end - start, 0, len(text))
    told = _in_row(text, exact, question) if table else _in_sentence(text, own, exact, question)
    if told is None:
        return None
    return Statement(
        choice=choice,
        answer=told.answer,
        text=text,
        place=told.place,
        words=told.words,
        others=told.others,
        leans=told.leans,
        above=telling(span.retrieved.passage.passage.heading),
        title=subject(choice.document.title),
        only=told.only,
        row=told.row,
    )


def _in_row(text: str, exact: tuple[int, int], question: str) -> _Told | None:
    row = row_of(text, *exact)
    found = row and _answer(row.answer.words, 0, len(row.answer.words), question, alone=True)
    if not row or not found:
        return None
    words = " ".join(f"{cell.name} {cell.words}" for cell in row.cells)
    return _Told(found[0], exact, frozenset(stems(words)), row=row)


def _in_sentence(text: str, own: int, exact: tuple[int, int], question: str) -> _Told | None:
    """What is told of the values of a sentence that begins at `own`, and of what it leans on.

    Numbers of items are no part of it, nor is what only tells the answer again; of what it leans on
    days and times are.
    """
    item = ITEM_NUMBER.match(text)
    numbered = item.end() if item else 0
    found = _answer(text, *exact, question)
    if found is None or found[1] < numbered:
        return None
    answer, start, end = found
    others = tuple(
        value
        for value in find_values(text)
        if value.start >= numbered
        and not (value.start < end and start < value.end)
        and (value.start >= own or value.kind in ("date", "time"))
        and not (isinstance(answer, Value) and compare(value, answer) == "same")
    )
    return _Told(
        answer=answer,
        place=(start, end),
        words=frozenset(worded(f"{text[:start]} {text[end:]}")),
        others=others,
        leans=_leans(text),
        only=isinstance(answer, Value) or _only(text, start, end),
    )


def _leans(text: str) -> bool:
    """Whether a sentence speaks of something named before, or of the document itself."""
    first = worded(" ".join(text.split()[:FIRST_WORDS]))
    return LEANS.match(text) is not None or not words_of("selves").isdisjoint(first)


def _only(text: str, start: int, end: int) -> bool:
    """Whether a sentence says of a name that it is the one: "the keeper is …", "kept by …".

    What somebody does, others may do too.
    """
    return bool(_IS.search(text[:start]) or _IS_THE.match(text[end:]))


def _sentence(choice: Choice) -> tuple[int, int, int, bool]:
    """Where what is stated begins and ends, and whether it is a row.

    That is the sentence with the answer, and the one before it where it leans on that. Between the
    two stands how far behind the beginning the sentence itself begins.
    """
    span, text = choice.span, choice.document.text
    sentences = span.retrieved.passage.passage.sentences
    held = [i for i, s in enumerate(sentences) if s.start < span.end and span.start < s.end]
    first, last = sentences[held[0]], sentences[held[-1]]
    own = first.start
    if held[0] and LEANS.match(text, first.start) and choice.start < first.start:
        first = sentences[held[0] - 1]
    return first.start, own - first.start, last.end, any(sentences[i].kind == "table" for i in held)


def _answer(
    text: str, start: int, end: int, question: str, *, alone: bool = False
) -> tuple[Answer, int, int] | None:
    """The value or the name that a part of a text is, of the kind that is asked for, and where."""
    held = [value for value in find_values(text) if value.start < end and start < value.end]
    if len(held) > 1 and _ON_TOP.search(text, held[0].end, held[1].start):
        held = held[:1]
    kinds = _kinds(question)
    if len(held) == 1 and not _WHEN.search(question):
        held = [numbered(held[0])]
    if len(held) == 1 and held[0].kind in kinds:
        return held[0], held[0].start, held[0].end
    if held or "name" not in kinds or _WHO_ALL.search(question):
        return None
    name = name_of(text, start, end, alone=alone)
    if name is None or (not alone and (_ONE_OF_MANY.search(text) or _titled(text, start, end))):
        return None
    return name, start, end


def _titled(text: str, start: int, end: int) -> bool:
    """Whether most words beside text[start:end] have capitals too, which then tell no name."""
    others = re.findall(r"[^\W\d_]+", f"{text[:start]} {text[end:]}")
    capitals = [word for word in others if word[0].isupper()]
    return len(capitals) > max(1, len(others) / 2)


def _kinds(question: str) -> frozenset[Kind | Literal["name"]]:
    """What the answer to a question can be."""
    if _WHO.search(question):
        return frozenset({"name"})
    if _WHEN.search(question):
        return frozenset({"date", "time", "number"})
    if _HOW_MUCH.search(question):
        return frozenset({"number", "amount", "percentage"})
    return frozenset({"number", "amount", "percentage", "date", "time", "name"})
