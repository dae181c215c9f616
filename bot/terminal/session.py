"""What the prompt remembers between two lines, and the commands that begin with a colon."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field

import click
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.indexes import index_of
from bot.settings import Settings
from bot.terminal.answers import show_document, show_evidence
from bot.terminal.console import safe
from bot.terminal.documents import listed, numbered
from bot.terminal.listing import print_documents
from bot.terminal.status import promise_text
from index.access import Audience
from index.answering.answerer import Answerer
from index.answering.answers import Answer
from index.conversation.converse import Turn
from index.evaluation.promise import standing
from index.store.catalog import StoredDocument

HELP = """\
Type a question. Answers are quoted word for word; a decline shows what came closest. \
A question may lean on the one before ("and in 2021?", "why?"); it then says how it was read. \
Several lines at once are several questions."""
COMMANDS_HELP = (
    (":why", "why the last answer is what it is, and the figures behind it"),
    (":open N", "quote N of the last answer in its surroundings"),
    (":open DOCUMENT", "a document's text, with its lines numbered"),
    (":new", "start afresh, with nothing to lean on"),
    (":sources", "the documents, and the files that were left out"),
    (":help", "this text; Tab completes commands and documents"),
    (":quit", "leave (Ctrl-D does too; Ctrl-C cancels a question)"),
)
LEAVING = (":quit", ":q", ":exit", "quit", "exit")


@dataclass
class Session:
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


def command(session: Session, line: str) -> None:
    """Do what a line that begins with a colon says."""
    name, _, argument = line.partition(" ")
    commands: dict[str, Callable[[Session, str], None]] = {
        ":help": _help,
        ":why": _why,
        ":open": _open,
        ":new": _new,
        ":sources": _sources,
    }
    found = commands.get(name)
    if found is None:
        session.console.print(Text(f"  There is no command {name}; :help lists them."))
    else:
        found(session, argument.strip())


def _help(session: Session, argument: str) -> None:
    commands = Table.grid(padding=(0, 2))
    for row in COMMANDS_HELP:
        commands.add_row(*map(Text, row))
    session.console.print(Padding(Group(Text(HELP), Text(), commands), (0, 0, 0, 2)))


def _why(session: Session, argument: str) -> None:
    if session.last is None or session.answerer is None:
        session.console.print(Text("  Ask something first."))
    else:
        promise = standing(session.answerer, session.settings.index_dir)
        session.console.print(show_evidence(session.last, promise_text(promise)))


def _open(session: Session, argument: str) -> None:
    if argument and not argument.isdecimal():
        _open_document(session, argument)
        return
    quotes = (session.last.quotes or session.last.closest) if session.last else ()
    if session.answerer is None or not quotes:
        session.console.print(Text("  There is nothing to open yet."))
        return
    number = int(argument) if argument else 1
    if not 1 <= number <= len(quotes):
        several = f":open wants a number from 1 to {len(quotes)}, or a document's name."
        only = "There is only one passage to open: :open 1 shows it."
        session.console.print(Text(f"  {several if len(quotes) > 1 else only}"))
        return
    place = quotes[number - 1].place
    view = session.answerer.library.view(session.audience)
    document = view.document(place.document, place.collection)
    if document is not None:
        session.console.print(show_document(document, place.start, place.end))


def _open_document(session: Session, name: str) -> None:
    document = _stored(session, name)
    if document is None:
        session.console.print(Text(f"  There is no document {name}; :sources lists them all."))
        return
    shown = safe(numbered(document.text)).replace("\t", "  ").rstrip("\n")
    if shown.count("\n") < session.console.height - 2:
        session.console.print(Text(shown), soft_wrap=True)
    else:
        click.echo_via_pager(f"{shown}\n")


def _stored(session: Session, name: str) -> StoredDocument | None:
    found = None
    for catalog in index_of(session.settings).contents(session.audience):
        with closing(catalog):
            found = found or catalog.document(name)
    return found


def _new(session: Session, argument: str) -> None:
    session.turns = []
    session.console.print(Text("  A new conversation."))


def _sources(session: Session, argument: str) -> None:
    print_documents(session.console, *listed(session.settings, session.audience))
