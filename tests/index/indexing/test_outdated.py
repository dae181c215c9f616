"""An index of an earlier version is made anew in its place, and nothing else goes with it."""

import copy
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.access import Scope
from index.errors import IndexMismatchError, IndexOutdatedError
from index.indexing.update import update
from index.models.encoder import Encoder
from index.paths import CATALOG, PROMISE, collection_folder
from index.store.embedded import Embedded
from index.store.library import open_library
from index.store.mending import ASIDE
from index.store.snapshot import open_catalog
from tests.support import write

FILES = {
    "ferry.md": "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars and bicycles.\n",
    "crew/quoth.toml": "roles = [1]\n",
    "crew/pay.md": "# Pay\n\nThe captain is paid on the first of the month.\n",
}


def make_outdated(index_folder: Path) -> None:
    """Have an index say that it is of an earlier version, whose tables had no checksums."""
    with closing(sqlite3.connect(index_folder / CATALOG)) as catalog, catalog:
        catalog.execute("UPDATE meta SET value = '5' WHERE key = 'schema'")
        catalog.execute("DELETE FROM meta WHERE key = 'sum'")
        catalog.execute("ALTER TABLE vector DROP COLUMN sum")
        catalog.execute("ALTER TABLE passage DROP COLUMN sum")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    place = tmp_path_factory.mktemp("outdated")
    write(place / "docs", FILES)
    update(place / "docs", place / "index", encoder)
    for folder in (place / "index", collection_folder(place / "index", "crew")):
        make_outdated(folder)
    (place / "index" / PROMISE).write_text("a promise")
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Iterator[Path]:
    return shutil.copytree(made, tmp_path / "place")


def test_who_asks_is_told_in_a_sentence_what_to_run(place: Path, encoder: Encoder) -> None:
    with pytest.raises(IndexOutdatedError) as told:
        open_library(place / "index", encoder.fingerprint)
    assert str(told.value) == (
        f"The index in {place / 'index'} was made by an earlier version of Quoth: run quoth index "
        "on your documents, which makes it anew."
    )


def test_it_is_made_anew_with_its_scopes_and_keeps_its_promise(
    place: Path, encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    index = place / "index"
    done = update(made_from(index), index, encoder)
    assert done.added == ("crew/pay.md", "ferry.md")
    assert done.encoded == done.passages == 2
    with closing(open_library(index, encoder.fingerprint)) as library:
        held = {one.collection.name: one.collection.scope for one in library.snapshots}
    assert held == {"": Scope(), "crew": Scope("roles", frozenset({1}))}
    assert (index / PROMISE).read_text() == "a promise"
    assert not (index / ASIDE).exists()
    told = [record.message for record in caplog.records]
    assert told[0] == (
        f"The index in {index} was made by an earlier version of Quoth, and has been made anew "
        "from the documents."
    )
    again = update(made_from(index), index, encoder)
    assert (again.unchanged, again.encoded) == (2, 0)


def made_from(index_folder: Path) -> Path:
    """The folder that an index is of, as it says itself whatever its version."""
    folder = Embedded(index_folder).folder()
    assert folder is not None
    return Path(folder)


def test_what_was_cut_short_is_gone_on_with_and_the_old_one_is_there_until_then(
    place: Path, encoder: Encoder
) -> None:
    class StoppedError(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "Writing":
            raise StoppedError

    with pytest.raises(StoppedError):
        update(made_from(place / "index"), place / "index", encoder, progress=stop)
    with pytest.raises(IndexOutdatedError):
        open_catalog(place / "index")
    done = update(made_from(place / "index"), place / "index", encoder)
    assert (len(done.added), done.encoded) == (2, 1)


def test_one_of_a_later_version_is_left_alone(place: Path, encoder: Encoder) -> None:
    index = place / "index"
    docs = made_from(index)
    with closing(sqlite3.connect(index / CATALOG)) as catalog, catalog:
        catalog.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    before = (index / CATALOG).read_bytes()
    with pytest.raises(IndexMismatchError, match="by another version"):
        update(docs, index, encoder)
    assert (index / CATALOG).read_bytes() == before


def test_what_another_model_encoded_before_is_not_taken_for_this_one_s(
    tmp_path: Path, encoder: Encoder
) -> None:
    docs, other = write(tmp_path / "docs", {"ferry.md": FILES["ferry.md"]}), copy.copy(encoder)
    other.fingerprint = "0" * len(encoder.fingerprint)
    for of, encoded in ((encoder, 1), (encoder, 0), (other, 1), (other, 0)):
        if (tmp_path / "index" / CATALOG).exists():
            # As a first build leaves it that was cut short after it encoded.
            with closing(sqlite3.connect(tmp_path / "index" / CATALOG)) as catalog, catalog:
                catalog.execute("DELETE FROM document")
                catalog.execute("DELETE FROM meta")
        assert update(docs, tmp_path / "index", of).encoded == encoded
