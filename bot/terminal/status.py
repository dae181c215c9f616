"""`quoth status` on a terminal."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.presentation.status import STATES, THRESHOLDS, Status, basis
from bot.presentation.wording import percent, reader_words
from bot.terminal.console import FAINT, one_line
from index.evaluation.promise import Standing

MAKE_ONE = "make one from your own questions: quoth calibrate QUESTIONS.jsonl"
LAPSED = "something changed, and the same questions no longer bear it out: run quoth calibrate"


def show_status(status: Status) -> RenderableType:
    """A line for each thing, the promise in words, and each file that was left out."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style=FAINT, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("index", Text(f"{status.index}, generation {status.generation}"))
    table.add_row("made from", Text(one_line(status.folder)))
    table.add_row("documents", f"{status.documents:,}")
    table.add_row("passages", f"{status.passages:,}")
    if status.collections:
        lines = [Text(one_line(holding.shown)) for holding in status.collections]
        table.add_row("whose", Group(*lines))
    table.add_row("model", Text(status.model))
    table.add_row("reader", Text(reader_words(status.reader, status.fitted_on)))
    table.add_row(
        "threshold", f"{percent(status.threshold)}, {THRESHOLDS[status.threshold_source]}"
    )
    table.add_row("promise", promise_text(status.standing))
    for name, unread in (("skipped", status.skipped), ("in part", status.in_part)):
        lines = [Text(one_line(f"{path}: {why}"), style="yellow") for path, why in unread]
        table.add_row(name, Group(*lines) if lines else "none")
    return Padding(table, (0, 0, 0, 1))


def promise_text(standing: Standing) -> Text:
    """Whether the promise stands, what it says, and what it rests on."""
    words, style = STATES[standing.state]
    text = Text(words, style=style)
    promise = standing.promise
    if promise is None:
        return text.append(f"\n{MAKE_ONE}", FAINT)
    text.append(f"\n{promise.claim}", "default")
    if standing.state == "lapsed":
        text.append(f"\n{LAPSED}", "default")
    return text.append(f"\n{basis(promise)}", FAINT)
