"""Caches of a generation are whole, cost as much as the change, and can always be made again."""

import shutil
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.errors import DiskFullError
from index.paths import generation_folder
from index.store import generations, lexical, records
from index.store.catalog import Catalog, StoredDocument
from index.store.generations import (
    Former,
    drop_generations,
    next_generation,
    open_caches,
    update_caches,
    write_caches,
)
from index.store.records import Record
from index.structure.passages import Passage
from index.text.sentences import Sentence

WIDTH = 8


def put(catalog: Catalog, *numbers: int) -> None:
    for number in numbers:
        text = f"Word{number} stands here."
        vector = np.random.default_rng(number).standard_normal((1, WIDTH)).astype(np.float32)
        records.add_vectors(catalog, [text], vector / np.linalg.norm(vector))
        document = StoredDocument(0, f"{number}.txt", "Title", None, None, "0" * 64, text)
        passage = Passage((Sentence(0, len(text)),), "")
        records.add(catalog, Record(document, ((passage, text),)))


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    with closing(Catalog(tmp_path / "catalog.sqlite", writing=True)) as catalog:
        put(catalog, *range(100))
        yield catalog


def advance(count: int) -> None:
    pass


def updated(catalog: Catalog, tmp_path: Path, before: Path) -> Path:
    """The caches after one document was replaced by another."""
    last = records.last_passage(catalog)
    removed = records.remove(catalog, ["7.txt"])
    put(catalog, 1007)
    update_caches(catalog, tmp_path / "2", WIDTH, Former(before, removed, last), advance)
    return tmp_path / "2"


def assert_right(catalog: Catalog, folder: Path) -> None:
    """Each passage is found by its vector and by its word, and nothing else is."""
    caches = open_caches(folder, 100)
    assert caches is not None
    ids, vectors = catalog.vectors()
    for number, vector in zip(ids.tolist(), vectors, strict=True):
        assert caches[0].search(vector, 1)[0][0] == number
    for number, _, _, words in catalog.all_passages():
        assert [found for found, _ in caches[1].search(words.split()[0], 5)] == [number]
    assert caches[1].search("Word7", 5) == []


def test_a_change_costs_as_much_as_the_change(catalog: Catalog, tmp_path: Path) -> None:
    write_caches(catalog, tmp_path / "1", WIDTH)
    folder = updated(catalog, tmp_path, tmp_path / "1")
    assert_right(catalog, folder)
    for main in ("vectors/vectors.faiss", "lexical/*.idx"):
        [before] = (tmp_path / "1").glob(main)
        assert before.stat().st_ino in {path.stat().st_ino for path in folder.glob(main)}


@pytest.mark.parametrize("lost", ["", "vectors", "lexical", "lexical/meta.json"])
def test_caches_are_written_anew_where_the_former_are_gone(
    catalog: Catalog, tmp_path: Path, lost: str
) -> None:
    write_caches(catalog, tmp_path / "1", WIDTH)
    target = tmp_path / "1" / lost
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    assert_right(catalog, updated(catalog, tmp_path, tmp_path / "1"))


@pytest.mark.parametrize("file", ["vectors/ids.npy", "lexical/meta.json", "lexical/*.term"])
def test_caches_are_written_anew_where_the_former_are_broken(
    catalog: Catalog, tmp_path: Path, file: str
) -> None:
    write_caches(catalog, tmp_path / "1", WIDTH)
    [path] = (tmp_path / "1").glob(file)
    path.write_bytes(b"broken")
    assert_right(catalog, updated(catalog, tmp_path, tmp_path / "1"))


def test_what_cannot_be_written_whole_leaves_nothing(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_caches(catalog, tmp_path / "1", WIDTH)
    write = lexical.write

    def cut(folder: Path, passages: object) -> None:
        write(folder, passages)
        for path in folder.rglob("*.term"):
            path.write_bytes(path.read_bytes()[:50])

    monkeypatch.setattr(generations.lexical, "write", cut)
    with pytest.raises(DiskFullError):
        write_caches(catalog, tmp_path / "2", WIDTH)
    assert sorted(path.name for path in tmp_path.glob("[12]*")) == ["1"]


def test_tokens_count_up_and_are_never_used_twice() -> None:
    first = next_generation("")
    second, other = next_generation(first), next_generation(first)
    assert [token.partition("-")[0] for token in (first, second, other)] == ["1", "2", "2"]
    assert second != other


def test_former_generations_and_unfinished_ones_are_deleted(tmp_path: Path) -> None:
    first, second, third = next_generation(""), next_generation("1-"), next_generation("2-")
    for name in (first, second, f"{third}.building", "1990-baby", "family"):
        generation_folder(tmp_path, name).mkdir(parents=True)
    drop_generations(tmp_path, keep=second)
    left = {path.name for path in (tmp_path / "generations").iterdir()}
    assert left == {second, "1990-baby", "family"}
    drop_generations(tmp_path / "none", keep=second)
