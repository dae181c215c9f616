"""The command beside the bot: it follows the documents, and ends with the bot."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from bot.chat.client import QuothClient
from bot.chat.core import background
from bot.chat.running import intents
from bot.settings import Settings
from index.indexing.build import build
from tests.bot.chat.control import until
from tests.bot.chat.steps import services_from
from tests.discord_service import running
from tests.support import ROOT, write

FERRY = "When does the ferry to Texel leave?"
BEFORE = "The ferry to Texel leaves at seven every morning.\n"
AFTER = "The ferry to Texel leaves at nine every morning.\n"


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Runs a script in the command's place."""

    def replace(text):
        path = tmp_path / "program"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o700)
        monkeypatch.setattr(background.sys, "executable", str(path))

    return replace


async def test_its_status_and_its_last_complaint_are_told(program):
    program("echo documents; echo first >&2; echo last >&2; echo >&2; exit 3")
    assert await background.run("index") == (3, "last")


async def test_it_is_ended_where_nobody_waits_for_it_any_more(program, tmp_path):
    program(f"echo $$ > {tmp_path}/pid; exec sleep 100")
    work = asyncio.create_task(background.run("index"))
    async with asyncio.timeout(60):
        await until((tmp_path / "pid").exists)
        await until((tmp_path / "pid").read_text)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


async def test_what_ends_is_started_again_after_a_longer_pause_each_time(
    program, tmp_path, monkeypatch, caplog
):
    program(f"echo x >> {tmp_path}/started; echo gone >&2; exit 1")
    pauses = []
    sleep = asyncio.sleep

    async def paused(seconds):
        pauses.append(seconds)
        await sleep(0)

    monkeypatch.setattr(background.asyncio, "sleep", paused)
    work = asyncio.create_task(background.keep_watching("docs", Settings(index_dir=tmp_path)))
    async with asyncio.timeout(60):
        while len(pauses) < 8:
            await sleep(0.01)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert pauses[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert "ended with status 1: gone" in caplog.text


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_the_process_that_started_it(end, tmp_path, cache_folder):
    """Whatever becomes of the bot, nobody goes on writing to its index."""
    docs = write(tmp_path / "docs", {"ferry.txt": BEFORE})
    starter = (
        "import asyncio, sys; from bot.chat.core import background; "
        "asyncio.run(background.run('index', *sys.argv[1:], '--watch'))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", starter, docs, "--index", tmp_path / "index"],
        env=os.environ | {"PYTHONPATH": str(ROOT), "QUOTH_CACHE_DIR": str(cache_folder)},
        cwd=tmp_path,
    )
    try:
        wait_for(lambda: children(process.pid))
        [child] = children(process.pid)
        wait_for((tmp_path / "index" / "catalog.sqlite").exists)
        process.send_signal(end)
        process.wait(60)
        wait_for(lambda: not alive(child))
    finally:
        process.kill()
        process.wait()


def children(pid):
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True)
    return [int(number) for number in found.stdout.split()]


def alive(pid):
    status = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True).stdout
    return bool(status.strip()) and not status.startswith(b"Z")


def wait_for(probe, seconds=60):
    async def wait():
        async with asyncio.timeout(seconds):
            while not probe():
                await asyncio.sleep(0.02)

    asyncio.run(wait())


async def test_a_watching_bot_answers_from_what_a_document_says_now(
    settings, seeds, service, room, tmp_path, cache_folder, monkeypatch
):
    monkeypatch.setenv("QUOTH_CACHE_DIR", str(cache_folder))
    docs = write(tmp_path / "docs", {"ferry.txt": BEFORE})
    build(docs, tmp_path / "index", seeds.encoder)
    changes = {"index_dir": tmp_path / "index", "threshold": 0.0, "discord_watch": True}
    here = settings.model_copy(update=changes)
    services = services_from(here, seeds)
    async with running(QuothClient(services, intents(message_content=False)), service):
        write(docs, {"ferry.txt": AFTER})
        async with asyncio.timeout(60):
            while "nine" not in await told(service, room):
                pass
    await services.scheduler.close(limit=5)
    await services.close()


async def told(service, room):
    await service.say(room.ada, room.channel, f"<@BOT> {FERRY}")
    answer = await service.next_message(room.channel)
    return answer.embeds[0]["description"]
