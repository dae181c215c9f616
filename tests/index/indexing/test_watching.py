"""What changes in a folder is told, by the real system, from the moment that it is watched."""

import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import DocumentError, IndexBusyError
from index.indexing import watching
from index.indexing.watching import Changed, follow, watch
from tests.support import ROOT, write

# Seconds after which a test that waits for what is not told ends, and fails.
TOO_LONG = 60.0


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """What is set after the block, or when it takes too long."""
    stop = threading.Event()
    ending = threading.Timer(TOO_LONG, stop.set)
    ending.start()
    try:
        yield stop
    finally:
        ending.cancel()
        stop.set()


@contextmanager
def watched(folder: Path, index_dir: Path | None = None) -> Iterator[Iterator[Changed]]:
    """What is told of a folder, after it began to be watched."""
    with stopping() as stop:
        changes = watch(folder, stop, index_dir)
        assert next(changes) is None
        yield changes
    assert list(changes) == []


def told(changes: Iterator[Changed], *paths: str) -> None:
    """Wait until all of these are told; fail if anything else is."""
    waiting = set(paths)
    while waiting:
        changed = next(changes)
        assert changed is not None
        assert changed <= set(paths)
        waiting -= changed


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return write(tmp_path / "docs", {"ferry.md": "nine", "deep/er/cake.md": "plum"})


def test_files_that_come_change_go_or_are_renamed_are_named(docs: Path) -> None:
    with watched(docs) as changes:
        write(docs, {"new.md": "salt"})
        told(changes, "new.md")
        write(docs, {"deep/er/cake.md": "lemon"})
        told(changes, "deep/er/cake.md")
        (docs / "ferry.md").unlink()
        told(changes, "ferry.md")
        (docs / "new.md").rename(docs / "deep" / "old.md")
        told(changes, "new.md", "deep/old.md")
        write(docs, {"deep/quoth.toml": "roles = [1]"})
        told(changes, "deep/quoth.toml")


def test_what_changes_while_nobody_asks_is_told_after(docs: Path) -> None:
    with watched(docs) as changes:
        write(docs, {"new.md": "salt"})
        told(changes, "new.md")
        write(docs, {"new.md": "pepper", "ferry.md": "ten"})
        told(changes, "new.md", "ferry.md")


def test_a_folder_that_comes_moves_or_goes_is_a_reason_to_look_at_everything(
    docs: Path, tmp_path: Path
) -> None:
    with watched(docs) as changes:
        write(docs, {"fresh/a.md": "a"})
        assert next(changes) is None
        write(docs, {"fresh/b.md": "b"})
        told(changes, "fresh/b.md")
        (docs / "fresh").rename(docs / "moved")
        assert next(changes) is None
        write(docs, {"moved/b.md": "bb"})
        told(changes, "moved/b.md")
        (docs / "moved").rename(tmp_path / "outside")
        assert next(changes) is None
        write(tmp_path / "outside", {"b.md": "bbb"})
        write(docs, {"ferry.md": "ten"})
        told(changes, "ferry.md")


def test_nothing_is_told_of_what_is_hidden_outside_or_the_index_itself(
    docs: Path, tmp_path: Path
) -> None:
    outside = write(tmp_path / "outside", {"deep/secret.md": "salt"})
    write(docs, {".git/HEAD": "main", "index/catalog.sqlite": ""})
    (docs / "link").symlink_to(outside)
    (docs / "loop").symlink_to(docs)
    with watched(docs, docs / "index") as changes:
        write(outside, {"deep/secret.md": "pepper"})
        write(docs, {".git/HEAD": "x", ".hidden.md": "x", "index/catalog.sqlite": "x"})
        write(docs, {"index/generations/2/main": "x"})
        write(docs, {"ferry.md": "ten"})
        told(changes, "ferry.md")


def test_an_index_that_is_made_inside_of_the_folder_is_no_reason_to_look(docs: Path) -> None:
    with watched(docs, docs / "index") as changes:
        write(docs, {"index/generations/1/main": "x"})
        write(docs, {"ferry.md": "ten"})
        told(changes, "ferry.md")


def test_a_link_changes_with_the_file_that_it_leads_to(docs: Path) -> None:
    (docs / "link.md").symlink_to("deep/er/cake.md")
    with watched(docs) as changes:
        write(docs, {"deep/er/cake.md": "lemon"})
        told(changes, "deep/er/cake.md", "link.md")
        (docs / "other.md").symlink_to("ferry.md")
        assert next(changes) is None
        write(docs, {"ferry.md": "ten"})
        told(changes, "ferry.md", "other.md")


def written_slowly(path: Path, done: threading.Event, most: float) -> threading.Thread:
    def write_on() -> None:
        until = time.monotonic() + most
        with path.open("w", encoding="utf-8") as file:
            while time.monotonic() < until and not done.wait(watching.QUIET / 4):
                file.write("and on ")
                file.flush()

    thread = threading.Thread(target=write_on)
    thread.start()
    return thread


def test_a_file_is_told_when_it_is_written_and_others_before(docs: Path) -> None:
    done = threading.Event()
    with watched(docs) as changes:
        writing = written_slowly(docs / "long.md", done, TOO_LONG)
        write(docs, {"ferry.md": "ten"})
        told(changes, "ferry.md")
        assert writing.is_alive()
        done.set()
        told(changes, "long.md")
        writing.join()


def test_a_file_that_never_comes_to_rest_is_told_nevertheless(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LONGEST", 0.5)
    done = threading.Event()
    with watched(docs) as changes:
        writing = written_slowly(docs / "log.md", done, TOO_LONG)
        told(changes, "log.md")
        assert writing.is_alive()
        told(changes, "log.md")
        done.set()
        writing.join()


def test_very_much_at_once_is_a_reason_to_look_at_everything(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MANY", 0)
    with watched(docs) as changes:
        write(docs, {"ferry.md": "ten"})
        assert next(changes) is None


def test_everything_is_looked_at_every_hour(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "HOUR", 0.0)
    with watched(docs) as changes:
        assert next(changes) is None


def test_a_name_that_is_no_text_does_not_end_it(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "PAUSE", 0.0)
    with watched(docs) as changes:
        Path(os.fsdecode(os.fsencode(docs) + b"/\xff.md")).write_text("salt", encoding="utf-8")
        assert next(changes) is None
        Path(os.fsdecode(os.fsencode(docs) + b"/\xfe")).mkdir()
        assert next(changes) is None
        write(docs, {"ferry.md": "ten"})
        told(changes, "ferry.md")


def test_a_folder_that_is_gone_for_a_while_is_watched_when_it_is_back(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "PAUSE", 0.01)
    with watched(docs) as changes:
        shutil.rmtree(docs)
        assert next(changes) is None
        write(docs, {"ferry.md": "ten"})
        assert next(changes) is None
        write(docs, {"ferry.md": "eleven"})
        told(changes, "ferry.md")


def test_another_folder_in_the_same_place_is_noticed(docs: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {"cake.md": "plum"})
    (tmp_path / "current").symlink_to(docs)
    with watched(tmp_path / "current") as changes:
        (tmp_path / "next").symlink_to(other)
        (tmp_path / "next").rename(tmp_path / "current")
        assert next(changes) is None
        write(other, {"cake.md": "lemon"})
        told(changes, "cake.md")


def test_where_the_system_tells_nothing_everything_is_looked_at_now_and_then(
    docs: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watching, "UNTOLD", 0.0)
    with stopping() as stop:
        changes = watch(docs, stop)
        with all_but_one_file_opened():
            assert next(changes) is None
            assert next(changes) is None
        assert caplog.text.count("is not told by the system") == 1
        assert next(changes) is None
        write(docs, {"ferry.md": "ten"})
        told(changes, "ferry.md")


@contextmanager
def all_but_one_file_opened() -> Iterator[None]:
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + 1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


MANY_FOLDERS = """
import sys, threading
from pathlib import Path
from index.indexing import watching

watching.UNTOLD = 0.0
changes = watching.watch(Path(sys.argv[1]), threading.Event())
print(next(changes), next(changes))
"""


def test_more_folders_than_the_system_watches_are_looked_at_too(docs: Path) -> None:
    limited = ["unshare", "-Ur", "sh", "-c"]
    limit = "echo 2 > /proc/sys/user/max_inotify_watches"
    if not shutil.which("unshare") or subprocess.run([*limited, limit], check=False).returncode:
        pytest.skip("the system's limit cannot be set here")
    script = f"{limit} && exec {sys.executable} -c '{MANY_FOLDERS}' {docs}"
    done = subprocess.run(
        [*limited, script], capture_output=True, text=True, cwd=ROOT, timeout=TOO_LONG, check=True
    )
    assert done.stdout == "None None\n"
    assert "watch limit reached" in done.stderr


def test_what_failed_is_told_and_tried_again_for_everything(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "RETRY", 0.0)
    errors: list[Exception] = [IndexBusyError("Busy."), OSError("No such device")]
    asked: list[Changed] = []

    def bring(changed: Changed) -> str:
        asked.append(changed)
        if len(asked) in (2, 3):
            raise errors.pop(0)
        return "done"

    with stopping() as stop:
        outcomes = follow(docs, stop, bring)
        assert next(outcomes) == "done"
        write(docs, {"ferry.md": "ten"})
        assert isinstance(next(outcomes), IndexBusyError)
        failed = next(outcomes)
        assert isinstance(failed, DocumentError)
        assert str(failed) == f"The folder {docs} cannot be read: No such device."
        assert next(outcomes) == "done"
        assert asked == [None, frozenset({"ferry.md"}), None, None]
    assert list(outcomes) == []
