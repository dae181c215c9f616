"""A build encodes only what is new, and says what it did."""

import os
import random
import shutil
import signal
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import pytest

from index.access import Collection, Scope
from index.documents import finding
from index.documents.document import Document, Skipped, Source
from index.documents.enclosure import Enclosure
from index.documents.isolation import IsolatedReader
from index.errors import (
    DocumentError,
    IndexBusyError,
    IndexMismatchError,
    LibraryMissingError,
)
from index.indexing import changes, encoding
from index.indexing.build import build
from index.indexing.summary import Summary
from index.limits import Limits
from index.models.encoder import Encoder
from index.store.locking import writer
from tests.support import document, furniture_lines, opened, run_python, write

FERRY = "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars and bicycles.\n"
MUSEUM = "# Museum\n\nThe museum of salt opens at ten. It is shut on Mondays.\n"
CAKE = "# Cake\n\nBake the plum cake for forty minutes. Let it cool in the tin.\n"

KILLED = """
import os, signal, sys
from pathlib import Path
from index.indexing import encoding
from index.indexing.build import build
from index.loading import load_encoder

encoding.AT_ONCE = 200

def progress(stage, done, total):
    if stage == "Encoding" and done > encoding.AT_ONCE:
        os.kill(os.getpid(), signal.SIGKILL)

encoder = load_encoder("all-MiniLM-L6-v2", Path(sys.argv[3]))
build(Path(sys.argv[1]), Path(sys.argv[2]), encoder, progress=progress)
"""


def _refusal(reason: str) -> DocumentError:
    return (LibraryMissingError if "needs:" in reason else DocumentError)(reason)


def reads_of(
    monkeypatch: pytest.MonkeyPatch, refused: Mapping[str, str] = MappingProxyType({})
) -> list[list[Source]]:
    """What is read together from now on; files by these paths are refused for the reasons given."""
    reads: list[list[Source]] = []
    plain = IsolatedReader.read_all

    def read_all(
        reader: IsolatedReader, sources: Sequence[Source]
    ) -> list[Document | DocumentError]:
        reads.append(list(sources))
        found = zip(sources, plain(reader, sources), strict=True)
        return [_refusal(refused[s.path]) if s.path in refused else read for s, read in found]

    monkeypatch.setattr(IsolatedReader, "read_all", read_all)
    return reads


class Folder:
    """A folder of documents and its index."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self.docs = write(path / "docs", {"ferry.md": FERRY, "museum.md": MUSEUM})
        self.index = path / "index"
        self.encoder = encoder

    def build(self, **options: object) -> Summary:
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
    first = folder.generation()
    done = folder.build()
    assert (done.added, done.changed, done.removed) == ((), (), ())
    assert (done.unchanged, done.passages, done.encoded) == (2, 2, 0)
    assert folder.generation() == first


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
    first = folder.generation()
    os.utime(folder.docs / "ferry.md", (1, 1))
    assert folder.build().unchanged == 2
    assert folder.generation() == first


def test_a_renamed_file_encodes_nothing(folder: Folder) -> None:
    folder.build()
    (folder.docs / "deep").mkdir()
    (folder.docs / "ferry.md").rename(folder.docs / "deep" / "boat.md")
    done = folder.build()
    assert (done.added, done.removed, done.encoded) == (("deep/boat.md",), ("ferry.md",), 0)
    with opened(folder.index, folder.encoder) as snapshot:
        assert snapshot.documents == 2


def test_a_moved_file_is_encoded_again_only_where_its_title_is_another(folder: Folder) -> None:
    """A document without a title is called by the name of its file, and encoded with it."""
    write(folder.docs, {"tides.txt": "High water is at noon. Low water is at six."})
    folder.build()
    (folder.docs / "deep").mkdir()
    (folder.docs / "tides.txt").rename(folder.docs / "deep" / "tides.txt")
    assert folder.build().encoded == 0
    (folder.docs / "deep" / "tides.txt").rename(folder.docs / "waters.txt")
    assert folder.build().encoded == 1


def test_a_file_that_comes_back_later_is_encoded_again(folder: Folder) -> None:
    """Vectors are kept for passages, not for ever."""
    folder.build()
    (folder.docs / "ferry.md").rename(folder.docs / ".ferry.md")
    folder.build()
    (folder.docs / ".ferry.md").rename(folder.docs / "boat.md")
    assert folder.build().encoded == 1


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
        Path(os.fsdecode(os.fsencode(folder.docs) + name)).write_text(CAKE, encoding="utf-8")
    assert folder.build().skipped == (Skipped("\ufffd.txt", "its name is not valid UTF-8"),)
    first = folder.generation()
    folder.build()
    assert folder.generation() == first


def test_a_moved_folder_is_known_by_its_new_place(folder: Folder) -> None:
    folder.build()
    folder.docs = folder.docs.rename(folder.docs.with_name("moved"))
    assert folder.build().encoded == 0
    with opened(folder.index, folder.encoder) as snapshot:
        assert snapshot.folder == str(folder.docs)


def test_files_that_are_as_they_were_are_not_opened(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "YOUNG_NS", 0)
    write(folder.docs, {"blob.txt": bytes(range(256)), "photo.png": b"\x89PNG"})
    folder.build()
    opened: list[str] = []
    plain = finding.Enclosure.open

    def open_(place: Enclosure, names: Sequence[str]) -> BinaryIO:
        opened.append("/".join(names))
        return plain(place, names)

    monkeypatch.setattr(finding.Enclosure, "open", open_)
    done = folder.build()
    assert (opened, done.unchanged) == ([], 2)
    assert [skipped.path for skipped in done.skipped] == ["blob.txt", "photo.png"]
    write(folder.docs, {"ferry.md": FERRY.replace("nine", "seven")})
    os.utime(folder.docs / "museum.md", (1, 1))
    assert folder.build().changed == ("ferry.md",)
    assert opened == ["ferry.md", "museum.md"]
    folder.build()
    assert len(opened) == 2


def test_small_files_are_read_several_at_once_and_large_ones_alone(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = reads_of(monkeypatch)
    shutil.rmtree(folder.docs)
    small = {f"{n:03}.md": f"# Room {n}\n\nRoom {n} has a lantern.\n" for n in range(80)}
    large = "# Timetable\n\n" + "The ferry sails at nine.\n\n" * 12_000
    write(folder.docs, small | {"040-large.md": large})
    done = folder.build()
    assert sorted(done.added) == sorted([*small, "040-large.md"])
    sizes = [(len(each), sum(len(source.data) for source in each)) for each in reads]
    assert (1, len(large)) in sizes
    assert sum(count for count, _ in sizes if count) == 81
    assert len([size for size in sizes if size[0]]) <= 5
    assert all(size <= changes.BYTES_AT_ONCE for count, size in sizes if count > 1)


def test_what_could_not_be_read_is_tried_again_with_other_limits(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or when its file is another, or when what was missing may have been installed."""
    monkeypatch.setattr(finding, "YOUNG_NS", 0)
    reasons = {"blob.txt": "it took too long", "sheet.xlsx": "reading .xlsx needs: pip install x"}
    write(folder.docs, dict.fromkeys(reasons, b"some bytes"))
    reads = reads_of(monkeypatch, reasons)

    def tried() -> list[str]:
        return [source.path for each in reads for source in each]

    folder.build()
    reads.clear()
    assert {s.path: s.reason for s in folder.build().skipped} == reasons
    assert tried() == ["sheet.xlsx"]
    folder.build(limits=Limits(seconds=5))
    assert tried()[1:] == ["blob.txt", "sheet.xlsx"]
    folder.build(limits=Limits(seconds=5))
    assert tried()[3:] == ["sheet.xlsx"]
    write(folder.docs, {"blob.txt": b"other bytes"})
    folder.build(limits=Limits(seconds=5))
    assert tried()[4:] == ["blob.txt", "sheet.xlsx"]


def test_only_what_may_have_changed_is_looked_at(folder: Folder) -> None:
    write(folder.docs, {"empty.txt": "", "void.txt": ""})
    folder.build()
    write(folder.docs, {"ferry.md": CAKE, "new.md": MUSEUM.replace("salt", "glass")})
    (folder.docs / "museum.md").unlink()
    (folder.docs / "empty.txt").unlink()
    done = folder.build(changed={"ferry.md", "void.txt", "never.md"})
    assert (done.added, done.changed, done.removed) == ((), ("ferry.md",), ())
    assert [skipped.path for skipped in done.skipped] == ["empty.txt", "void.txt"]
    done = folder.build(changed={"new.md", "museum.md", "empty.txt"})
    assert (done.added, done.changed, done.removed) == (("new.md",), (), ("museum.md",))
    assert [skipped.path for skipped in done.skipped] == ["void.txt"]
    assert (done.unchanged, done.passages) == (1, 2)
    first = folder.generation()
    assert folder.build(changed=frozenset()).unchanged == 2
    done = folder.build()
    assert (done.added, done.changed, done.removed) == ((), (), ())
    assert folder.generation() == first


def test_whose_documents_they_are_changes_with_the_generation(folder: Folder) -> None:
    staff = Collection("staff", Scope("roles", frozenset({7})), "staff")
    write(folder.docs, {"staff/pay.md": CAKE, "staff/deep/hours.md": MUSEUM})
    done = folder.build(collection=staff)
    assert done.added == ("staff/deep/hours.md", "staff/pay.md")
    with opened(folder.index, folder.encoder) as snapshot:
        assert snapshot.collection == staff
    first = folder.generation()
    everybody = Collection("staff", folder="staff")
    assert folder.build(collection=everybody, changed=frozenset()).unchanged == 2
    assert folder.generation() != first
    with opened(folder.index, folder.encoder) as snapshot:
        assert snapshot.collection == everybody
        assert (snapshot.documents, len(snapshot.vectors), len(snapshot.lexical)) == (2, 2, 2)


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


def test_only_documents_whose_furniture_changed_are_read_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harbour desk comes to stand in three documents, in one of them as its title."""
    desk = "Ask the harbour desk"
    pages = {f"{n}.txt": f"Page {n}\n\nThe pier number {n} is closed now.\n" for n in range(12)}
    for n in range(2):
        pages[f"{n}.txt"] += f"\n{desk}\n\nIt is number {n} on the left, behind the mill.\n"
    pages["1.txt"] = f"# {desk}\n\nThe harbour desk answers whoever may ask it anything.\n"
    shutil.rmtree(folder.docs)
    write(folder.docs, pages)
    folder.build()
    reads = reads_of(monkeypatch)
    with opened(folder.index, folder.encoder) as snapshot:
        before = {row[0] for row in snapshot.catalog.all_passages()}
    write(folder.docs, {"12.txt": pages["0.txt"].replace("0", "12")})
    done = folder.build(changed={"12.txt"})
    assert (done.added, done.changed, done.unchanged) == (("12.txt",), (), 12)
    assert [source.path for each in reads for source in each] == ["12.txt", "0.txt", "1.txt"]
    assert not any(desk in heading for heading in headings_of(folder))
    with opened(folder.index, folder.encoder) as snapshot:
        after = {row[0] for row in snapshot.catalog.all_passages()}
    assert len(before - after) == 2


def test_a_document_more_or_less_does_not_make_furniture_of_lines_and_back(
    folder: Folder,
) -> None:
    """A fifth of 109 documents would be 22, of 111 it would be 23."""
    page = "Pier {n}\n\nThe pier number {n} is closed.\n"
    shared = "\nAsk the harbour desk\n\nIt is on the left of pier {n}.\n"
    texts = [(page + shared if n < 22 else page).format(n=n) for n in range(112)]
    pages = {f"{n:03}.txt": text for n, text in enumerate(texts)}
    shutil.rmtree(folder.docs)
    write(folder.docs, dict(list(pages.items())[:109]))
    folder.build()
    assert not any("harbour desk" in heading for heading in headings_of(folder))
    write(folder.docs, pages)
    folder.build()
    assert not any("harbour desk" in heading for heading in headings_of(folder))


def test_an_index_brought_up_to_date_is_as_one_made_anew(folder: Folder, tmp_path: Path) -> None:
    draw = random.Random(3)
    words = ("pier", "mill", "lantern", "ferry", "museum", "orchard", "quarry", "chapel")

    def page(number: int) -> str:
        body = " ".join(draw.choices(words, k=6))
        foot = draw.choice(["", "\n\nBack to the harbour\n", "\n\nPrint this page\n"])
        return f"# {draw.choice(words)} {number}\n\nHere the {body} stands. It is old.{foot}"

    for step in range(8):
        for _ in range(3):
            number = draw.randrange(14)
            path = folder.docs / f"{number}.md"
            if path.exists() and draw.random() < 0.4:
                path.unlink()
            else:
                write(folder.docs, {path.name: page(number)})
        folder.build()
        anew = Folder.__new__(Folder)
        anew.docs, anew.index, anew.encoder = folder.docs, tmp_path / f"anew{step}", folder.encoder
        if step % 3 == 1:
            anew.build()
            assert everything(folder) == everything(anew)


def everything(folder: Folder) -> dict[str, object]:
    """All that is stored and found, without the numbers that it is known by inside."""
    with opened(folder.index, folder.encoder) as snapshot:
        catalog = snapshot.catalog
        rows = {row[0]: row[1:] for row in catalog.all_passages()}
        query = folder.encoder.encode_query("Where does the ferry stand?")
        near = snapshot.vectors.search(query, 1000)
        lexical = snapshot.lexical.search("the ferry at the old mill", 1000)
        return {
            "documents": sorted(map(repr, catalog.documents())),
            "passages": sorted(rows.values()),
            "lines": catalog.rows("SELECT * FROM line_count"),
            "shared": catalog.meta()["shared"],
            "near": sorted((rows[i], round(cosine, 2)) for i, cosine in near),
            "words": sorted((rows[i], round(score, 1)) for i, score in lexical),
        }


def test_a_second_writer_is_told_to_wait(folder: Folder) -> None:
    folder.build()
    with writer(folder.index), pytest.raises(IndexBusyError, match="Another process is writing"):
        folder.build()
    assert folder.build().unchanged == 2


def test_a_writer_waits_for_its_turn_if_it_is_told_to(folder: Folder) -> None:
    folder.build()
    held, tried = threading.Event(), threading.Event()

    def hold() -> None:
        with writer(folder.index):
            held.set()
            tried.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with pytest.raises(IndexBusyError):
        folder.build(wait=0.1)
    threading.Timer(0.2, tried.set).start()
    assert folder.build(wait=30).unchanged == 2
    holder.join()


def test_a_build_says_how_long_each_stage_took(folder: Folder) -> None:
    told: dict[str, tuple[int, int]] = {}
    write(folder.docs, {"desk.txt": "Ask the desk\n\nIt is on the left of the pier."})
    done = folder.build(progress=lambda stage, done, total: told.update({stage: (done, total)}))
    assert [name for name, _ in done.stages] == ["reading", "passages", "encoding", "writing"]
    assert all(seconds > 0 for _, seconds in done.stages)
    assert sum(seconds for _, seconds in done.stages) <= done.seconds
    assert list(told) == ["Reading", "Preparing", "Encoding", "Writing"]
    assert told["Reading"] == (3, 3)
    assert told["Encoding"] == told["Writing"] == (done.passages, done.passages)


def test_it_is_known_from_the_first_how_many_files_there_are(folder: Folder) -> None:
    write(folder.docs, {"deep/photo.jpg": b"\xff\xd8", ".git/config": "", ".note.md": FERRY})
    write(folder.docs, {"staff/quoth.toml": "roles = [1]", "staff/in/pay.md": FERRY})
    write(folder.docs, {"deep/index/catalog.sqlite": "", "deep/index/writer.lock": ""})
    told: list[tuple[int, int]] = []
    folder.build(
        progress=lambda stage, done, total: (
            told.append((done, total)) if stage == "Reading" else None
        )
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("name", ["gone", "docs/ferry.md"])
def test_a_folder_that_is_not_there_leaves_the_index_alone(folder: Folder, name: str) -> None:
    folder.build()
    first = folder.generation()
    with pytest.raises(DocumentError, match="There is no folder"):
        build(folder.docs.parent / name, folder.index, folder.encoder)
    assert folder.generation() == first


def test_an_index_folder_that_is_a_file_is_told(folder: Folder) -> None:
    folder.index.write_text("words", encoding="utf-8")
    with pytest.raises(IndexMismatchError, match="cannot be made"):
        folder.build()


def test_a_killed_build_keeps_the_last_generation_and_what_it_encoded(
    folder: Folder, cache_folder: Path
) -> None:
    folder.build()
    first = folder.generation()
    new = {f"{n}.md": f"# Note {n}\n\nRoom {n} has {n + 1} chairs.\n" for n in range(280)}
    write(folder.docs, new)
    done = run_python("-c", KILLED, folder.docs, folder.index, cache_folder)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with opened(folder.index, folder.encoder) as snapshot:
        assert (snapshot.generation, snapshot.documents) == (first, 2)
        assert len(snapshot.vectors) == 2
    done = folder.build()
    assert len(done.added) == len(new)
    assert 0 < done.encoded <= len(new) - encoding.FIRST
