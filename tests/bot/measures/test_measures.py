"""The figures that Prometheus is told are those of what happened, and hold no words."""

import asyncio
import socket

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.measures import measures as module
from bot.measures.measures import Measures
from bot.measures.telling import TellingError, told_at
from bot.serving.live import LiveAnswerer
from bot.serving.scheduler import Job, Scheduler
from index.access import ANYBODY
from tests.bot.ferry import FERRY, opened


def figures(measures):
    """Every sample, by its name and labels."""
    families = text_string_to_metric_families(measures.shown().decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


async def test_answers_declines_and_their_stages_are_counted(ferry, seeds):
    measures = Measures()
    live = LiveAnswerer(ferry, opened(ferry, seeds), measures.answered)
    scheduler = Scheduler(live.answer)
    measures.watch_queue(lambda: scheduler.figures)
    measures.watch_index(lambda: live.library, lambda now: now.view(ANYBODY), ferry.index_dir)
    answer = await scheduler.answer(Job(FERRY), 1)
    await scheduler.answer(Job("hello"), 1)
    found = figures(measures)
    await scheduler.close(5)
    live.close()
    assert found["quoth_answers_total",] == 1
    assert found["quoth_declines_total", "not_a_question"] == 1
    assert found["quoth_confidence_count",] == 1
    assert found["quoth_confidence_sum",] == pytest.approx(answer.confidence)
    assert found["quoth_answer_seconds_count",] == 2
    stages = {key[1] for key in found if key[0] == "quoth_stage_seconds_count"}
    assert {"encode", "retrieve", "read", "other"} <= stages
    whole = found["quoth_answer_seconds_sum",]
    parts = sum(value for key, value in found.items() if key[0] == "quoth_stage_seconds_sum")
    assert parts == pytest.approx(whole)
    assert found["quoth_queue_waiting",] == found["quoth_queue_refused_total",] == 0
    assert found["quoth_index_documents",] == 1
    assert found["quoth_index_generation_info", live.library.main.generation] == 1
    made = found["quoth_index_made_timestamp_seconds",]
    assert 0 <= found["process_start_time_seconds",] - made + 3600 < 7200
    assert "ferry" not in measures.shown().decode()


async def test_how_late_the_event_loop_is_is_looked_at(monkeypatch):
    monkeypatch.setattr(module, "LOOK_EVERY", 0.01)
    measures = Measures()
    looking = asyncio.create_task(measures.watch_loop())
    while not figures(measures)["quoth_loop_lag_seconds_count",]:
        await asyncio.sleep(0.01)
    looking.cancel()
    assert figures(measures)["quoth_loop_lag_seconds_bucket", "+Inf"] >= 1


async def test_they_are_told_at_an_address_as_they_are_then():
    measures, votes = Measures(), [3]

    async def update():
        measures.voted(votes[0], 1)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with told_at(f"127.0.0.1:{port}", measures, update), aiohttp.ClientSession() as session:
        for expected in (3, 4):
            votes[0] = expected
            async with session.get(f"http://127.0.0.1:{port}/metrics") as reply:
                assert reply.headers["Content-Type"].startswith("text/plain; version=")
                assert f'quoth_votes{{value="up"}} {expected}.0' in await reply.text()
        async with session.get(f"http://127.0.0.1:{port}/") as reply:
            assert reply.status == 404


async def test_an_address_that_cannot_be_used_is_told():
    async with told_at("", Measures(), None):
        pass
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for address in (f"127.0.0.1:{taken.getsockname()[1]}", "127.0.0.1:99999"):
            with pytest.raises(TellingError, match="choose another QUOTH_DISCORD_METRICS"):
                async with told_at(address, Measures(), None):
                    raise AssertionError
