"""A Discord of the test's own, with a server."""

from collections.abc import AsyncIterator

import pytest

from tests.discord_service import DiscordService
from tests.discord_service.room import Room


@pytest.fixture
async def service() -> AsyncIterator[DiscordService]:
    async with DiscordService() as made:
        yield made


@pytest.fixture
def room(service: DiscordService) -> Room:
    return Room(service)
