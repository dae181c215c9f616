"""`quoth index --watch`: the index kept up to date, a line for each update."""

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType

from rich.text import Text

from bot.indexes import index_of
from bot.presentation.wording import counted, named
from bot.settings import Settings
from bot.terminal.console import FAINT, make_console, one_line
from bot.terminal.indexing import (
    changed_paths,
    changes_told,
    documents,
    load,
    summary_json,
    working,
)
from bot.terminal.json_output import print_json
from index.documents.document import Skipped
from index.documents.finding import check_folder
from index.errors import QuothError
from index.indexing.summary import Summary
from index.indexing.update import update
from index.indexing.watching import Changed, follow

# Names of files in one line.
NAMED = 3
# Seconds that another writer may take before that is told.
WAIT = 10.0


def run(folder: Path, settings: Settings, as_json: bool) -> None:
    """Bring the index up to date whenever the folder changes, until a signal ends it.

    After SIGTERM this returns; Ctrl-C comes through as KeyboardInterrupt. Raises QuothError only
    before the first update.
    """
    check_folder(folder)
    stop = threading.Event()
    with _ended_by_sigterm(stop):
        with working(told=not as_json) as progress:
            encoder = load(settings, progress)

        def bring(changed: Changed) -> Summary:
            with working(told=not as_json) as progress:
                return update(
                    folder,
                    settings.index_dir,
                    encoder,
                    limits=settings.limits,
                    progress=progress,
                    changed=changed,
                    wait=WAIT,
                    index=index_of(settings, servers=False),
                )

        told = _told_as_json if as_json else _told_as_text
        told(folder, follow(folder, stop, bring, settings.index_dir))


@contextmanager
def _ended_by_sigterm(stop: threading.Event) -> Iterator[None]:
    """Leave the block at once, wherever it is, when the process is told to end."""

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        if not stop.is_set():
            raise
    finally:
        signal.signal(signal.SIGTERM, before)


def _told_as_json(folder: Path, outcomes: Iterable[Summary | QuothError]) -> None:
    for outcome in _news(outcomes):
        now = datetime.now().astimezone().isoformat(timespec="milliseconds")
        said = {"error": str(outcome)} if isinstance(outcome, QuothError) else summary_json(outcome)
        print_json({"time": now} | said)


def _told_as_text(folder: Path, outcomes: Iterable[Summary | QuothError]) -> None:
    console = make_console()
    left_out: frozenset[Skipped] | None = None
    for outcome in _news(outcomes):
        line = Text().append(f"{datetime.now():%H:%M:%S}  ", style=FAINT)
        if isinstance(outcome, QuothError):
            line.append(one_line(str(outcome)), style="yellow")
        elif left_out is None:
            line.append_text(first_text(outcome, folder))
        else:
            line.append_text(update_text(outcome, left_out))
        console.print(line, soft_wrap=True)
        if isinstance(outcome, Summary):
            left_out = frozenset(outcome.skipped)


def _news(outcomes: Iterable[Summary | QuothError]) -> Iterator[Summary | QuothError]:
    """The first update, those that changed something or ended an error, each error once."""
    told: str | tuple[Skipped, ...] | None = None
    for outcome in outcomes:
        if isinstance(outcome, QuothError):
            if told != str(outcome):
                yield outcome
            told = str(outcome)
        else:
            if any(paths for _, paths in changed_paths(outcome)) or told != outcome.skipped:
                yield outcome
            told = outcome.skipped


def first_text(summary: Summary, folder: Path) -> Text:
    """What there is to be watched, and what the first update did, in numbers."""
    text = Text(
        f"{counted(documents(summary), 'document')}, {counted(summary.passages, 'passage')}: "
        f"{changes_told(summary)}, {len(summary.skipped):,} skipped"
    )
    text.append(f" · {summary.seconds:.1f} s\nWatching {one_line(str(folder))}", style=FAINT)
    return text.append(" until Ctrl-C; quoth status tells what was skipped.", style=FAINT)


def update_text(summary: Summary, left_out_before: frozenset[Skipped]) -> Text:
    """What an update changed, and what it left out that was not left out before, on one line."""
    parts = [
        Text(f"{verb} {named([one_line(path) for path in paths], NAMED)}")
        for verb, paths in changed_paths(summary)
        if paths
    ]
    new = [one for one in summary.skipped if one not in left_out_before]
    for verb, left_out in (("skipped", new), ("in part", summary.in_part)):
        if left_out:
            names = named([one_line(f"{one.path}: {one.reason}") for one in left_out], NAMED)
            parts.append(Text(f"{verb} {names}", style="yellow"))
    parts = parts or [Text("nothing changed")]
    return Text("; ").join(parts).append(f" · {summary.seconds:.1f} s", style=FAINT)
