"""The index changes under a bot that answers from it."""

import asyncio
import json
import shutil
import time
from dataclasses import replace

import pytest

from bot.chat.client import QuothClient
from bot.chat.core import chores
from bot.chat.running import intents, services_of
from bot.chat.serving.live import LiveAnswerer
from bot.chat.serving.scheduler import Job
from index.errors import IndexMismatchError, IndexMissingError
from index.indexing.build import build
from index.paths import CATALOG, PROMISE
from index.store.catalog import Catalog
from index.store.library import Library
from index.store.snapshot import open_snapshot
from tests.bot.chat.control import logged
from tests.discord_service import running
from tests.support import run_python, write

FERRY = "When does the ferry to Texel leave?"
BEFORE = "The ferry to Texel leaves at seven every morning.\n"
AFTER = "The ferry to Texel leaves at nine every morning.\n"
RESUMED = "answering from the index as it is now"


@pytest.fixture
def documents(tmp_path):
    return write(tmp_path / "documents", {"ferry.txt": BEFORE})


@pytest.fixture
def ferry(documents, tmp_path, settings, seeds):
    """Settings of a bot that answers from one document about a ferry."""
    build(documents, tmp_path / "index", seeds.encoder)
    return settings.model_copy(update={"index_dir": tmp_path / "index", "threshold": 0.0})


def opened(settings, seeds):
    snapshot = open_snapshot(settings.index_dir, seeds.encoder.fingerprint)
    threshold = seeds.threshold if settings.threshold is None else settings.threshold
    return replace(seeds, library=Library((snapshot,)), threshold=threshold)


@pytest.fixture
def live(ferry, seeds):
    made = LiveAnswerer(ferry, opened(ferry, seeds))
    yield made
    made.close()


def told(live):
    [answer] = live.answer([Job(FERRY)])
    return answer.quotes[0].place.text


def test_nothing_new_changes_nothing(live):
    assert live.refresh() is False
    assert "seven" in told(live)


def test_what_another_process_made_is_answered_from(live, ferry, documents, cache_folder):
    write(documents, {"ferry.txt": AFTER})
    made = run_python(
        "-m", "bot", "index", documents, "--index", ferry.index_dir, cache=cache_folder
    )
    assert made.returncode == 0, made.stderr
    assert "seven" in told(live)
    assert live.refresh() is True
    assert "nine" in told(live)
    assert live.refresh() is False


def test_an_index_that_was_deleted_and_made_anew_is_another(live, ferry, documents, seeds):
    write(documents, {"ferry.txt": AFTER})
    shutil.rmtree(ferry.index_dir)
    build(documents, ferry.index_dir, seeds.encoder)
    assert live.refresh() is True
    assert "nine" in told(live)


def test_the_old_one_answers_on_where_the_new_one_cannot_be_opened(live, ferry, documents, seeds):
    away = ferry.index_dir.with_name("away")
    ferry.index_dir.rename(away)
    with pytest.raises(IndexMissingError):
        live.refresh()
    assert "seven" in told(live)
    write(ferry.index_dir, {CATALOG: "no database" * 1000})
    with pytest.raises(IndexMismatchError):
        live.refresh()
    assert "seven" in told(live)
    shutil.rmtree(ferry.index_dir)
    away.rename(ferry.index_dir)
    write(documents, {"ferry.txt": AFTER})
    build(documents, ferry.index_dir, seeds.encoder)
    catalog = Catalog(ferry.index_dir / CATALOG, writing=True)
    model = catalog.meta()["model"]
    catalog.set_meta({"model": "another"})
    with pytest.raises(IndexMismatchError, match="another model"):
        live.refresh()
    assert "seven" in told(live)
    catalog.set_meta({"model": model})
    catalog.close()
    assert live.refresh() is True
    assert "nine" in told(live)


def test_a_new_promise_is_kept_without_a_new_index(ferry, seeds):
    ferry = ferry.model_copy(update={"threshold": None})
    live = LiveAnswerer(ferry, opened(ferry, seeds))
    counts = {"questions": 1, "answered": 1, "wrong": 0}
    print_ = dict.fromkeys(("documents", "model", "reader", "shipped", "version"), "x")
    check = {"date": "2026-01-01", "counts": counts, "held": True, "fingerprint": print_}
    row = {"version": 1, "threshold": 0.99, "risk": 0.1, "certainty": 0.95, "date": "2026-01-01"}
    row |= {"calibrated": counts, "reported": counts, "fingerprint": print_, "check": check}
    write(ferry.index_dir, {PROMISE: json.dumps(row | {"questions": []})})
    assert live.refresh() is True
    assert live.status().threshold == 0.99
    assert live.refresh() is False
    write(ferry.index_dir, {PROMISE: "{"})
    with pytest.raises(IndexMismatchError, match="promise"):
        live.refresh()
    (ferry.index_dir / PROMISE).unlink()
    assert live.refresh() is True
    assert live.status().threshold == seeds.shipped_threshold
    live.close()


@pytest.fixture
async def ferry_bot(ferry, seeds, service, room, monkeypatch):
    """The bot, looking at its index all the time."""
    monkeypatch.setattr(chores, "LOOK_EVERY", 0.005)
    monkeypatch.setattr(chores, "GLANCE_EVERY", 0.005)
    services = services_of(ferry, opened(ferry, seeds))
    client = QuothClient(services, intents(message_content=False))
    async with running(client, service):
        yield client
    await services.scheduler.close(limit=5)
    await services.close()


async def test_a_running_bot_goes_over_to_a_new_index_while_it_is_asked(
    ferry_bot, ferry, documents, seeds, service, room
):
    with logged("bot.chat.core.chores", service.changed) as lines:
        write(documents, {"ferry.txt": AFTER})
        building = asyncio.create_task(
            asyncio.to_thread(build, documents, ferry.index_dir, seeds.encoder)
        )
        while not (building.done() and RESUMED in lines):
            await service.say(room.ada, room.channel, f"<@BOT> {FERRY}")
            answer = await service.next_message(room.channel)
            assert "The ferry to Texel leaves" in answer.embeds[0]["description"]
    await building
    await service.say(room.ada, room.channel, f"<@BOT> {FERRY}")
    answer = await service.next_message(room.channel)
    assert "nine" in answer.embeds[0]["description"]
    assert lines.count(RESUMED) == 1


async def test_a_running_bot_survives_its_index_and_says_so_once(
    ferry_bot, ferry, documents, seeds, service, room, monkeypatch
):
    looks = []
    refresh = LiveAnswerer.refresh

    def counted(live):
        looks.append(1)
        ferry_bot.loop.call_soon_threadsafe(service.changed)
        return refresh(live)

    monkeypatch.setattr(LiveAnswerer, "refresh", counted)
    with logged("bot.chat.core.chores", service.changed) as lines:
        # Between two looks, so that none of them finds half of it.
        with ferry_bot.services.live._refreshing:
            ferry.index_dir.rename(ferry.index_dir.with_name("away"))
        gone = len(looks)
        await service.wait_until(lambda: len(looks) > gone + 5, "several looks at the index")
        await service.say(room.ada, room.channel, f"<@BOT> {FERRY}")
        answer = await service.next_message(room.channel)
        assert "seven" in answer.embeds[0]["description"]
        assert lines == [
            f"There is no index in {ferry.index_dir}: make one with quoth index FOLDER."
        ]
        write(documents, {"ferry.txt": AFTER})
        build(documents, ferry.index_dir, seeds.encoder)
        await service.wait_until(lambda: RESUMED in lines, "the new index to be taken up")
    await service.say(room.ada, room.channel, f"<@BOT> {FERRY}")
    answer = await service.next_message(room.channel)
    assert "nine" in answer.embeds[0]["description"]


async def test_what_another_process_made_is_answered_from_within_about_a_second(
    ferry, documents, seeds, service, room, cache_folder
):
    services = services_of(ferry, opened(ferry, seeds))
    with logged("bot.chat.core.chores", service.changed) as lines:
        async with running(QuothClient(services, intents(message_content=False)), service):
            write(documents, {"ferry.txt": AFTER})
            await asyncio.to_thread(build, documents, ferry.index_dir, seeds.encoder)
            began = time.monotonic()
            await service.wait_until(lambda: RESUMED in lines, "the new index to be taken up")
            assert time.monotonic() - began < chores.LOOK_EVERY / 3
    await services.scheduler.close(limit=5)
    await services.close()


def test_signs_of_a_change_are_followed_up_for_a_while(live, ferry, documents, seeds, monkeypatch):
    monkeypatch.setattr("bot.chat.serving.live.STIRRED_FOR", 0)
    assert not live.stirred()
    monkeypatch.setattr("bot.chat.serving.live.STIRRED_FOR", 1000)
    assert live.stirred()
    live._stirred_at = -1000
    assert not live.stirred()
    write(documents, {"ferry.txt": AFTER})
    build(documents, ferry.index_dir, seeds.encoder)
    assert live.stirred()
    assert live.stirred()
    assert live.refresh()
    live._stirred_at = -1000
    write(ferry.index_dir, {PROMISE: "{}"})
    assert live.stirred()
    live._stirred_at = -1000
    build(documents, ferry.discord_documents / "7" / "index", seeds.encoder)
    assert live.stirred()
    live._stirred_at = -1000
    assert not live.stirred()


async def test_an_answer_that_never_ends_does_not_keep_it_from_leaving(live, monkeypatch, caplog):
    monkeypatch.setattr("bot.chat.serving.live.CLOSE_IN", 0.01)
    with live._lock:
        await asyncio.wait_for(asyncio.to_thread(live.close), 10)
    assert "does not end" in caplog.text
    assert "seven" in told(live)
