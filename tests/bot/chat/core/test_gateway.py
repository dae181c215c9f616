"""What the gateway says that cannot be read is told in a line, and questions are answered."""

import asyncio
import logging

import pytest

from bot.chat import client as client_module
from bot.chat.client import QuothClient
from tests.bot.chat.steps import SHARE

SECRET = "nobody's business"
# An event, and what Discord never sends with it.
MALFORMED = [
    ("MESSAGE_CREATE", None),
    ("MESSAGE_CREATE", {"id": None, "channel_id": "1", "content": SECRET}),
    ("MESSAGE_CREATE", {"id": "7", "channel_id": "1", "author": None, "content": SECRET}),
    ("MESSAGE_UPDATE", {"id": "7", "author": SECRET}),
    ("MESSAGE_DELETE", [SECRET]),
    ("MESSAGE_DELETE_BULK", {"ids": None, "channel_id": "1"}),
    ("INTERACTION_CREATE", {"id": "7", "type": 2, "data": None, "token": SECRET}),
    ("INTERACTION_CREATE", 7),
    ("GUILD_CREATE", {"id": "77", "roles": None, "name": SECRET}),
    ("GUILD_CREATE", {"name": SECRET}),
    ("GUILD_DELETE", None),
    ("GUILD_ROLE_UPDATE", {"guild_id": None, "role": SECRET}),
    ("CHANNEL_CREATE", None),
    ("CHANNEL_UPDATE", SECRET),
    ("THREAD_CREATE", {"guild_id": {}, "name": SECRET}),
]


@pytest.fixture
def at_once(monkeypatch):
    """discord.py waits five seconds before each session but the first, and the bot before it."""

    async def no_pause(client, shard_id, *, initial=False):
        return None

    monkeypatch.setattr(QuothClient, "before_identify_hook", no_pause)
    monkeypatch.setattr(client_module, "PAUSE", 0.01)


def complaints(caplog):
    """What is worse than news; nothing of it may have a traceback or anybody's words in it."""
    found = [record for record in caplog.records if record.levelno >= logging.WARNING]
    for record in found:
        assert not record.exc_info
        assert "\n" not in record.getMessage()
        assert SECRET not in record.getMessage()
    return found


async def test_events_that_cannot_be_read_are_passed_over(bot, service, room, caplog):
    caplog.set_level(logging.INFO)
    names = [name for name, _ in MALFORMED]
    for event, data in MALFORMED:
        service.gateway.tell(event, data)
    use = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    answer = await use.response(120)
    assert "one-fifth" in answer.text
    assert len(service.gateway.identified) == 1
    told = [record.getMessage() for record in complaints(caplog)]
    assert len([line for line in told if "cannot be read: MESSAGE_CREATE" in line]) == 3
    assert len(told) <= len(names)
    for event in set(names):
        assert any(f" {event} " in line for line in told), event


@pytest.mark.parametrize(
    "said", [[SECRET], 7, {"op": 10, "d": None}, {"op": 0, "t": "RESUMED", "d": None, "s": 2}]
)
async def test_where_the_gateway_itself_cannot_be_read_it_connects_anew(
    at_once, bot, service, room, caplog, said
):
    for connection in service.gateway.connections:
        connection.send(said)
    async with asyncio.timeout(60):
        while len(service.gateway.identified) < 2:
            await asyncio.sleep(0.05)
    use = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    answer = await use.response(120)
    assert "one-fifth" in answer.text
    assert any("connecting anew" in record.getMessage() for record in complaints(caplog))
