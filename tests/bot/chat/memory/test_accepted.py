"""Questions that are taken on: none twice, and nothing but a number is kept of those settled."""

import time
from contextlib import closing

import pytest

from bot.chat.memory.accepted import KEPT_SECONDS, Accepted
from bot.chat.memory.ledger import Ledger
from tests.bot.chat.memory.test_ledger import ASKER, CHANNEL, SECRET, entry


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path):
    with closing(Ledger(path)) as made:
        yield made


def one(number=1, asker=ASKER, age=0.0, **more):
    return Accepted(number, CHANNEL, asker, time.time() - age, **more)


def bytes_of(path):
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_a_question_is_taken_on_once_unless_it_changed(ledger):
    assert ledger.accepted.accept(one())
    assert not ledger.accepted.accept(one())
    ledger.accepted.settle(1)
    assert not ledger.accepted.accept(one())
    assert ledger.accepted.left() == []
    assert ledger.accepted.accept(one(), again=True)
    assert [left.id for left in ledger.accepted.left()] == [1]


def test_what_is_left_is_there_for_the_next_process_with_its_answer_oldest_first(path):
    with closing(Ledger(path)) as ledger:
        for question in (one(2, age=5), one(1), one(3, age=9)):
            ledger.accepted.accept(question)
        answer = entry()
        ledger.record(answer, question=2, parts=3)
        ledger.accepted.settle(3)
    with closing(Ledger(path)) as ledger:
        left = ledger.accepted.left(first=True)
        assert [(o.id, o.entry, o.parts, o.lives) for o in left] == [
            (2, answer.id, 3, 1),
            (1, None, 0, 1),
        ]
        assert [o.lives for o in ledger.accepted.left()] == [1, 1]


def test_of_a_settled_question_nothing_is_left_but_its_number(path, ledger):
    ledger.accepted.accept(one(token="a-token", words=SECRET))
    assert SECRET.encode() in bytes_of(path)
    ledger.accepted.settle(1)
    assert SECRET.encode() not in bytes_of(path)
    assert b"a-token" not in bytes_of(path)
    [row] = ledger._store.rows("SELECT channel, asker, token, words, entry FROM accepted")
    assert tuple(row) == (None, None, "", "", None)


def test_whoever_wants_to_be_forgotten_is_here_too(path, ledger):
    ledger.accepted.accept(one(token="a-token", words=SECRET))
    ledger.accepted.accept(one(2, asker=ASKER + 1))
    ledger.forget_person(ASKER)
    assert SECRET.encode() not in bytes_of(path)
    assert [left.id for left in ledger.accepted.left()] == [2]
    assert not ledger.accepted.accept(one())


def test_numbers_are_kept_for_a_day(ledger):
    ledger.accepted.accept(one(age=KEPT_SECONDS + 1))
    ledger.accepted.settle(1)
    ledger.accepted.accept(one(2))
    [row] = ledger._store.rows("SELECT id FROM accepted")
    assert row["id"] == 2


def test_until_when_all_was_heard_is_kept_and_forgotten_with_a_file_that_is_put_back(ledger):
    assert ledger.accepted.present_until() is None
    assert ledger.accepted.begin(5.0)
    assert not ledger.accepted.begin(6.0)
    assert ledger.accepted.present_until() == 5.0
    ledger.accepted.present(7.5)
    assert ledger.accepted.present_until() == 7.5
    ledger.accepted.accept(one())
    ledger.accepted.clear()
    assert ledger.accepted.present_until() is None
    assert ledger.accepted.left() == []
