"""How good the answers are on the development questions about the seeds."""

from pathlib import Path

import pytest

from index.answering.answerer import Answerer
from index.evaluation.evaluation import Outcome, as_rows, figures, measure
from index.evaluation.gold import read_gold
from tests.support import ROOT

QUESTIONS = ROOT.parent / "shared" / "eval" / "seeds.jsonl"
# Fewest of each kind that must be declined, and most answerable ones that may be.
DECLINED = {"far": 10, "chat": 6, "furniture": 3, "near": 16, "premise": 4}
MOST_MISSED = 10

pytestmark = pytest.mark.skipif(not QUESTIONS.is_file(), reason="no development questions here")


@pytest.fixture(scope="module")
def outcomes(seeds: Answerer) -> list[Outcome]:
    return measure(seeds, read_gold(Path(QUESTIONS)))


def test_the_quotes_are_right_and_short_and_the_confidence_tells(outcomes: list[Outcome]) -> None:
    found = figures(as_rows(outcomes))
    assert found["quote@1"] >= 0.80
    assert found["quote@shown"] >= 0.92
    assert found["quote length"] <= 260
    assert found["auroc right"] >= 0.85


@pytest.mark.parametrize("kind", list(DECLINED))
def test_what_the_seeds_do_not_say_is_declined(outcomes: list[Outcome], kind: str) -> None:
    declined = [o for o in outcomes if o.gold.kind == kind and not o.answer.answered]
    assert len(declined) >= DECLINED[kind]


def test_most_of_what_the_seeds_say_is_answered(outcomes: list[Outcome]) -> None:
    missed = [o for o in outcomes if o.gold.answerable and not o.answer.answered]
    assert len(missed) <= MOST_MISSED
