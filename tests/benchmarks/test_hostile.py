"""A sample of what a stranger may send; `python -m benchmarks.hostile` tries more."""

import logging
from collections import Counter

import pytest

from benchmarks.hostile.asked import answered_case, asked_case
from benchmarks.hostile.configured import configured_case
from benchmarks.hostile.filed import LIMITS, check, filed_case
from benchmarks.hostile.kinds import hostile_files
from benchmarks.hostile.shown import shown_case
from benchmarks.hostile.trying import Trial
from index.answering.answerer import Answerer
from index.documents.isolation import IsolatedReader
from tests.support import run_python

SEED = 3
# Files by hand of which a sample is read: small ones, spread over all formats.
SMALL, EVERY = 10_000, 12


BROKEN = """
from benchmarks.hostile.trying import SlowError, Trial, holds, is_sentence, within

def broken(draw):
    holds(draw.random() > 2, "never so")
    return "", "fine"

def endless(_):
    while True:
        pass

trial = Trial("broken")
trial.run(2, 3, broken, 1)
trial.run(1, 3, endless, 0.1)
assert trial.outcomes == {"found": 3}
assert "never so" in trial.found[0]
assert SlowError.__name__ in trial.found[2]
try:
    is_sentence("two\\nlines")
except AssertionError:
    pass
else:
    raise SystemExit("two lines are a sentence")
with within(5):
    pass
"""


@pytest.mark.parametrize(
    ("kind", "one", "cases"),
    [("asked", asked_case, 60), ("settings", configured_case, 60), ("shown", shown_case, 12)],
)
def test_cases_by_lot_come_out_as_they_should(kind, one, cases, caplog) -> None:
    caplog.set_level(logging.ERROR)
    trial = Trial(kind)
    trial.run(cases, SEED, one, 20)
    assert trial.found == []
    assert sum(trial.outcomes.values()) == trial.cases == cases
    assert len(trial.outcomes) > 1


def test_so_do_questions_that_are_answered(seeds: Answerer) -> None:
    trial = Trial("answered")
    trial.run(8, SEED, answered_case(seeds), 60)
    assert trial.found == []


@pytest.fixture(scope="module")
def by_hand() -> list[tuple[str, str, bytes]]:
    return list(hostile_files())


def test_so_do_files_by_lot_and_by_hand(by_hand) -> None:
    trial = Trial("files")
    with IsolatedReader(LIMITS) as reader:
        trial.run(50, SEED, filed_case(reader), 20)
        small = [(e, name, data) for e, name, data in by_hand if len(data) < SMALL]
        for ending, _, data in small[::EVERY]:
            assert check(reader, f"a{ending}", data) in ("read", "refused")
    assert trial.found == []
    assert {"read", "refused"} <= set(trial.outcomes)


def test_there_are_hostile_files_of_each_format(by_hand) -> None:
    counts = Counter(ending for ending, _, _ in by_hand)
    assert counts.total() > 500
    for ending in (
        ".html",
        ".md",
        ".rst",
        ".eml",
        ".docx",
        ".xlsx",
        ".pdf",
        ".csv",
        ".jsonl",
        ".txt",
    ):
        assert counts[ending] > 14, ending


def test_what_should_not_be_is_found() -> None:
    # In a process of its own: the signal that ends what takes too long is for a whole process.
    done = run_python("-c", BROKEN)
    assert done.returncode == 0, done.stderr
