"""`quoth index`: a progress bar while it works, a summary after."""

from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.settings import Settings
from bot.terminal import make_console
from index.build import Summary, build
from index.loading import load_encoder, prepare_reader

LISTED = 10


def run(folder: Path, settings: Settings) -> None:
    """Build or update the index of a folder and print what changed."""
    console = make_console()
    with console.status("Loading the models; the first time they are compiled, once…"):
        encoder = load_encoder(settings.model, settings.cache_dir)
        prepare_reader(settings.cache_dir)
    columns = (
        TextColumn("{task.description:<9}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        tasks = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total or None)
            bars.update(tasks[stage], completed=done, total=total or None)

        summary = build(folder, settings.index_dir, encoder, settings.largest_file_mb, progress)
    console.print(summary_text(summary, settings.index_dir))


def summary_text(summary: Summary, index_dir: Path) -> Text:
    """What a build did: counts first, then the names of what changed and what was left out."""
    counts = (
        f"{len(summary.added)} added, {len(summary.changed)} changed, "
        f"{len(summary.removed)} removed, {summary.unchanged} unchanged, "
        f"{len(summary.skipped)} skipped"
    )
    documents = len(summary.added) + len(summary.changed) + summary.unchanged
    text = Text(f"{counts}\n", style="bold")
    for verb, paths in (
        ("added", summary.added),
        ("changed", summary.changed),
        ("removed", summary.removed),
    ):
        for path in paths[:LISTED]:
            text.append(f"  {verb:<8} {path}\n", style="default")
        if len(paths) > LISTED:
            text.append(f"  {verb:<8} and {len(paths) - LISTED} more\n", style="dim")
    for skipped in summary.skipped:
        text.append(f"  skipped  {skipped.path}: {skipped.reason}\n", style="yellow")
    for partly in summary.in_part:
        text.append(f"  in part  {partly.path}: {partly.reason}\n", style="yellow")
    text.append(
        f"{documents} documents, {summary.passages} passages "
        f"({summary.encoded} encoded) in {index_dir}, {summary.seconds:.1f} s",
        style="dim",
    )
    return text
