"""Options that several commands share, and the group that they are commands of."""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.workers import SharedOut
from index.access import OWNER, Audience

if TYPE_CHECKING:
    from bot.settings import Settings

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


def workers_options(command: Command) -> Command:
    """Options that share work out to processes here or on a Ray cluster."""

    @click.option(
        "--workers", type=click.IntRange(1, 10_000), metavar="N", help="Share it out to processes."
    )
    @click.option(
        "--ray",
        metavar="ADDRESS",
        help="Share it out on a Ray cluster: auto for this machine's, local for one made here.",
    )
    @click.option(
        "--shards",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Folder that all workers see, for what they did; it is kept.",
    )
    @wraps(command)
    def shared_out(
        *arguments: object,
        workers: int | None,
        ray: str | None,
        shards: Path | None,
        **named: object,
    ) -> None:
        if shards and not (workers or ray):
            raise click.UsageError("Shards are what workers make: add --workers or --ray.")
        command(*arguments, shared_out=SharedOut(workers or 0, ray or "", shards), **named)

    return shared_out


def examples(*lines: str, after: str = "") -> str:
    """The end of a command's help: how it is called, and what else there is to say."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines), "", after]).rstrip()


ALL_EXAMPLES = examples(
    "quoth index ~/documents",
    "quoth ask when is breakfast",
    "quoth",
    after="Settings are read from .env; .env.example describes them all. For completion by Tab, "
    'write into ~/.bashrc: eval "$(_QUOTH_COMPLETE=bash_source quoth)"; zsh and fish know '
    "zsh_source and fish_source.",
)


def document_names(context: click.Context, argument: click.Parameter, begun: str) -> list[str]:
    """The documents that a shell may complete what was begun to."""
    from bot.terminal.documents import document_names as names

    return names(context, argument, begun)


class Commands(click.Group):
    """Lists commands as they are written down; tells whoever asks without one how to ask."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of the commands."""
        return list(self.commands)

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


def all_readable(_: click.Context, __: click.Parameter, given: Sequence[str]) -> tuple[str, ...]:
    """The same of several arguments."""
    return tuple(word.encode("utf-8", "replace").decode() for word in given)


def settings_of(index_dir: Path | None, **options: float | str | None) -> "Settings":
    """The settings, with what options say in their place. Raises SettingsError."""
    from bot.settings import load_settings

    # A folder that is named is meant, whatever index is set.
    given = {"index_dir": index_dir, "index": "" if index_dir else None, **options}
    said = {name: value for name, value in given.items() if value is not None}
    return load_settings().model_copy(update=said)
