"""The real bot with the real models, connected to the loopback service."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.chat.client import QuothClient
from bot.chat.core.services import Services
from bot.chat.running import intents, services_of
from bot.settings import Settings
from index.answering.answerer import Answerer
from index.store.library import Library
from index.store.snapshot import open_snapshot
from tests.bot.chat.staging import Stage, on_stage
from tests.discord_service import DiscordService
from tests.discord_service.clients import running
from tests.discord_service.room import Room


@pytest.fixture
async def services(settings: Settings, seeds: Answerer) -> AsyncIterator[Services]:
    """What the bot answers with; its models are those that all tests share."""
    snapshot = open_snapshot(settings.index_dir, seeds.encoder.fingerprint)
    made = services_of(settings, replace(seeds, library=Library((snapshot,))))
    yield made
    await made.scheduler.close(limit=5)
    await made.close()


@pytest.fixture
async def bot(
    services: Services, service: DiscordService, room: Room
) -> AsyncIterator[QuothClient]:
    """The bot, connected."""
    client = QuothClient(services, intents(message_content=False))
    async with running(client, service):
        yield client


@pytest.fixture
async def stage(services: Services, service: DiscordService, room: Room) -> AsyncIterator[Stage]:
    """The bot, connected, and what stands before its answers."""
    async with on_stage(services, service) as stage:
        yield stage
