"""How a server's own documents are called, and how many there may be."""

import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.uploads.folder import (
    LONG_NAME,
    NO_NAME,
    RESERVED_NAME,
    UNSEEN_NAME,
    Room,
    ShelfError,
    check_room,
    file_name,
    shelf_of,
    shelves,
)
from index.access import EVERYWHERE, Scope
from index.documents.markers import folder_collections
from tests.support import write

ROOM = Room(files=3, megabytes=1)


@pytest.fixture
def shelf(tmp_path):
    made = shelf_of(tmp_path, 7)
    write(made.documents, {"Rules.md": "a" * 400_000, "café.txt": "b"})
    return made


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Rules.md", "Rules.md"),
        ("  The   rules.PDF", "The rules.PDF"),
        ("../../etc/passwd.txt", "．.／..／etc／passwd.txt"),
        ("..\\rules.txt", "．.＼rules.txt"),
        (".hidden.md", "．hidden.md"),
        ("What is it? A: b.md", "What is it？ A： b.md"),
        (unicodedata.normalize("NFD", "café.txt"), "café.txt"),
        ("console.md", "console.md"),
        ("🥐 déjà vu 中文.md", "🥐 déjà vu 中文.md"),
    ],
)
def test_a_name_becomes_one_of_a_single_file_that_is_not_hidden(given, name):
    assert file_name(given) == name


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (".md", NO_NAME),
        ("..md", NO_NAME),
        (" .md", NO_NAME),
        ("quoth.toml", "I can't read such a file"),
        ("QUOTH.TOML", "I can't read such a file"),
        ("rules.exe", "I can't read such a file; I can read those that end in .csv, "),
        ("rules", "I can't read such a file"),
        ("rules.md.", "I can't read such a file"),
        ("a\x00b.md", UNSEEN_NAME),
        ("a\u202edm.txt", UNSEEN_NAME),
        ("a\u200bb.md", UNSEEN_NAME),
        ("a\udc80b.md", UNSEEN_NAME),
        ("NUL.md", RESERVED_NAME),
        ("com1.tar.md", RESERVED_NAME),
        ("é" * 99 + ".md", LONG_NAME),
    ],
)
def test_what_no_file_should_be_called_is_refused_in_a_sentence(given, told):
    with pytest.raises(ShelfError) as error:
        file_name(given)
    assert str(error.value).startswith(told)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


@given(st.text(min_size=1, max_size=30))
def test_every_name_that_is_taken_is_of_a_file_right_there(tmp_path_factory, given):
    try:
        name = file_name(f"{given}.md")
    except ShelfError:
        return
    folder = tmp_path_factory.mktemp("names")
    (folder / name).write_text("words")
    assert os.listdir(folder) == [name]  # noqa: PTH208
    assert not name.startswith(".")
    assert file_name(name) == name


def test_only_the_very_same_name_replaces(shelf):
    assert check_room(shelf, "Rules.md", 1, ROOM) is True
    assert check_room(shelf, "Other.md", 1, ROOM) is False
    for twin in ("rules.md", "RULES.md", "Ｒules.md", "cafe\u0301.TXT"):
        with pytest.raises(ShelfError, match=r"There is a document .+ already: remove it first"):
            check_room(shelf, twin, 1, ROOM)


def test_a_name_is_told_as_it_is(shelf):
    write(shelf.documents, {"_a_ ~~b~~.md": "a"})
    with pytest.raises(ShelfError, match=r"a document \\_a\\_ \\~\\~b\\~\\~\.md already"):
        check_room(shelf, "_A_ ~~B~~.md", 1, ROOM)


def test_there_is_room_for_so_many_files_and_bytes(shelf):
    assert check_room(shelf, "Other.md", 599_999, ROOM) is False
    with pytest.raises(ShelfError, match="larger than 1 MB: remove one with /docs remove"):
        check_room(shelf, "Other.md", 600_000, ROOM)
    # What is replaced makes room.
    assert check_room(shelf, "Rules.md", 900_000, ROOM) is True
    write(shelf.documents, {"third.md": "c"})
    with pytest.raises(ShelfError, match="There is room for 3 documents"):
        check_room(shelf, "Other.md", 1, ROOM)
    assert check_room(shelf, "third.md", 1, ROOM) is True
    assert check_room(shelf, "third.md", 1, Room(files=1, megabytes=1)) is True


def test_what_is_on_its_way_or_a_folder_is_no_document(shelf):
    write(shelf.documents, {".coming-1": "d", "folder/inside.md": "e"})
    assert list(shelf.files()) == ["Rules.md", "café.txt"]
    assert shelf_of(shelf.place.parent, 8).files() == {}


def test_in_a_folder_that_is_indexed_they_are_for_their_server_alone(shelf):
    shelf.make()
    shelf.make()
    scopes = [one.scope for one in folder_collections(shelf.place.parent)]
    assert scopes == [EVERYWHERE, Scope("guilds", frozenset({7}))]


def test_only_numbers_are_servers(shelf):
    write(shelf.place.parent, {"notes/a.txt": "", "12/documents/a.txt": ""})
    assert [one.guild for one in shelves(shelf.place.parent)] == [7, 12]
    assert shelves(shelf.place / "none") == []
