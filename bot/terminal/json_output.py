"""JSON for programs, on standard output; apart from what draws on a terminal, which takes time."""

from typing import Any

import click

from bot.presentation.answer_json import line_of


def print_json(row: dict[str, Any], *, indent: int | None = None) -> None:
    """One object on standard output, on one line unless it is indented."""
    click.echo(line_of(row, indent=indent))
