"""The index of words is the same whether it was brought up to date or written anew."""

import errno
import os
import random
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import tantivy

from index.store import lexical
from index.store.lexical import LexicalIndex

VOCABULARY = [f"{a}{b}{c}" for a in "bdfgkl" for b in "aeiou" for c in ("ndor", "lt", "rmic")]
QUERIES = [" ".join(VOCABULARY[at : at + 4]) for at in range(0, 88, 4)]
ALL = 10_000

Rows = dict[int, tuple[int, str, str, str]]


def row(number: int, draw: random.Random) -> tuple[int, str, str, str]:
    # Some words are far more frequent than others, and lengths differ.
    words = [draw.choice(VOCABULARY[: draw.randrange(2, 90)]) for _ in range(draw.randrange(5, 40))]
    return number, "Title", draw.choice(["", "Head"]), " ".join(words)


def written(folder: Path, rows: Rows) -> LexicalIndex:
    folder.mkdir()
    lexical.write(folder, (rows[number] for number in sorted(rows)))
    return LexicalIndex(folder)


def found(index: LexicalIndex) -> list[list[tuple[int, float]]]:
    return [index.search(query, ALL) for query in QUERIES]


# tantivy counts the length of what was taken out in the mean length.
def nearly(hits: list[list[tuple[int, float]]]) -> list[Mapping[int, object]]:
    return [{i: pytest.approx(score, rel=0.02) for i, score in each} for each in hits]


def test_an_index_that_was_often_brought_up_to_date_is_as_one_written_anew(tmp_path: Path) -> None:
    draw = random.Random(7)
    rows = {number: row(number, draw) for number in range(1, 301)}
    indexes = [written(tmp_path / "0", rows)]
    answers = [found(indexes[0])]
    for generation in range(1, 25):
        removed = draw.sample(sorted(rows), 3)
        last = max(rows)
        for number in removed:
            del rows[number]
        new = [row(last + n, draw) for n in range(1, draw.randrange(1, 6))]
        rows |= {one[0]: one for one in new}
        folder, before = tmp_path / str(generation), tmp_path / str(generation - 1)
        folder.mkdir()
        # Some that never were in it are no harm.
        if not lexical.update(folder, before, [*removed, 99_999], iter(new)):
            lexical.write(folder, (rows[number] for number in sorted(rows)))
        indexes.append(LexicalIndex(folder))
        answers.append(found(indexes[-1]))
        if generation % 6:
            continue
        anew = written(tmp_path / f"anew{generation}", rows)
        assert len(indexes[-1]) == len(anew) == len(rows)
        assert indexes[-1].frequencies(VOCABULARY) == anew.frequencies(VOCABULARY)
        assert [dict(hits) for hits in answers[-1]] == nearly(found(anew))
        # tantivy merges eight small pieces.
        assert len({path.stem[:32] for path in (folder / "lexical").glob("*.idx")}) <= 9
    # What came after changed nothing of what was before, open or not, its neighbours gone or not.
    assert [found(index) for index in indexes] == answers
    for generation in range(0, 25, 2):
        shutil.rmtree(tmp_path / str(generation))
    assert [found(index) for index in indexes] == answers
    assert [found(LexicalIndex(tmp_path / str(n))) for n in range(1, 25, 2)] == answers[1::2]


def test_what_is_taken_out_counts_no_more(tmp_path: Path) -> None:
    """Otherwise a word of a document that changes often would seem the more common."""
    rows = {n: (n, "Title", "", f"badge {'rare' if n == 5 else 'usual'}") for n in range(1, 31)}
    whole = written(tmp_path / "0", rows)
    for change in range(1, 5):
        folder = tmp_path / str(change)
        folder.mkdir()
        number = 5 if change == 1 else 29 + change
        again = [(30 + change, "Title", "", "badge rare")]
        assert lexical.update(folder, tmp_path / str(change - 1), [number], again)
    index = LexicalIndex(folder)
    assert index.frequencies(["rare", "badg"]) == whole.frequencies(["rare", "badg"]) == [1, 30]
    [(was, score)] = whole.search("rare", ALL)
    [(now, same)] = index.search("rare", ALL)
    assert (was, now) == (5, 34)
    assert same == pytest.approx(score, rel=1e-3)


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    draw = random.Random(8)
    written(tmp_path / "0", {number: row(number, draw) for number in range(1, 201)})
    (tmp_path / "1").mkdir()
    assert lexical.update(tmp_path / "1", tmp_path / "0", [3], [row(201, draw)])
    before = {path.stat().st_ino for path in (tmp_path / "0/lexical").glob("*.idx")}
    after = {path.stat().st_ino for path in (tmp_path / "1/lexical").glob("*.idx")}
    assert before < after


def test_files_are_copied_where_links_are_impossible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    draw = random.Random(9)
    rows = {number: row(number, draw) for number in range(1, 101)}
    before = written(tmp_path / "0", rows)
    monkeypatch.setattr(os, "link", link)
    (tmp_path / "1").mkdir()
    answers = found(before)
    assert lexical.update(tmp_path / "1", tmp_path / "0", [], [])
    assert found(LexicalIndex(tmp_path / "1")) == answers
    paths = (tmp_path / "1").rglob("*.idx")
    assert {path.stat().st_nlink for path in paths} == {1}


@pytest.mark.parametrize("broken", ["gone", "meta.json", "*.term"])
def test_what_is_broken_is_to_be_written_anew(tmp_path: Path, broken: str) -> None:
    draw = random.Random(10)
    written(tmp_path / "0", {number: row(number, draw) for number in range(1, 101)})
    for path in list((tmp_path / "0/lexical").glob("*" if broken == "gone" else broken)):
        path.unlink()
    (tmp_path / "1").mkdir()
    assert lexical.update(tmp_path / "1", tmp_path / "0", [5], [row(101, draw)]) is False
    assert list((tmp_path / "1").iterdir()) == []


def test_what_is_mostly_taken_out_is_to_be_written_anew(tmp_path: Path) -> None:
    draw = random.Random(11)
    written(tmp_path / "0", {number: row(number, draw) for number in range(1, 101)})
    (tmp_path / "1").mkdir()
    assert lexical.update(tmp_path / "1", tmp_path / "0", range(1, 30), []) is False
    assert lexical.update(tmp_path / "1", tmp_path / "0", range(1, 10), []) is True


def test_equal_scores_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    index = written(
        tmp_path / "0", {n: (n, "Title", "", "the same words") for n in range(50, 0, -1)}
    )
    assert [number for number, _ in index.search("words", ALL)] == list(range(1, 51))


def test_nothing_turns_up_in_its_folder_after_it_was_written(tmp_path: Path) -> None:
    index = tantivy.Index(lexical._schema(), path=str(tmp_path))
    lexical._write(index, (), [(1, "", "", "a mill")], lexical.SMALL_WRITER_BYTES)
    for lock in tmp_path.glob("*.lock"):
        lock.unlink()
    # Longer than tantivy waits between two looks at what is new: nothing to be awaited happens.
    time.sleep(0.8)
    assert not list(tmp_path.glob("*.lock"))
