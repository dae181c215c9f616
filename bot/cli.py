"""The `quoth` command. Nothing heavy is imported before a command that needs it runs."""

import os
import sys
from pathlib import Path

import click

from bot.interrupts import ended_soon
from bot.operating import COMMANDS
from bot.options import (
    ALL_EXAMPLES,
    Commands,
    all_readable,
    audience_options,
    between_0_and_1,
    document_names,
    examples,
    index_option,
    json_option,
    questions_argument,
    readable,
    settings_of,
    workers_options,
)
from bot.workers import NOBODY, SharedOut
from index.access import Audience
from index.errors import QuothError
from index.native import native

ERROR_STATUS = 2


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog=ALL_EXAMPLES,
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

        run(settings_of(index_dir), audience)
    else:
        # Whoever gives options before the command means them for it.
        given = {name: value for name, value in context.params.items() if value not in (None, ())}
        context.default_map = {context.invoked_subcommand: given}


@quoth.command(
    "index",
    short_help="Make an index of a folder, or update it.",
    epilog=examples(
        "quoth index ~/documents",
        "quoth index ~/documents --watch",
        "quoth index ~/documents --workers 16",
        "quoth index",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--watch", "watching", is_flag=True, help="Keep it up to date until Ctrl-C.")
@click.option("--replace", is_flag=True, help="Put it in the place of another folder's index.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each update.")
@workers_options
@index_option
def index_command(
    folder: Path | None,
    watching: bool,
    replace: bool,
    as_json: bool,
    shared_out: SharedOut,
    index_dir: Path | None,
) -> None:
    """Make the index of a FOLDER of documents, or bring it up to date.

    Without FOLDER it is the one that was indexed before. An index of an earlier version of Quoth,
    or one that is damaged, is made anew.
    """
    from bot.terminal import building

    settings = settings_of(index_dir)
    if not watching:
        building.run_once(folder, settings, shared_out, replace=replace, as_json=as_json)
    elif shared_out != NOBODY:
        raise click.UsageError("Workers are for one update: leave out --watch, or them.")
    else:
        building.run_always(folder, settings, replace=replace, as_json=as_json)


@quoth.command(
    short_help="Answer a question, or a file of them.",
    epilog=examples(
        "quoth ask when is breakfast",
        "quoth ask --json 'When is breakfast?'",
        "echo 'when is breakfast?' | quoth ask -",
        "quoth ask --batch questions.jsonl --json",
    ),
)
@click.argument("words", nargs=-1, metavar="QUESTION", callback=all_readable)
@click.option(
    "--batch",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Answer every line of FILE (- for standard input), each a JSON object with a question, "
    "and perhaps a history: the questions before it, oldest first. Needs --json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Answer from this confidence on.",
)
@click.option(
    "--quotes", type=click.IntRange(1, 3), default=3, metavar="N", help="Show at most N quotes."
)
@index_option
@audience_options
def ask(
    words: tuple[str, ...],
    batch: Path | None,
    as_json: bool,
    threshold: float | None,
    quotes: int,
    index_dir: Path | None,
    audience: Audience,
) -> None:
    """Answer a QUESTION (- reads it from standard input), or a file of them."""
    if not words and batch is None:
        raise click.UsageError(
            'Write the question after it, as in quoth ask "When is breakfast?", or give a file of '
            "questions with --batch FILE --json."
        )
    if words and batch is not None:
        raise click.UsageError("Give either a question or --batch FILE, not both.")
    if batch is not None and not as_json:
        raise click.UsageError("A batch is answered as JSON: add --json.")
    from bot.terminal import asking

    settings = settings_of(index_dir, threshold=threshold)
    with ended_soon():
        if batch is not None:
            asking.run_batch(batch, settings, audience, quotes)
        else:
            run = asking.run_json if as_json else asking.run
            run(words, settings, audience, quotes)


@quoth.command(
    short_help="List what is indexed.", epilog=examples("quoth documents", "quoth documents --json")
)
@json_option
@index_option
@audience_options
def documents(as_json: bool, index_dir: Path | None, audience: Audience) -> None:
    """List the documents of the index, and the files that were left out."""
    from bot.terminal.documents import run_documents

    run_documents(settings_of(index_dir), audience, as_json=as_json)


@quoth.command(
    short_help="Print the text of a document.",
    epilog=examples(
        "quoth show hotel.md", "quoth show --lines hotel.md", "quoth show --mark 120:180 hotel.md"
    ),
)
@click.argument("document", callback=readable, shell_complete=document_names)
@click.option(
    "--mark", metavar="START:END", help="Show the lines around these code points, marked."
)
@click.option("--lines", is_flag=True, help="Number the lines, as labels do.")
@index_option
@audience_options
def show(
    document: str, mark: str | None, lines: bool, index_dir: Path | None, audience: Audience
) -> None:
    """Print the text of a DOCUMENT, exactly as quotes are counted in it."""
    from bot.terminal.documents import run_show

    run_show(document, mark, settings_of(index_dir), audience, lines=lines)


@quoth.command(
    "eval",
    short_help="Measure how right the answers are.",
    epilog=examples("quoth eval questions.jsonl", "quoth eval questions.jsonl --plots plots"),
)
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
        run_eval(questions, settings_of(index_dir), plots, as_json)


@quoth.command(
    short_help="Find a threshold that keeps a promise.",
    epilog=examples(
        "quoth calibrate questions.jsonl", "quoth calibrate questions.jsonl --risk 0.05"
    ),
)
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
        run_calibrate(questions, settings_of(index_dir), risk, certainty, as_json)


@quoth.command(
    short_help="Show what the index holds and promises.",
    epilog=examples("quoth status", "quoth status --index ~/work/.quoth --json"),
)
@json_option
@index_option
def status(as_json: bool, index_dir: Path | None) -> None:
    """Show what the index holds and whether its promise stands."""
    from bot.terminal.measuring import run_status

    with ended_soon():
        run_status(settings_of(index_dir), as_json)


for command in COMMANDS:
    quoth.add_command(command)


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
