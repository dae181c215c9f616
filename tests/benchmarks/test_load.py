"""A few people ask for some seconds while documents change and the process is killed."""

import math
import random

import pytest

from benchmarks.load.__main__ import Plan, run
from benchmarks.load.crowd import ANSWERED
from benchmarks.load.memory import trend


@pytest.mark.parametrize("surface", ["discord", "http"])
async def test_nothing_is_lost_or_answered_twice(surface, tmp_path, cache_folder):
    plan = Plan(people=4, seconds=4, after=2, every=2)
    found = await run(surface, plan, tmp_path, cache_folder)
    assert found["problems"] == []
    assert found["became"][ANSWERED] > 0
    assert found["changes"] > 1


SECONDS = 300
# Of a process of 300 MB in five minutes, each number a value a second.
FLAT = {
    "noise": lambda at, draw: draw.gauss(0, 0.2),
    "one step": lambda at, draw: 0.1 * (at > 170),
    "two steps, and down again": lambda at, draw: 0.2 * (at > 80) + 0.2 * (120 < at < 200),
    "what fills and is emptied each minute": lambda at, draw: 0.3 * (at % 60) / 60,
    "what settles": lambda at, draw: 0.1 * (1 - math.exp(-at / 60)) + draw.gauss(0, 0.01),
}
# What is lost in five minutes: the first of them is what Discord's load once was found to lose.
LEAKS = {
    "a line": lambda at, draw: 0.29 * at / SECONDS + draw.gauss(0, 0.03),
    "a slow one": lambda at, draw: 0.1 * at / SECONDS + draw.gauss(0, 0.02),
    "under much noise": lambda at, draw: 1.5 * at / SECONDS + draw.gauss(0, 0.5),
    "stairs": lambda at, draw: 0.2 * (at // 60) / 5 + draw.gauss(0, 0.01),
    "a large step": lambda at, draw: 1.0 * (at > 150),
}


def flat(series):
    draw = random.Random(5)
    return trend([(float(at), 300 + series(at, draw)) for at in range(SECONDS)])["flat"]


@pytest.mark.parametrize("series", FLAT.values(), ids=FLAT)
def test_what_comes_to_rest_is_flat(series):
    assert flat(series)


@pytest.mark.parametrize("series", LEAKS.values(), ids=LEAKS)
def test_what_is_lost_again_and_again_is_not_flat(series):
    assert flat(series) is False


def test_a_climb_is_told_in_megabytes_a_minute():
    points = [(float(at), 300 + at / 60) for at in range(SECONDS)]
    assert trend(points)["mb_a_minute"] == pytest.approx(1)
    # Of too short a time nothing is said.
    assert trend(points[:30])["flat"] is None
