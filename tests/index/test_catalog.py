"""The catalog changes wholly or not at all, and a reader sees one generation of it."""

from pathlib import Path

import numpy as np
import pytest

from index.catalog import Catalog, StoredDocument
from index.errors import IndexMismatchError
from index.formats import Landmark
from index.passages import Passage
from index.sentences import Sentence

PASSAGE = Passage((Sentence(0, 3), Sentence(4, 8, "caption", partial=True)), "Hours › Café")


def stored(path: str, text: str = "One four.") -> StoredDocument:
    return StoredDocument(0, path, f"Title of {path}", "2024-03-12", None, "0" * 64, text)


def fill(catalog: Catalog, *paths: str) -> None:
    with catalog.transaction():
        for path in paths:
            catalog.add(stored(path), [(PASSAGE, path)], ["line"])
            catalog.add_vectors([path], np.ones((1, 4), np.float32))


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
        catalog.add(stored('été\'s "file".txt', text), [], [])
    found = catalog.document('été\'s "file".txt')
    assert found is not None
    assert found.text == text
    assert catalog.document("other") is None


def test_a_failed_transaction_leaves_nothing(catalog: Catalog) -> None:
    fill(catalog, "a.txt")
    with pytest.raises(ZeroDivisionError), catalog.transaction():
        catalog.remove(["a.txt"])
        catalog.add(stored("b.txt"), [(PASSAGE, "b.txt")], [])
        raise ZeroDivisionError
    assert [listed.path for listed in catalog.documents()] == ["a.txt"]
    assert catalog.counts() == (1, 1)


def test_removing_a_document_removes_its_passages_and_lines(catalog: Catalog) -> None:
    fill(catalog, "a.txt", "b.txt")
    assert catalog.line_counts() == {"line": 2}
    catalog.remove(["a.txt"])
    assert catalog.counts() == (1, 1)
    assert catalog.line_counts() == {"line": 1}
    catalog.drop_unused_vectors()
    assert catalog.missing_vectors(["a.txt", "b.txt"]) == ["a.txt"]


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
        catalog.add(stored("a.pdf"), [], [], pages)
        catalog.add(stored("b.pdf"), [], [], [Landmark(0, "page 7")])
    found = catalog.document("a.pdf")
    assert [catalog.landmark(found.id, at) for at in (3, 4, 8, 9, 99)] == [
        *(None, pages[0], pages[0], pages[1], pages[1])
    ]
    catalog.remove(["a.pdf"])
    assert catalog.landmark(found.id, 99) is None


def test_what_could_not_be_read_of_a_document_is_listed_with_what_was_left_out(
    catalog: Catalog,
) -> None:
    with catalog.transaction():
        catalog.add(stored("b.pdf"), [], [], notes=["page 2 is a picture"])
        catalog.set_skipped([("a.pdf", "it is empty")])
    assert catalog.skipped() == [("a.pdf", "it is empty"), ("b.pdf", "page 2 is a picture")]
    assert catalog.unread() == {"a.pdf": "it is empty"}
    catalog.add(stored("b.pdf"), [], [])
    assert catalog.skipped() == [("a.pdf", "it is empty")]
