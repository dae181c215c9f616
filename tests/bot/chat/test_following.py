"""The index changes under a bot that answers from it."""

import asyncio
import time

import pytest

from bot.chat.client import QuothClient
from bot.chat.running import intents, services_of
from bot.serving import again
from bot.serving.live import LiveAnswerer
from index.indexing.build import build
from tests.bot.chat.control import logged
from tests.bot.ferry import AFTER, FERRY, opened
from tests.discord_service import running
from tests.support import write

RESUMED = "answering from the index as it is now"


@pytest.fixture
async def ferry_bot(ferry, seeds, service, room, monkeypatch):
    """The bot, looking at its index all the time."""
    monkeypatch.setattr(again, "LOOK_EVERY", 0.005)
    monkeypatch.setattr(again, "GLANCE_EVERY", 0.005)
    services = services_of(ferry, opened(ferry, seeds))
    client = QuothClient(services, intents(message_content=False))
    async with running(client, service):
        yield client
    await services.scheduler.close(limit=5)
    await services.close()


async def test_a_running_bot_goes_over_to_a_new_index_while_it_is_asked(
    ferry_bot, ferry, documents, seeds, service, room
):
    with logged("bot.serving.again", service.changed) as lines:
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
    with logged("bot.serving.again", service.changed) as lines:
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
    with logged("bot.serving.again", service.changed) as lines:
        async with running(QuothClient(services, intents(message_content=False)), service):
            write(documents, {"ferry.txt": AFTER})
            await asyncio.to_thread(build, documents, ferry.index_dir, seeds.encoder)
            began = time.monotonic()
            await service.wait_until(lambda: RESUMED in lines, "the new index to be taken up")
            assert time.monotonic() - began < again.LOOK_EVERY / 3
    await services.scheduler.close(limit=5)
    await services.close()
