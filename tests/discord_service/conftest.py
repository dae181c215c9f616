"""A service with one server, for the service's own tests."""

import json

import aiohttp
import pytest

from tests.discord_service import DiscordService
from tests.discord_service.example import Example
from tests.discord_service.room import Room


@pytest.fixture
async def service():
    async with DiscordService(seconds=60.0) as service:
        yield service


@pytest.fixture
def room(service):
    return Room(service)


@pytest.fixture
def client():
    return Example()


@pytest.fixture
async def ask(service):
    """Send a request as the bot, by hand; its status and body. Violations are the test's own."""
    headers = {"Authorization": f"Bot {service.token}"}
    async with aiohttp.ClientSession(service.api_url + "/", headers=headers) as session:

        async def send(method, path, body=None, **more):
            async with session.request(method, path.lstrip("/"), json=body, **more) as response:
                text = await response.text()
                return response.status, json.loads(text) if text else None

        yield send
    service.check_own()
    service.violations.clear()
