"""What is written becomes a generation at once, and what is read is one until it is let go."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.errors import IndexMismatchError, IndexMissingError, IndexMovedError
from index.indexing.update import update
from index.search.queries import understand
from index.search.retrieval import retrieve
from index.store.library import Library
from index.store.milvus import snapshot, writing
from index.store.milvus.index import Milvus
from tests.milvus_service import Service, index_on
from tests.support import write

pytestmark = pytest.mark.milvus

FERRY = "# Ferry\n\nThe ferry to Sele sails at {}. It takes cars and bicycles.\n"
OTHERS = {f"{n}.md": f"# Cake {n}\n\nBake the cake number {n} for {n} hours.\n" for n in range(6)}
QUESTION = "When does the ferry sail?"


class _CutShortError(Exception):
    """The writer ends here."""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return write(tmp_path / "docs", {"ferry.md": FERRY.format("nine"), **OTHERS})


@pytest.fixture
def made(index: Milvus, docs: Path, seeds: Answerer, tmp_path: Path) -> Milvus:
    update(docs, tmp_path, seeds.encoder, index=index)
    return index


@pytest.fixture
def library(made: Milvus, seeds: Answerer) -> Iterator[Library]:
    opened = made.open(seeds.encoder.fingerprint)
    yield opened
    opened.close()


def shown(seeds: Answerer, library: Library) -> str:
    answer = ask(replace(seeds, library=library), QUESTION, OWNER)
    return " ".join(quote.place.text for quote in (*answer.quotes, *answer.closest))


def rows(index: Milvus) -> int:
    """How many passages are on the server, of whatever generation."""
    return index._server.count(index._server.address.name, "born >= 0")


def test_where_there_is_none_that_is_told(index: Milvus, seeds: Answerer) -> None:
    for look in (index.check, lambda: index.open("x"), lambda: index.contents(OWNER)):
        with pytest.raises(IndexMissingError, match=r"There is no index at milvus\+http://"):
            look()
    assert index.folder() is None
    assert index.stored("") is None


def test_what_does_not_change_makes_no_generation(
    made: Milvus, docs: Path, seeds: Answerer, tmp_path: Path, library: Library
) -> None:
    before, names = rows(made), made.generations()
    summary = update(docs, tmp_path, seeds.encoder, index=made)
    assert (summary.unchanged, summary.encoded) == (7, 0)
    assert (rows(made), made.generations()) == (before, names)
    assert made.open(seeds.encoder.fingerprint, library) == library
    assert made.folder() == str(docs)


def test_a_reader_keeps_its_generation_while_a_writer_makes_others(
    made: Milvus, docs: Path, seeds: Answerer, tmp_path: Path, library: Library
) -> None:
    assert "nine" in shown(seeds, library)
    for hour in ("ten", "noon"):
        write(docs, {"ferry.md": FERRY.format(hour)})
        (docs / f"{1 if hour == 'ten' else 2}.md").unlink()
        summary = update(docs, tmp_path, seeds.encoder, index=made)
        assert (len(summary.changed), len(summary.removed), summary.encoded) == (1, 1, 1)
        now = made.open(seeds.encoder.fingerprint, library)
        assert hour in shown(seeds, now)
        assert "nine" in shown(seeds, library)
        assert now.main.documents == len(now.main.catalog.documents()) == len(list(docs.iterdir()))
    assert library.main.documents == len(library.main.catalog.documents()) == 7
    assert library.view(OWNER).frequencies(["cake"]) == [6]
    assert now.view(OWNER).frequencies(["cake"]) == [4]


def test_what_comes_back_as_it_was_is_found_again(
    made: Milvus, docs: Path, seeds: Answerer, tmp_path: Path
) -> None:
    before = rows(made)
    for content in ("ten", "nine"):
        write(docs, {"ferry.md": FERRY.format(content)})
        update(docs, tmp_path, seeds.encoder, index=made)
        assert content in shown(seeds, made.open(seeds.encoder.fingerprint))
    assert rows(made) == before + 1


@pytest.mark.parametrize("stage", ["Reading", "Encoding", "Writing"])
def test_what_was_cut_short_is_never_seen(
    made: Milvus, docs: Path, seeds: Answerer, tmp_path: Path, stage: str, library: Library
) -> None:
    write(docs, {"ferry.md": FERRY.format("ten"), "new.md": FERRY.format("dawn")})

    def cut(now: str, done: int, total: int) -> None:
        if now == stage and done:
            raise _CutShortError

    with pytest.raises(_CutShortError):
        update(docs, tmp_path, seeds.encoder, index=made, progress=cut)
    again = made.open(seeds.encoder.fingerprint, library)
    assert again == library
    summary = update(docs, tmp_path, seeds.encoder, index=made)
    assert (summary.added, summary.changed) == (("new.md",), ("ferry.md",))
    now = made.open(seeds.encoder.fingerprint)
    assert now.main.passages == 8
    assert rows(made) == 9


def test_what_nobody_can_be_reading_is_deleted(
    made: Milvus,
    docs: Path,
    seeds: Answerer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (docs / "1.md").unlink()
    update(docs, tmp_path, seeds.encoder, index=made)
    assert rows(made) == 7
    monkeypatch.setattr(writing, "LEASE", -1000.0)
    write(docs, {"ferry.md": FERRY.format("ten")})
    update(docs, tmp_path, seeds.encoder, index=made)
    assert rows(made) == 7
    assert made.open(seeds.encoder.fingerprint).main.passages == 6
    update(docs, tmp_path, seeds.encoder, index=made)
    assert rows(made) == 6
    assert "ten" in shown(seeds, made.open(seeds.encoder.fingerprint))


def test_very_much_that_is_passed_over_is_deleted_before_the_writer_ends(
    made: Milvus,
    docs: Path,
    seeds: Answerer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writing, "MANY", 3)
    monkeypatch.setattr(writing, "LEASE", -1.0)
    for n in range(4):
        (docs / f"{n}.md").unlink()
    update(docs, tmp_path, seeds.encoder, index=made)
    assert rows(made) == made.open(seeds.encoder.fingerprint).main.passages == 3


def test_who_reads_for_too_long_is_told(
    made: Milvus,
    docs: Path,
    seeds: Answerer,
    tmp_path: Path,
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(snapshot, "LEASE", 0.0)
    query = understand(QUESTION)
    vector = seeds.encoder.encode_query(query.text)
    assert retrieve(library.view(OWNER), query, vector, 3)
    write(docs, {"ferry.md": FERRY.format("ten")})
    update(docs, tmp_path, seeds.encoder, index=made)
    with pytest.raises(IndexMovedError, match=r"ask again\.$"):
        retrieve(library.view(OWNER), query, vector, 3)


def test_one_of_another_model_is_told(made: Milvus, lite: Service, tmp_path: Path) -> None:
    with pytest.raises(IndexMismatchError, match="name another in QUOTH_INDEX") as told:
        made.open("another")
    assert str(told.value).startswith("The index in milvus+http://127.0.0.1:")


def test_an_indexer_without_a_working_copy_goes_on_with_what_is_there(
    made: Milvus, docs: Path, seeds: Answerer, lite: Service, tmp_path: Path, name: str
) -> None:
    before = made.generations()
    with index_on(lite, made._server.address.name, tmp_path / "elsewhere") as other:
        summary = update(docs, tmp_path / "x", seeds.encoder, index=other)
        assert (summary.unchanged, summary.encoded) == (7, 0)
        assert other.generations() == before
        write(docs, {"ferry.md": FERRY.format("ten")})
        summary = update(docs, tmp_path / "x", seeds.encoder, index=other)
        assert (summary.changed, summary.encoded) == (("ferry.md",), 1)
    (docs / "1.md").unlink()
    summary = update(docs, tmp_path, seeds.encoder, index=made)
    assert (summary.removed, summary.changed, summary.encoded) == (("1.md",), (), 0)
    assert "ten" in shown(seeds, made.open(seeds.encoder.fingerprint))


def test_a_folder_that_is_closed_is_shown_no_more(
    made: Milvus, docs: Path, seeds: Answerer, tmp_path: Path
) -> None:
    write(docs, {"staff/quoth.toml": "roles = [1]", "staff/pay.md": "# Pay\n\nIt is 5 crowns.\n"})
    update(docs, tmp_path, seeds.encoder, index=made)
    opened = made.open(seeds.encoder.fingerprint)
    assert [one.collection.name for one in opened.snapshots] == ["", "staff"]
    write(docs, {"quoth.toml": "nonsense"})
    update(docs, tmp_path, seeds.encoder, index=made)
    opened = made.open(seeds.encoder.fingerprint)
    assert opened.main.passages == 0
    assert [path for path, _ in opened.main.catalog.skipped()] == ["."]
    (docs / "quoth.toml").unlink()
    (docs / "staff" / "quoth.toml").unlink()
    began = time.monotonic()
    update(docs, tmp_path, seeds.encoder, index=made)
    opened = made.open(seeds.encoder.fingerprint)
    assert [one.collection.name for one in opened.snapshots] == [""]
    assert opened.main.documents == 8
    assert time.monotonic() - began < 60
