"""Files of questions: one JSON object a line, each with at least a `question`."""

import json
from pathlib import Path
from typing import Any

from index.errors import QuestionsError


def read_rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Each object of a file, blank lines passed over, with its place ("Line 3 of FILE").

    Raises QuestionsError if the file cannot be read, and for a line that holds no question.
    """
    try:
        return rows_of(path.read_bytes(), f"the file {path}", str(path))
    except OSError as error:
        raise QuestionsError(
            f"The file {path} cannot be read ({(error.strerror or 'unknown error').lower()}): "
            "name one that can."
        ) from error


def rows_of(data: bytes, whole: str, name: str) -> list[tuple[str, dict[str, Any]]]:
    """The same of what was read already; `whole` and `name` are what it is called in messages."""
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        sentence = f"{whole} is not UTF-8 text: save it as that."
        raise QuestionsError(sentence[0].upper() + sentence[1:]) from error
    places = ((f"Line {number} of {name}", line) for number, line in enumerate(lines, 1))
    return [(place, _row(place, line)) for place, line in places if line.strip()]


def _row(place: str, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise QuestionsError(f"{place} is not JSON: write one object a line.") from error
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise QuestionsError(f"{place} has no question: write an object with a question as text.")
    return row
