"""A build encodes only what is new, and says what it did."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from index.build import Summary, build
from index.documents import Skipped
from index.encoder import Encoder
from index.errors import DocumentError, IndexBusyError, IndexMismatchError
from index.locking import writer
from tests.support import document, furniture_lines, opened, run_python, write

FERRY = "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars and bicycles.\n"
MUSEUM = "# Museum\n\nThe museum of salt opens at ten. It is shut on Mondays.\n"
CAKE = "# Cake\n\nBake the plum cake for forty minutes. Let it cool in the tin.\n"

KILLED = """
import os, signal, sys
from pathlib import Path
from index.build import ENCODE_AT_ONCE, build
from index.loading import load_encoder

def progress(stage, done, total):
    if stage == "Encoding" and done > ENCODE_AT_ONCE:
        os.kill(os.getpid(), signal.SIGKILL)

encoder = load_encoder("all-MiniLM-L6-v2", Path(sys.argv[3]))
build(Path(sys.argv[1]), Path(sys.argv[2]), encoder, progress=progress)
"""


class Folder:
    """A folder of documents and its index."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self.docs = write(path / "docs", {"ferry.md": FERRY, "museum.md": MUSEUM})
        self.index = path / "index"
        self.encoder = encoder

    def build(self, **options: int) -> Summary:
        return build(self.docs, self.index, self.encoder, **options)

    def generation(self) -> str:
        with opened(self.index, self.encoder) as snapshot:
            return snapshot.generation


@pytest.fixture
def folder(tmp_path: Path, encoder: Encoder) -> Folder:
    return Folder(tmp_path, encoder)


def test_a_first_build_adds_and_encodes_everything(folder: Folder) -> None:
    done = folder.build()
    assert done.added == ("ferry.md", "museum.md")
    assert (done.changed, done.removed, done.unchanged, done.skipped) == ((), (), 0, ())
    assert (done.passages, done.encoded) == (2, 2)


def test_a_second_build_without_changes_does_nothing(folder: Folder) -> None:
    folder.build()
    done = folder.build()
    assert (done.added, done.changed, done.removed) == ((), (), ())
    assert (done.unchanged, done.passages, done.encoded) == (2, 2, 0)
    assert folder.generation() == "1"


def test_only_changed_files_are_encoded_again(folder: Folder) -> None:
    folder.build()
    write(folder.docs, {"ferry.md": FERRY.replace("nine", "seven"), "cake.md": CAKE})
    (folder.docs / "museum.md").unlink()
    done = folder.build()
    assert done.added == ("cake.md",)
    assert done.changed == ("ferry.md",)
    assert done.removed == ("museum.md",)
    assert (done.unchanged, done.passages, done.encoded) == (0, 2, 2)
    with opened(folder.index, folder.encoder) as snapshot:
        assert [listed.path for listed in snapshot.catalog.documents()] == ["cake.md", "ferry.md"]
        text = snapshot.catalog.document("ferry.md").text
    assert "sails at seven" in text


def test_a_changed_time_alone_changes_nothing(folder: Folder) -> None:
    folder.build()
    os.utime(folder.docs / "ferry.md", (1, 1))
    assert folder.build().encoded == 0
    assert folder.generation() == "1"


def test_a_renamed_file_encodes_nothing(folder: Folder) -> None:
    folder.build()
    (folder.docs / "deep").mkdir()
    (folder.docs / "ferry.md").rename(folder.docs / "deep" / "boat.md")
    done = folder.build()
    assert (done.added, done.removed, done.encoded) == (("deep/boat.md",), ("ferry.md",), 0)
    with opened(folder.index, folder.encoder) as snapshot:
        assert snapshot.documents == 2


def test_the_same_words_in_two_files_are_encoded_once(folder: Folder) -> None:
    write(folder.docs, {"copy.md": FERRY})
    done = folder.build()
    assert (done.passages, done.encoded) == (3, 2)


def test_a_change_that_is_taken_back_is_noticed(folder: Folder) -> None:
    folder.build()
    write(folder.docs, {"ferry.md": CAKE})
    folder.build()
    write(folder.docs, {"ferry.md": FERRY})
    assert folder.build().changed == ("ferry.md",)
    with opened(folder.index, folder.encoder) as snapshot:
        assert snapshot.catalog.document("ferry.md").text == FERRY


def test_what_was_left_out_is_named_and_kept_in_the_index(folder: Folder) -> None:
    write(folder.docs, {"empty.txt": "", "photo.png": b"\x89PNG", "blob.txt": bytes(range(256))})
    done = folder.build()
    reasons = {skipped.path: skipped.reason for skipped in done.skipped}
    assert reasons == {
        "empty.txt": "it is empty",
        "photo.png": "there is no reader for .png",
        "blob.txt": "it holds binary data, not text",
    }
    with opened(folder.index, folder.encoder) as snapshot:
        assert snapshot.catalog.skipped() == sorted(reasons.items())


def test_a_document_that_became_empty_is_removed_and_named(folder: Folder) -> None:
    folder.build()
    write(folder.docs, {"ferry.md": ""})
    done = folder.build()
    assert done.removed == ("ferry.md",)
    assert done.skipped == (Skipped("ferry.md", "it is empty"),)


def test_names_that_look_alike_do_not_make_a_new_generation_each_time(folder: Folder) -> None:
    for name in (b"/\xff.txt", b"/\xfe.txt"):
        Path(os.fsdecode(os.fsencode(folder.docs) + name)).write_text(CAKE)
    assert len(folder.build().skipped) == 2
    folder.build()
    assert folder.generation() == "1"


def test_a_moved_folder_is_known_by_its_new_place(folder: Folder) -> None:
    folder.build()
    folder.docs = folder.docs.rename(folder.docs.with_name("moved"))
    assert folder.build().encoded == 0
    with opened(folder.index, folder.encoder) as snapshot:
        assert snapshot.folder == str(folder.docs)


def test_secrets_behind_links_never_get_into_the_index(folder: Folder, tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.md": "The word is Quetzalcoatl, they said."})
    (folder.docs / "link.md").symlink_to(outside / "secret.md")
    (folder.docs / "linked").symlink_to(outside)
    assert {skipped.path for skipped in folder.build().skipped} == {"link.md", "linked"}
    files = [path for path in folder.index.rglob("*") if path.is_file()]
    assert files
    assert not any(b"Quetzalcoatl" in path.read_bytes() for path in files)


def test_a_line_that_comes_to_be_shared_is_furniture_everywhere(folder: Folder) -> None:
    pages = {
        f"page{n}.txt": f"Ferry number {n}\n\nThe ferry number {n} sails to the island at {n}.\n\n"
        f"Ask the harbour desk\n\nIt takes cars and bicycles on its deck number {n}.\n"
        for n in range(8)
    }
    shutil.rmtree(folder.docs)
    write(folder.docs, dict(list(pages.items())[:7]))
    folder.build()
    assert not furniture_lines(document(pages["page0.txt"]))
    headings = headings_of(folder)
    assert any("Ask the harbour desk" in heading for heading in headings)
    write(folder.docs, pages)
    assert folder.build().unchanged == 7
    assert not any("Ask the harbour desk" in heading for heading in headings_of(folder))


def headings_of(folder: Folder) -> list[str]:
    with opened(folder.index, folder.encoder) as snapshot:
        return [f"{heading}\n{words}" for _, _, heading, words in snapshot.catalog.all_passages()]


def test_a_second_writer_is_told_to_wait(folder: Folder) -> None:
    folder.build()
    with writer(folder.index), pytest.raises(IndexBusyError, match="Another process is writing"):
        folder.build()
    assert folder.build().unchanged == 2


@pytest.mark.parametrize("name", ["gone", "docs/ferry.md"])
def test_a_folder_that_is_not_there_leaves_the_index_alone(folder: Folder, name: str) -> None:
    folder.build()
    with pytest.raises(DocumentError, match="There is no folder"):
        build(folder.docs.parent / name, folder.index, folder.encoder)
    assert folder.generation() == "1"


def test_an_index_folder_that_is_a_file_is_told(folder: Folder) -> None:
    folder.index.write_text("words", encoding="utf-8")
    with pytest.raises(IndexMismatchError, match="cannot be made"):
        folder.build()


def test_a_killed_build_keeps_the_last_generation_and_what_it_encoded(
    folder: Folder, cache_folder: Path
) -> None:
    folder.build()
    new = {f"{n}.md": f"# Note {n}\n\nRoom {n} has {n + 1} chairs.\n" for n in range(280)}
    write(folder.docs, new)
    done = run_python("-c", KILLED, folder.docs, folder.index, cache_folder)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with opened(folder.index, folder.encoder) as snapshot:
        assert (snapshot.generation, snapshot.documents) == ("1", 2)
        assert len(snapshot.vectors) == 2
    done = folder.build()
    assert len(done.added) == len(new)
    assert 0 < done.encoded < 100
