"""One writer at a time, among processes that share nothing but the server."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from index.answering.answerer import Answerer
from index.errors import IndexBusyError
from index.indexing.update import update
from index.store.milvus import claims
from index.store.milvus.claims import Claim, claimed
from index.store.milvus.index import Milvus
from index.store.milvus.layout import Layout, make
from tests.milvus_service import Service, index_on
from tests.support import ROOT, write

pytestmark = pytest.mark.milvus

HOLDER = """
import sys, time
from pathlib import Path
from index.access import Collection
from index.store.milvus.address import Access, parse
from index.store.milvus.index import Milvus
index = Milvus(parse(sys.argv[1]), Access(patience=120), Path(sys.argv[2]))
with index.writing(Collection(), 384, 0.0):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def layout(index: Milvus) -> Layout:
    return make(index._server, 4)


def claim(index: Milvus, layout: Layout, owner: str, scope: int = 1) -> Claim:
    return Claim(index._server, layout, scope, owner)


def test_only_one_holds_a_claim(index: Milvus, layout: Layout) -> None:
    with claimed(index._server, layout, 1, "one", 0.0):
        with pytest.raises(IndexBusyError, match="Another process is writing to the index at"):
            claim(index, layout, "two-x").acquire(0.0)
        with claimed(index._server, layout, 2, "two", 0.0):
            pass
    with claimed(index._server, layout, 1, "two", 0.0):
        pass


def test_of_many_that_want_it_at_once_never_two_have_it(index: Milvus, layout: Layout) -> None:
    inside, most, done = 0, 0, 0
    turn = threading.Lock()

    def work(owner: str) -> None:
        nonlocal inside, most, done
        with claimed(index._server, layout, 1, owner, 300.0):
            with turn:
                inside += 1
                most = max(most, inside)
            time.sleep(0.05)
            with turn:
                inside -= 1
                done += 1

    threads = [threading.Thread(target=work, args=(f"owner{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, done) == (1, 4)


def test_one_that_gives_no_sign_of_life_lapses(
    index: Milvus, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim(index, layout, "gone-x")._say()
    with pytest.raises(IndexBusyError):
        claim(index, layout, "two-x").acquire(0.0)
    monkeypatch.setattr(claims, "BEAT", 0.01)
    monkeypatch.setattr(claims, "LAPSE", 2.0)
    with claimed(index._server, layout, 1, "two", 0.0):
        pass


def test_one_of_the_same_working_folder_counts_no_more(index: Milvus, layout: Layout) -> None:
    claim(index, layout, "same-x")._say()
    with claimed(index._server, layout, 1, "same", 0.0):
        pass


def test_a_writer_that_was_killed_leaves_nothing_in_the_way(
    lite: Service, name: str, seeds: Answerer, tmp_path: Path
) -> None:
    docs = write(tmp_path / "docs", {"ferry.md": "# Ferry\n\nThe ferry sails at nine.\n"})
    address = str(lite.address(name))
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, address, str(tmp_path / "work")],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with index_on(lite, name, tmp_path / "elsewhere") as other, pytest.raises(IndexBusyError):
            update(docs, tmp_path / "x", seeds.encoder, index=other)
        holder.send_signal(signal.SIGKILL)
    with index_on(lite, name, tmp_path / "work") as same:
        assert update(docs, tmp_path / "x", seeds.encoder, index=same).passages == 1
