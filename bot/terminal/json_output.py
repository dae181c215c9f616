"""JSON for programs, on standard output; apart from what draws on a terminal, which takes time."""

import json
from typing import Any

import click


def print_json(row: dict[str, Any], *, indent: int | None = None) -> None:
    """One object on standard output, on one line unless it is indented."""
    line = json.dumps(row, ensure_ascii=False, indent=indent)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        # Half of a surrogate pair, which JSON can hold and UTF-8 cannot.
        line = json.dumps(row, indent=indent)
    click.echo(line)
