"""`quoth index --watch` keeps an index up to date, tells each update, and ends when told to."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.terminal.watching import _news, update_text
from index.documents.document import Skipped
from index.errors import IndexBusyError
from index.indexing.summary import Summary
from index.indexing.watching import QUIET
from index.models.encoder import Encoder
from index.paths import ALL, collection_folder
from index.store.locking import writer
from tests.support import ROOT, opened, write

FERRY = "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars and bicycles.\n"
PAY = "# Pay\n\nThe captain is paid on the first of the month.\n"
TOO_LONG = 60.0

NOTHING = Summary((), (), (), 2, (), 3, 0, 0.25)


class Watching:
    """The command as it runs, and the lines that it prints."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def line(self) -> str:
        line = self._lines.get(timeout=TOO_LONG)
        assert line is not None, self.process.communicate()[1]
        return line

    def row(self) -> dict[str, Any]:
        return json.loads(self.line())

    def is_silent(self) -> bool:
        """Whether nothing is told for longer than a change would take."""
        try:
            self._lines.get(timeout=6 * QUIET)
        except queue.Empty:
            return True
        return False

    def ended(self, number: signal.Signals) -> tuple[int, str]:
        """The status and the errors after a signal."""
        self.process.send_signal(number)
        status = self.process.wait(TOO_LONG)
        assert self._lines.get(timeout=TOO_LONG) is None
        assert self.process.stderr
        return status, self.process.stderr.read().strip()


@contextmanager
def watching(
    docs: Path, index_dir: Path, *options: str, warned: str = "error::ResourceWarning"
) -> Iterator[Watching]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "index", docs, "--watch", "--index", index_dir, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": warned},
    )
    with process:
        try:
            yield Watching(process)
        finally:
            process.kill()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return write(tmp_path / "docs", {"ferry.md": FERRY})


def test_each_change_is_live_and_told_on_a_line(docs: Path, encoder: Encoder) -> None:
    index_dir = docs / "index"
    with watching(docs, index_dir, "--json") as command:
        first = command.row()
        assert (first["added"], first["documents"]) == (["ferry.md"], 1)
        assert command.is_silent()
        write(docs, {"pay.md": PAY})
        assert command.row()["added"] == ["pay.md"]
        with opened(index_dir, encoder) as snapshot:
            assert snapshot.documents == 2
        write(docs, {"pay.md": PAY.replace("first", "last")})
        row = command.row()
        assert (row["changed"], row["unchanged"], row["encoded"]) == (["pay.md"], 1, 1)
        with opened(index_dir, encoder) as snapshot:
            stored = snapshot.catalog.document("pay.md")
            assert stored and "on the last of the month" in stored.text
        (docs / "pay.md").rename(docs / "wages.md")
        row = command.row()
        assert (row["added"], row["removed"], row["encoded"]) == (["wages.md"], ["pay.md"], 0)
        (docs / "wages.md").unlink()
        assert command.row()["removed"] == ["wages.md"]
        write(docs, {"staff/pay.md": PAY})
        assert command.row()["added"] == ["staff/pay.md"]
        write(docs, {"staff/quoth.toml": "roles = [1]"})
        assert command.row()["changed"] == ["staff/pay.md"]
        with writer(collection_folder(index_dir, "staff")):
            write(docs, {"ferry.md": FERRY.replace("nine", "ten")})
            assert command.row()["changed"] == ["ferry.md"]
        write(docs, {"staff/quoth.toml": "nobody"})
        row = command.row()
        assert row["removed"] == ["staff/pay.md"]
        assert "staff" in [one["path"] for one in row["skipped"]]
        with opened(index_dir, encoder) as snapshot:
            assert snapshot.documents == 1
        assert command.ended(signal.SIGTERM) == (0, "")


def test_another_writer_is_waited_for(docs: Path, tmp_path: Path) -> None:
    index_dir = tmp_path / "index"
    with watching(docs, index_dir, "--json") as command:
        command.row()
        with writer(index_dir), writer(index_dir, lock_name=ALL):
            write(docs, {"pay.md": PAY})
            assert command.is_silent()
        row = command.row()
        assert row["added"] == ["pay.md"]
        assert row["seconds"] > QUIET
        assert command.ended(signal.SIGINT) == (130, "")


def test_it_ends_at_once_amid_an_update_and_the_index_is_whole(
    docs: Path, tmp_path: Path, encoder: Encoder
) -> None:
    index_dir = tmp_path / "index"
    # A signal may fall between the opening of a folder and the `with` that closes it, in os.walk
    # too: Python then closes it with a ResourceWarning, which nobody sees unless they ask for it.
    with watching(docs, index_dir, warned="") as command:
        assert "1 document, 1 passage: 1 added" in command.line()
        assert command.line().startswith(f"Watching {docs} until")
        many = {f"{n}.md": PAY.replace("first", f"first {n}") for n in range(200)}
        write(tmp_path / "many", many).rename(docs / "many")
        with pytest.raises(IndexBusyError):
            while command.process.poll() is None:
                with writer(index_dir):
                    pass
        assert command.ended(signal.SIGTERM) == (0, "")
    with opened(index_dir, encoder) as snapshot:
        assert snapshot.documents in (1, 201)
        assert len(snapshot.vectors) == snapshot.passages


def test_an_error_is_told_once_and_its_end() -> None:
    left_out = (Skipped("empty.md", "it is empty"),)
    changed = Summary((), ("ferry.md",), (), 1, (), 3, 1, 0.25)
    skipping = Summary((), (), (), 2, left_out, 3, 0, 0.25)
    busy, again = IndexBusyError("Busy."), IndexBusyError("Busy.")
    outcomes = [NOTHING, NOTHING, busy, again, NOTHING, NOTHING, changed, skipping, skipping, busy]
    assert list(_news(outcomes)) == [NOTHING, busy, NOTHING, changed, skipping, busy]


def test_an_update_is_one_line_that_names_what_is_new() -> None:
    empty, blob = Skipped("empty.md", "it is empty"), Skipped("blob", "it is\nno text")
    done = Summary(
        added=("a.md", "b.md", "c.md", "d.md", "e.md"),
        changed=(),
        removed=("old\x1b.md",),
        unchanged=2,
        skipped=(empty, blob),
        passages=3,
        encoded=1,
        seconds=0.42,
    )
    line = update_text(done, frozenset({empty})).plain
    assert line == (
        "added a.md, b.md, c.md and 2 more; removed old�.md; skipped blob: it is no text · 0.4 s"
    )
    assert update_text(NOTHING, frozenset()).plain == "nothing changed · 0.2 s"
