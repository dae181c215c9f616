"""The list of documents: paths whole, as they are to be copied; page by page if it is long."""

from collections.abc import Iterator, Sequence

import click
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.presentation.wording import counted
from bot.terminal.console import FAINT, one_line
from index.store.catalog import Listed

# Columns for paths, at most; a longer one has its title under it. And for a title, at least.
PATHS = 34
TITLES = 20
GAP = "  "


def print_documents(
    console: Console,
    documents: Sequence[Listed],
    skipped: Sequence[tuple[str, str]],
    in_part: Sequence[tuple[str, str]],
) -> None:
    """Print the list; on a terminal that it is longer than, in the pager of the system."""
    lines = list(document_lines(documents, skipped, in_part, console.width))
    text = Text("\n").join(lines)
    if not console.is_terminal or len(lines) < console.height - 1:
        console.print(text, soft_wrap=True)
        return
    with console.capture() as printed:
        console.print(text, soft_wrap=True)
    click.echo_via_pager(printed.get())


def document_lines(
    documents: Sequence[Listed],
    skipped: Sequence[tuple[str, str]],
    in_part: Sequence[tuple[str, str]],
    width: int,
) -> Iterator[Text]:
    """A line for each document, or two where its path is long, and for each file left out."""
    paths = [_path(listed.path) for listed in documents]
    column = max(min(max(map(cell_len, paths), default=0), PATHS), len("document"))
    dated = any(listed.date for listed in documents)
    room = width - column - len(f" {GAP}passages{GAP}") - len(f"0000-00-00{GAP}") * dated
    heads = f"{'date':<10}{GAP}passages{GAP}title" if dated else f"passages{GAP}title"
    yield Text(f" {'document':<{column}}{GAP}{heads}", style=FAINT)
    for path, listed in zip(paths, documents, strict=True):
        line = Text(f" {path}{' ' * (column - cell_len(path))}")
        if cell_len(path) > column:
            yield line
            line = Text(" " * (column + 1))
        title = Text(one_line(listed.title))
        title.truncate(max(room, TITLES), overflow="ellipsis")
        date = f"{(listed.date or '')[:10]:<10}{GAP}" if dated else ""
        line.append(f"{GAP}{date}{listed.passages:>8,}{GAP}", FAINT)
        yield line.append_text(title)
    for what, unread in (("is read in part", in_part), ("is left out", skipped)):
        for path, reason in unread:
            yield Text(f" {_path(path)} {what}: {one_line(reason)}", style="yellow")
    left_out = f", {counted(len(skipped), 'file')} left out" if skipped else ""
    yield Text(f" {counted(len(documents), 'document')}{left_out}", style=FAINT)


def _path(path: str) -> str:
    """A path as it can be copied: blanks are kept, what would steer a terminal is not."""
    return "".join(c if c.isprintable() else "\ufffd" for c in path)
