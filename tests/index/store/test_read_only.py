"""An index that may not be written to is asked, shown and counted like any other."""

import os
import shutil
from pathlib import Path

import pytest

from index.indexing.build import build
from index.models.encoder import Encoder
from index.paths import CATALOG, generation_folder
from index.store.catalog import Catalog
from index.store.snapshot import generation, open_snapshot
from tests.index.permissions import run_restricted
from tests.support import opened, write

ASK = """
import os, sys, tempfile
from pathlib import Path
from index.access import OWNER
from index.answering.answers import ask
from index.loading import load_answerer, refreshed, release
from index.models.files import DEFAULT_MODEL
index_folder, cache = map(Path, sys.argv[1:])
assert not os.access(index_folder, os.W_OK)
answerer = load_answerer(index_folder, DEFAULT_MODEL, cache)
for _ in range(2):
    answer = ask(answerer, "When does the ferry sail?", OWNER)
    print((answer.quotes or answer.closest)[0].place.text)
    now = refreshed(answerer, index_folder)
    release(answerer, now)
    answerer = now
"""


@pytest.fixture
def read_only(tmp_path: Path, encoder: Encoder):
    docs = write(tmp_path / "docs", {"ferry.md": "# Ferry\n\nThe ferry to Sele sails at nine.\n"})
    build(docs, tmp_path / "index", encoder)
    yield tmp_path / "index"
    for place, _, _ in os.walk(tmp_path / "index"):
        Path(place).chmod(0o755)


def forbid(folder: Path) -> None:
    for place, _, files in os.walk(folder):
        for name in files:
            (Path(place) / name).chmod(0o444)
        Path(place).chmod(0o555)


def held(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_it_is_asked_and_nothing_is_written(read_only: Path, cache_folder: Path) -> None:
    forbid(read_only)
    before = held(read_only)
    shown = run_restricted(ASK, read_only, cache_folder)
    assert shown.splitlines() == ["The ferry to Sele sails at nine."] * 2
    assert held(read_only) == before


def test_what_is_only_in_its_log_counts(read_only: Path, encoder: Encoder, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with opened(read_only, encoder):
        # As long as somebody reads, the log stays.
        catalog = Catalog(read_only / CATALOG, writing=True)
        catalog.set_meta({"folder": "/elsewhere"})
        shutil.copytree(read_only, kept)
        catalog.close()
    (kept / f"{CATALOG}-shm").unlink()
    assert (kept / f"{CATALOG}-wal").stat().st_size
    forbid(kept)
    code = (
        "import sys; from pathlib import Path; from index.store.snapshot import open_catalog\n"
        "print(open_catalog(Path(sys.argv[1])).meta()['folder'])"
    )
    assert run_restricted(code, kept).strip() == "/elsewhere"
    for place, _, _ in os.walk(kept):
        Path(place).chmod(0o755)


def test_a_lock_that_is_somebody_elses_is_no_hindrance(read_only: Path, encoder: Encoder) -> None:
    lexical = generation_folder(read_only, generation(read_only)) / "lexical"
    for lock in lexical.glob("*.lock"):
        lock.chmod(0o444)
    code = (
        "import sys; from pathlib import Path; from index.store.snapshot import open_snapshot\n"
        "print(open_snapshot(Path(sys.argv[1]), sys.argv[2]).passages)"
    )
    assert run_restricted(code, read_only, encoder.fingerprint).strip() == "1"


def test_no_trace_is_left_where_links_are_made(
    read_only: Path, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.lexical.os.access", lambda path, mode: False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "links"))
    (tmp_path / "links").mkdir()
    snapshot = open_snapshot(read_only, encoder.fingerprint)
    assert len(snapshot.lexical) == 1
    assert snapshot.lexical.search("ferry", 5)
    assert list((tmp_path / "links").iterdir()) == []
    snapshot.close()


def test_of_caches_that_are_damaged_a_sentence_tells(read_only: Path, encoder: Encoder) -> None:
    [path] = read_only.glob("generations/*/lexical/*.term")
    path.write_bytes(bytes(path.stat().st_size))
    forbid(read_only)
    code = (
        "import sys; from pathlib import Path; from index.store.snapshot import open_snapshot\n"
        "from index.errors import IndexDamagedError\n"
        "try: open_snapshot(Path(sys.argv[1]), sys.argv[2])\n"
        "except IndexDamagedError as error: print(error)"
    )
    assert run_restricted(code, read_only, encoder.fingerprint).strip() == (
        f"The caches of the index in {read_only} are damaged or lost, and may not be made again: "
        "change the permissions of that folder and of what is in it."
    )
