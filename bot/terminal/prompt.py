"""The prompt: ask, look behind the answer, open a quote in its surroundings."""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import FileHistory, InMemoryHistory
from rich.text import Text

from bot.answerer import answerer_of, refreshed
from bot.indexes import index_of
from bot.interrupts import ended_soon
from bot.presentation.wording import counted
from bot.settings import Settings
from bot.terminal.answers import show_answer
from bot.terminal.asking import with_addresses
from bot.terminal.completion import PromptCompleter
from bot.terminal.console import FAINT, make_console, one_line, plain
from bot.terminal.documents import listed
from bot.terminal.session import LEAVING, Session, command
from index.access import Audience
from index.answering.answers import Answer, ask
from index.conversation.converse import TURNS_REMEMBERED, converse, remembered
from index.errors import QuothError
from index.loading import release

# What stands for a byte that is no UTF-8.
BAD_BYTE = re.compile(r"[\udc80-\udcff]")
# So many lines may be pasted at once.
MOST_LINES = 20


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
            plain(console, asked(line))
            answer = ask(answerer, line.strip(), audience)
            plain(console, show_answer(with_addresses(answer, answerer, settings, audience)))
            plain(console, Text())


def _piped_lines() -> Iterable[str]:
    """The lines of standard input, with halves of characters for bytes that are no UTF-8."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    return sys.stdin


def _converse(settings: Settings, audience: Audience) -> None:
    index_of(settings).check()
    console = make_console()
    pool = ThreadPoolExecutor(max_workers=1)
    loading = pool.submit(answerer_of, settings, servers=not audience.owner)
    session = Session(settings, audience, console, loading)
    prompt: PromptSession[str] = PromptSession(
        history=_history(settings),
        completer=PromptCompleter(settings, audience),
        complete_while_typing=False,
    )
    console.print(_banner(settings, audience))
    while True:
        try:
            line = prompt.prompt(HTML("<b>? </b>")).strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            break
        if line in LEAVING:
            break
        _respond_all(session, pool, [one.strip() for one in line.splitlines() if one.strip()])
    pool.shutdown(wait=False, cancel_futures=True)
    if not loading.done():
        # Python would wait for the models before it ends.
        sys.stdout.flush()
        os._exit(0)


def _banner(settings: Settings, audience: Audience) -> Text:
    """Which documents there are to be asked about."""
    with suppress(QuothError):
        documents = len(listed(settings, audience)[0])
        folder = Path(index_of(settings).folder() or "")
        with suppress(ValueError, RuntimeError):
            folder = Path("~") / folder.relative_to(Path.home())
        return Text.assemble(
            ("Quoth", "bold"),
            (f" · {counted(documents, 'document')} of ", FAINT),
            one_line(str(folder)),
            ("\nAsk about them; :help for more.", FAINT),
        )
    return Text("Ask about your documents; :help for more.", style=FAINT)


def asked(question: str) -> Text:
    """A question above its answer, where it is not to be seen otherwise."""
    return Text(f"? {one_line(question)}", style="bold")


def _respond_all(session: Session, pool: ThreadPoolExecutor, lines: Sequence[str]) -> None:
    """Answer each of the lines that were typed, or pasted at once."""
    if len(lines) > MOST_LINES:
        told = (
            f"  That is {len(lines):,} lines, of which none was asked: paste {MOST_LINES} at most, "
        )
        session.console.print(Text(f"{told}or give a file to quoth ask --batch."))
        return
    for line in lines:
        if len(lines) > 1:
            session.console.print(asked(line))
        if not _respond(session, pool, line):
            break


def _respond(session: Session, pool: ThreadPoolExecutor, line: str) -> bool:
    """Answer a line; False if that was cancelled."""
    console = session.console
    try:
        console.print()
        if line.startswith(":"):
            command(session, line)
        else:
            with console.status(
                "Loading the models…" if not session.loading.done() else "Reading…"
            ):
                session.last = pool.submit(_answer, session, line).result()
            session.turns = [*session.turns, remembered(session.last)][-TURNS_REMEMBERED:]
            answerer = session.answerer or session.loading.result()
            led = with_addresses(session.last, answerer, session.settings, session.audience)
            console.print(show_answer(led))
    except QuothError as error:
        console.print(Text(str(error), style="red"))
    except KeyboardInterrupt:
        console.print(Text("  cancelled", style="dim"))
        return False
    finally:
        console.print()
    return True


def _answer(session: Session, question: str) -> Answer:
    """Of the index as it is now; models stay loaded."""
    held = session.answerer or session.loading.result()
    now = refreshed(held, session.settings, servers=not session.audience.owner)
    session.answerer = now
    release(held, now)
    return converse(now, question, tuple(session.turns), session.audience)


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
