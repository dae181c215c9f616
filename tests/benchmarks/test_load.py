"""A few people ask for some seconds while documents change and the process is killed."""

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


def test_a_climb_is_told_from_scatter():
    noise = [(float(at), 400 + (at * 7919 % 13) / 13) for at in range(300)]
    assert trend(noise)["flat"]
    climbing = [(at, value + at / 60) for at, value in noise]
    told = trend(climbing)
    assert not told["flat"]
    assert told["mb_a_minute"] == pytest.approx(1, abs=0.1)
    assert trend(noise[:30])["flat"] is None
