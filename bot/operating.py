"""Commands of whoever runs Quoth for others: the service, and what is kept."""

import sys
from pathlib import Path

import click

from bot.interrupts import ended_soon
from bot.options import examples, index_option, json_option, settings_of

backup_argument = click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE"
)


@click.command(
    "discord",
    short_help="Answer in Discord.",
    epilog=examples("quoth discord --invite", "quoth discord"),
)
@click.option("--invite", is_flag=True, help="Print the link that adds the bot to a server.")
@index_option
def discord_command(invite: bool, index_dir: Path | None) -> None:
    """Answer in Discord, with the token in .env, until stopped (docs/discord.md)."""
    from bot.chat import running

    settings = settings_of(index_dir)
    if invite:
        click.echo(running.invite(settings))
    else:
        running.run(settings)


@click.command(
    short_help="Write all that is kept into one file.",
    epilog=examples("quoth backup ~/backups/quoth.tar.gz", "quoth backup --json quoth.tar.gz"),
)
@backup_argument
@json_option
@index_option
def backup(file: Path, as_json: bool, index_dir: Path | None) -> None:
    """Write index, questions, votes and servers' documents into FILE, whatever goes on meanwhile.

    No setting is in it, and so no token. Keep it as you would keep what people asked.
    """
    from bot.terminal.backups import run_backup

    with ended_soon():
        run_backup(file, settings_of(index_dir), as_json=as_json)


@click.command(
    short_help="Put a backup back.",
    epilog=examples(
        "quoth restore --check ~/backups/quoth.tar.gz", "quoth restore ~/backups/quoth.tar.gz"
    ),
)
@backup_argument
@click.option("--check", "only_check", is_flag=True, help="Compare its checksums, restore nothing.")
@click.option("--replace", is_flag=True, help="Put it in the place of what is there.")
@json_option
@index_option
def restore(
    file: Path, only_check: bool, replace: bool, as_json: bool, index_dir: Path | None
) -> None:
    """Put what a backup FILE holds where the settings say, all of it or nothing.

    Every checksum is compared first. Stop the bot before.
    """
    from bot.terminal import backups

    settings = settings_of(index_dir)
    with ended_soon():
        if only_check:
            backups.run_check(file, as_json=as_json)
        else:
            backups.run_restore(file, settings, replace=replace, as_json=as_json)


@click.command(
    short_help="Answer over HTTP, and show the documents.",
    epilog=examples("quoth serve", "quoth serve --port 8080"),
)
@click.option("--host", metavar="NAME", help="Listen there; QUOTH_SERVE_HOST, or this machine.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), metavar="N", help="QUOTH_SERVE_PORT, or 8484."
)
@index_option
def serve(host: str | None, port: int | None, index_dir: Path | None) -> None:
    """Answer over HTTP, and show documents with their quotes, until stopped (docs/serving.md)."""
    from bot.web import running

    running.run(settings_of(index_dir, serve_host=host, serve_port=port))


@click.command(
    short_help="Look whether all is in order.",
    epilog=examples("quoth doctor", "quoth doctor --deep", "quoth doctor --discord --json"),
)
@click.option("--deep", is_flag=True, help="Read all that is stored, and compare its checksums.")
@click.option("--discord", is_flag=True, help="Sign in to Discord: intents, permissions, clock.")
@json_option
@index_option
def doctor(deep: bool, discord: bool, as_json: bool, index_dir: Path | None) -> None:
    """Look at the machine, the models, the index, its documents and the bot; change nothing.

    Ends with status 1 where something is to be mended.
    """
    from bot.doctor import running

    with ended_soon():
        status = running.run(settings_of(index_dir), deep=deep, discord=discord, as_json=as_json)
    sys.exit(status)


COMMANDS = (discord_command, serve, doctor, backup, restore)
