"""A folder's files become documents, or are named with the reason why not; nothing is fatal."""

import hashlib
import os
import shutil
import tracemalloc
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from index.documents import finding
from index.documents.document import MEGABYTE, Document, Skipped, Source, Unchanged, read
from index.documents.finding import check_folder, sources
from index.errors import DocumentError
from index.limits import DEFAULT_LIMITS, Limits
from tests.index.permissions import run_restricted
from tests.support import ALIBABA_FT, ROOT, SEEDS, write

SENTENCE = "The ferry sails at nine."
SMALL = Limits(megabytes=1)
LIST = """
import sys
from pathlib import Path
from index.documents.finding import sources
from index.limits import Limits
for one in sources(Path(sys.argv[1]), Limits()):
    print(one.path, getattr(one, "reason", ""), sep=": ")
"""


def found(folder: Path, limits: Limits = DEFAULT_LIMITS, **where: object) -> dict[str, str]:
    """Path to "" for what can be read, "unchanged", or the reason why not."""
    words = {}
    for one in sources(folder, limits, **where):
        words[one.path] = one.reason if isinstance(one, Skipped) else ""
        if isinstance(one, Unchanged):
            words[one.path] = "unchanged"
    return words


@pytest.fixture
def aged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as old enough for its stamp to be relied on."""
    monkeypatch.setattr(finding, "YOUNG_NS", 0)


def stamps(folder: Path) -> dict[str, str]:
    return {one.path: one.stamp for one in sources(folder, DEFAULT_LIMITS)}


def test_text_and_markdown_are_read(tmp_path: Path) -> None:
    names = ["a.txt", "b.TXT", "c.text", "d.log", "e.md", "f.markdown", "deep/er/g.mdown", "h.mdx"]
    write(tmp_path, dict.fromkeys(names, SENTENCE))
    assert found(tmp_path) == dict.fromkeys(names, "")


def test_a_document_knows_its_text_and_its_hash() -> None:
    data = (SEEDS / ALIBABA_FT).read_bytes()
    document = read(Source(ALIBABA_FT, data))
    assert document.text == data.decode()
    assert document.sha256 == hashlib.sha256(data).hexdigest()


def test_files_come_in_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["b.txt", "a/z.txt", "c.txt", "a.txt", "a/b/c.txt"], SENTENCE))
    assert list(found(tmp_path)) == ["a/b/c.txt", "a/z.txt", "a.txt", "b.txt", "c.txt"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "it is empty"),
        ("large.txt", b"a" * (MEGABYTE + 1), "it is larger than 1 MB"),
        ("photo.jpg", b"\xff\xd8\xff", "there is no reader for .jpg"),
        ("Makefile", b"all:", "there is no reader for files without an ending"),
        ("Prices.ODS", b"PK", "there is no reader for .ods: save it as .xlsx"),
        ("old handbook.doc", b"\xd0\xcf", "there is no reader for .doc: save it as .docx"),
        ("notes.txt.bak", b"words", "there is no reader for .bak"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    write(tmp_path, {"good.txt": SENTENCE, name: content})
    assert found(tmp_path, SMALL) == {"good.txt": "", name: reason}


def test_a_file_just_within_the_limit_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"full.txt": b"a" * MEGABYTE})
    assert found(tmp_path, SMALL) == {"full.txt": ""}


@pytest.mark.parametrize("content", [" \n\r\n\t", "*** --- ***", "\ufeff\n"])
def test_a_file_without_words_is_no_document(content: str) -> None:
    with pytest.raises(DocumentError, match="it holds no words"):
        read(Source("blank.txt", content.encode()))


def test_two_gigabytes_of_nothing_are_named_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "sparse.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    assert found(tmp_path) == {"sparse.txt": "it is larger than 50 MB"}


def after_first_fstat(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """Do something to a file when its size was looked at and nothing is read yet."""
    real, calls = os.fstat, []

    def fstat(handle: int) -> os.stat_result:
        status = real(handle)
        calls.append(status)
        if len(calls) == 1:
            change()
        return status

    monkeypatch.setattr(os, "fstat", fstat)


def test_no_more_is_read_of_a_file_that_grows_than_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"words ")
    after_first_fstat(monkeypatch, lambda: os.truncate(path, 100 * MEGABYTE))
    tracemalloc.start()
    try:
        assert found(tmp_path, SMALL) == {"log.txt": "it is larger than 1 MB"}
        assert tracemalloc.get_traced_memory()[1] < 5 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.usefixtures("aged")
def test_a_file_that_changes_while_it_is_read_has_no_stamp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"words")
    assert stamps(tmp_path)["log.txt"]
    after_first_fstat(monkeypatch, lambda: path.write_bytes(b"words and more"))
    assert [(one.data, one.stamp) for one in sources(tmp_path, SMALL)] == [(b"words and more", "")]


def test_files_and_folders_without_permission_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"good.txt": SENTENCE, "shut.txt": SENTENCE, "closed/inner.txt": SENTENCE})
    (tmp_path / "shut.txt").chmod(0)
    (tmp_path / "closed").chmod(0)
    try:
        listed = run_restricted(LIST, tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert listed.splitlines() == [
        "closed: the folder cannot be read (permission denied)",
        "good.txt: ",
        "shut.txt: it cannot be read (permission denied)",
    ]


def test_a_name_that_is_not_utf8_is_named_with_replacement_marks(tmp_path: Path) -> None:
    write(tmp_path, {"good.txt": SENTENCE})
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text(
        SENTENCE, encoding="utf-8"
    )
    assert found(tmp_path) == {"good.txt": "", "caf\ufffd.txt": "its name is not valid UTF-8"}


def test_unusual_names_are_kept(tmp_path: Path) -> None:
    names = [
        "été 日本.txt",
        "two\nlines.txt",
        "a 'quoted' \"name\".md",
        "-option.txt",
        "\x1b[31mred\x07.txt",
        "\u202eback.txt",
        "\ufffd.txt",
        "a\\b.txt",
        " .txt",
        unicodedata.normalize("NFC", "café.txt"),
        unicodedata.normalize("NFD", "café.txt"),
        "l" * 251 + ".txt",
    ]
    write(tmp_path, dict.fromkeys(names, SENTENCE))
    assert found(tmp_path) == dict.fromkeys(names, "")
    assert found(tmp_path, only=set(names)) == dict.fromkeys(names, "")


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["good.txt", ".hidden.txt", ".git/inner.txt"], SENTENCE))
    assert found(tmp_path) == {"good.txt": ""}


@pytest.mark.parametrize(
    "name",
    ["~$minutes.docx", ".~lock.rota.ods#", "Thumbs.db", "DESKTOP.INI", ".DS_Store", "Icon\r"],
)
def test_what_programs_leave_behind_is_passed_over(tmp_path: Path, name: str) -> None:
    kept = ["sub/my ~$5 plan.txt", "thumbs.db.txt"]
    write(tmp_path, dict.fromkeys([name, f"sub/{name}", *kept], SENTENCE))
    write(tmp_path / "__MACOSX", {"._ferry.txt": SENTENCE, "ferry.txt": SENTENCE})
    assert found(tmp_path) == dict.fromkeys(kept, "")
    assert found(tmp_path, only={name, f"sub/{name}", "__MACOSX/ferry.txt"}) == {}


def test_an_index_in_the_folder_is_passed_over(tmp_path: Path) -> None:
    inner = dict.fromkeys(["catalog.sqlite", "writer.lock", "a.txt", "generations/b.txt"], SENTENCE)
    write(tmp_path, {"good.txt": SENTENCE} | {f"deep/index/{name}": inner[name] for name in inner})
    assert found(tmp_path) == {"good.txt": ""}
    assert found(tmp_path, only={f"deep/index/{name}" for name in inner}) == {}
    (tmp_path / "deep/index/writer.lock").unlink()
    assert found(tmp_path) == {
        "deep/index/a.txt": "",
        "deep/index/catalog.sqlite": "there is no reader for .sqlite",
        "deep/index/generations/b.txt": "",
        "good.txt": "",
    }


def test_only_what_is_named_is_looked_at(tmp_path: Path) -> None:
    names = ["a.txt", "b/c.txt", "b/d.txt", ".hidden/e.txt", "b/.f.txt"]
    write(tmp_path, dict.fromkeys(names, SENTENCE))
    assert found(tmp_path, only={"b/c.txt", *names[3:], "b", "gone.txt", "b/c.txt/d.txt"}) == {
        "b/c.txt": ""
    }
    assert found(tmp_path, only=set()) == {}


@pytest.mark.usefixtures("aged")
def test_a_file_with_the_stamp_that_is_known_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.txt": SENTENCE, "b/c.txt": SENTENCE})
    (tmp_path / "link.txt").symlink_to("b/c.txt")
    known = stamps(tmp_path)
    assert len(set(known.values())) == 2
    monkeypatch.setattr(finding.Enclosure, "open", None)
    assert found(tmp_path, known=known) == dict.fromkeys(known, "unchanged")
    assert found(tmp_path, known=known, only={"a.txt"}) == {"a.txt": "unchanged"}


@pytest.mark.usefixtures("aged")
def test_a_change_of_any_kind_is_seen(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": SENTENCE})
    path = tmp_path / "a.txt"
    known = stamps(tmp_path)
    before = path.stat()
    path.write_text(SENTENCE.replace("nine", "five"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert found(tmp_path, known=known) == {"a.txt": ""}
    known = stamps(tmp_path)
    shutil.copy2(path, tmp_path / "copy")
    (tmp_path / "copy").rename(path)
    assert found(tmp_path, known=known) == {"a.txt": ""}


def test_a_stamp_is_not_relied_on_while_a_file_is_young(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": SENTENCE})
    known = stamps(tmp_path)
    assert known == {"a.txt": ""}
    assert found(tmp_path, known=known) == {"a.txt": ""}
    os.utime(tmp_path / "a.txt", (1, 1))
    assert stamps(tmp_path) == {"a.txt": ""}


@pytest.mark.usefixtures("aged")
def test_an_unchanged_file_that_is_too_large_by_now_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"a" * (MEGABYTE + 1)})
    known = stamps(tmp_path)
    assert found(tmp_path, SMALL, known=known) == {"a.txt": "it is larger than 1 MB"}


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
    documents = [
        read(source) for source in sources(SEEDS, DEFAULT_LIMITS) if isinstance(source, Source)
    ]
    assert len(documents) == 2
    assert all(isinstance(one, Document) and one.blocks for one in documents)
