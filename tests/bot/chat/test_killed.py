"""`quoth discord` is killed with questions in flight, and started again."""

import os
import signal
from functools import partial

from bot.chat.features.losing import HALFWAY
from tests.bot.chat.control import SECONDS
from tests.bot.chat.features.test_looking_back import replies_to, say
from tests.bot.chat.staging import DEFICIT, FIFTH, FRANCE, SHARE
from tests.bot.chat.test_process import environment

MESSAGES = "/channels/{channel_id}/messages"
ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
CROWD = 6


async def test_every_question_in_flight_is_answered_once(quoth, settings, service, room):
    start = partial(quoth, "discord", QUOTH_DISCORD_BURST=1000, **environment(settings, service))
    process = await start()
    await service.wait_until(lambda: service.gateway.connected, "the bot", SECONDS)
    # discord.py waits two seconds more before it tells that the bot is ready.
    # Of what it is posting when it is killed, messages arrive all the same; commands are lost.
    arriving = service.hold("POST", MESSAGES)
    lost = service.fail("PATCH", ORIGINAL, status=500, times=None)
    uses = [
        await service.use(room.ada, room.channel, "ask", {"question": SHARE, "private": private})
        for private in (True, False)
    ]
    asked = [
        await say(
            service, (room.ada, room.mod)[n % 2], room.channel, (SHARE, DEFICIT, FRANCE)[n % 3]
        )
        for n in range(CROWD)
    ]
    asked.append(await service.say(room.ada, service.direct(room.ada), SHARE))
    for use in uses:
        await use.acknowledged(SECONDS)
    await service.wait_until(lambda: arriving.met and lost.met, "the first answers", SECONDS)
    os.kill(process.pid, signal.SIGKILL)
    await process.end()
    arriving.release()
    lost.times = len(lost.met)
    asked.append(await say(service, room.mod, room.channel, DEFICIT))

    process = await start()
    for question in asked:
        await service.wait_until(lambda q=question: replies_to(service, q), "an answer", SECONDS)
    for use in uses:
        assert FIFTH in (await use.response(SECONDS)).text
    os.kill(process.pid, signal.SIGTERM)
    status, _, errors = await process.end()
    assert status == 0
    assert "Traceback" not in errors
    answers = [replies_to(service, question) for question in asked]
    assert [len(one) for one in answers] == [1] * len(asked)
    assert all(one.content != HALFWAY for [one] in answers)
    assert [len(use.answers) for use in uses] == [1, 1]
