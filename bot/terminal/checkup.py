"""`quoth doctor` on a terminal: a line for each check, and under it what to do."""

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext

from rich.padding import Padding
from rich.status import Status
from rich.table import Table
from rich.text import Text

from bot.presentation.wording import counted
from bot.terminal.console import FAINT, make_console, one_line, plain
from bot.terminal.json_output import print_json
from index.doctor.checks import Check, State
from index.doctor.stored import Advance

Checks = Callable[[Advance], Iterator[Check]]

# Its first word says what a state is where there is no colour.
MARKS: dict[State, tuple[str, str]] = {
    "good": ("ok", "green"),
    "note": ("note", "yellow"),
    "bad": ("mend", "bold red"),
    "skipped": ("–", "dim"),
}
MARK_WIDTH, NAME_WIDTH = 4, 13
# What is listed of a check under its line.
LISTED = 5
# Seconds between two words on how far reading is.
TELL_EVERY = 0.2


def print_checks(checks: Checks) -> int:
    """Print them as they come, and what they come to; 1 where something is to be mended, else 0."""
    console = make_console()
    found: list[Check] = []
    status = console.status("Looking", spinner="dots") if console.is_terminal else None
    with status or nullcontext():
        for check in checks(_advance(status)):
            found.append(check)
            plain(console, shown(check))
    plain(console, Padding(summed(found), (1, 0, 0, 1)))
    return worst(found)


def print_checks_json(checks: Checks) -> int:
    """The same for programs, as one object."""
    found = list(checks(lambda done, total: None))
    rows = [
        {
            "check": check.name,
            "state": check.state,
            "told": check.told,
            "remedy": check.remedy or None,
            "listed": list(check.listed),
        }
        for check in found
    ]
    print_json({"healthy": not worst(found), "checks": rows}, indent=1)
    return worst(found)


def worst(found: list[Check]) -> int:
    """The status that checks end with."""
    return int(any(check.state == "bad" for check in found))


def shown(check: Check) -> Padding:
    """A check on a line; under it what to do, if there is something, and what it is about."""
    word, style = MARKS[check.state]
    faint = "dim" if check.state == "skipped" else ""
    table = Table.grid(padding=(0, 2))
    table.add_column(width=MARK_WIDTH)
    table.add_column(width=NAME_WIDTH, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(
        Text(word, style=style),
        Text(check.name, style=faint),
        Text(one_line(check.told), style=faint),
    )
    if check.remedy:
        remedy = one_line(check.remedy)
        table.add_row("", "", Text(f"{remedy[0].upper()}{remedy[1:]}.", style=style))
    if check.state in ("note", "bad") and check.listed != (check.told,):
        for line in check.listed[:LISTED]:
            table.add_row("", "", Text(one_line(line), style=FAINT))
        if len(check.listed) > LISTED:
            more = f"and {len(check.listed) - LISTED:,} more, all in --json"
            table.add_row("", "", Text(more, style=FAINT))
    return Padding(table, (0, 0, 0, 1))


def summed(found: list[Check]) -> Text:
    """All checks in a sentence."""
    count = {state: sum(check.state == state for check in found) for state in MARKS}
    if count["bad"]:
        things = "1 thing is" if count["bad"] == 1 else f"{count['bad']} things are"
        return Text(f"{things} to be mended.", style="bold red")
    if count["note"]:
        return Text(f"Nothing is broken; {counted(count['note'], 'note')}.", style="bold")
    return Text("All is in order.", style="bold green")


def _advance(status: Status | None) -> Advance:
    due = time.monotonic()

    def advance(done: int, total: int) -> None:
        nonlocal due
        if status is not None and time.monotonic() >= due:
            status.update(f"Looking: {done:,} of {total:,}")
            due = time.monotonic() + TELL_EVERY

    return advance
