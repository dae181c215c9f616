"""Batches of questions to answer, each perhaps with the conversation before it."""

import sys
from pathlib import Path
from typing import Any

from index.errors import QuestionsError
from index.evaluation.question_files import read_rows, rows_of

# Stands for standard input.
STDIN = Path("-")


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, each with a `question`, a `history` being a list of questions.

    The path `-` stands for standard input. Raises QuestionsError that names the line.
    """
    if path == STDIN:
        rows = rows_of(sys.stdin.buffer.read(), "standard input", "standard input")
    else:
        rows = read_rows(path)
    for place, row in rows:
        history = row.get("history", [])
        if not isinstance(history, list) or not all(isinstance(q, str) for q in history):
            raise QuestionsError(f"{place} has a history that is no list of questions: mend it.")
    return [row for _, row in rows]
