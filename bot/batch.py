"""Files of questions, one JSON object a line."""

import json
from pathlib import Path
from typing import Any

from index.errors import QuestionsError


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, each with at least a `question`. Raises QuestionsError by line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise QuestionsError(f"The file {path} is not UTF-8 text: save it as that.") from error
    except OSError as error:
        raise QuestionsError(
            f"The file {path} cannot be read ({(error.strerror or 'unknown error').lower()}): "
            "name one that can."
        ) from error
    return [_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    where = f"Line {number} of {path}"
    try:
        row = json.loads(line)
    except ValueError as error:
        raise QuestionsError(f"{where} is not JSON: write one object a line.") from error
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise QuestionsError(f"{where} has no question: write an object with a question as text.")
    history = row.get("history", [])
    if not isinstance(history, list) or not all(isinstance(q, str) for q in history):
        raise QuestionsError(f"{where} has a history that is no list of questions: mend it.")
    return row
