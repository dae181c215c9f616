"""The `quoth` command. Nothing heavy is imported before a command that needs it runs."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.interrupts import ended_soon
from bot.options import (
    Commands,
    audience_options,
    between_0_and_1,
    index_option,
    json_option,
    questions_argument,
    readable,
)
from index.access import Audience
from index.errors import DocumentError, QuothError, SettingsError
from index.native import native

if TYPE_CHECKING:
    from bot.settings import Settings

ERROR_STATUS = 2
STOPPED = "Stopped: the former index is whole, and what was encoded is kept for the next run."


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog="Settings are read from .env; .env.example describes them all.",
)
@index_option
@audience_options
@click.version_option(package_name="quoth", message="quoth %(version)s")
@click.pass_context
def quoth(context: click.Context, index_dir: Path | None, audience: Audience) -> None:
    """Answers questions about your documents with passages quoted word for word.

    When the documents do not hold the answer, it says so. Make an index once with
    "quoth index FOLDER"; then "quoth" alone opens a prompt to ask at, and
    "echo 'a question' | quoth" answers each line of its input.
    """
    if context.invoked_subcommand is None:
        from bot.terminal.prompt import run

        run(_settings(index_dir), audience)
    else:
        # Whoever gives options before the command means them for it.
        given = {name: value for name, value in context.params.items() if value not in (None, ())}
        context.default_map = {context.invoked_subcommand: given}


@quoth.command("index")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--watch", "watching", is_flag=True, help="Keep it up to date until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each update.")
@index_option
def index_command(folder: Path, watching: bool, as_json: bool, index_dir: Path | None) -> None:
    """Make the index of a FOLDER of documents, or bring it up to date."""
    settings = _settings(index_dir)
    if watching:
        from bot.terminal.watching import run as run_watching

        with ended_soon():
            run_watching(folder, settings, as_json)
        return
    from bot.terminal.indexing import run
    from bot.terminal.measuring import recheck_after_build

    with ended_soon(STOPPED):
        try:
            run(folder, settings, as_json)
        except KeyboardInterrupt:
            click.echo(STOPPED, err=True)
            raise
    if not as_json:
        with ended_soon():
            recheck_after_build(settings)


@quoth.command()
@click.argument("question", required=False, callback=readable)
@click.option(
    "--batch",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Answer every line of FILE, each a JSON object with a question, and perhaps a history: "
    "the questions before it, oldest first. Needs --json.",
)
@click.option("--json", "as_json_lines", is_flag=True, help="Print JSON, one object a line.")
@index_option
@audience_options
def ask(
    question: str | None,
    batch: Path | None,
    as_json_lines: bool,
    index_dir: Path | None,
    audience: Audience,
) -> None:
    """Answer a QUESTION, or a file of them."""
    if question is None and batch is None:
        raise click.UsageError(
            'Write the question after it, as in quoth ask "When is breakfast?", or give a file of '
            "questions with --batch FILE --json."
        )
    if question is not None and batch is not None:
        raise click.UsageError("Give either a question or --batch FILE, not both.")
    if batch is not None and not as_json_lines:
        raise click.UsageError("A batch is answered as JSON: add --json.")

    settings = _settings(index_dir)
    with ended_soon():
        if batch is not None:
            from bot.terminal.batch import read_questions

            rows = read_questions(batch)
            from bot.terminal.asking import run_batch

            run_batch(rows, settings, audience)
        else:
            from bot.terminal.asking import run

            run(question or "", settings, audience, as_json_lines)


@quoth.command()
@click.argument("document", callback=readable)
@click.option(
    "--mark", metavar="START:END", help="Show the lines around these code points, marked."
)
@index_option
@audience_options
def show(document: str, mark: str | None, index_dir: Path | None, audience: Audience) -> None:
    """Print the text of a DOCUMENT, exactly as quotes are counted in it."""
    from index.store.library import visible_catalogs

    settings = _settings(index_dir)
    catalogs = visible_catalogs(settings.index_dir, settings.discord_documents, audience)
    stored = next(filter(None, (catalog.document(document) for catalog in catalogs)), None)
    if stored is None:
        raise DocumentError(
            f"There is no document {document} in the index: :sources in the prompt lists them all."
        )
    if mark is None:
        if sys.stdout.isatty():
            from bot.terminal.answers import safe

            text = safe(stored.text)
            click.echo(text, nl=not text.endswith("\n"))
            return
        sys.stdout.buffer.write(stored.text.encode("utf-8", "surrogatepass"))
        sys.stdout.buffer.flush()
        return
    from bot.terminal.answers import show_document
    from bot.terminal.console import make_console, plain

    start, end = _offsets(mark, len(stored.text))
    plain(make_console(), show_document(stored, start, end))


@quoth.command("eval")
@questions_argument
@click.option(
    "--plots",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Draw risk against coverage, reliability, and confidence by kind into DIR.",
)
@json_option
@index_option
def eval_command(
    questions: Path, plots: Path | None, as_json: bool, index_dir: Path | None
) -> None:
    """Measure the answers to QUESTIONS.jsonl, whose right answers are known."""
    from bot.terminal.measuring import run_eval

    with ended_soon():
        run_eval(questions, _settings(index_dir), plots, as_json)


@quoth.command()
@questions_argument
@click.option(
    "--risk",
    type=between_0_and_1,
    default=0.10,
    show_default=True,
    help="Largest share of the answers that may be wrong.",
)
@click.option(
    "--certainty",
    type=between_0_and_1,
    default=0.95,
    show_default=True,
    help="How certain that must be.",
)
@json_option
@index_option
def calibrate(
    questions: Path, risk: float, certainty: float, as_json: bool, index_dir: Path | None
) -> None:
    """Find the threshold that keeps a promise, from your own QUESTIONS.jsonl."""
    from bot.terminal.measuring import run_calibrate

    with ended_soon():
        run_calibrate(questions, _settings(index_dir), risk, certainty, as_json)


@quoth.command()
@json_option
@index_option
def status(as_json: bool, index_dir: Path | None) -> None:
    """Show what the index holds and whether its promise stands."""
    from bot.terminal.measuring import run_status

    with ended_soon():
        run_status(_settings(index_dir), as_json)


@quoth.command("discord")
@click.option("--invite", is_flag=True, help="Print the link that adds the bot to a server.")
@index_option
def discord_command(invite: bool, index_dir: Path | None) -> None:
    """Answer in Discord, with the token in .env, until stopped (docs/discord.md)."""
    from bot.chat import running

    settings = _settings(index_dir)
    if invite:
        click.echo(running.invite(settings))
    else:
        running.run(settings)


def main() -> None:
    """Run the command; tell any error in one sentence and leave with status 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", newline="\n")
    try:
        with native("A library"):
            quoth.main(standalone_mode=False)
    except QuothError as error:
        _fail(str(error))
    except click.ClickException as error:
        _fail(error.format_message())
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except BrokenPipeError:
        # Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ERROR_STATUS)
    except OSError as error:
        _fail(f"The system does not allow what is needed: {error}; mend that and try again.")


def _fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(ERROR_STATUS)


def _settings(index_dir: Path | None) -> "Settings":
    from bot.settings import load_settings

    settings = load_settings()
    return settings.model_copy(update={"index_dir": index_dir}) if index_dir else settings


def _offsets(mark: str, length: int) -> tuple[int, int]:
    start, _, end = mark.partition(":")
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end) <= length):
        raise SettingsError(
            f"{mark!r} is not a place in the document: give --mark START:END within 0:{length}."
        )
    return int(start), int(end)
