"""A folder's files become documents, or are named with the reason why not; nothing is fatal."""

import hashlib
import os
from pathlib import Path

import pytest

from index.documents import MEGABYTE, Document, Skipped, Source, check_folder, read, sources
from index.errors import DocumentError
from tests.support import ALIBABA_FT, ROOT, SEEDS, write

SENTENCE = "The ferry sails at nine."
SECRET = "The vault opens with the word Quetzalcoatl."
not_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def found(folder: Path, largest_megabytes: int = 50) -> dict[str, str]:
    """Path to "" for what can be read, else to the reason."""
    return {
        one.path: one.reason if isinstance(one, Skipped) else ""
        for one in sources(folder, largest_megabytes)
    }


def test_text_and_markdown_are_read(tmp_path: Path) -> None:
    names = ["a.txt", "b.TXT", "c.text", "d.log", "e.md", "f.markdown", "deep/er/g.mdown"]
    write(tmp_path, dict.fromkeys(names, SENTENCE))
    assert found(tmp_path) == dict.fromkeys(names, "")


def test_a_document_knows_its_text_and_its_hash() -> None:
    data = (SEEDS / ALIBABA_FT).read_bytes()
    document = read(Source(ALIBABA_FT, data))
    assert document.text == data.decode()
    assert document.sha256 == hashlib.sha256(data).hexdigest()


def test_files_come_in_order_of_their_paths(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["b.txt", "a/z.txt", "c.txt", "a.txt"], SENTENCE))
    paths = [source.path for source in sources(tmp_path, 50)]
    assert paths == [source.path for source in sources(tmp_path, 50)]
    assert sorted(paths) == ["a.txt", "a/z.txt", "b.txt", "c.txt"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "it is empty"),
        ("large.txt", b"a" * (MEGABYTE + 1), "it is larger than 1 MB"),
        ("photo.jpg", b"\xff\xd8\xff", "there is no reader for .jpg"),
        ("Makefile", b"all:", "there is no reader for files without an ending"),
        ("notes.txt.bak", b"words", "there is no reader for .bak"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    write(tmp_path, {"good.txt": SENTENCE, name: content})
    assert found(tmp_path, largest_megabytes=1) == {"good.txt": "", name: reason}


def test_a_file_just_within_the_limit_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"full.txt": b"a" * MEGABYTE})
    assert found(tmp_path, largest_megabytes=1) == {"full.txt": ""}


@pytest.mark.parametrize("content", [" \n\r\n\t", "*** --- ***", "\ufeff\n"])
def test_a_file_without_words_is_no_document(content: str) -> None:
    with pytest.raises(DocumentError, match="it holds no words"):
        read(Source("blank.txt", content.encode()))


def test_a_pipe_and_a_folder_that_is_named_like_a_file_do_not_stop_it(tmp_path: Path) -> None:
    write(tmp_path, {"good.txt": SENTENCE, "folder.txt/inner.txt": SENTENCE})
    os.mkfifo(tmp_path / "pipe.txt")
    assert found(tmp_path) == {
        "folder.txt/inner.txt": "",
        "good.txt": "",
        "pipe.txt": "it is not a regular file",
    }


@not_root
def test_files_and_folders_without_permission_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"good.txt": SENTENCE, "shut.txt": SENTENCE, "closed/inner.txt": SENTENCE})
    (tmp_path / "shut.txt").chmod(0)
    (tmp_path / "closed").chmod(0)
    try:
        assert found(tmp_path) == {
            "good.txt": "",
            "shut.txt": "it cannot be read (permission denied)",
            "closed": "the folder may not be read",
        }
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_name_that_is_not_utf8_is_named_with_replacement_marks(tmp_path: Path) -> None:
    write(tmp_path, {"good.txt": SENTENCE})
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text(SENTENCE)
    assert found(tmp_path) == {"good.txt": "", "caf\ufffd.txt": "its name is not valid UTF-8"}


def test_unusual_names_are_kept(tmp_path: Path) -> None:
    names = ["été 日本.txt", "two\nlines.txt", "a 'quoted' \"name\".md", "-option.txt"]
    write(tmp_path, dict.fromkeys(names, SENTENCE))
    assert found(tmp_path) == dict.fromkeys(names, "")


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["good.txt", ".hidden.txt", ".git/inner.txt"], SENTENCE))
    assert found(tmp_path) == {"good.txt": ""}


def test_links_out_of_the_folder_and_to_folders_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.txt": SECRET, "deep/secret.txt": SECRET})
    inside = write(tmp_path / "inside", {"good.txt": SENTENCE, "real/other.txt": SENTENCE})
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside / "deep")
    (inside / "upward").symlink_to("..")
    (inside / "dangling.txt").symlink_to(outside / "gone.txt")
    everything = list(sources(inside, 50))
    assert {one.path for one in everything if isinstance(one, Source)} == {
        "good.txt",
        "real/other.txt",
    }
    assert not any(SECRET.encode() in one.data for one in everything if isinstance(one, Source))
    reasons = {one.path: one.reason for one in everything if isinstance(one, Skipped)}
    assert reasons["file.txt"] == "it is a link that leads out of the folder"
    assert reasons["folder"] == "it is a link to a folder, and those are not followed"
    assert set(reasons) == {"file.txt", "folder", "upward", "dangling.txt"}


def test_a_link_to_itself_is_named_and_not_fatal(tmp_path: Path) -> None:
    write(tmp_path, {"good.txt": SENTENCE})
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    assert found(tmp_path).keys() == {"good.txt", "loop.txt"}
    assert found(tmp_path)["loop.txt"]


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"good.txt": SENTENCE})
    (tmp_path / "again.txt").symlink_to("good.txt")
    assert found(tmp_path) == {"again.txt": "", "good.txt": ""}


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real", {"good.txt": SENTENCE})
    (tmp_path / "link").symlink_to("real")
    assert found(tmp_path / "link") == {"good.txt": ""}


@pytest.mark.parametrize("name", ["gone", "file.txt"])
def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"file.txt": SENTENCE})
    with pytest.raises(DocumentError, match="There is no folder"):
        check_folder(tmp_path / name)
    check_folder(tmp_path)


def test_the_seeds_are_the_shared_ones_byte_for_byte() -> None:
    shared = ROOT.parent / "shared" / "seeds"
    if not shared.is_dir():
        pytest.skip("the shared folder is not here")
    ours = {path.name: path.read_bytes() for path in SEEDS.iterdir()}
    assert ours == {path.name: path.read_bytes() for path in shared.iterdir()}


def test_every_seed_is_a_document() -> None:
    documents = [read(source) for source in sources(SEEDS, 50) if isinstance(source, Source)]
    assert len(documents) == 2
    assert all(isinstance(one, Document) and one.blocks for one in documents)
