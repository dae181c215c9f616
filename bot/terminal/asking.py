"""`quoth ask`: one question, or a file of them, answered."""

from typing import Any

from bot.answerer import answerer_of
from bot.presentation.answer_json import as_json
from bot.settings import Settings
from bot.terminal.json_output import print_json
from index.access import Audience
from index.answering.answers import Answerer, ask
from index.conversation.converse import converse


def run(question: str, settings: Settings, audience: Audience, as_json_lines: bool) -> None:
    """Answer a question. Raises QuothError."""
    answerer = _answerer(settings, audience)
    if as_json_lines:
        print_json(_answered(answerer, question, [], audience))
        return
    # A program that reads JSON does not wait for what draws.
    from bot.terminal.answers import show_answer
    from bot.terminal.console import make_console, plain

    plain(make_console(), show_answer(ask(answerer, question, audience)))


def run_batch(rows: list[dict[str, Any]], settings: Settings, audience: Audience) -> None:
    """Answer the questions of a file, as `read_questions` gives them. Raises QuothError."""
    answerer = _answerer(settings, audience)
    for row in rows:
        history = row.get("history", [])
        print_json(row | _answered(answerer, row["question"], history, audience))


def _answerer(settings: Settings, audience: Audience) -> Answerer:
    return answerer_of(settings, servers=not audience.owner)


def _answered(
    answerer: Answerer, question: str, history: list[str], audience: Audience
) -> dict[str, Any]:
    return as_json(converse(answerer, question, history, audience))
