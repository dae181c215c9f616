"""`quoth index`: whether it may begin, once or as often as something changes, and how it ends."""

import sys
from pathlib import Path

import click

from bot.indexes import index_of
from bot.interrupts import ended_soon
from bot.settings import Settings
from bot.workers import NOBODY, SharedOut
from index.documents.finding import check_folder
from index.errors import IndexMissingError, OtherFolderError
from index.indexing.replacing import check_folder_of

STOPPED = "Stopped: the former index is whole, and what was encoded is kept for the next run."


def run_once(
    folder: Path | None,
    settings: Settings,
    shared_out: SharedOut = NOBODY,
    *,
    replace: bool,
    as_json: bool,
) -> None:
    """Bring the index of a folder up to date, and say whether its promise still stands.

    Without a folder, it is the one that was indexed before. Raises IndexMissingError if none was.
    """
    from bot.terminal.indexing import run
    from bot.terminal.measuring import recheck_after_build

    folder = folder or _indexed(settings)
    _check(folder, settings, replace=replace, as_json=as_json)
    with ended_soon(STOPPED):
        try:
            run(folder, settings, as_json, shared_out)
        except KeyboardInterrupt:
            click.echo(STOPPED, err=True)
            raise
    if not as_json:
        with ended_soon():
            recheck_after_build(settings)


def run_always(folder: Path | None, settings: Settings, *, replace: bool, as_json: bool) -> None:
    """Bring it up to date whenever something changes, until it is stopped."""
    from bot.terminal.watching import run

    folder = folder or _indexed(settings)
    _check(folder, settings, replace=replace, as_json=as_json)
    with ended_soon():
        run(folder, settings, as_json)


def _indexed(settings: Settings) -> Path:
    index = index_of(settings)
    folder = index.folder()
    if folder is None:
        raise IndexMissingError(
            f"The index in {index.label} does not say of which folder it is: name it, as in quoth "
            "index FOLDER."
        )
    return Path(folder)


def _check(folder: Path, settings: Settings, *, replace: bool, as_json: bool) -> None:
    """Ask, at a terminal, before an index of another folder is replaced.

    Raises OtherFolderError where nobody can be asked, click.Abort if the answer is no.
    """
    check_folder(folder)
    try:
        if not replace:
            check_folder_of(index_of(settings), folder)
    except OtherFolderError as error:
        if as_json or not sys.stdin.isatty():
            raise
        click.confirm(f"{error.told} Put that of {folder} in its place?", abort=True, err=True)
