"""A folder's collections are indexes apart, and what restricts comes first."""

import json
import re
import resource
import shutil
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from index.access import EVERYWHERE, Scope
from index.documents.document import Skipped
from index.errors import DiskFullError, DocumentError, IndexBusyError, IndexMismatchError
from index.indexing import summary
from index.indexing import update as update_module
from index.indexing.summary import Summary
from index.indexing.update import update
from index.models.encoder import Encoder
from index.paths import ALL, COLLECTIONS, collection_folder
from index.store.library import open_library
from index.store.locking import writer
from index.store.snapshot import open_catalog
from tests.support import run_python, write

FERRY = "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars and bicycles.\n"
PAY = "# Pay\n\nThe captain is paid on the first of the month. The cook is paid weekly.\n"
CAKE = "# Cake\n\nBake the plum cake for forty minutes. Let it cool in the tin.\n"
KEYS = "# Keys\n\nThe key of the safe hangs behind the clock. Nobody may take it.\n"

ROLE_1, ROLE_2 = Scope("roles", frozenset({1})), Scope("roles", frozenset({2}))
SERVER = Scope("guilds", frozenset({3}))
BROKEN = "its quoth.toml cannot be read as TOML"

KILLED = """
import os, signal, sys
from pathlib import Path
from index.indexing.update import update
from index.loading import load_encoder

def progress(stage, done, total):
    global encoded
    if stage == "Encoding" and total:
        encoded += 1
        if encoded == 3:
            os.kill(os.getpid(), signal.SIGKILL)

encoded = 0
encoder = load_encoder("all-MiniLM-L6-v2", Path(sys.argv[3]))
update(Path(sys.argv[1]), Path(sys.argv[2]), encoder, progress=progress)
"""

Shown = dict[str, tuple[Scope, set[str]]]


class Folder:
    """A folder of documents with three collections, and its index."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self.docs = path / "docs"
        self.index = path / "index"
        self.encoder = encoder

    def update(self, *changed: str, **options: object) -> Summary:
        paths = frozenset(changed) or None
        return update(self.docs, self.index, self.encoder, changed=paths, **options)

    def shown(self) -> Shown:
        """The documents of each collection that can be opened, and its scope."""
        with closing(open_library(self.index, self.encoder.fingerprint)) as library:
            return {
                one.collection.name: (
                    one.collection.scope,
                    {listed.path for listed in one.catalog.documents()},
                )
                for one in library.snapshots
            }

    def generations(self) -> dict[str, str]:
        with closing(open_library(self.index, self.encoder.fingerprint)) as library:
            return {one.collection.name: one.generation for one in library.snapshots}


FILES = {
    "ferry.md": FERRY,
    "kitchen/cake.md": CAKE,
    "staff/quoth.toml": "roles = [1]",
    "staff/pay.md": PAY,
    "staff/safe/quoth.toml": "guilds = [3]",
    "staff/safe/keys.md": KEYS,
}
AT_FIRST: Shown = {
    "": (EVERYWHERE, {"ferry.md", "kitchen/cake.md"}),
    "staff": (ROLE_1, {"staff/pay.md"}),
    "staff/safe": (SERVER, {"staff/safe/keys.md"}),
}


@pytest.fixture(scope="module")
def made_once(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Summary]:
    folder = Folder(tmp_path_factory.mktemp("folders"), encoder)
    write(folder.docs, FILES)
    return folder, folder.update()


@pytest.fixture
def made(made_once: tuple[Folder, Summary], tmp_path: Path, encoder: Encoder) -> Folder:
    """A copy of the folder and its index."""
    shutil.copytree(made_once[0].docs.parent, tmp_path, dirs_exist_ok=True)
    return Folder(tmp_path, encoder)


def test_each_collection_is_an_index_of_its_own(made_once: tuple[Folder, Summary]) -> None:
    folder, done = made_once
    assert folder.shown() == AT_FIRST
    assert done.added == ("ferry.md", "kitchen/cake.md", "staff/pay.md", "staff/safe/keys.md")
    assert (done.changed, done.removed, done.unchanged, done.skipped) == ((), (), 0, ())
    assert (done.passages, done.encoded) == (4, 4)
    assert [name for name, _ in done.stages] == ["reading", "passages", "encoding", "writing"]
    assert 0 < sum(seconds for _, seconds in done.stages) <= done.seconds
    for name in AT_FIRST:
        assert (collection_folder(folder.index, name) / "catalog.sqlite").is_file()


def test_what_else_is_in_the_folder_of_the_index_is_left_alone(made: Folder) -> None:
    others = {
        f"{parent}/{name}/photo.jpg": "a photo"
        for parent in ("collections", "generations")
        for name in ("coins", "1990")
    }
    write(made.index, others)
    (made.docs / "staff/quoth.toml").unlink()
    assert set(made.update().changed) == {"staff/pay.md"}
    write(made.docs, {"quoth.toml": "nonsense"})
    made.update()
    assert all((made.index / path).is_file() for path in others)


def test_an_index_among_the_documents_is_none_of_them(tmp_path: Path, encoder: Encoder) -> None:
    docs = write(tmp_path, {"ferry.md": FERRY, "staff/quoth.toml": "roles = [1]"})
    write(docs, {"staff/pay.md": PAY})
    for _ in range(2):
        done = update(docs, docs / "index", encoder)
        assert done.skipped == ()
    assert done.unchanged == 2
    assert update(docs, docs / "other index", encoder).skipped == ()


def test_a_collection_whose_name_is_not_utf8_is_closed(made: Folder) -> None:
    write(made.docs, {"caf\udce9/quoth.toml": "roles = [4]", "caf\udce9/tea.md": CAKE})
    bad = Skipped("caf\ufffd", "its name is not valid UTF-8")
    for _ in range(2):
        assert made.update().skipped == (bad,)
    assert made.shown() == AT_FIRST


@pytest.mark.parametrize("part", ["docs", "index"])
def test_folders_whose_names_are_not_utf8_are_told(
    tmp_path: Path, encoder: Encoder, part: str
) -> None:
    places = {"docs": tmp_path / "docs", "index": tmp_path / "index"}
    places[part] = tmp_path / "caf\udce9"
    write(places["docs"], {"ferry.md": FERRY})
    with pytest.raises((DocumentError, IndexMismatchError), match="caf\ufffd is not valid UTF-8"):
        update(places["docs"], places["index"], encoder)
    assert list(tmp_path.iterdir()) == [places["docs"]]


def test_without_changes_nothing_is_done(made: Folder) -> None:
    made.update()
    before = made.generations()
    done = made.update()
    assert (done.added, done.changed, done.removed, done.encoded) == ((), (), (), 0)
    assert (done.unchanged, done.passages) == (4, 4)
    assert made.generations() == before


@pytest.mark.parametrize("changed", [(), ("kitchen/quoth.toml",), ("ferry.md",), ("staff/pay.md",)])
def test_documents_of_a_folder_that_is_marked_move_to_its_collection(
    made: Folder, changed: tuple[str, ...]
) -> None:
    write(made.docs, {"kitchen/empty.md": ""})
    made.update("kitchen/empty.md")
    write(made.docs, {"kitchen/quoth.toml": "roles = [2]"})
    done = made.update(*changed)
    assert made.shown() == AT_FIRST | {
        "": (EVERYWHERE, {"ferry.md"}),
        "kitchen": (ROLE_2, {"kitchen/cake.md"}),
    }
    assert (done.added, done.changed, done.removed) == ((), ("kitchen/cake.md",), ())
    assert (done.unchanged, done.passages) == (3, 4)
    assert done.skipped == (Skipped("kitchen/empty.md", "it is empty"),)
    with closing(open_catalog(made.index)) as catalog:
        assert catalog.unread() == {}


@pytest.mark.parametrize("changed", [(), ("staff/quoth.toml",), ("ferry.md",)])
def test_documents_of_a_folder_that_is_no_more_marked_are_of_the_one_around(
    made: Folder, changed: tuple[str, ...]
) -> None:
    (made.docs / "staff" / "quoth.toml").unlink()
    assert made.update(*changed).changed == ("staff/pay.md",)
    assert made.shown() == {
        "": (EVERYWHERE, {"ferry.md", "kitchen/cake.md", "staff/pay.md"}),
        "staff/safe": AT_FIRST["staff/safe"],
    }
    assert not collection_folder(made.index, "staff").exists()


def test_another_scope_encodes_nothing(made: Folder) -> None:
    write(made.docs, {"staff/quoth.toml": "roles = [2]"})
    done = made.update("staff/quoth.toml")
    assert made.shown() == AT_FIRST | {"staff": (ROLE_2, {"staff/pay.md"})}
    assert (done.changed, done.encoded, done.unchanged, done.passages) == ((), 0, 4, 4)


def test_a_closed_folder_is_shown_to_nobody_and_named(made: Folder) -> None:
    write(made.docs, {"staff/quoth.toml": "roles = [1"})
    done = made.update()
    assert done.removed == ("staff/pay.md",)
    assert done.skipped == (Skipped("staff", BROKEN),)
    assert made.shown() == {name: AT_FIRST[name] for name in ("", "staff/safe")}
    assert not collection_folder(made.index, "staff").exists()
    write(made.docs, {"staff/quoth.toml": "roles = [1]"})
    assert made.update("staff/quoth.toml").added == ("staff/pay.md",)
    assert made.shown() == AT_FIRST


def test_a_folder_that_was_closed_and_has_no_marker_now_is_of_the_one_around(made: Folder) -> None:
    write(made.docs, {"staff/quoth.toml": "roles = [1"})
    made.update()
    (made.docs / "staff" / "quoth.toml").unlink()
    made.update("staff/quoth.toml")
    assert "staff/pay.md" in made.shown()[""][1]


def test_the_folder_itself_can_be_closed(made: Folder) -> None:
    write(made.docs, {"quoth.toml": "roles = [1"})
    done = made.update()
    assert done.removed == ("ferry.md", "kitchen/cake.md")
    assert done.skipped == (Skipped(".", BROKEN),)
    assert made.shown() == AT_FIRST | {"": (EVERYWHERE, set())}
    assert not holds(made.index, "The ferry to Sele")
    before = made.generations()
    assert made.update().skipped == done.skipped
    assert made.generations() == before
    write(made.docs, {"quoth.toml": "guilds = [3]"})
    assert made.update("quoth.toml").added == ("ferry.md", "kitchen/cake.md")
    assert made.shown() == AT_FIRST | {"": (SERVER, {"ferry.md", "kitchen/cake.md"})}


def holds(index_dir: Path, words: str) -> bool:
    files = [path for path in index_dir.rglob("*") if path.is_file()]
    assert files
    return any(words.encode() in path.read_bytes() for path in files)


@pytest.mark.parametrize("every", [True, False])
def test_what_restricts_comes_before_what_takes_long(made: Folder, every: bool) -> None:
    write(
        made.docs,
        {
            "staff/quoth.toml": "roles = [2]",
            "staff/safe/quoth.toml": "nobody",
            "kitchen/quoth.toml": "roles = [2]",
            "ferry.md": FERRY.replace("nine", "ten"),
            "staff/pay.md": PAY.replace("first", "last"),
        },
    )
    seen: list[Shown] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "Encoding" and total:
            seen.append(made.shown())

    changed = ("staff/quoth.toml", "staff/safe/quoth.toml", "kitchen/quoth.toml", "ferry.md")
    made.update(*([] if every else [*changed, "staff/pay.md"]), progress=progress)
    assert seen[0] == {"": (EVERYWHERE, {"ferry.md"}), "staff": (ROLE_2, {"staff/pay.md"})}


def test_what_cannot_be_restricted_for_want_of_room_is_deleted(made: Folder) -> None:
    write(made.docs, {"staff/quoth.toml": "roles = [2]"})
    # What has it open has made the room that SQLite needs for readers.
    with (
        closing(open_library(made.index, made.encoder.fingerprint)),
        files_no_larger_than(1000),
        pytest.raises(DiskFullError, match="is full"),
    ):
        made.update("staff/quoth.toml")
    assert made.shown() == {name: AT_FIRST[name] for name in ("", "staff/safe")}
    made.update()
    assert made.shown() == AT_FIRST | {"staff": (ROLE_2, {"staff/pay.md"})}


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_marker_that_changes_while_it_works_is_heeded(
    made: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_module, "HEED", 0.0)
    monkeypatch.setattr(update_module, "HEED_PART", 0)
    write(made.docs, {"ferry.md": FERRY.replace("nine", "ten")})

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "Encoding" and total:
            write(made.docs, {"staff/quoth.toml": "roles = [2]", "kitchen/quoth.toml": "x"})

    made.update("ferry.md", progress=progress)
    assert made.shown() == AT_FIRST | {
        "": (EVERYWHERE, {"ferry.md"}),
        "staff": (ROLE_2, {"staff/pay.md"}),
    }


def test_only_collections_with_changed_paths_are_looked_at(made: Folder) -> None:
    write(
        made.docs,
        {
            "ferry.md": FERRY.replace("nine", "ten"),
            "staff/pay.md": PAY.replace("first", "last"),
            "staff/new.md": CAKE,
        },
    )
    # The others are not even opened for writing.
    with writer(made.index):
        done = made.update("staff/pay.md")
    assert (done.added, done.changed) == ((), ("staff/pay.md",))
    assert (done.unchanged, done.passages) == (3, 4)
    done = made.update("staff/quoth.toml")
    assert (done.added, done.changed) == (("staff/new.md",), ("ferry.md",))


def test_what_was_done_is_summed_up() -> None:
    first = Summary(("a",), ("b",), ("c", "d"), 1, (), 2, 1, 9.0, (), (("reading", 1.0),))
    second = Summary(("c",), (), (), 2, (), 3, 1, 9.0, (), (("reading", 2.0), ("writing", 0.5)))
    before = Summary((), (), ("e",), 7, (), 7, 1, 9.0, (), (("writing", 0.25),))
    stages = (("writing", 0.75), ("reading", 3.0))
    assert summary.merged([before], [first, second], []) == Summary(
        ("a",), ("b", "c"), ("d", "e"), 3, (), 5, 3, 0.0, (), stages
    )


def test_what_was_left_out_is_told_of_collections_that_are_not_looked_at(made: Folder) -> None:
    write(made.docs, {"staff/empty.md": ""})
    empty = (Skipped("staff/empty.md", "it is empty"),)
    assert made.update().skipped == empty
    write(made.docs, {"ferry.md": FERRY.replace("nine", "ten")})
    assert made.update("ferry.md").skipped == empty


def test_killed_between_two_collections_each_is_whole(made: Folder, cache_folder: Path) -> None:
    changes = {
        "ferry.md": FERRY.replace("nine", "ten"),
        "staff/pay.md": PAY.replace("first", "last"),
        "staff/safe/keys.md": KEYS.replace("clock", "door"),
    }
    write(made.docs, changes)
    done = run_python("-c", KILLED, made.docs, made.index, cache_folder)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert made.shown() == AT_FIRST
    assert 0 < len(made.update().changed) < 3
    assert made.update().unchanged == 4


def test_another_writer_is_waited_for_if_wanted(made: Folder) -> None:
    waited: list[str] = []
    here = re.escape(f"writing to the index in {made.index}:")
    with writer(made.index, lock_name=ALL), pytest.raises(IndexBusyError, match=here):
        made.update()
    other = writer(made.index, lock_name=ALL)
    other.__enter__()

    def progress(stage: str, done: int, total: int) -> None:
        if not waited:
            waited.append(stage)
            other.__exit__(None, None, None)

    assert made.update(progress=progress, wait=20.0).unchanged == 4
    assert waited == ["Waiting"]


def test_an_index_among_the_documents_is_refused(tmp_path: Path, encoder: Encoder) -> None:
    write(tmp_path, FILES)
    with pytest.raises(IndexMismatchError, match="cannot lie in the documents folder"):
        update(tmp_path, tmp_path, encoder)
    assert not (tmp_path / "catalog.sqlite").exists()


def test_names_of_collections_do_not_lead_out_of_the_index(tmp_path: Path) -> None:
    places = {collection_folder(tmp_path, name) for name in ("a", "a/b", "../a", "/etc", "é")}
    assert len(places) == 5
    assert {place.parent for place in places} == {tmp_path / COLLECTIONS}
    assert collection_folder(tmp_path, "") == tmp_path
    assert json.dumps([str(place) for place in places]).isascii()
