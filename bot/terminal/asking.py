"""`quoth ask`: one question of words, of standard input, or a batch of them.

What answers and shows is imported late: networks are read meanwhile.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answerer import answerer_of, refreshed
from bot.settings import Settings
from bot.terminal.batch import read_questions
from bot.terminal.json_output import print_json
from index.access import Audience
from index.errors import IndexMovedError, QuestionsError

if TYPE_CHECKING:
    from index.answering.answerer import Answerer
    from index.answering.answers import Answer

# That words are to be read from standard input; and no more bytes than a question can have.
STDIN = "-"
LONGEST = 1_000_000


def run(words: Sequence[str], settings: Settings, audience: Audience, quotes: int) -> None:
    """Answer the question that the words make, for people. Raises QuothError."""
    question = _question(words)
    answerer = answerer_of(settings, servers=not audience.owner)
    from bot.terminal.answers import show_answer
    from bot.terminal.console import make_console, plain

    answer = _answer(answerer, question, (), audience, quotes)
    plain(make_console(), show_answer(with_addresses(answer, answerer, settings, audience)))


def run_json(words: Sequence[str], settings: Settings, audience: Audience, quotes: int) -> None:
    """The same for programs."""
    question = _question(words)
    answerer = answerer_of(settings, servers=not audience.owner)
    from bot.presentation.answer_json import as_json

    print_json(as_json(_answer(answerer, question, (), audience, quotes)))


def run_batch(batch: Path, settings: Settings, audience: Audience, quotes: int) -> None:
    """Answer every line of a file, or of standard input for `-`, as JSON. Raises QuothError."""
    rows = read_questions(batch)
    answerer = answerer_of(settings, servers=not audience.owner)
    from bot.presentation.answer_json import as_json

    for row in rows:
        history: Sequence[str] = row.get("history", [])
        try:
            answer = _answer(answerer, row["question"], history, audience, quotes)
        except IndexMovedError:
            answerer = refreshed(answerer, settings, servers=not audience.owner)
            answer = _answer(answerer, row["question"], history, audience, quotes)
        answered = as_json(answer)
        merged: dict[str, Any] = row | answered
        print_json(merged)


def _question(words: Sequence[str]) -> str:
    if tuple(words) != (STDIN,):
        return " ".join(words)
    question = sys.stdin.buffer.read(LONGEST).decode("utf-8-sig", "replace").strip()
    if not question:
        raise QuestionsError(
            "There is no question on standard input: write one to it, as in "
            "echo 'when is breakfast?' | quoth ask -."
        )
    return question


def _answer(
    answerer: "Answerer", question: str, history: Sequence[str], audience: Audience, quotes: int
) -> "Answer":
    from index.conversation.converse import converse

    return limited(converse(answerer, question, history, audience), quotes)


def with_addresses(
    answer: "Answer", answerer: "Answerer", settings: Settings, audience: Audience
) -> "Answer":
    """An answer whose labels lead to source pages, if there is a public address."""
    from bot.presentation.sources import Sources
    from bot.serving.linking import linked

    sources, view = Sources(settings), answerer.library.view(audience)
    return replace(
        answer,
        quotes=linked(view, sources, answer.quotes),
        closest=linked(view, sources, answer.closest),
    )


def limited(answer: "Answer", quotes: int) -> "Answer":
    """An answer with so many quotes at most; those that differ are never left out."""
    most = max(quotes, len(answer.differs))
    return replace(answer, quotes=answer.quotes[:most], closest=answer.closest[:quotes])
