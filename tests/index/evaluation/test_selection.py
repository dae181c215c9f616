import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation.selection import (
    SHARES,
    both_bounds,
    fewest_answers,
    further_right_answers,
    last_passed,
    most_wrong,
    split,
    step_at,
    threshold_grid,
    upper_bound,
    walk,
)

RISK, CERTAINTY = 0.10, 0.95


def test_so_many_answers_are_needed_as_the_tables_say() -> None:
    assert [fewest_answers(wrong, 0.10, 0.95) for wrong in range(3)] == [29, 46, 61]
    assert fewest_answers(0, 0.05, 0.95) == 59
    assert fewest_answers(0, 0.01, 0.99) == 459


def test_the_bound_is_clopper_and_pearsons() -> None:
    # Without errors the bound is 1 - (1 - certainty) ** (1 / n); one of 46 is just under 0.1.
    assert upper_bound(0, 29, 0.95) == pytest.approx(1 - 0.05 ** (1 / 29))
    assert 0.099 < upper_bound(1, 46, 0.95) < 0.1 < upper_bound(1, 45, 0.95)
    assert upper_bound(0, 0, 0.95) == upper_bound(7, 7, 0.95) == 1
    assert both_bounds(0, 0, 0.95) == (0, 1)
    low, high = both_bounds(5, 50, 0.95)
    assert (low, high) == pytest.approx((0.0333, 0.2181), abs=1e-4)


@given(
    answers=st.integers(1, 400),
    wrong=st.integers(0, 60),
    risk=st.sampled_from([0.02, 0.05, 0.1, 0.25]),
    certainty=st.sampled_from([0.8, 0.95, 0.99]),
)
def test_bound_fewest_and_most_say_the_same(
    answers: int, wrong: int, risk: float, certainty: float
) -> None:
    wrong = min(wrong, answers)
    passes = upper_bound(wrong, answers, certainty) <= risk
    assert passes == (fewest_answers(wrong, risk, certainty) <= answers)
    assert passes == (wrong <= most_wrong(answers, risk, certainty))


@given(st.lists(st.sampled_from("abcdefghijklmnop"), min_size=1, max_size=80), st.integers(0, 9))
def test_a_group_is_never_divided(groups: list[str], seed: int) -> None:
    parts = split(groups, seed)
    assert len({(group, part) for group, part in zip(groups, parts, strict=True)}) == len(
        set(groups)
    )
    shuffled = random.Random(seed).sample(range(len(groups)), len(groups))
    assert split([groups[i] for i in shuffled], seed) == [parts[i] for i in shuffled]


def test_the_parts_have_their_shares() -> None:
    counts = Counter(split([f"document {i // 3}" for i in range(600)]))
    for part, share in SHARES.items():
        assert counts[part] == pytest.approx(share * 600, abs=3)


def test_the_grid_starts_where_one_error_may_be_and_ends_with_all() -> None:
    scores = np.linspace(0.01, 1, 100)
    grid = threshold_grid(scores, np.ones(100, bool), 100, RISK, CERTAINTY)
    assert grid == sorted(set(grid), reverse=True)
    assert (scores >= grid[0]).sum() >= 46
    assert grid[-1] == pytest.approx(0.01)


def test_the_grid_begins_where_fit_says_that_it_may_pass() -> None:
    scores = np.linspace(0.99, 0.9999, 1000)
    right = np.ones(1000, bool)
    strictest = threshold_grid(scores, right, 100, RISK, CERTAINTY)[0]
    assert (scores >= strictest).sum() == 460
    right[-30:] = False
    assert threshold_grid(scores, right, 100, RISK, CERTAINTY)[0] < strictest


def test_the_grid_of_too_few_questions() -> None:
    nothing = np.full(5, -np.inf)
    assert threshold_grid(nothing, np.zeros(5, bool), 20, RISK, CERTAINTY) == []
    assert threshold_grid(np.array([]), np.zeros(0, bool), 20, RISK, CERTAINTY) == []
    some = np.array([0.9, 0.5, -np.inf])
    assert threshold_grid(some, np.ones(3, bool), 20, RISK, CERTAINTY) == [0.5]


def test_the_walk_stops_at_the_first_that_exceeds_the_risk() -> None:
    scores = np.repeat([0.9, 0.8, 0.7, 0.6], [50, 30, 60, 400])
    right = np.ones(540, bool)
    right[50:60] = False
    steps = walk([0.9, 0.8, 0.7, 0.6], scores, right, RISK, CERTAINTY)
    assert [(s.answered, s.wrong, s.passed) for s in steps] == [(50, 0, True), (80, 10, False)]
    kept = last_passed(steps)
    assert kept and kept.threshold == 0.9
    # All that are looser would pass again, which must not count.
    assert step_at(0.6, scores, right, RISK, CERTAINTY).passed


def test_ties_move_together_and_what_has_no_quote_never_does() -> None:
    scores = np.array([0.5] * 40 + [-np.inf] * 40)
    steps = walk([0.5], scores, np.ones(80, bool), RISK, CERTAINTY)
    assert steps[0].answered == 40


def test_what_is_lacking() -> None:
    scores, right = np.full(20, 0.9), np.ones(20, bool)
    assert further_right_answers(step_at(0.5, scores, right, RISK, CERTAINTY), RISK, CERTAINTY) == 9
    right[0] = False
    assert (
        further_right_answers(step_at(0.5, scores, right, RISK, CERTAINTY), RISK, CERTAINTY) == 26
    )
    many = np.full(100, 0.9)
    passed = step_at(0.5, many, np.ones(100, bool), RISK, CERTAINTY)
    assert further_right_answers(passed, RISK, CERTAINTY) == 0


DRAWS, FIT, CALIBRATE = 1000, 160, 480


@pytest.mark.parametrize(
    ("curve", "non_empty"),
    [
        pytest.param(lambda s: s, 0.80, id="calibrated"),
        pytest.param(lambda s: s**1.5, 0.0, id="too sure of itself"),
        pytest.param(lambda s: np.full_like(s, 0.895), 0.0, id="always a little over the risk"),
    ],
)
def test_the_promise_is_kept_in_as_many_draws_as_it_says(curve, non_empty: float) -> None:  # type: ignore[no-untyped-def]
    random = np.random.default_rng(7)

    def draw(count: int):  # type: ignore[no-untyped-def]
        scores = np.round(random.beta(2.0, 0.5, count), 3)
        return scores, random.random(count) < curve(scores)

    def true_risk(threshold: float) -> float:
        return float(1 - curve(world[world >= threshold]).mean())

    world = np.round(random.beta(2.0, 0.5, 400_000), 3)
    risks = {}
    made = violated = 0
    for _ in range(DRAWS):
        grid = threshold_grid(*draw(FIT), CALIBRATE, RISK, CERTAINTY)
        kept = last_passed(walk(grid, *draw(CALIBRATE), RISK, CERTAINTY))
        if kept:
            made += 1
            if kept.threshold not in risks:
                risks[kept.threshold] = true_risk(kept.threshold)
            violated += risks[kept.threshold] > RISK
    # 5 % and three standard errors of a thousand draws.
    assert violated / DRAWS <= 0.05 + 3 * (0.05 * 0.95 / DRAWS) ** 0.5
    assert made / DRAWS >= non_empty
