"""JSON Lines: a text on each line, under the names that such files commonly give their fields."""

import json
from typing import Any

from index.errors import DocumentError
from index.extraction.decoding import decoded
from index.extraction.model import Extract
from index.extraction.writer import TextWriter, one_line, row

SUFFIXES = (".jsonl", ".ndjson")

TEXT = ("text", "content", "contents", "body", "passage", "article", "markdown")
TITLE = ("title", "headline", "heading", "subject", "name")
TEXT_WORDS = 8
NAMED = 5


def read(data: bytes) -> Extract:
    """Each line's title as a heading, its text, and its other fields as a row; lines as landmarks.

    Raises DocumentError if no line holds a JSON object.
    """
    writer = TextWriter()
    bad: list[int] = []
    source = decoded(data)
    for number, line in enumerate(source.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            writer.landmark(f"line {number}")
            _record(writer, record)
        else:
            bad.append(number)
    if bad and not writer.blocks:
        raise DocumentError("no line of it is a JSON object")
    return Extract(
        text=writer.text,
        blocks=tuple(writer.blocks),
        title="",
        landmarks=tuple(writer.landmarks),
        notes=(*source.notes, *((_note(bad),) if bad else ())),
    )


def _record(writer: TextWriter, record: dict[str, Any]) -> None:
    names = {name.lower(): name for name in reversed(record) if isinstance(record[name], str)}
    title = next((names[name] for name in TITLE if name in names), None)
    text = next((names[name] for name in TEXT if name in names), None) or _longest(record, title)
    if title:
        writer.add(one_line(record[title]), "heading", 2)
    if text:
        writer.add(record[text], "line")
    others = {
        name: str(value)
        for name, value in record.items()
        if name not in (title, text) and isinstance(value, str | int | float) and value != ""
    }
    writer.add(row(list(others), list(others.values())), "table")


def _longest(record: dict[str, Any], title: str | None) -> str | None:
    """The name of the longest of the other texts, where it has words enough to be one."""
    texts = {n: v for n, v in record.items() if n != title and isinstance(v, str)}
    name = max(texts, key=lambda name: len(texts[name]), default=None)
    return name if name and len(texts[name].split()) >= TEXT_WORDS else None


def _note(lines: list[int]) -> str:
    named = ", ".join(map(str, lines[:NAMED]))
    more = f" and {len(lines) - NAMED} more" if len(lines) > NAMED else ""
    if len(lines) == 1:
        return f"line {named} is no JSON object"
    return f"lines {named}{more} are no JSON objects"
