"""Batches of questions to answer, each perhaps with the conversation before it."""

from pathlib import Path
from typing import Any

from index.errors import QuestionsError
from index.evaluation.question_files import read_rows


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, each with a `question`, a `history` being a list of questions.

    Raises QuestionsError that names the line.
    """
    rows = read_rows(path)
    for place, row in rows:
        history = row.get("history", [])
        if not isinstance(history, list) or not all(isinstance(q, str) for q in history):
            raise QuestionsError(f"{place} has a history that is no list of questions: mend it.")
    return [row for _, row in rows]
