"""What was found whole is not read again as long as its file is the same, and only as long."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.documents import finding
from index.indexing.build import build
from index.indexing.summary import Summary
from index.models.encoder import Encoder
from index.paths import CATALOG
from index.store.mending import EXAMINED
from tests.support import opened, write

FILES = {
    "shares.md": "# Shares\n\nThe crew of the Harm gets one-fifth of every catch.\n",
    "empty.md": b"",
}


class Place:
    """A folder and its index, which was brought up to date until nothing of it changed."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self.docs, self.index, self.encoder = path / "docs", path / "index", encoder
        write(self.docs, FILES)
        for _ in range(2):
            self.update()

    def update(self) -> Summary:
        return build(self.docs, self.index, self.encoder)

    @property
    def note(self) -> str:
        return (self.index / EXAMINED).read_text()

    def text(self) -> str:
        with opened(self.index, self.encoder) as snapshot:
            found = snapshot.catalog.document("shares.md")
            assert found
            return found.text


@pytest.fixture
def place(tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Place:
    # Else what a file was when it was just written would still have to be noted.
    monkeypatch.setattr(finding, "YOUNG_NS", 0)
    return Place(tmp_path, encoder)


def test_where_nothing_changes_the_file_stays_as_it_is(place: Place) -> None:
    note, before = place.note, (place.index / CATALOG).read_bytes()
    assert place.update().unchanged == 1
    assert (place.index / CATALOG).read_bytes() == before
    assert place.note == note


def test_what_is_damaged_later_is_found_and_mended(place: Place) -> None:
    data = (place.index / CATALOG).read_bytes()
    assert data.count(b"one-fifth") == 1
    (place.index / CATALOG).write_bytes(data.replace(b"one-fifth", b"one-third"))
    assert place.update().mended == ("shares.md",)
    assert "one-fifth" in place.text()
    for _ in range(2):
        assert place.update().mended == ()


def test_what_stands_in_the_log_alone_is_found_and_mended(place: Place) -> None:
    with closing(sqlite3.connect(place.index / CATALOG)) as catalog:
        with catalog:
            catalog.execute("UPDATE document SET text = replace(text, 'fifth', 'third')")
        assert (place.index / f"{CATALOG}-wal").stat().st_size
        assert place.update().mended == ("shares.md",)
    assert "one-fifth" in place.text()


def test_a_note_that_is_damaged_or_of_another_file_counts_for_nothing(place: Place) -> None:
    right = place.note
    (place.index / EXAMINED).write_bytes(b"\xff")
    place.update()
    assert place.note == right
    write(place.docs, {"shares.md": "# Shares\n\nThe cook gets one-tenth.\n"})
    assert place.update().changed == ("shares.md",)
    place.update()
    assert place.note != right
