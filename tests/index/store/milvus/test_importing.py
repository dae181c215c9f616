"""Passages that a server imports from files: the same as sent ones, each once, whoever dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.errors import IndexUnreachableError, QuothError
from index.store.interface import Snapshot
from index.store.milvus import importing, putting
from index.store.milvus import jobs as watched
from index.store.milvus.connection import STRONG, Server
from index.store.milvus.index import Milvus
from index.store.milvus.jobs import Job, give, jobs
from index.store.milvus.layout import make
from index.store.milvus.parquet import differ
from index.store.milvus.words import sparse
from tests.index.store.milvus.imported import (
    AT_ONCE,
    DOCUMENTS,
    LEAST,
    bring_up,
    index_in,
    page,
)
from tests.index.store.milvus.many import Stub
from tests.milvus_service import PATIENT, Service
from tests.support import ROOT

pytestmark = pytest.mark.milvus

FILES = DOCUMENTS // AT_ONCE


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LEAST", LEAST)
    monkeypatch.setattr(importing, "ROWS", 1)
    monkeypatch.setattr(importing, "AHEAD", 2)
    monkeypatch.setattr(putting, "ROWS", AT_ONCE)


@pytest.fixture
def index(standalone: Service, name: str, tmp_path: Path) -> Iterator[Milvus]:
    made = index_in(str(standalone.address(name)), tmp_path)
    yield made
    made.close()


def given(index: Milvus) -> list[Job]:
    return jobs(index._server, index._server.address.name) or []


def opened(index: Milvus) -> Snapshot:
    return index.open(Stub.fingerprint).main


def found(snapshot: Snapshot, number: int) -> list[tuple[str, str]]:
    """The nearest to a question, by path and text."""
    question = f"Where is the boat number{number}?"
    hits = snapshot.search(Stub().encode_query(question), question, 5, {})
    passages = snapshot.passages_of([i for i, _ in hits.dense])
    return [(one.document.path, one.document.text) for one in passages]


def exact(index: Milvus, rows: int = DOCUMENTS) -> None:
    """Every document is there with its passage, every passage once, and no file is left."""
    snapshot = opened(index)
    assert snapshot.documents == snapshot.passages == DOCUMENTS
    assert len(snapshot.catalog.documents()) == DOCUMENTS
    assert index._server.count(index._server.address.name, "born >= 0") == rows
    assert index._server.count(index._server.address.name, snapshot.catalog.condition) == DOCUMENTS
    assert list(index._server.access.imports.iterdir()) == []


def bring_or_tell(index: Milvus, folder: Path, errors: list[QuothError]) -> None:
    try:
        bring_up(index, folder)
    except QuothError as error:
        errors.append(error)


def await_job(index: Milvus, known: int, ready: Callable[[Job], bool]) -> None:
    """Until the server was given more jobs than were known, and one of them is as wanted."""
    until = time.monotonic() + 120
    while not any(ready(job) for job in given(index)[known:]):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_many_are_imported_few_are_sent_and_both_are_found_the_same(
    index: Milvus, standalone: Service, name: str, tmp_path: Path
) -> None:
    written: list[tuple[int, int]] = []

    def tell(stage: str, done: int, total: int) -> None:
        files = list((tmp_path / "files").rglob("*.parquet"))
        assert len(files) <= importing.AHEAD + 1
        if stage == "Writing":
            written.append((done, total))

    bring_up(index, tmp_path, progress=tell)
    exact(index)
    assert written == sorted(written)
    assert written[-1] == (DOCUMENTS, DOCUMENTS)
    # Also while the server imports.
    assert any(DOCUMENTS // 2 < done < DOCUMENTS for done, _ in written)
    assert [job.done for job in given(index)] == [True] * FILES
    assert sum(job.rows for job in given(index)) == DOCUMENTS
    sent = index_in(str(standalone.address(f"{name}_sent")), tmp_path, imports=False)
    sent._work = tmp_path / "other"
    bring_up(sent, tmp_path)
    assert given(sent) == []
    for number in (0, 7, 399):
        assert found(opened(index), number) == found(opened(sent), number)
    sent.close()
    bring_up(index, tmp_path, {"7": page(7, "sails"), "8": page(8, "sinks")})
    assert len(given(index)) == FILES
    exact(index, DOCUMENTS + 2)


def test_a_writer_that_is_killed_leaves_nothing_that_counts_and_nothing_that_stays(
    index: Milvus, standalone: Service, name: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.index.store.milvus.imported"]
    address = str(standalone.address(name))
    known = 0
    make(index._server, Stub.dimensions)
    for ready in (lambda job: True, lambda job: job.done):
        writer = subprocess.Popen(
            [*command, address, str(tmp_path)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )
        await_job(index, known, ready)
        os.killpg(writer.pid, signal.SIGKILL)
        writer.wait()
        known = len(given(index))
        assert index.generations() == []
        assert list((tmp_path / "files").rglob("*.parquet"))
    bring_up(index, tmp_path)
    exact(index)
    assert all(job.over for job in given(index))


def test_a_server_that_is_started_anew_is_given_what_it_lost_once_more(
    index: Milvus, standalone: Service, tmp_path: Path
) -> None:
    outcome: list[QuothError] = []
    writing = threading.Thread(target=bring_or_tell, args=(index, tmp_path, outcome))
    make(index._server, Stub.dimensions)
    writing.start()
    await_job(index, 0, lambda job: True)
    standalone.kill()
    standalone.start()
    writing.join()
    assert outcome == []
    exact(index)
    assert any(job.failed for job in given(index))


def test_what_does_not_go_on_is_told_and_what_it_left_is_waited_for_by_the_next(
    index: Milvus, standalone: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that was started anew begins with nothing for a minute, whatever it was given."""
    with monkeypatch.context() as hasty:
        hasty.setattr(watched, "STILL", 0.0)
        with pytest.raises(IndexUnreachableError, match="has not gone on with what it imports"):
            bring_up(index, tmp_path)
    standalone.kill()
    standalone.start()
    assert [job for job in given(index) if not job.over]
    assert index.generations() == []
    bring_up(index, tmp_path)
    exact(index)


def test_what_is_imported_yet_when_an_index_is_dropped_goes_with_it(
    index: Milvus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up(index, tmp_path)
    changed = {f"{number}": page(number, "sails") for number in range(DOCUMENTS)}
    with monkeypatch.context() as hasty:
        hasty.setattr(watched, "STILL", 0.0)
        with pytest.raises(IndexUnreachableError, match="has not gone on"):
            bring_up(index, tmp_path, changed)
    assert [job for job in given(index) if not job.over]
    assert opened(index).passages == DOCUMENTS
    index.drop("")
    assert index._server.count(index._server.address.name, "born >= 0") == 0
    assert all(job.over for job in given(index))
    bring_up(index, tmp_path)
    exact(index)


def test_what_cannot_be_imported_is_told_and_another_run_puts_it_in(
    index: Milvus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the server has another folder by that path."""

    def elsewhere(server: Server, table: str, path: Path, check: Callable[[], None]) -> int:
        return give(server, table, path.with_name("none.parquet"), check)

    monkeypatch.setattr(importing, "give", elsewhere)
    monkeypatch.setattr(importing, "AGAIN", 0.0)
    with pytest.raises(IndexUnreachableError, match="did not import what Quoth wrote") as told:
        bring_up(index, tmp_path)
    assert str(told.value).endswith("by the same path, or unset QUOTH_MILVUS_IMPORT.")
    assert [job.failed for job in given(index)] == [True] * len(given(index))
    assert index.generations() == []
    monkeypatch.setattr(importing, "give", give)
    bring_up(index, tmp_path)
    exact(index)


def test_where_a_server_imports_nothing_passages_are_sent_and_a_line_says_so(
    lite: Service, name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = index_in(str(lite.address(name)), tmp_path)
    bring_up(index, tmp_path)
    exact(index)
    [line] = [one.message for one in caplog.records if "import" in one.message]
    assert line.endswith("passages are sent to it, whatever QUOTH_MILVUS_IMPORT says.")
    index.close()


def test_a_row_is_compared_with_what_was_written(lite: Service, name: str) -> None:
    server = Server(lite.address(name), PATIENT)
    layout = make(server, Stub.dimensions)
    assert layout.sparse
    row = {
        "id": "a",
        "scope": 1,
        "document": 2,
        "born": 3,
        "key": "k",
        "body": "ü",
        "words": "boat harbour",
        "vector": Stub().encode_query("a boat"),
        "sparse": sparse(["boat", "harbour", "boat"], 2.5),
    }
    server.put(layout.passages, [row])
    [held] = server.query(layout.passages, 'id in ["a"]', list(row), STRONG)
    assert not differ(row, held)
    assert differ(row | {"sparse": sparse(["boat"], 2.5)}, held)
    assert differ(row | {"vector": Stub().encode_query("a ship")}, held)
    assert differ(row | {"body": "u"}, held)
    server.close()
