"""Passages that a server takes in from files by itself, where they are many.

It compares no names of rows meanwhile, and goes on whoever dies. So whoever writes to a collection
of documents next waits until nothing is left that an earlier one handed over, and then can take all
of it out. Files are in FOLDER/INDEX/SCOPE.GENERATION.RUN, which the server sees by the same path.
"""

import hashlib
import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from index.errors import IndexMismatchError, IndexUnreachableError, SettingsError
from index.store.disk import is_full, room
from index.store.generations import Advance
from index.store.milvus.connection import STRONG, Row, Server
from index.store.milvus.jobs import AGAIN, Job, Quiet, give, jobs, show
from index.store.milvus.layout import among
from index.store.milvus.parquet import as_table, differ

log = logging.getLogger(__name__)

# From so many passages on that an update puts in, they are imported: fewer are sent sooner.
LEAST = 10_000
# Rows and bytes of a file; the server gives up one that it is at for 15 minutes.
ROWS, BYTES = 50_000, 256_000_000
# So many files are in the folder at a time; so often is one handed over that fails.
AHEAD, TRIES = 16, 3
# Seconds between two looks.
PAUSE = 0.2

Check = Callable[[], None]


@dataclass(slots=True)
class _File:
    """A file that was handed over, with one of its rows."""

    path: Path
    rows: int
    sample: Row
    jobs: list[int] = field(default_factory=list)
    failed: float = 0.0


class Importing:
    """The passages of one generation of a collection of documents.

    `check` raises where the right to write may be lost. Raises SettingsError where the folder is
    none that can be written to, IndexMismatchError without pyarrow.
    """

    def __init__(
        self, server: Server, table: str, folder: Path, scope: int, born: int, check: Check
    ) -> None:
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise _unusable(folder)
        if find_spec("pyarrow") is None:
            raise IndexMismatchError(
                "Files that Milvus imports need pyarrow: install it with "
                "pip install 'quoth[milvus-import]', or unset QUOTH_MILVUS_IMPORT."
            )
        self._server, self._table, self._check = server, table, check
        self._scope, self._born = scope, born
        run = f"{scope:016x}.{born:010d}.{secrets.token_hex(4)}"
        self._place = place_of(folder, server) / run
        self._few: list[Sequence[Row]] = []
        self._writer: Any = None
        self._file = _File(self._place, 0, {})
        self._bytes = self._number = 0
        self._pending: list[_File] = []
        self._done: list[_File] = []

    @property
    def rows(self) -> int:
        """How many were imported."""
        return sum(file.rows for file in self._done)

    def add(self, rows: Sequence[Row]) -> None:
        """Take some more of them. Raises SettingsError, DiskFullError, IndexUnreachableError."""
        self._few.append(rows)
        if self._number or sum(map(len, self._few)) >= LEAST:
            for some in self._few:
                with room(self._place), _writable(self._place):
                    self._write(some)
                if self._file.rows >= ROWS or self._bytes >= BYTES:
                    self._hand_over()
            self._few = []

    def finish(self, advance: Advance) -> list[Sequence[Row]]:
        """Wait until all of them can be found; those that are too few to be imported.

        `advance` is told of rows that were imported. Raises IndexUnreachableError.
        """
        if self._writer is not None:
            self._hand_over()
        advance(self.rows)
        self._wait(0, advance)
        if self._done:
            self._see()
            sweep(self._place)
        return self._few

    def _write(self, rows: Sequence[Row]) -> None:
        from pyarrow.parquet import ParquetWriter

        table = as_table(rows)
        if self._writer is None:
            self._number += 1
            self._place.mkdir(parents=True, exist_ok=True)
            self._file = _File(self._place / f"{self._number:06d}.parquet", 0, rows[-1])
            self._writer = ParquetWriter(self._file.path, table.schema)
            self._bytes = 0
        self._writer.write_table(table)
        self._file.rows += len(rows)
        self._bytes += table.nbytes

    def _hand_over(self) -> None:
        with room(self._place), _writable(self._place):
            self._writer.close()
        self._writer = None
        self._wait(AHEAD - 1)
        self._give(self._file)
        self._pending.append(self._file)

    def _give(self, file: _File) -> None:
        file.jobs.append(give(self._server, self._table, file.path, self._check))

    def _wait(self, most: int, advance: Advance = lambda count: None) -> None:
        """Until at most so many files are left that are not imported; those that are, go."""
        quiet = Quiet(self._server)
        while self._pending:
            self._check()
            known = {job.id: job for job in jobs(self._server, self._table) or ()}
            for file in list(self._pending):
                self._look(file, known.get(file.jobs[-1]), advance)
            if len(self._pending) <= most:
                return
            quiet.check([known.get(file.jobs[-1]) for file in self._pending])
            time.sleep(PAUSE)

    def _look(self, file: _File, job: Job | None, advance: Advance) -> None:
        if job is not None and job.done:
            self._pending.remove(file)
            self._done.append(file)
            file.path.unlink(missing_ok=True)
            advance(file.rows)
        elif job is not None and job.failed:
            said = " ".join(job.reason.split())[:200].rstrip(".")
            if len(file.jobs) >= TRIES:
                raise IndexUnreachableError(
                    f"The Milvus server at {self._server.address.server} did not import what "
                    f"Quoth wrote to {file.path.parent} ({said}): see that it reads that folder by "
                    "the same path, or unset QUOTH_MILVUS_IMPORT."
                )
            if not file.failed:
                log.warning("The Milvus server failed to import %s (%s).", file.path, said)
                file.failed = time.monotonic()
            if time.monotonic() - file.failed >= AGAIN:
                file.failed = 0.0
                self._give(file)

    def _see(self) -> None:
        """Wait until what was imported is found, and look at some of it."""
        show(self._server, self._table, self._check)
        condition = f"scope == {self._scope} and born == {self._born}"
        quiet = Quiet(self._server)
        while (count := self._server.count(self._table, condition)) < self.rows:
            self._check()
            quiet.check(count)
            time.sleep(PAUSE)
        for file in self._done:
            name = among("id", [file.sample["id"]])
            found = self._server.query(self._table, name, list(file.sample), STRONG)
            if len(found) != 1 or differ(file.sample, found[0]):
                raise IndexMismatchError(
                    f"The Milvus server at {self._server.address.server} imported something else "
                    "than Quoth wrote: unset QUOTH_MILVUS_IMPORT, then run quoth index again."
                )


def place_of(folder: Path, server: Server) -> Path:
    """Where an index's files are in the folder, which other indexes and servers may share."""
    told = hashlib.sha256(server.address.server.encode()).hexdigest()[:8]
    return folder / f"{server.address.name}.{told}"


def settle(server: Server, table: str, scope: int, above: int, check: Check) -> None:
    """Wait until all is found, and can be taken out, that earlier writers had imported.

    Of a collection of documents, of generations above a number. Raises IndexUnreachableError.
    """

    def left() -> list[Job]:
        return [job for job in jobs(server, table) or () if job.may_be_of(scope, above)]

    quiet, found = Quiet(server), left()
    if any(not job.over for job in found):
        log.warning(
            "The Milvus server at %s still imports what an earlier run left: this one waits.",
            server.address.server,
        )
    while any(not job.over for job in found):
        check()
        quiet.check(found)
        time.sleep(PAUSE)
        found = left()
    if any(job.done for job in found):
        show(server, table, check)
    if folder := server.access.imports:
        for one in place_of(folder, server).glob(f"{scope:016x}.*"):
            sweep(one)


def sweep(place: Path) -> None:
    """Delete a run's files, and what was made for them alone."""
    shutil.rmtree(place, ignore_errors=True)
    with suppress(OSError):
        place.parent.rmdir()


@contextmanager
def _writable(place: Path) -> Iterator[None]:
    """Tell what cannot be written, unless for want of room, which is told elsewhere."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise
        raise _unusable(place.parent.parent) from error


def _unusable(folder: Path) -> SettingsError:
    return SettingsError(
        f"The folder {folder} of QUOTH_MILVUS_IMPORT cannot be written to: name one that can, and "
        "that the Milvus server reads by the same path."
    )
