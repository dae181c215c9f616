"""Settings for whatever answers in the tests, and a folder that changes under it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.settings import Settings
from index.answering.answerer import Answerer
from index.indexing.build import build
from tests.bot.ferry import BEFORE
from tests.bot.processes import Process, started
from tests.discord_service import DiscordService
from tests.discord_service.room import Room
from tests.support import write


@pytest.fixture
def settings(tmp_path: Path, seeds_index: Path, cache_folder: Path) -> Settings:
    """Those of a bot that answers from the seeds, and lets anybody ask as often as they like."""
    return Settings(
        index_dir=seeds_index,
        cache_dir=cache_folder,
        discord_database=tmp_path / "discord.sqlite",
        discord_documents=tmp_path / "servers",
        discord_burst=1000,
        discord_decline_line="Ask in <#1>.",
    )


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return write(tmp_path / "documents", {"ferry.txt": BEFORE})


@pytest.fixture
def ferry(documents: Path, tmp_path: Path, settings: Settings, seeds: Answerer) -> Settings:
    """Settings of what answers from one document about a ferry."""
    build(documents, tmp_path / "index", seeds.encoder)
    return settings.model_copy(update={"index_dir": tmp_path / "index", "threshold": 0.0})


@pytest.fixture
async def service() -> AsyncIterator[DiscordService]:
    """A Discord of the test's own; leaving it fails the test if the bot broke any rule."""
    async with DiscordService() as made:
        yield made


@pytest.fixture
def room(service: DiscordService) -> Room:
    """A server with a channel, a member (ada) and a moderator (mod)."""
    return Room(service)


@pytest.fixture
async def quoth(tmp_path: Path) -> AsyncIterator[Callable[..., Awaitable[Process]]]:
    """Starts the command in an empty folder; what still runs in the end is killed."""
    processes = []

    async def start(*arguments: str, **settings: object) -> Process:
        processes.append(await started(tmp_path, *arguments, **settings))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        await process.end()
