"""Questions whose right answers are known, and when a quote is right.

One JSON object a line: `question`; `answerable`; `answers`, any of which a right quote must hold;
optionally `kind` (near, far, premise, ...), `document` (the only one that counts), and `group` or
`sources` (what documents the question was drawn from, for keeping like questions together).
A row with `candidate` true, as a bot exports them, is no label before a person has checked it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.answering.quotes import Quote
from index.errors import QuestionsError
from index.evaluation.question_files import read_rows
from index.text.sentences import LONGEST_QUOTE
from index.text.words import fold

KINDS = {True: "answerable", False: "unanswerable"}


@dataclass(frozen=True, slots=True)
class Gold:
    """A question and what would answer it; `keys` name where it comes from, for grouping.

    `line` is where it was read ("Line 3 of FILE"), for messages.
    """

    question: str
    answerable: bool
    kind: str
    answers: tuple[str, ...]
    document: str | None
    keys: tuple[str, ...]
    line: str = field(default="", compare=False)


def right(quote: Quote, gold: Gold) -> bool:
    """Whether a quote answers: short enough, from the right document, with a right answer in it."""
    documents = [quote.place.document, *(place.document for place in quote.also)]
    return answered_by(gold, quote.place.text, documents)


def answered_by(gold: Gold, text: str, documents: Sequence[str]) -> bool:
    """The same for words that stand in any of some documents.

    The answer must stand there as whole words, its case kept; runs of white space are all the same.
    """
    if not gold.answerable or len(text) > LONGEST_QUOTE:
        return False
    if gold.document and gold.document not in documents:
        return False
    return _holds(_spaced(text), gold.answers)


def _holds(words: str, answers: Sequence[str]) -> bool:
    """Whether any of the answers stands in words that are one blank apart, as whole words."""
    return any(re.search(rf"(?<!\w){re.escape(_spaced(a))}(?!\w)", words) for a in answers)


def read_gold(path: Path) -> list[Gold]:
    """The questions of a file. Raises QuestionsError that names the line."""
    gold = [_gold(place, row) for place, row in read_rows(path)]
    if not gold:
        raise QuestionsError(f"The file {path} holds no question: write one JSON object a line.")
    return gold


def check_documents(gold: Sequence[Gold], text_of: Callable[[str], str | None]) -> None:
    """Raises QuestionsError for answers wanted from a document that does not hold any of them.

    `text_of` gives a document's text by its path, None if there is no such document. An
    unanswerable question may well come from a document that was left out.
    """
    texts: dict[str, str | None] = {}
    for row in gold:
        if not row.answerable or row.document is None:
            continue
        if row.document not in texts:
            text = text_of(row.document)
            texts[row.document] = text if text is None else _spaced(text)
        words = texts[row.document]
        if words is None:
            raise QuestionsError(
                f"{row.line}: there is no document {row.document} in the index: name one as "
                "quoth documents does, or leave it out."
            )
        if not _holds(words, row.answers):
            raise QuestionsError(
                f"{row.line}: no answer of it stands in {row.document}: write one word for word as "
                f"quoth show {row.document} prints it."
            )


def distinct_questions(gold: Sequence[Gold]) -> list[Gold]:
    """Each question once, in order: a question that is written twice is no second observation."""
    first: dict[str, Gold] = {}
    for row in gold:
        first.setdefault(fold(row.question), row)
    return list(first.values())


def groups(gold: Sequence[Gold]) -> list[str]:
    """For each question a name that it shares with exactly those that come from the same place.

    Questions with a key in common belong together, and so do those that others link.
    """
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for row in gold:
        for key in row.keys[1:]:
            one, other = sorted((root(row.keys[0]), root(key)))
            parent[other] = one
    return [root(row.keys[0]) for row in gold]


def as_row(gold: Gold) -> dict[str, Any]:
    """The JSON object from which `from_row` makes the same question again."""
    return {
        "question": gold.question,
        "answerable": gold.answerable,
        "kind": gold.kind,
        "answers": list(gold.answers),
        "document": gold.document,
        "sources": list(gold.keys),
    }


def from_row(row: dict[str, Any]) -> Gold:
    """The question that `as_row` wrote."""
    return Gold(
        question=row["question"],
        answerable=row["answerable"],
        kind=row["kind"],
        answers=tuple(row["answers"]),
        document=row["document"],
        keys=tuple(row["sources"]),
    )


def _gold(where: str, row: dict[str, Any]) -> Gold:
    if not _text(row["question"]):
        raise QuestionsError(f"{where} has no question: write an object with a question as text.")
    answerable, answers = row.get("answerable"), row.get("answers", [])
    if not isinstance(answerable, bool):
        raise QuestionsError(f"{where} does not say whether it is answerable: add true or false.")
    if not _texts(answers) or answerable != bool(answers):
        wanted = "at least one text" if answerable else "none, as it is not answerable"
        raise QuestionsError(f"{where} has unusable answers: give a list of {wanted}.")
    if row.get("candidate"):
        raise QuestionsError(
            f"{where} is a candidate that nobody checked: correct it, then take its candidate out."
        )
    if row.get("history"):
        raise QuestionsError(f"{where} has a history: only single questions are measured.")
    for name in ("kind", "document", "group"):
        if row.get(name) is not None and not _text(row[name]):
            raise QuestionsError(f"{where} has a {name} that is no text: mend it or leave it out.")
    sources = row.get("sources") or []
    if not _texts(sources):
        raise QuestionsError(f"{where} has sources that are no list of texts: mend them.")
    return Gold(
        question=row["question"],
        answerable=answerable,
        kind=row.get("kind") or KINDS[answerable],
        answers=tuple(answers),
        document=row.get("document"),
        keys=_keys(row, sources),
        line=where,
    )


def _keys(row: dict[str, Any], sources: list[str]) -> tuple[str, ...]:
    if row.get("group"):
        return (row["group"],)
    if row.get("document"):
        return (row["document"],)
    return tuple(sources) or (f"question {fold(row['question'])}",)


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _spaced(text: str) -> str:
    return " ".join(text.split())
