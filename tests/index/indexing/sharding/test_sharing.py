"""What workers make is what one process makes, whoever of them is killed when."""

import os
import signal
import subprocess
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import QuothError
from index.indexing.sharding.manifest import NAME
from index.indexing.sharding.processes import LocalWorkers
from index.indexing.sharding.sharing import FOLDER
from index.indexing.sharding.tasks import Done, Setup, Task
from index.indexing.sharding.worker import Worker
from index.indexing.summary import Summary
from index.indexing.update import update
from index.models.encoder import Encoder
from index.models.files import DEFAULT_MODEL
from tests.index.indexing.sharding.built import TOWNS, make, same
from tests.support import run_python, write

KILLED = """
import os, signal, sys
from pathlib import Path
from index.indexing.sharding.processes import LocalWorkers
from index.indexing.update import update
from index.loading import load_encoder
from index.models.files import DEFAULT_MODEL
from tests.index.indexing.sharding import built

def progress(stage, done, total):
    if stage == "Encoding":
        os.kill(os.getpid(), signal.SIGKILL)

docs, index, cache = map(Path, sys.argv[1:])
workers = LocalWorkers(2, DEFAULT_MODEL, cache)
update(docs, index, load_encoder(DEFAULT_MODEL, cache), progress=progress, workers=workers)
"""


@pytest.fixture(scope="module")
def plain(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Summary]:
    """The folder, its index as one process makes it, and what that said."""
    place = tmp_path_factory.mktemp("plain")
    docs = make(place / "docs")
    return docs, place / "index", update(docs, place / "index", encoder)


def children() -> list[int]:
    """The worker processes of this one."""
    listed = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "sharding.process"],
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(pid) for pid in listed.stdout.split()]


def told(summary: Summary) -> tuple[object, ...]:
    return (
        *(sorted(summary.added), sorted(summary.changed), sorted(summary.removed)),
        *(summary.unchanged, summary.skipped, summary.passages, summary.encoded),
    )


def test_two_processes_make_what_one_makes_though_one_is_killed(
    plain: tuple[Path, Path, Summary], encoder: Encoder, cache_folder: Path, tmp_path: Path
) -> None:
    docs, index, expected = plain
    killed: list[int] = []
    seen: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        seen.append((stage, done, total))
        if stage == "Encoding" and not killed:
            killed.append(children()[0])
            os.kill(killed[0], signal.SIGKILL)

    workers = LocalWorkers(2, DEFAULT_MODEL, cache_folder)
    done = update(docs, tmp_path / "index", encoder, workers=workers, progress=progress)
    assert killed
    assert told(done) == told(expected)
    same(tmp_path / "index", index)
    assert ("Reading", len(TOWNS) + 2, len(TOWNS) + 2) in seen
    assert ("Encoding", done.passages, done.passages) in seen
    assert not (tmp_path / "index" / FOLDER).exists()
    assert children() == []


def test_a_build_goes_on_where_one_was_killed(
    plain: tuple[Path, Path, Summary], encoder: Encoder, cache_folder: Path, tmp_path: Path
) -> None:
    docs, index, expected = plain
    ended = run_python("-c", KILLED, str(docs), str(tmp_path / "index"), str(cache_folder))
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    rows = (tmp_path / "index" / FOLDER / NAME).read_text().split()
    assert [row for row in rows if '"encoded-' in row]
    workers = LocalWorkers(2, DEFAULT_MODEL, cache_folder)
    done = update(docs, tmp_path / "index", encoder, workers=workers)
    assert 0 < done.encoded < expected.encoded
    assert done.added == expected.added
    same(tmp_path / "index", index)


class Here:
    """Does tasks in this process, after something else."""

    parquet, model = False, DEFAULT_MODEL

    def __init__(self, encoder: Encoder, before: Callable[[Task], None], shards: Path) -> None:
        self.cache, self.shards = shards, shards
        self.tasks: list[Task] = []
        self._encoder, self._before = encoder, before

    def run(self, setup: Setup, tasks: Sequence[Task]) -> Generator[Done]:
        with closing(Worker(setup, self._encoder)) as worker:
            for task in tasks:
                self.tasks.append(task)
                self._before(task)
                yield worker.do(task)

    def end(self) -> None:
        pass


def test_what_becomes_another_file_meanwhile_is_read_as_it_is_then(
    encoder: Encoder, tmp_path: Path
) -> None:
    docs = make(tmp_path / "docs")
    update(docs, tmp_path / "index", encoder)
    for town in TOWNS:
        write(docs, {f"{town.lower()}.md": f"# {town}\n\nThe bridge of {town} is shut.\n"})
    first, gone = docs / "brod.md", docs / "dale.md"

    def before(task: Task) -> None:
        if not task.shared and gone.exists():
            first.write_text("# Brod\n\nThe bridge of Brod fell down today.\n")
            gone.unlink()

    workers = Here(encoder, before, tmp_path / "shards")
    done = update(docs, tmp_path / "index", encoder, workers=workers)
    assert sorted(done.changed) == sorted(f"{t.lower()}.md" for t in TOWNS if t != "Dale")
    assert done.removed == ("dale.md",)
    update(docs, tmp_path / "plain", encoder)
    same(tmp_path / "index", tmp_path / "plain")


def test_shards_in_a_folder_of_their_own_serve_another_index(
    encoder: Encoder, tmp_path: Path
) -> None:
    docs = make(tmp_path / "docs")
    workers = Here(encoder, lambda task: None, tmp_path / "shards")
    update(docs, tmp_path / "one", encoder, workers=workers)
    made = len(workers.tasks)
    assert made > 8
    done = update(docs, tmp_path / "other", encoder, workers=workers)
    assert (len(workers.tasks), done.encoded) == (made, 0)
    same(tmp_path / "one", tmp_path / "other")
    write(docs, {"zoo.md": "# Zoo\n\nThe zoo opens in May.\n"})
    again = update(docs, tmp_path / "third", encoder, workers=workers)
    assert 0 < again.encoded <= 3


@pytest.mark.usefixtures("interruptible")
def test_a_worker_that_ends_again_and_again_is_told(
    encoder: Encoder, cache_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = make(tmp_path / "docs")
    monkeypatch.setattr("index.indexing.sharding.processes.sys.executable", "/bin/false")
    workers = LocalWorkers(2, DEFAULT_MODEL, cache_folder)
    with pytest.raises(QuothError, match="ended 3 times: see that there is memory"):
        update(docs, tmp_path / "index", encoder, workers=workers)


def test_what_a_worker_cannot_do_is_told_as_a_sentence(
    encoder: Encoder, cache_folder: Path, tmp_path: Path
) -> None:
    docs = make(tmp_path / "docs")
    workers = LocalWorkers(2, "no-such-model", cache_folder)
    with pytest.raises(QuothError, match="no-such-model"):
        update(docs, tmp_path / "index", encoder, workers=workers)


def test_a_shard_that_is_damaged_is_made_again_and_one_that_nobody_told_of_is_not(
    encoder: Encoder, tmp_path: Path
) -> None:
    docs = make(tmp_path / "docs")
    workers = Here(encoder, lambda task: None, tmp_path / "shards")
    update(docs, tmp_path / "one", encoder, workers=workers)
    damaged, *_ = sorted((tmp_path / "shards").glob("encoded-*.npz"))
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-1] + b"?")
    done = update(docs, tmp_path / "two", encoder, workers=workers)
    assert 0 < done.encoded <= 3
    assert damaged.stat().st_size == len(whole)
    same(tmp_path / "one", tmp_path / "two")
    (tmp_path / "shards" / NAME).unlink()
    done = update(docs, tmp_path / "three", encoder, workers=workers)
    assert done.encoded == 0
    same(tmp_path / "one", tmp_path / "three")
