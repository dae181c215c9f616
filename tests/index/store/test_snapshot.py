"""An index opens at once, as a whole generation, or says in a sentence why not."""

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.errors import IndexBusyError, IndexMismatchError, IndexMissingError, QuothError
from index.indexing.build import build
from index.loading import load_answerer
from index.models.encoder import Encoder
from index.models.files import DEFAULT_MODEL
from index.paths import CATALOG, GENERATIONS, generation_folder
from index.store.catalog import Catalog
from index.store.locking import writer
from index.store.snapshot import generation, open_catalog, open_snapshot
from tests.support import answering, opened, write

FERRY = "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars and bicycles.\n"
QUESTION = "When does the ferry sail?"
PAGE = 4096


@pytest.fixture
def index_folder(tmp_path: Path, encoder: Encoder) -> Path:
    docs = write(tmp_path / "docs", {"ferry.md": FERRY, "other.md": "# Cake\n\nBake the cake."})
    build(docs, tmp_path / "index", encoder)
    return tmp_path / "index"


def caches(index_folder: Path) -> Path:
    return generation_folder(index_folder, generation(index_folder))


def edit(index_folder: Path, statement: str) -> None:
    connection = sqlite3.connect(index_folder / CATALOG)
    with connection:
        connection.execute(statement)
    connection.close()


def one_sentence(error: QuothError) -> bool:
    message = str(error)
    return message.endswith(".") and "\n" not in message and ". " not in message


def test_an_index_opens_well_within_a_second(dev: Answerer, seeds_index: Path) -> None:
    began = time.perf_counter()
    open_snapshot(seeds_index, dev.encoder.fingerprint).close()
    assert time.perf_counter() - began < 0.5


def test_an_opened_index_counts_what_it_holds(index_folder: Path, encoder: Encoder) -> None:
    with opened(index_folder, encoder) as snapshot:
        assert (snapshot.documents, snapshot.passages) == (2, 2)
        assert len(snapshot.vectors) == len(snapshot.lexical) == 2
        assert snapshot.folder == str(index_folder.parent / "docs")


@pytest.mark.parametrize("there", [False, True])
def test_a_missing_index_is_told(tmp_path: Path, cache_folder: Path, there: bool) -> None:
    if there:
        (tmp_path / "index").mkdir()
    with pytest.raises(IndexMissingError, match="There is no index in") as told:
        load_answerer(tmp_path / "index", DEFAULT_MODEL, cache_folder)
    assert one_sentence(told.value)
    assert (tmp_path / "index").exists() is there


def test_an_index_whose_first_build_was_cut_short_is_missing(
    index_folder: Path, encoder: Encoder
) -> None:
    edit(index_folder, "DELETE FROM meta")
    with pytest.raises(IndexMissingError):
        open_catalog(index_folder)
    build(index_folder.parent / "docs", index_folder, encoder)
    with opened(index_folder, encoder) as snapshot:
        assert snapshot.documents == 2


@pytest.mark.parametrize(
    ("key", "value", "made"),
    [("schema", "999", "by another version of Quoth"), ("model", "0" * 24, "with another model")],
)
def test_an_index_of_another_version_or_model_is_told(
    index_folder: Path, encoder: Encoder, key: str, value: str, made: str
) -> None:
    with closing(Catalog(index_folder / CATALOG, writing=True)) as catalog:
        catalog.set_meta({key: value})
    with pytest.raises(IndexMismatchError, match=f"was made {made}") as told:
        open_snapshot(index_folder, encoder.fingerprint)
    assert one_sentence(told.value)
    if key == "schema":
        with pytest.raises(IndexMismatchError, match=f"was made {made}"):
            open_catalog(index_folder)
    with pytest.raises(IndexMismatchError, match=f"was made {made}"):
        build(index_folder.parent / "docs", index_folder, encoder)


def damage(path: Path, how: str) -> None:
    data = path.read_bytes()
    half = len(data) // 2
    path.write_bytes(
        {
            "emptied": b"",
            "overwritten": b"these are only words, and many of them, " * 1000,
            "cut": data[:half],
            "header": bytes(100) + data[100:],
            "middle": data[:4096] + b"\xff" * (len(data) - 8192) + data[-4096:],
        }[how]
    )


@pytest.mark.parametrize("how", ["emptied", "overwritten", "cut", "header", "middle"])
def test_a_damaged_catalog_is_told_in_a_sentence(
    index_folder: Path, seeds: Answerer, how: str
) -> None:
    damage(index_folder / CATALOG, how)
    with (
        pytest.raises((IndexMismatchError, IndexMissingError)) as told,
        answering(seeds, index_folder) as answerer,
    ):
        ask(answerer, QUESTION)
    assert one_sentence(told.value)


@pytest.mark.parametrize("fill", [b"\0", b"\xff"])
def test_no_damaged_page_of_the_catalog_shows_anything_but_a_sentence(
    index_folder: Path, seeds: Answerer, tmp_path: Path, fill: bytes
) -> None:
    data = (index_folder / CATALOG).read_bytes()
    docs = write(tmp_path / "new", {"ferry.md": FERRY.replace("nine", "ten")})
    told = []
    for at in range(0, len(data), PAGE):
        damaged = tmp_path / f"damaged-{at}"
        shutil.copytree(index_folder, damaged)
        (damaged / CATALOG).write_bytes(data[:at] + fill * PAGE + data[at + PAGE :])
        for use in (asks, builds, asks):
            try:
                use(seeds, docs, damaged)
            except QuothError as error:
                told.append(error)
            except Exception as error:
                pytest.fail(f"{use.__name__} with page {at // PAGE} damaged: {error!r}")
        assert "at ten" in shown(seeds, damaged), f"page {at // PAGE} is not mended"
    assert told
    assert all(isinstance(e, IndexMismatchError) and one_sentence(e) for e in told)


def shown(answerer: Answerer, index_folder: Path) -> str:
    with answering(answerer, index_folder) as ready:
        answer = ask(ready, QUESTION)
    return " ".join(quote.place.text for quote in answer.quotes + answer.closest)


def asks(answerer: Answerer, docs: Path, index_folder: Path) -> None:
    with answering(answerer, index_folder) as ready:
        ask(ready, QUESTION)


def builds(answerer: Answerer, docs: Path, index_folder: Path) -> None:
    build(docs, index_folder, answerer.encoder)


@pytest.mark.parametrize("lost", ["..", "", "vectors", "vectors.changes/ids.npy", "lexical"])
def test_lost_caches_are_made_again_without_encoding(
    index_folder: Path, seeds: Answerer, lost: str
) -> None:
    target = (caches(index_folder) / lost).resolve()
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink()
    with answering(seeds, index_folder) as answerer:
        assert ask(answerer, QUESTION).evidence.retrieved[0].passage.document.path == "ferry.md"
    done = build(index_folder.parent / "docs", index_folder, seeds.encoder)
    assert (done.encoded, done.unchanged) == (0, 2)


@pytest.mark.parametrize("file", ["vectors/vectors.faiss", "lexical/meta.json"])
@pytest.mark.parametrize("content", [b"", b"broken"])
def test_broken_caches_are_made_again(
    index_folder: Path, encoder: Encoder, file: str, content: bytes
) -> None:
    (caches(index_folder) / file).write_bytes(content)
    with opened(index_folder, encoder) as snapshot:
        assert len(snapshot.vectors) == len(snapshot.lexical) == 2


def test_caches_are_not_made_while_another_writes(index_folder: Path, encoder: Encoder) -> None:
    shutil.rmtree(index_folder / GENERATIONS)
    with writer(index_folder), pytest.raises(IndexBusyError):
        open_snapshot(index_folder, encoder.fingerprint)


def test_a_reader_keeps_its_generation_while_a_writer_changes_it(
    index_folder: Path, seeds: Answerer
) -> None:
    docs = index_folder.parent / "docs"
    with answering(seeds, index_folder) as answerer:
        before = ask(answerer, QUESTION)
        write(docs, {"ferry.md": FERRY.replace("nine", "seven")})
        build(docs, index_folder, seeds.encoder)
        (docs / "other.md").unlink()
        build(docs, index_folder, seeds.encoder)
        during = ask(answerer, QUESTION)
    with answering(seeds, index_folder) as answerer:
        after = ask(answerer, QUESTION)
        last = answerer.library.main.generation
    shown = [quote.place.text for quote in before.quotes + before.closest]
    assert [quote.place.text for quote in during.quotes + during.closest] == shown
    assert any("nine" in text for text in shown)
    assert any("seven" in quote.place.text for quote in after.quotes + after.closest)
    assert [path.name for path in (index_folder / GENERATIONS).iterdir()] == [last]


@pytest.mark.parametrize("files", [{}, {"photo.jpg": b"\xff", "empty.txt": b""}])
def test_an_index_without_documents_opens_and_declines(
    tmp_path: Path, seeds: Answerer, files: dict[str, bytes]
) -> None:
    docs = write(tmp_path / "docs", files)
    assert build(docs, tmp_path / "index", seeds.encoder).passages == 0
    with answering(seeds, tmp_path / "index") as answerer:
        answer = ask(answerer, QUESTION)
        assert ask(answerer, "hello").reason == "not_a_question"
    assert (answer.reason, answer.confidence) == ("empty_index", 0)
    assert answer.quotes == answer.closest == ()


def test_documents_that_hold_only_furniture_decline_too(tmp_path: Path, seeds: Answerer) -> None:
    docs = write(tmp_path / "docs", {"menu.txt": "Home | News | Sport | Jobs\n"})
    build(docs, tmp_path / "index", seeds.encoder)
    with answering(seeds, tmp_path / "index") as answerer:
        answer = ask(answerer, "What sport is there?")
    assert answer.quotes == answer.closest == ()
    assert answer.reason is not None
