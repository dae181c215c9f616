"""Options that several commands share, and the group that they are commands of."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click

from index.access import OWNER, Audience

Command = Callable[..., None]
index_option = click.option(
    "--index",
    "index_dir",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of the index; QUOTH_INDEX_DIR, or .quoth, if not given.",
)
questions_argument = click.argument(
    "questions", type=click.Path(path_type=Path, dir_okay=False), metavar="QUESTIONS.jsonl"
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
between_0_and_1 = click.FloatRange(0, 1, min_open=True, max_open=True)


def audience_options(command: Command) -> Command:
    """Options that say whose eyes to see the documents with; the owner's without them."""

    @click.option("--guild", type=int, metavar="ID", help="Ask as somebody on a Discord server.")
    @click.option("--channel", type=int, metavar="ID", help="The channel of it to ask in.")
    @click.option("--role", type=int, metavar="ID", multiple=True, help="A role that they have.")
    @wraps(command)
    def seen_by(
        *arguments: object,
        guild: int | None,
        channel: int | None,
        role: tuple[int, ...],
        **named: object,
    ) -> None:
        if guild is None and (channel is not None or role):
            raise click.UsageError("A channel or a role is one of a server: add --guild.")
        audience = OWNER
        if guild is not None:
            channels = frozenset() if channel is None else frozenset({channel})
            # Everybody on a server has the role that bears its number.
            audience = Audience(guild, channels, (frozenset({guild, *role}),))
        command(*arguments, audience=audience, **named)

    return seen_by


class Commands(click.Group):
    """Tells whoever asks without a command how to ask."""

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name. Raises click.UsageError with how to ask if there is none."""
        unknown = self.get_command(context, args[0]) is None and not args[0].startswith("-")
        if unknown and not context.resilient_parsing:
            raise click.UsageError(
                f"There is no command {args[0]!r}: quoth --help lists them, and a question is "
                'asked with quoth ask "…".'
            )
        return super().resolve_command(context, args)


def readable(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    """An argument with question marks for bytes that are no UTF-8."""
    return given and given.encode("utf-8", "replace").decode()
