"""`quoth index`: what it is doing, on lines of a terminal that go, and a summary after."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TextColumn
from rich.progress import Progress as Bars
from rich.table import Column
from rich.text import Text

from bot.indexes import index_of, workers_of
from bot.presentation.wording import changes, counted
from bot.settings import Settings
from bot.terminal.console import FAINT, make_console, one_line
from bot.terminal.json_output import print_json
from bot.workers import NOBODY, SharedOut
from index.documents.document import Skipped
from index.documents.finding import check_folder
from index.indexing.job import Progress
from index.indexing.summary import Summary
from index.indexing.update import update
from index.loading import load_encoder, prepare_readers
from index.models.encoder import Encoder

LISTED = 10
# Seconds that another writer may take before this one gives up.
WAIT = 10.0
# Seconds of work that nothing is shown of; of work that there is no guess yet how long it takes;
# and between two lines where there is no terminal.
AT_ONCE = 0.5
NO_GUESS = 3.0
BETWEEN_LINES = 30.0
# Columns below which there is no room for a bar and words.
NARROW = 64

# What is told of, in order. Encoding goes on beside the stages before it.
STAGES = ("Loading", "Waiting", "Reading", "Preparing", "Encoding", "Writing")
BESIDE = "Encoding"
UNITS = {"Reading": "files", "Preparing": "documents"}
# What is told of stages that nothing is counted in.
NOTES = {
    "Loading": "the models; the first time they are compiled",
    "Waiting": "for another writer to end",
}


def run(folder: Path, settings: Settings, as_json: bool, shared_out: SharedOut = NOBODY) -> None:
    """Bring the index of a folder up to date and print what changed. Raises QuothError."""
    check_folder(folder)
    with working(told=not as_json) as progress:
        encoder = load(settings, progress)
        summary = update(
            folder,
            settings.index_dir,
            encoder,
            limits=settings.limits,
            progress=progress,
            wait=WAIT,
            index=index_of(settings, servers=False),
            workers=workers_of(settings, shared_out),
        )
    if as_json:
        print_json(summary_json(summary))
    else:
        where = settings.index or str(settings.index_dir)
        make_console().print(summary_text(summary, where), soft_wrap=True)


def load(settings: Settings, progress: Progress) -> Encoder:
    """The encoder, with all models compiled that answering needs later."""
    progress("Loading", 0, 0)
    encoder = load_encoder(settings.model, settings.cache_dir, many=True)
    prepare_readers(settings.cache_dir, second=settings.second_reader)
    return encoder


@contextmanager
def working(*, told: bool) -> Iterator[Progress]:
    """Shows on standard error how work goes on, if it takes long.

    On a terminal a line for each stage that goes on, gone in the end; elsewhere, if it is to be
    `told`, a line now and then.
    """
    console = make_console(stderr=True)
    if not console.is_interactive:
        yield _lines(console) if told else lambda stage, done, total: None
        return
    narrow = console.width < NARROW
    columns = [
        TextColumn("{task.description}", table_column=Column(no_wrap=True, min_width=9)),
        *([] if narrow else [BarColumn(24, complete_style="green", pulse_style="green")]),
        _Pace(narrow),
    ]
    bars = Bars(
        *columns,
        console=console,
        transient=True,
        refresh_per_second=4,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    # All of them at first: later they are called for by two threads.
    lines = {stage: bars.add_task(stage, total=None, visible=False) for stage in STAGES}

    def progress(stage: str, done: int, total: int) -> None:
        line = lines[stage]
        task = bars.tasks[line]
        if not task.visible or done < task.completed:
            bars.reset(line)
        # An update would not make it unknown again.
        task.total = total or None
        bars.update(line, completed=done, visible=True)
        for other in bars.tasks:
            gone = other.finished if stage == BESIDE else other.description != BESIDE
            if other is not task and (gone or stage == "Writing"):
                bars.update(other.id, visible=False)

    showing = threading.Timer(AT_ONCE, bars.start)
    showing.daemon = True
    showing.start()
    try:
        yield progress
    finally:
        showing.cancel()
        showing.join()
        bars.stop()


class _Pace(ProgressColumn):
    """How much is done, how fast that goes, and how long the rest takes."""

    def __init__(self, narrow: bool) -> None:
        super().__init__(Column(no_wrap=True, overflow="ellipsis"))
        self._narrow = narrow

    def render(self, task: Task) -> Text:
        if not task.completed:
            return Text(NOTES.get(task.description, ""), style=FAINT)
        parts = [_amount(task.description, int(task.completed), int(task.total or 0))]
        if self._narrow and task.total:
            parts = [f"{task.percentage:.0f} %"]
        if task.speed and (task.elapsed or 0.0) > 1.0:
            parts.append(f"{task.speed:,.0f}/s" if task.speed >= 10 else f"{task.speed:.1f}/s")
        left = task.time_remaining
        if left is not None and (task.elapsed or 0.0) > NO_GUESS and left > 1.0:
            parts.append(f"{_duration(left)} left")
        return Text(" · ".join(parts), style=FAINT)


def _lines(console: Console) -> Progress:
    due = time.monotonic() + BETWEEN_LINES

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal due
        if done and time.monotonic() > due:
            console.print(f"{stage}: {_amount(stage, done, total)}")
            due = time.monotonic() + BETWEEN_LINES

    return progress


def _amount(stage: str, done: int, total: int) -> str:
    unit = UNITS.get(stage, "passages")
    most = f"{total:,}"
    return f"{done:>{len(most)},} of {most} {unit}" if total else f"{done:,} {unit}"


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


def summary_text(summary: Summary, where: str | Path) -> Text:
    """What a build did: counts first, then the names of what changed and what was left out."""
    counts = f"{summary.unchanged} unchanged, {len(summary.skipped)} skipped"
    text = Text().append(f"{changes_told(summary)}, {counts}\n", style="bold")
    for verb, paths in changed_paths(summary):
        for path in paths[:LISTED]:
            text.append(f"  {verb:<8} {one_line(path)}\n")
        if len(paths) > LISTED:
            text.append(f"  {verb:<8} and {len(paths) - LISTED:,} more\n", style=FAINT)
    for name, left_out in (("skipped", summary.skipped), ("in part", summary.in_part)):
        for one in left_out[:LISTED]:
            text.append(f"  {name}  {one_line(f'{one.path}: {one.reason}')}\n", style="yellow")
        if len(left_out) > LISTED:
            more = f"and {len(left_out) - LISTED:,} more, told by quoth status"
            text.append(f"  {name}  {more}\n", style="yellow")
    stages = " · ".join(f"{name.lower()} {seconds:.1f} s" for name, seconds in summary.stages)
    text.append(
        f"{counted(documents(summary), 'document')}, {counted(summary.passages, 'passage')} "
        f"({summary.encoded:,} encoded) in {where}, {summary.seconds:.1f} s"
        + (f"\n{stages}" if stages else ""),
        style=FAINT,
    )
    return text


def changes_told(summary: Summary) -> str:
    """How many documents a build found to be others than before."""
    told = changes(len(summary.added), len(summary.changed), len(summary.removed))
    return f"{told}, {len(summary.mended):,} mended" if summary.mended else told


def changed_paths(summary: Summary) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The same documents by their paths, each kind under what happened to it."""
    return (
        ("added", summary.added),
        ("changed", summary.changed),
        ("removed", summary.removed),
        ("mended", summary.mended),
    )


def documents(summary: Summary) -> int:
    """How many the index holds after a build."""
    return len(summary.added) + len(summary.changed) + len(summary.mended) + summary.unchanged


def summary_json(summary: Summary) -> dict[str, Any]:
    """The same for programs; times in seconds."""
    return {
        "added": summary.added,
        "changed": summary.changed,
        "removed": summary.removed,
        "mended": summary.mended,
        "unchanged": summary.unchanged,
        "skipped": _reasons(summary.skipped),
        "in_part": _reasons(summary.in_part),
        "documents": documents(summary),
        "passages": summary.passages,
        "encoded": summary.encoded,
        "seconds": round(summary.seconds, 3),
        "stages": {name.lower(): round(seconds, 3) for name, seconds in summary.stages},
    }


def _reasons(left_out: tuple[Skipped, ...]) -> list[dict[str, str]]:
    return [{"path": one.path, "reason": one.reason} for one in left_out]
