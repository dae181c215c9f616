"""Collections that are open together, of which one may be broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.access import Audience, server_collection
from index.errors import IndexMismatchError
from index.indexing.build import build
from index.models.encoder import Encoder
from index.paths import CATALOG
from index.store.catalog import Catalog
from index.store.library import Library, open_library
from tests.support import write

GUILDS = (11, 12, 13)


@pytest.fixture
def places(tmp_path: Path, encoder: Encoder) -> Path:
    """An index, and those of three servers' own documents."""
    build(write(tmp_path / "docs", {"a.txt": "Bread is baked here.\n"}), tmp_path / "i", encoder)
    for guild in GUILDS:
        place = tmp_path / "servers" / str(guild)
        docs = write(place / "documents", {"b.txt": f"The boat of {guild} is red.\n"})
        build(docs, place / "index", encoder, collection=server_collection(guild))
    return tmp_path


@pytest.fixture
def library(places: Path, encoder: Encoder) -> Iterator[Library]:
    opened = open_library(places / "i", encoder.fingerprint, places / "servers")
    yield opened
    opened.close()


def damage(place: Path) -> None:
    write(place / "index", {CATALOG: "no database" * 1000})


def make_for_another_model(place: Path) -> None:
    catalog = Catalog(place / "index" / CATALOG, writing=True)
    catalog.set_meta({"model": "another"})
    catalog.close()


@pytest.mark.parametrize("spoil", [damage, make_for_another_model])
def test_one_servers_broken_index_keeps_nobody_from_the_others(
    spoil, library: Library, places: Path, encoder: Encoder
) -> None:
    assert [s.collection for s in library.servers] == [server_collection(g) for g in GUILDS]
    spoil(places / "servers" / "12")
    again = open_library(places / "i", encoder.fingerprint, places / "servers", library)
    anew = open_library(places / "i", encoder.fingerprint, places / "servers")
    for one in (again, anew) if spoil is damage else (anew,):
        assert [s.collection for s in one.servers] == [server_collection(g) for g in (11, 13)]
        assert one.view(Audience(12)).documents == 1
        assert one.view(Audience(13)).documents == 2
    anew.close()
    for snapshot in set(again.every) - set(library.every):
        snapshot.close()


def test_a_broken_index_of_the_folder_itself_is_told(places: Path, encoder: Encoder) -> None:
    write(places / "i", {CATALOG: "no database" * 1000})
    with pytest.raises(IndexMismatchError):
        open_library(places / "i", encoder.fingerprint, places / "servers")
