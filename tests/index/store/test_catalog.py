"""The catalog changes wholly or not at all, and a reader sees one generation of it."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.access import Collection, Scope
from index.errors import DiskFullError, IndexMismatchError
from index.extraction.model import Landmark
from index.store import compared, records
from index.store.catalog import Catalog, StoredDocument
from index.store.keeping import Kept
from index.store.locking import writer
from index.store.records import KnownFile, Record
from index.structure.passages import Passage
from index.text.sentences import Sentence
from tests.index.permissions import run_restricted

OPEN = """
import sys
from pathlib import Path
from index.store.catalog import Catalog
from index.errors import QuothError
from index.store.locking import writer
path = Path(sys.argv[1])
try:
    print(Catalog(path).counts())
    with writer(path.parent):
        print(Catalog(path, writing=True).counts())
except QuothError as error:
    print(error)
"""

PASSAGE = Passage((Sentence(0, 3), Sentence(4, 8, "caption", partial=True)), "Hours › Café")


def entry(path: str, text: str = "One four.", **about: object) -> Record:
    document = StoredDocument(0, path, f"Title of {path}", "2024-03-12", None, "0" * 64, text)
    return Record(document, **{"passages": (), **about})


def fill(catalog: Catalog, *paths: str) -> None:
    with catalog.transaction():
        for path in paths:
            records.add_vectors(catalog, [path], np.ones((1, 4), np.float32))
            lines = frozenset({"line"})
            records.add(catalog, entry(path, passages=((PASSAGE, path),), lines=lines))


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    catalog = Catalog(tmp_path / "catalog.sqlite", writing=True)
    yield catalog
    catalog.close()


def test_a_passage_comes_back_as_it_was_stored(catalog: Catalog) -> None:
    fill(catalog, "a.txt")
    [(passage_id, title, heading, words)] = catalog.all_passages()
    [found] = catalog.passages([passage_id])
    assert found.passage == PASSAGE
    assert found.document.text == "One four."
    assert (title, heading, words) == ("Title of a.txt", "Hours › Café", "One\nfour")


def test_passages_come_in_the_order_asked_for(catalog: Catalog) -> None:
    fill(catalog, "a.txt", "b.txt", "c.txt")
    ids = [row[0] for row in catalog.all_passages()][::-1]
    assert [passage.id for passage in catalog.passages(ids)] == ids


def test_a_passage_that_is_not_there_is_damage(catalog: Catalog) -> None:
    with pytest.raises(IndexMismatchError, match="damaged"):
        catalog.passages([12345])


def test_text_of_any_kind_is_stored_unchanged(catalog: Catalog) -> None:
    text = "a\r\nb\rc\u2028\ufeff😀\u0301\u200b'\"; DROP TABLE document; --"
    with catalog.transaction():
        records.add(catalog, entry('été\'s "file".txt', text))
    found = catalog.document('été\'s "file".txt')
    assert found is not None
    assert found.text == text
    assert catalog.document("other") is None


def test_a_failed_transaction_leaves_nothing(catalog: Catalog) -> None:
    fill(catalog, "a.txt")
    with pytest.raises(ZeroDivisionError), catalog.transaction():
        records.remove(catalog, ["a.txt"])
        records.add(catalog, entry("b.txt"))
        raise ZeroDivisionError
    assert [listed.path for listed in catalog.documents()] == ["a.txt"]
    assert catalog.counts() == (1, 1)


def test_removing_a_document_removes_its_passages_lines_and_vectors(catalog: Catalog) -> None:
    fill(catalog, "a.txt", "b.txt")
    assert records.line_counts(catalog, ["line", "other"]) == {"line": 2}
    assert records.lines_of(catalog, ["a.txt"]) == {"line": 1}
    assert records.paths_with_lines(catalog, ["line"]) == {"a.txt", "b.txt"}
    [(first, *_), _] = catalog.all_passages()
    assert records.remove(catalog, ["a.txt", "gone.txt"]) == [first]
    records.drop_unused_vectors(catalog)
    assert catalog.counts() == (1, 1)
    assert records.line_counts(catalog, ["line"]) == {"line": 1}
    assert records.missing_vectors(catalog, ["a.txt", "b.txt"]) == ["a.txt"]


def test_ids_of_passages_are_never_used_again(catalog: Catalog) -> None:
    fill(catalog, "a.txt", "b.txt")
    last = records.last_passage(catalog)
    records.remove(catalog, ["a.txt", "b.txt"])
    fill(catalog, "c.txt")
    [(passage, *_)] = catalog.all_passages(after=last)
    assert passage == last + 1 == records.last_passage(catalog)
    assert list(catalog.vectors(after=last)[0]) == [passage]
    assert list(catalog.vectors(after=passage)[0]) == []


def test_lines_are_counted_right_whatever_comes_and_goes(catalog: Catalog) -> None:
    draw = random.Random(5)
    held: dict[str, frozenset[str]] = {}
    for _ in range(60):
        path = f"{draw.randrange(12)}.txt"
        records.remove(catalog, [path])
        held.pop(path, None)
        if draw.random() < 0.7:
            held[path] = frozenset(draw.sample("abcdefgh", draw.randrange(5)))
            records.add(catalog, entry(path, lines=held[path]))
    counts = {key: sum(key in lines for lines in held.values()) for key in "abcdefgh"}
    present = {key: count for key, count in counts.items() if count}
    assert records.line_counts(catalog, "abcdefgh") == present
    assert catalog.rows("SELECT count(*) FROM line_count") == [(len(present),)]
    often = {key: count for key, count in present.items() if count >= 3}
    assert often
    assert records.common_lines(catalog, 3) == often


def test_vectors_of_a_build_that_was_cut_short_are_dropped_by_the_next(catalog: Catalog) -> None:
    fill(catalog, "a.txt")
    records.add_vectors(catalog, ["orphan"], np.ones((1, 4), np.float32))
    fill(catalog, "b.txt")
    records.drop_unused_vectors(catalog)
    wanted = ["a.txt", "orphan", "b.txt"]
    assert records.missing_vectors(catalog, wanted) == ["orphan"]


def test_a_vector_that_passages_share_stays_until_the_last_of_them_goes(catalog: Catalog) -> None:
    fill(catalog, "a.txt")
    records.add(catalog, entry("b.txt", passages=((PASSAGE, "a.txt"),)))
    for path, missing in (("a.txt", []), ("b.txt", ["a.txt"])):
        records.remove(catalog, [path])
        records.drop_unused_vectors(catalog)
        assert records.missing_vectors(catalog, ["a.txt"]) == missing


def test_a_passage_needs_its_vector(catalog: Catalog) -> None:
    with pytest.raises(IndexMismatchError):
        records.add(catalog, entry("a.txt", passages=((PASSAGE, "none"),)))


def test_files_are_known_by_content_and_stamp(catalog: Catalog) -> None:
    records.add(catalog, entry("a.txt", stamp="1 2"))
    records.add(catalog, entry("b.txt"))
    records.set_stamps(catalog, {"b.txt": "3 4"})
    a, b = KnownFile("0" * 64, "1 2"), KnownFile("0" * 64, "3 4")
    assert records.known_files(catalog) == {"a.txt": a, "b.txt": b}
    assert records.known_files(catalog, {"b.txt", "c.txt"}) == {"b.txt": b}


def test_nothing_of_a_changed_document_asks_for_a_walk_through_all(catalog: Catalog) -> None:
    """A question of the database that looks at every row would be a SCAN of a table."""
    asked: list[str] = []
    plain = catalog.rows

    def rows(query: str, *values: object) -> list[tuple]:
        plan = plain(f"EXPLAIN QUERY PLAN {query}", *values)
        asked.extend(f"{row[3]}: {query}" for row in plan)
        return plain(query, *values)

    fill(catalog, "a.txt", "b.txt")
    catalog.rows = rows
    records.known_files(catalog, ["a.txt"])
    records.lines_of(catalog, ["a.txt"])
    records.line_counts(catalog, ["line"])
    records.common_lines(catalog, 2)
    records.paths_with_lines(catalog, ["line"])
    records.missing_vectors(catalog, ["a.txt"])
    records.remove(catalog, ["a.txt"])
    catalog.document("b.txt")
    assert len(asked) > 8
    scans = [step for step in asked if step.startswith("SCAN") and "json_each" not in step]
    assert scans == []


def test_a_reader_sees_one_generation_until_it_is_closed(catalog: Catalog, tmp_path: Path) -> None:
    fill(catalog, "a.txt")
    reader = Catalog(tmp_path / "catalog.sqlite")
    fill(catalog, "b.txt")
    assert reader.counts() == (1, 1)
    reader.close()
    reader = Catalog(tmp_path / "catalog.sqlite")
    assert reader.counts() == (2, 2)
    reader.close()


def test_vectors_come_in_the_order_of_their_passages(catalog: Catalog) -> None:
    fill(catalog, "a.txt", "b.txt")
    ids, vectors = catalog.vectors()
    assert list(ids) == sorted(ids)
    assert vectors.shape == (2, 4)


def test_an_empty_catalog_has_no_vectors(catalog: Catalog) -> None:
    ids, vectors = catalog.vectors()
    assert (len(ids), len(vectors)) == (0, 0)


def test_a_place_is_told_by_the_last_landmark_before_it(catalog: Catalog) -> None:
    pages = [Landmark(4, "page 1"), Landmark(9, "Hours › Winter", by_line=True)]
    with catalog.transaction():
        records.add(catalog, entry("a.pdf", landmarks=tuple(pages)))
        records.add(catalog, entry("b.pdf", landmarks=(Landmark(0, "page 7"),)))
    found = catalog.document("a.pdf")
    assert [catalog.landmark(found.id, at) for at in (3, 4, 8, 9, 99)] == [
        *(None, pages[0], pages[0], pages[1], pages[1])
    ]
    records.remove(catalog, ["a.pdf"])
    assert catalog.landmark(found.id, 99) is None


def test_what_could_not_be_read_of_a_document_is_told_apart_from_what_was_left_out(
    catalog: Catalog,
) -> None:
    with catalog.transaction():
        records.add(catalog, entry("b.pdf", notes=("page 2 is a picture",)))
        catalog.set_skipped([("a.pdf", "it is empty")], {"a.pdf": "1 2"})
    assert catalog.skipped() == [("a.pdf", "it is empty")]
    assert catalog.in_part() == [("b.pdf", "page 2 is a picture")]
    assert catalog.unread() == {"a.pdf": "it is empty"}
    assert records.unread_stamps(catalog) == {"a.pdf": "1 2"}
    records.remove(catalog, ["b.pdf"])
    assert catalog.skipped() == [("a.pdf", "it is empty")]
    assert catalog.in_part() == []


def test_an_index_says_whose_documents_it_holds(catalog: Catalog) -> None:
    assert catalog.collection() == Collection()
    catalog.set_meta({"collection": "staff", "scope": '["roles", [12345678901234567890]]'})
    scope = Scope("roles", frozenset({12345678901234567890}))
    assert catalog.collection() == Collection("staff", scope)


def test_the_log_does_not_grow_under_readers_that_go_over_to_the_newest(
    catalog: Catalog, tmp_path: Path
) -> None:
    """Each opens the new generation before it closes the old one, as who answers all the time."""
    path = tmp_path / "catalog.sqlite"
    sizes: dict[bool, int] = {}
    for renewing in (True, False):
        reader = Catalog(path)
        for number in range(40):
            text = "x" * 20_000
            with closing(Catalog(path, writing=True)) as writer, writer.transaction():
                records.remove(writer, ["a.txt"])
                records.add(writer, entry("a.txt", f"{number} {text}"))
            newer = Catalog(path)
            reader.close()
            if renewing:
                newer.renew()
            assert newer.document("a.txt").text.startswith(f"{number} ")
            reader = newer
        sizes[renewing] = path.with_name("catalog.sqlite-wal").stat().st_size
        reader.close()
    assert sizes[True] < 0.25 * sizes[False]


def test_a_full_disk_is_not_taken_for_damage(catalog: Catalog, tmp_path: Path) -> None:
    pages = catalog.rows("PRAGMA page_count")[0][0]
    catalog.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFullError, match="is full: make room there"), catalog.transaction():
        records.add(catalog, entry("a.txt", "x" * 100_000))
    catalog.rows("PRAGMA max_page_count = 1000000")
    fill(catalog, "b.txt")
    assert list(catalog.checksums()) == ["b.txt"]


def test_an_index_that_may_only_be_read_is_read(tmp_path: Path) -> None:
    place = tmp_path / "index"
    with writer(place), closing(Catalog(place / "catalog.sqlite", writing=True)) as catalog:
        fill(catalog, "a.txt")
    for mode, part, told in (
        (0o555, place, ["(1, 1)", "may not be written to: change its permissions"]),
        (0, place / "writer.lock", ["(1, 1)", "may not be written to: change its permissions"]),
        (0o444, place / "catalog.sqlite", ["(1, 1)", "(1, 1)"]),
        (0, place / "catalog.sqlite", ["may not be opened: change the permissions"]),
    ):
        before = part.stat().st_mode
        part.chmod(mode)
        printed = run_restricted(OPEN, place / "catalog.sqlite").splitlines()
        part.chmod(before)
        assert len(printed) == len(told)
        assert all(words in line for words, line in zip(told, printed, strict=True))


def test_nobody_meets_a_catalog_without_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    path.with_name("new.sqlite.building").write_bytes(b"of one that was killed")
    Catalog(path, writing=True).close()
    assert sorted(file.name for file in tmp_path.glob("new*")) == ["new.sqlite"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with closing(Catalog(path)) as reader:
        assert reader.meta() == {}


def test_however_many_are_open_they_keep_so_many_documents_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(entry("a").document.text)
    kept = Kept[tuple[int, int], compared.Held](2 * size)
    monkeypatch.setattr(compared, "_kept", kept)
    opened = []
    for name in ("one", "two", "three"):
        with closing(Catalog(tmp_path / name, writing=True)) as writing:
            fill(writing, "a")
        opened.append(Catalog(tmp_path / name))
    first, _, last = (one.passages([1])[0].document for one in opened)
    assert len(kept) == 2
    # The third took the first one's place.
    assert opened[2].passages([1])[0].document is last
    again = opened[0].passages([1])[0].document
    assert again == first
    assert again is not first
    for catalog in opened:
        catalog.close()
    assert len(kept) == 0
