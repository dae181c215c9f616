"""What goes wrong with what is done again and again is told once, and it goes on."""

import asyncio
import logging

from bot.serving.again import again
from bot.serving.scheduler import StoppingError


async def test_a_chore_that_fails_in_the_same_way_is_logged_once(caplog):
    caplog.set_level(logging.WARNING)
    times = []

    async def broken():
        times.append(1)
        if len(times) == 4:
            raise asyncio.CancelledError
        raise StoppingError

    done = asyncio.create_task(again(lambda: asyncio.sleep(0), broken))
    await asyncio.wait({done}, timeout=60)
    assert done.cancelled()
    assert caplog.messages == [str(StoppingError())]


async def test_of_what_fails_otherwise_the_place_is_logged_and_no_word(caplog):
    times = []

    async def broken():
        times.append(1)
        if len(times) == 2:
            raise asyncio.CancelledError
        raise ValueError("words that somebody wrote")

    await asyncio.wait({asyncio.create_task(again(lambda: asyncio.sleep(0), broken))}, timeout=60)
    assert "a chore failed: ValueError" in caplog.text
    assert "in broken" in caplog.text
    assert "words that" not in caplog.text.replace('ValueError("words that somebody wrote")', "")
