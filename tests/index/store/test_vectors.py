"""The nearest vectors are found, whatever was taken out and added, by comparing all or by codes."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.store import vectors
from index.store.vectors import CHANGES, CODES, IDS, MAIN, REMOVED, VECTORS, VectorIndex

WIDTH = 32
COUNT = 10
NO_IDS = np.empty(0, np.int64)
NO_VECTORS = np.empty((0, WIDTH), np.float32)
MAIN_FILES = [f"{MAIN}/{name}" for name in (IDS, VECTORS, CODES)]
NUMPY_FILES = [f"{MAIN}/{IDS}", f"{CHANGES}/{IDS}", f"{CHANGES}/{REMOVED}"]
FILES = [*MAIN_FILES, *(f"{CHANGES}/{name}" for name in (IDS, VECTORS, REMOVED))]

Held = dict[int, np.ndarray]


def unit(count: int, seed: int = 0, width: int = WIDTH) -> np.ndarray:
    """Unit vectors in loose bunches, as those of texts are."""
    rng = np.random.default_rng(seed)
    middles = rng.standard_normal((1 + count // 20, width))
    found = middles[rng.integers(len(middles), size=count)] + rng.standard_normal((count, width))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def generation(folder: Path, held: Held) -> Path:
    """A folder with an index of some vectors, written whole."""
    folder.mkdir()
    rows = np.array(list(held.values()), np.float32).reshape(len(held), WIDTH)
    vectors.write(folder, np.array(list(held), np.int64), rows, WIDTH)
    return folder


def updated(folder: Path, before: Path, removed: Sequence[int], added: Held) -> bool:
    """Whether another folder's index could be brought up to date into a new folder."""
    folder.mkdir()
    rows = np.array(list(added.values()), np.float32).reshape(len(added), WIDTH)
    ids = np.array(list(added), np.int64)
    return vectors.update(folder, before, np.array(removed, np.int64), ids, rows)


def numbered(count: int, first: int = 1, seed: int = 0) -> Held:
    return dict(enumerate(unit(count, seed), first))


def nearest(held: Held, query: np.ndarray, count: int) -> list[int]:
    """The right answer: every cosine computed."""
    cosines = np.stack(list(held.values())).astype(float) @ query
    return [list(held)[at] for at in np.argsort(-cosines)[:count]]


def check(index: VectorIndex, held: Held, seed: int = 9) -> None:
    """An index finds what it should, and knows every vector."""
    assert len(index) == len(held)
    assert np.array_equal(index.vectors(list(held)), list(held.values())) or not held
    for query in unit(5, seed):
        found = index.search(query, COUNT)
        assert [i for i, _ in found] == (nearest(held, query, COUNT) if held else [])
        for i, cosine in found:
            assert cosine == pytest.approx(float(held[i] @ query), abs=1e-6)


@pytest.fixture
def by_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT", 500)


@pytest.fixture
def never_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "MERGE_SHARE", 9)


@pytest.mark.parametrize("count", [1, 3, COUNT, 300])
def test_a_small_index_finds_exactly_the_nearest(tmp_path: Path, count: int) -> None:
    held = numbered(count)
    check(VectorIndex(generation(tmp_path / "1", held)), held)


def test_codes_miss_hardly_any_and_their_cosines_are_exact(tmp_path: Path, by_codes: None) -> None:
    rows = unit(4000, width=384)
    (tmp_path / "1").mkdir()
    vectors.write(tmp_path / "1", np.arange(1, 4001), rows, 384)
    assert (tmp_path / "1" / MAIN / CODES).exists()
    index = VectorIndex(tmp_path / "1")
    shares = []
    for query in unit(50, seed=1, width=384):
        found = index.search(query, 50)
        cosines = rows @ query
        shares.append(len({i - 1 for i, _ in found} & set(np.argsort(-cosines)[:50])) / 50)
        assert [c for _, c in found] == sorted((c for _, c in found), reverse=True)
        assert all(c == pytest.approx(float(cosines[i - 1]), abs=1e-6) for i, c in found)
    assert np.mean(shares) >= 0.99


def test_codes_are_used_from_a_size_on(tmp_path: Path, by_codes: None) -> None:
    for count, there in ((500, False), (501, True)):
        folder = generation(tmp_path / str(count), numbered(count))
        assert (folder / MAIN / CODES).exists() is there


def test_vectors_that_cannot_be_cut_in_pairs_are_compared_one_by_one(
    tmp_path: Path, by_codes: None
) -> None:
    rows = unit(600, width=33)
    vectors.write(tmp_path, np.arange(600), rows, 33)
    assert VectorIndex(tmp_path).search(rows[7], 1)[0][0] == 7


def test_ids_may_come_in_any_order(tmp_path: Path) -> None:
    held = dict(reversed(numbered(30).items()))
    check(VectorIndex(generation(tmp_path / "1", held)), held)


def test_vectors_come_in_the_order_asked_for_and_unknown_ids_are_told(
    tmp_path: Path, never_merged: None
) -> None:
    generation(tmp_path / "1", numbered(30))
    assert updated(tmp_path / "2", tmp_path / "1", [], numbered(3, first=50, seed=2))
    index = VectorIndex(tmp_path / "2")
    wanted = [51, 2, 30, 50, 2]
    old, new = unit(30), unit(3, seed=2)
    assert np.array_equal(index.vectors(wanted), [new[1], old[1], old[29], new[0], old[1]])
    assert index.vectors([]).shape == (0, WIDTH)
    for unknown in (0, 31, 99):
        with pytest.raises(ValueError, match=rf"\[{unknown}\]"):
            index.vectors([1, unknown])


def test_an_empty_index_finds_nothing_and_can_be_filled_and_emptied(tmp_path: Path) -> None:
    vectors.write(generation(tmp_path / "0", {}), NO_IDS, np.empty((0, 0), np.float32), WIDTH)
    check(VectorIndex(tmp_path / "0"), {})
    assert updated(tmp_path / "1", tmp_path / "0", [], {})
    check(VectorIndex(tmp_path / "1"), {})
    held = numbered(3)
    assert updated(tmp_path / "2", tmp_path / "1", [], held)
    check(VectorIndex(tmp_path / "2"), held)
    assert updated(tmp_path / "3", tmp_path / "2", list(held), {})
    check(VectorIndex(tmp_path / "3"), {})


Step = tuple[list[int], int]
STEPS = st.lists(st.tuples(st.lists(st.integers(0, 10**6), max_size=9), st.integers(0, 9)))


@settings(max_examples=30)
@given(first=st.integers(0, 90), steps=STEPS, exact=st.sampled_from([40, 1000]))
def test_any_sequence_of_updates_ends_like_a_full_write(
    tmp_path_factory: pytest.TempPathFactory, first: int, steps: list[Step], exact: int
) -> None:
    # By codes, too, every vector is a candidate at this size, so that the right answer is known.
    folder = tmp_path_factory.mktemp("updates")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "EXACT", exact)
        patch.setattr(vectors, "MERGE_SHARE", 0.3)
        held = numbered(first)
        last = generation(folder / "0", held)
        unused = first + 1
        for number, (removed, count) in enumerate(steps, 1):
            gone = list({list(held)[r % len(held)] for r in removed}) if held else []
            added = numbered(count, first=unused, seed=number)
            unused += count
            assert updated(folder / str(number), last, gone, added)
            held = {i: v for i, v in held.items() if i not in gone} | added
            last = folder / str(number)
            check(VectorIndex(last), held, seed=number)
        whole = VectorIndex(generation(folder / "whole", held))
        for query in unit(3, seed=77):
            assert VectorIndex(last).search(query, COUNT) == whole.search(query, COUNT)
    shutil.rmtree(folder)


@pytest.mark.parametrize(("exact", "right"), [(500, 40), (10_000, 50)])
def test_what_was_removed_takes_no_place_among_what_is_found(
    tmp_path: Path, never_merged: None, monkeypatch: pytest.MonkeyPatch, exact: int, right: int
) -> None:
    monkeypatch.setattr(vectors, "EXACT", exact)
    held = numbered(2000)
    generation(tmp_path / "1", held)
    query = unit(1, seed=5)[0]
    removed = nearest(held, query, 400)
    assert updated(tmp_path / "2", tmp_path / "1", removed[:300], {})
    assert updated(tmp_path / "3", tmp_path / "2", removed[300:], {})
    left = {i: v for i, v in held.items() if i not in removed}
    found = [i for i, _ in VectorIndex(tmp_path / "3").search(query, 50)]
    assert len(found) == 50
    assert len(set(found) & set(nearest(left, query, 50))) >= right
    everything = VectorIndex(tmp_path / "3").search(query, 5000)
    assert {i for i, _ in everything} == set(left)


def inodes(folder: Path) -> list[int]:
    return [(folder / name).stat().st_ino for name in MAIN_FILES]


def test_the_main_part_is_shared_until_the_changes_are_many(tmp_path: Path, by_codes: None) -> None:
    generation(tmp_path / "1", numbered(1000))
    few = int(1000 * vectors.MERGE_SHARE) // 2
    assert updated(tmp_path / "2", tmp_path / "1", range(1, few + 1), numbered(few, 2000))
    assert inodes(tmp_path / "1") == inodes(tmp_path / "2")
    assert updated(tmp_path / "3", tmp_path / "2", [few + 1], {})
    assert inodes(tmp_path / "3") != inodes(tmp_path / "2")
    assert len(np.load(tmp_path / "3" / MAIN / IDS)) == 1000 - 1
    assert len(np.load(tmp_path / "3" / CHANGES / REMOVED)) == 0


def test_where_links_are_impossible_files_are_copied(
    tmp_path: Path, by_codes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    held = numbered(600)
    generation(tmp_path / "1", held)
    monkeypatch.setattr(os, "link", refuse)
    assert updated(tmp_path / "2", tmp_path / "1", [5], {})
    assert not set(inodes(tmp_path / "1")) & set(inodes(tmp_path / "2"))
    shutil.rmtree(tmp_path / "1")
    assert len(VectorIndex(tmp_path / "2")) == 599


def test_a_generation_answers_on_when_its_folder_is_gone(tmp_path: Path, by_codes: None) -> None:
    held = numbered(600)
    query = unit(1, seed=3)[0]
    first = VectorIndex(generation(tmp_path / "1", held))
    before = first.search(query, COUNT)
    gone = [i for i, _ in before]
    assert updated(tmp_path / "2", tmp_path / "1", gone, {})
    second = VectorIndex(tmp_path / "2")
    shutil.rmtree(tmp_path / "1")
    assert first.search(query, COUNT) == before
    del first
    assert not set(gone) & {i for i, _ in second.search(query, COUNT)}
    assert np.array_equal(second.vectors([600]), [held[600]])


def test_writing_anew_does_not_change_the_generation_that_shares_the_files(
    tmp_path: Path, by_codes: None
) -> None:
    held = numbered(600)
    first = VectorIndex(generation(tmp_path / "1", held))
    assert updated(tmp_path / "2", tmp_path / "1", [], {})
    vectors.write(tmp_path / "2", np.arange(700), unit(700, seed=4), WIDTH)
    assert len(VectorIndex(tmp_path / "2")) == 700
    for index in (first, VectorIndex(tmp_path / "1")):
        assert np.array_equal(index.vectors(list(held)), list(held.values()))


@pytest.fixture
def whole(tmp_path: Path, by_codes: None) -> Path:
    """A generation that has all there is: codes, changes."""
    generation(tmp_path / "0", numbered(600))
    assert updated(tmp_path / "whole", tmp_path / "0", [3, 4], numbered(5, first=700))
    return tmp_path / "whole"


def remove(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[:-1])


def empty(path: Path) -> None:
    path.unlink()
    path.touch()


def replace(path: Path) -> None:
    path.unlink()
    path.write_bytes(b"broken" * 100)


def head(path: Path) -> None:
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[:8] + bytes(90) + data[98:])


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("harm", [remove, cut, empty, replace, head])
def test_damage_is_noticed_on_opening(
    whole: Path, tmp_path: Path, file: str, harm: Callable[[Path], None]
) -> None:
    assert len(VectorIndex(whole)) == 603
    harm(whole / file)
    with pytest.raises((RuntimeError, ValueError, OSError)):
        VectorIndex(whole)
    if not file.endswith(CODES):
        assert not updated(tmp_path / "next", whole, [5], {})
        assert list((tmp_path / "next").iterdir()) == []


@pytest.mark.parametrize("file", NUMPY_FILES)
@pytest.mark.parametrize(("old", "new"), [(b"<", b">"), (b"False", b"[alse"), (b"shape", b"shake")])
def test_a_head_that_says_other_things_is_noticed(
    whole: Path, file: str, old: bytes, new: bytes
) -> None:
    data = (whole / file).read_bytes()
    assert old in data[:128]
    (whole / file).unlink()
    (whole / file).write_bytes(data.replace(old, new, 1))
    with pytest.raises(ValueError, match="is damaged"):
        VectorIndex(whole)


@pytest.mark.parametrize("name", [f"{MAIN}/{VECTORS}", f"{CHANGES}/{VECTORS}", f"{MAIN}/{CODES}"])
def test_a_damaged_head_of_faiss_never_raises_anything_else(whole: Path, name: str) -> None:
    data = (whole / name).read_bytes()
    told = 0
    for at in range(150):
        (whole / name).unlink()
        (whole / name).write_bytes(data[:at] + b"\x7f" + data[at + 1 :])
        try:
            VectorIndex(whole).search(unit(1)[0], COUNT)
        except (RuntimeError, ValueError, OSError):
            told += 1
    assert told


def test_vectors_are_a_flat_index_that_faiss_itself_opens(tmp_path: Path) -> None:
    generation(tmp_path / "1", numbered(90))
    index = faiss.read_index(str(tmp_path / "1" / MAIN / VECTORS))
    assert isinstance(index, faiss.IndexFlatIP)
    assert np.array_equal(index.reconstruct_n(), unit(90))


def test_vectors_are_mapped_from_their_file(tmp_path: Path) -> None:
    index = VectorIndex(generation(tmp_path / "1", numbered(90)))
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8")
    assert str(tmp_path / "1" / MAIN / VECTORS) in mapped
    assert len(index) == 90


@pytest.mark.parametrize("part", [MAIN, CHANGES])
def test_another_kind_of_index_does_not_pass_for_the_vectors(whole: Path, part: str) -> None:
    (whole / part / VECTORS).unlink()
    shutil.copyfile(whole / MAIN / CODES, whole / part / VECTORS)
    with pytest.raises(ValueError, match="fit together"):
        VectorIndex(whole)


@pytest.mark.parametrize("file", [name for name in FILES if not name.endswith(CODES)])
def test_files_of_different_indexes_do_not_pass_for_one(
    whole: Path, tmp_path: Path, file: str
) -> None:
    (tmp_path / "other").mkdir()
    vectors.write(tmp_path / "other", np.arange(90), unit(90, width=WIDTH + 2), WIDTH + 2)
    np.save(tmp_path / "other" / CHANGES / REMOVED, np.array([600]))
    shutil.move(tmp_path / "other" / file, whole / file)
    with pytest.raises(ValueError, match="fit together"):
        VectorIndex(whole)


def test_codes_of_other_vectors_do_not_pass(whole: Path, tmp_path: Path) -> None:
    generation(tmp_path / "other", numbered(601))
    shutil.move(tmp_path / "other" / MAIN / CODES, whole / MAIN / CODES)
    with pytest.raises(ValueError, match="other vectors"):
        VectorIndex(whole)


@pytest.mark.parametrize("removed", [[0], [601], [3], [5, 10_000]])
def test_nothing_is_written_where_what_is_to_be_removed_is_not_there(
    whole: Path, tmp_path: Path, removed: list[int]
) -> None:
    assert not updated(tmp_path / "next", whole, removed, {})
    assert list((tmp_path / "next").iterdir()) == []


def test_a_folder_without_an_index_is_nothing_to_start_from(tmp_path: Path) -> None:
    assert not updated(tmp_path / "next", tmp_path / "none", [], numbered(3))
