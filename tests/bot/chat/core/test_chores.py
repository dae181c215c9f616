"""What goes wrong with what is done again and again is told once, and it goes on."""

import asyncio

from bot.chat.core.chores import again, look_at_index
from bot.chat.serving.scheduler import StoppingError
from tests.bot.chat.control import logged


async def test_a_chore_that_fails_in_the_same_way_is_logged_once(bot, service, monkeypatch):
    times = []

    def broken(live):
        times.append(1)
        bot.loop.call_soon_threadsafe(service.changed)
        raise StoppingError

    monkeypatch.setattr(type(bot.services.live), "refresh", broken)
    with logged("bot.chat.core.chores", service.changed) as lines:
        chore = asyncio.create_task(
            again(lambda: asyncio.sleep(0), lambda: look_at_index(bot.services))
        )
        await service.wait_until(lambda: len(times) > 3, "a chore to be tried often")
        chore.cancel()
    assert lines.count(str(StoppingError())) == 1
