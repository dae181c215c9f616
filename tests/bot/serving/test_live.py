"""The newest generation is answered from, whatever happens to the index meanwhile."""

import asyncio
import gc
import json
import shutil
import weakref
from sqlite3 import ProgrammingError
from typing import get_args

import pytest

from bot.serving.again import follow
from bot.serving.live import LiveAnswerer
from bot.serving.scheduler import Job
from index.access import ANYBODY
from index.answering.quotes import Place
from index.errors import IndexMismatchError, IndexMissingError
from index.evaluation.promise import sealed
from index.indexing.build import build
from index.paths import CATALOG, PROMISE
from index.stages import Stage
from index.store.catalog import Catalog
from tests.bot.ferry import AFTER, BEFORE, FERRY, opened
from tests.support import run_python, write


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
    row = {"version": 2, "threshold": 0.99, "risk": 0.1, "certainty": 0.95, "date": "2026-01-01"}
    row |= {"calibrated": counts, "reported": counts, "fingerprint": print_, "check": check}
    write(ferry.index_dir, {PROMISE: json.dumps(sealed(row | {"questions": []}))})
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


def test_signs_are_followed_up_for_as_long_as_a_former_index_is_held(live, ferry, documents, seeds):
    with live.lease():
        write(documents, {"ferry.txt": AFTER})
        build(documents, ferry.index_dir, seeds.encoder)
        assert live.refresh()
        assert live.stirred()
        # As much later.
        live._stirred_at = -1000
        assert live.stirred()
    # What was logged is in the file now, and the log can begin again.
    assert live.refresh() is False
    assert all(snapshot._settled for snapshot in live.library.every)
    live._stirred_at = -1000
    assert not live.stirred()


async def test_what_holds_itself_is_gone_when_another_index_is_gone_over_to(
    live, ferry, documents, seeds
):
    class Held:
        pass

    held = Held()
    held.itself = held
    there = weakref.ref(held)
    gc.collect()
    write(documents, {"ferry.txt": AFTER})
    build(documents, ferry.index_dir, seeds.encoder)
    gc.disable()
    try:
        del held
        assert there()
        following = asyncio.create_task(follow(live))
        async with asyncio.timeout(60):
            while there():
                await asyncio.sleep(0.01)
        following.cancel()
    finally:
        gc.enable()
    assert "nine" in told(live)


def test_signs_of_a_change_are_followed_up_for_a_while(live, ferry, documents, seeds, monkeypatch):
    monkeypatch.setattr("bot.serving.live.STIRRED_FOR", 0)
    assert not live.stirred()
    monkeypatch.setattr("bot.serving.live.STIRRED_FOR", 1000)
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


def test_a_former_index_stays_open_for_whoever_is_at_work_with_it(live, ferry, documents, seeds):
    with live._leases.held() as first:
        for text in (AFTER, BEFORE):
            write(documents, {"ferry.txt": text})
            build(documents, ferry.index_dir, seeds.encoder)
            assert live.refresh()
            with live._leases.held() as another:
                assert another.library.main.catalog.document("ferry.txt").text == text
        between = another.library.main
        assert first.library.main.catalog.document("ferry.txt").text == BEFORE
        assert live.document(Place("ferry.txt", "", 0, 3, "The"), ANYBODY)
    with pytest.raises(ProgrammingError):
        first.library.main.catalog._connection.execute("SELECT 1")
    assert between.catalog.counts() == (1, 1)


def test_writers_log_does_not_grow_while_it_answers(live, ferry, documents, seeds):
    log = ferry.index_dir / f"{CATALOG}-wal"

    def change(text):
        write(documents, {"ferry.txt": text})
        build(documents, ferry.index_dir, seeds.encoder)
        assert live.refresh()
        return log.stat().st_size

    with live._leases.held():
        assert change(AFTER) < change(BEFORE)
        # Somebody is still at work with the first: it cannot be folded in yet.
        assert not live.refresh()
    sizes = []
    for text in (AFTER, BEFORE, AFTER, BEFORE):
        # It goes over to the same, read out of the file.
        assert not live.refresh()
        sizes.append(change(text))
    # The log is begun anew each time.
    assert len(set(sizes)) == 1
    assert not live.refresh()
    assert "seven" in told(live)


def test_every_answer_is_told_with_the_seconds_that_its_stages_took(ferry, seeds):
    told = []
    live = LiveAnswerer(ferry, opened(ferry, seeds), lambda *one: told.append(one))
    [answer, greeting] = live.answer([Job(FERRY), Job("hello")])
    live.close()
    (first, stages), (second, none) = told
    assert (first, second) == (answer, greeting)
    assert {"encode", "retrieve", "read"} <= stages.keys() <= set(get_args(Stage))
    assert 0 < sum(stages.values()) * 1000 <= answer.elapsed_ms
    assert none == {}


async def test_an_answer_that_never_ends_does_not_keep_it_from_leaving(live, monkeypatch, caplog):
    monkeypatch.setattr("bot.serving.live.CLOSE_IN", 0.01)
    with live._leases.held():
        await asyncio.wait_for(asyncio.to_thread(live.close), 60)
    assert "does not end" in caplog.text
    assert "seven" in told(live)
