"""The prompt: ask, look behind the answer, open a quote in its surroundings."""

import os
import re
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from io import TextIOWrapper

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import FileHistory, InMemoryHistory
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.answerer import answerer_of, refreshed
from bot.interrupts import ended_soon
from bot.settings import Settings
from bot.terminal.answers import show_answer, show_document, show_documents, show_evidence
from bot.terminal.console import make_console, plain
from bot.terminal.status import promise_text
from index.access import Audience
from index.answering.answers import Answer, Answerer, ask
from index.conversation.converse import TURNS_REMEMBERED, Turn, converse, remembered
from index.errors import QuothError
from index.evaluation.promise import standing
from index.loading import release
from index.paths import CATALOG
from index.store.library import visible_catalogs
from index.store.snapshot import open_catalog

HELP = """\
Type a question. Answers are quoted word for word; a decline shows what came closest. \
A question may lean on the one before ("and in 2021?", "why?"); it then says how it was read."""
COMMANDS_HELP = (
    (":why", "the scores behind the last answer"),
    (":open N", "quote N of the last answer in its surroundings"),
    (":new", "start afresh, with nothing to lean on"),
    (":sources", "the documents, and the files that were left out"),
    (":help", "this text"),
    (":quit", "leave (Ctrl-D does too; Ctrl-C cancels a question)"),
)
# What stands for a byte that is no UTF-8.
BAD_BYTE = re.compile(r"[\udc80-\udcff]")
LEAVING = (":quit", ":q", ":exit", "quit", "exit")


@dataclass
class _Session:
    """What the prompt remembers between two lines.

    `answerer` is what gave the last answer.
    """

    settings: Settings
    audience: Audience
    console: Console
    loading: "Future[Answerer]"
    answerer: Answerer | None = None
    last: Answer | None = None
    turns: list[Turn] = field(default_factory=list)


def run(settings: Settings, audience: Audience) -> None:
    """The prompt on a terminal; each line of a pipe is a question. Raises QuothError."""
    if sys.stdin.isatty():
        _converse(settings, audience)
    else:
        with ended_soon():
            _answer_lines(settings, audience)


def _answer_lines(settings: Settings, audience: Audience) -> None:
    console = make_console()
    answerer = answerer_of(settings, servers=not audience.owner)
    for number, line in enumerate(_piped_lines(), 1):
        if BAD_BYTE.search(line):
            click.echo(f"Line {number} was not asked: it is not valid UTF-8; mend it.", err=True)
        elif line.strip():
            plain(console, show_answer(ask(answerer, line.strip(), audience)))
            plain(console, Text())


def _piped_lines() -> Iterable[str]:
    """The lines of standard input, with halves of characters for bytes that are no UTF-8."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    return sys.stdin


def _converse(settings: Settings, audience: Audience) -> None:
    if not (settings.index_dir / CATALOG).is_file():
        open_catalog(settings.index_dir)
    console = make_console()
    pool = ThreadPoolExecutor(max_workers=1)
    loading = pool.submit(answerer_of, settings, servers=not audience.owner)
    session = _Session(settings, audience, console, loading)
    prompt: PromptSession[str] = PromptSession(history=_history(settings))
    console.print(Text("Quoth — ask about your documents; :help for more.", style="dim"))
    while True:
        try:
            line = prompt.prompt(HTML("<b>? </b>")).strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            break
        if line in LEAVING:
            break
        if line:
            _respond(session, pool, line)
    pool.shutdown(wait=False, cancel_futures=True)
    if not loading.done():
        # Python would wait for the models before it ends.
        sys.stdout.flush()
        os._exit(0)


def _respond(session: _Session, pool: ThreadPoolExecutor, line: str) -> None:
    console = session.console
    try:
        console.print()
        if line.startswith(":"):
            _command(session, line)
        else:
            with console.status(
                "Loading the models…" if not session.loading.done() else "Reading…"
            ):
                session.last = pool.submit(_answer, session, line).result()
            session.turns = [*session.turns, remembered(session.last)][-TURNS_REMEMBERED:]
            console.print(show_answer(session.last))
    except QuothError as error:
        console.print(Text(str(error), style="red"))
    except KeyboardInterrupt:
        console.print(Text("  cancelled", style="dim"))
    console.print()


def _answer(session: _Session, question: str) -> Answer:
    """Of the index as it is now; models stay loaded."""
    held = session.answerer or session.loading.result()
    now = refreshed(held, session.settings, servers=not session.audience.owner)
    session.answerer = now
    release(held, now)
    return converse(now, question, tuple(session.turns), session.audience)


def _command(session: _Session, line: str) -> None:
    name, _, argument = line.partition(" ")
    commands: dict[str, Callable[[_Session, str], None]] = {
        ":help": _help,
        ":why": _why,
        ":open": _open,
        ":new": _new,
        ":sources": _sources,
    }
    command = commands.get(name)
    if command is None:
        session.console.print(Text(f"  There is no command {name}; :help lists them."))
    else:
        command(session, argument.strip())


def _help(session: _Session, argument: str) -> None:
    commands = Table.grid(padding=(0, 2))
    for row in COMMANDS_HELP:
        commands.add_row(*map(Text, row))
    session.console.print(Padding(Group(Text(HELP), commands), (0, 0, 0, 2)))


def _why(session: _Session, argument: str) -> None:
    if session.last is None or session.answerer is None:
        session.console.print(Text("  Ask something first."))
    else:
        promise = standing(session.answerer, session.settings.index_dir)
        session.console.print(show_evidence(session.last, promise_text(promise)))


def _open(session: _Session, argument: str) -> None:
    quotes = (session.last.quotes or session.last.closest) if session.last else ()
    if session.answerer is None or not quotes:
        session.console.print(Text("  There is nothing to open yet."))
        return
    number = int(argument) if argument.isdecimal() else 1 if not argument else 0
    if not 1 <= number <= len(quotes):
        several = f":open wants a number from 1 to {len(quotes)}."
        only = "There is only one passage to open: :open 1 shows it."
        session.console.print(Text(f"  {several if len(quotes) > 1 else only}"))
        return
    place = quotes[number - 1].place
    view = session.answerer.library.view(session.audience)
    document = view.document(place.document, place.collection)
    if document is not None:
        session.console.print(show_document(document, place.start, place.end))


def _new(session: _Session, argument: str) -> None:
    session.turns = []
    session.console.print(Text("  A new conversation."))


def _sources(session: _Session, argument: str) -> None:
    catalogs = visible_catalogs(
        session.settings.index_dir, session.settings.discord_documents, session.audience
    )
    documents = sorted((d for c in catalogs for d in c.documents()), key=lambda d: d.path)
    skipped = sorted(one for c in catalogs for one in c.skipped())
    session.console.print(show_documents(documents, skipped))
    for catalog in catalogs:
        catalog.close()


def _history(settings: Settings) -> FileHistory | InMemoryHistory:
    path = settings.history_file or settings.index_dir / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError:
        return InMemoryHistory()
    return _History(str(path))


class _History(FileHistory):
    """Lines that cannot be written down, as when the folder is gone, are only remembered."""

    def store_string(self, string: str) -> None:
        with suppress(OSError):
            super().store_string(string)
