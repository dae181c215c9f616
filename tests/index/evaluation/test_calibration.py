import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask
from index.errors import IndexMismatchError
from index.evaluation import calibration
from index.evaluation.calibration import Calibration, calibrate, count, recheck
from index.evaluation.evaluation import Outcome
from index.evaluation.gold import Gold
from index.evaluation.promise import (
    Fingerprint,
    Promise,
    fingerprint,
    load_promise,
    promised_threshold,
    save_promise,
    standing,
)
from index.indexing.build import build
from index.models.encoder import Encoder
from index.paths import PROMISE
from tests.support import answering, write

SOMETHING = Fingerprint("documents", "model", "reader", "shipped", "version")
TODAY, LATER = "2025-03-01", "2025-04-01"


@pytest.fixture(scope="module")
def an_answer(seeds: Answerer) -> Answer:
    return ask(replace(seeds, threshold=0.0), "Who is Belgium's justice minister?")


def outcome(answer: Answer, number: int, confidence: float, right: bool) -> Outcome:
    gold = Gold(f"Question {number}?", True, "answerable", ("x",), None, (f"place {number}",))
    answered = replace(answer, question=gold.question, confidence=confidence)
    return Outcome(gold, answered, first=right, shown=right)


def drawn(answer: Answer, count: int, wrong: float, seed: int = 0) -> list[Outcome]:
    """Outcomes of which the less confident are wrong more often, `wrong` on average."""
    random = np.random.default_rng(seed)
    scores = random.random(count)
    right = random.random(count) >= 2 * wrong * (1 - scores)
    return [
        outcome(answer, n, s, bool(r)) for n, (s, r) in enumerate(zip(scores, right, strict=True))
    ]


def made(answer: Answer) -> Calibration:
    return calibrate(drawn(answer, 500, 0.1), 0.1, 0.95, SOMETHING, TODAY)


def test_a_promise_rests_on_the_counts_it_tells(an_answer: Answer) -> None:
    outcomes = drawn(an_answer, 500, 0.1)
    found = calibrate(outcomes, 0.1, 0.95, SOMETHING, TODAY)
    promise = found.promise
    assert promise
    assert found.further == 0
    assert found.groups == 500
    assert promise.date == promise.check.date == TODAY
    assert promise.calibrated.bound(0.95) <= 0.1
    by_question = {o.gold.question: o for o in outcomes}
    for part, counts in (("calibrate", promise.calibrated), ("report", promise.reported)):
        rows = [by_question[k.gold.question] for k in promise.kept if k.part == part]
        assert count(rows, promise.threshold) == counts
    assert len(promise.kept) == sum(found.parts.values()) == 500
    assert "10 %" in promise.claim and "95 %" in promise.claim
    assert "for this index, this model and single questions drawn like these" in promise.claim


def test_the_order_of_the_questions_does_not_matter(an_answer: Answer) -> None:
    outcomes = drawn(an_answer, 300, 0.1)
    one = calibrate(outcomes, 0.1, 0.95, SOMETHING, TODAY)
    other = calibrate(outcomes[::-1], 0.1, 0.95, SOMETHING, TODAY)
    assert one.steps == other.steps


def test_too_few_questions_make_no_promise_but_a_count(an_answer: Answer) -> None:
    outcomes = [outcome(an_answer, n, 0.9, True) for n in range(30)]
    found = calibrate(outcomes, 0.1, 0.95, SOMETHING, TODAY)
    assert found.promise is None
    assert found.further == 29 - found.parts["calibrate"]
    assert found.more_questions
    assert found.more_questions >= found.further
    more = [outcome(an_answer, n, 0.9, True) for n in range(30 + found.more_questions)]
    assert calibrate(more, 0.1, 0.95, SOMETHING, TODAY).promise


def test_a_question_without_quotes_is_never_answered(an_answer: Answer) -> None:
    silent = replace(an_answer, quotes=(), closest=(), confidence=0.0)
    outcomes = [outcome(silent, n, 0.0, False) for n in range(100)]
    found = calibrate(outcomes, 0.1, 0.95, SOMETHING, TODAY)
    assert (found.promise, found.steps, found.further, found.more_questions) == (None, (), 29, None)


def test_one_question_alone(an_answer: Answer) -> None:
    found = calibrate([outcome(an_answer, 1, 0.9, True)], 0.1, 0.95, SOMETHING, TODAY)
    assert found.promise is None


def test_a_promise_is_written_and_read_as_it_was(an_answer: Answer, tmp_path: Path) -> None:
    assert load_promise(tmp_path) is None
    assert promised_threshold(tmp_path) is None
    promise = made(an_answer).promise
    assert promise
    save_promise(promise, tmp_path)
    assert load_promise(tmp_path) == promise
    assert promised_threshold(tmp_path) == promise.threshold
    assert [path.name for path in tmp_path.iterdir()] == [PROMISE]
    written = json.loads((tmp_path / PROMISE).read_text(encoding="utf-8"))
    assert {"threshold", "n", "risk", "certainty", "date", "fingerprint", "questions"} <= set(
        written
    )


def test_a_promise_of_the_earlier_version_stands(an_answer: Answer, tmp_path: Path) -> None:
    promise = made(an_answer).promise
    assert promise
    save_promise(promise, tmp_path)
    row = json.loads((tmp_path / PROMISE).read_text(encoding="utf-8"))
    row["version"] = 1
    (tmp_path / PROMISE).write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(IndexMismatchError, match="quoth calibrate"):
        load_promise(tmp_path)
    del row["sum"]
    (tmp_path / PROMISE).write_text(json.dumps(row), encoding="utf-8")
    assert load_promise(tmp_path) == promise


@pytest.mark.parametrize("words", ["", "{}", "[]", '{"version": 99}', b"\xff"])
def test_a_broken_promise_is_told(tmp_path: Path, words: str | bytes) -> None:
    (tmp_path / PROMISE).write_bytes(words if isinstance(words, bytes) else words.encode())
    with pytest.raises(IndexMismatchError, match="quoth calibrate"):
        load_promise(tmp_path)


def test_a_promise_that_was_damaged_is_told(an_answer: Answer, tmp_path: Path) -> None:
    promise = made(an_answer).promise
    assert promise
    save_promise(promise, tmp_path)
    whole = (tmp_path / PROMISE).read_text(encoding="utf-8")
    for before, after in (('"wrong": 0', '"wrong": 1'), ('"threshold": 0', '"threshold": 1')):
        assert before in whole
        (tmp_path / PROMISE).write_text(whole.replace(before, after, 1), encoding="utf-8")
        with pytest.raises(IndexMismatchError, match="quoth calibrate"):
            load_promise(tmp_path)


@pytest.fixture
def index_folder(an_answer: Answer, encoder: Encoder, seeds: Answerer, tmp_path: Path) -> Path:
    """A small index with a promise."""
    folder = tmp_path / "index"
    documents = write(tmp_path / "documents", {"a.txt": "The hub opened in March 2021."})
    build(documents, folder, encoder)
    promise = made(an_answer).promise
    assert promise
    with answering(seeds, folder) as answerer:
        made_for = fingerprint(answerer)
    check = replace(promise.check, fingerprint=made_for)
    save_promise(replace(promise, fingerprint=made_for, check=check), folder)
    return folder


@pytest.fixture
def promise(index_folder: Path) -> Promise:
    found = load_promise(index_folder)
    assert found
    return found


@contextmanager
def in_force(seeds: Answerer, index_folder: Path) -> Iterator[Answerer]:
    with answering(seeds, index_folder) as answerer:
        yield replace(answerer, threshold=promised_threshold(index_folder) or 0.5)


def change(index_folder: Path, encoder: Encoder) -> None:
    documents = write(index_folder.parent / "documents", {"b.txt": "It closed in May 2023."})
    build(documents, index_folder, encoder)


def test_a_promise_stands_while_nothing_changes(
    index_folder: Path, promise: Promise, seeds: Answerer, encoder: Encoder
) -> None:
    build(index_folder.parent / "documents", index_folder, encoder)
    with in_force(seeds, index_folder) as answerer:
        # The kept questions are nonsense here: nothing may have asked them.
        assert recheck(answerer, index_folder, LATER).state == "held"
        assert standing(answerer, index_folder).promise == promise
        other = replace(answerer, threshold=0.123)
        assert recheck(other, index_folder, LATER).state == "set aside"


def test_a_change_asks_the_questions_again(
    index_folder: Path,
    promise: Promise,
    seeds: Answerer,
    encoder: Encoder,
    an_answer: Answer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(index_folder, encoder)
    asked: list[str] = []
    outcomes = {o.gold.question: o for o in drawn(an_answer, 500, 0.1)}

    def measure(answerer: Answerer, gold: list[Gold], progress: object) -> list[Outcome]:
        asked.extend(row.question for row in gold)
        return [outcomes[row.question] for row in gold]

    monkeypatch.setattr(calibration, "measure", measure)
    with in_force(seeds, index_folder) as answerer:
        assert standing(answerer, index_folder).state == "unchecked"
        found = recheck(answerer, index_folder, LATER)
        assert found.state == "held"
        assert found.promise
        assert found.promise.check.date == LATER
        assert found.promise.check.counts == promise.calibrated
        assert asked == [k.gold.question for k in promise.kept if k.part == "calibrate"]
        assert standing(answerer, index_folder) == found
        recheck(answerer, index_folder, LATER)
        assert len(asked) == promise.calibrated.questions


def test_a_promise_lapses_and_its_threshold_stays(
    index_folder: Path, promise: Promise, seeds: Answerer, encoder: Encoder
) -> None:
    change(index_folder, encoder)
    some = [kept for kept in promise.kept if kept.part == "calibrate"][:20]
    save_promise(replace(promise, kept=tuple(some)), index_folder)
    with in_force(seeds, index_folder) as answerer:
        # No document answers the kept questions, so whatever is answered is wrong.
        found = recheck(answerer, index_folder, LATER)
        assert found.state == "lapsed"
        assert found.promise
        assert found.promise.date == TODAY
        assert found.promise.check.counts.bound(0.95) > 0.1
        assert standing(answerer, index_folder).state == "lapsed"
    assert promised_threshold(index_folder) == promise.threshold


def test_without_a_promise(seeds: Answerer, tmp_path: Path) -> None:
    assert recheck(seeds, tmp_path, LATER).state == "none"
    assert standing(seeds, tmp_path).promise is None
