"""What Discord, the network and restarts do to a question, and what the asker sees of it."""

import asyncio
from dataclasses import replace

import pytest

from bot.chat.client import QuothClient
from bot.chat.running import intents, services_of
from bot.serving.live import LiveAnswerer
from index.store.library import Library
from index.store.snapshot import open_snapshot
from tests.bot.chat.control import Gate, logged, until
from tests.discord_service import running

SHARE = "What share of the goods goes back to China?"
MESSAGES = "/channels/{channel_id}/messages"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"


@pytest.fixture
def gate(monkeypatch):
    """What the answers of a bot made after this wait at."""
    made = Gate(LiveAnswerer.answer)
    monkeypatch.setattr(LiveAnswerer, "answer", lambda live, jobs: made(live, jobs))
    yield made
    made.open()


async def ask(service, room, text=SHARE):
    await service.say(room.ada, room.channel, f"<@BOT> {text}")


def posts(service):
    """The messages by the bot that stand in any channel."""
    return [
        message
        for channel in service.channels.values()
        for message in channel.messages.values()
        if message.author is service.bot
    ]


@pytest.mark.parametrize("code", [None, 1001, 4000], ids=str)
async def test_a_line_that_breaks_in_the_middle_of_an_answer(gate, bot, service, room, code):
    await ask(service, room)
    await until(lambda: gate.batches)
    service.drop_gateway(code=code, held=True)
    await ask(service, room, "Who is Belgium's justice minister?")
    gate.open()
    first = await service.next_message(room.channel)
    assert "one-fifth" in first.embeds[0]["description"]
    assert len(posts(service)) == 1
    service.let_gateway_back()
    await service.wait_for_resume()
    second = await service.next_message(room.channel)
    assert "Quickenborne" in second.embeds[0]["description"]
    assert len(posts(service)) == 2


async def test_asked_to_reconnect_it_does_and_misses_nothing(bot, service, room):
    service.ask_to_reconnect()
    await ask(service, room)
    await service.wait_for_resume()
    await service.next_message(room.channel)
    assert len(service.gateway.identified) == 1
    assert len(posts(service)) == 1


@pytest.fixture
def quick_to_identify(monkeypatch):
    """discord.py waits five seconds before each session but the first."""

    async def at_once(client, shard_id, *, initial=False):
        return None

    monkeypatch.setattr(QuothClient, "before_identify_hook", at_once)


@pytest.mark.parametrize("how", ["resumable", "gone", "gone when it comes back"])
async def test_an_invalid_session_is_taken_up_again_or_replaced(
    quick_to_identify, gate, bot, service, room, how
):
    await ask(service, room)
    await until(lambda: gate.batches)
    if how == "gone when it comes back":
        service.gateway.refuse_resuming = True
        service.drop_gateway()
    else:
        service.invalidate_session(resumable=how == "resumable")
    if how == "resumable":
        await service.wait_for_resume()
    else:
        await service.wait_until(lambda: len(service.gateway.identified) == 2, "a new session")
        await service.wait_for_gateway()
    gate.open()
    await service.next_message(room.channel)
    await ask(service, room)
    await service.next_message(room.channel)
    assert len(posts(service)) == 2


async def test_a_rate_limit_on_the_answer_is_waited_for(bot, service, room):
    service.fail("POST", MESSAGES, status=429, retry_after=0.02)
    await ask(service, room)
    await service.next_message(room.channel)
    refused, taken = service.sent("POST", MESSAGES)
    assert (refused.status, taken.status) == (429, 200)
    assert taken.time - refused.time >= 0.02
    assert len(posts(service)) == 1


@pytest.mark.parametrize("processed", [False, True], ids=["not taken", "taken all the same"])
async def test_a_server_error_on_the_answer_is_tried_again(bot, service, room, processed):
    service.fail("POST", MESSAGES, status=502, processed=processed)
    await ask(service, room)
    await service.wait_until(
        lambda: [request.status for request in service.sent("POST", MESSAGES)] == [502, 200],
        "a second try",
    )
    [answer] = posts(service)
    # The buttons know the answer, so its number was kept.
    pressed = await service.press(room.ada, answer, "Show in context")
    assert "one-fifth" in (await pressed.response()).embeds[0]["description"]


async def test_an_interaction_that_discord_no_longer_knows(bot, service, room, caplog):
    service.fail("POST", CALLBACK, status=404, code=10062)
    with logged("bot.chat.core.host", service.changed) as lines:
        await service.use(room.ada, room.channel, "ask", {"question": SHARE})
        await service.wait_until(lambda: [line for line in lines if "ran out" in line], "a word")
    assert len(lines) == 1
    assert "Traceback" not in caplog.text
    assert not posts(service)
    assert len(service.sent("POST", CALLBACK)) == 1
    assert bot.services.ledger.counts().questions == 0
    again = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    assert "one-fifth" in (await again.response()).embeds[0]["description"]


async def test_once_the_time_of_a_token_is_over_it_is_said_in_the_channel(
    bot, service, room, monkeypatch
):
    monkeypatch.setattr("bot.chat.posts.replies.TOKEN_LIFE", 0)
    await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    told = await service.next_message(room.channel)
    assert told.content.startswith(f"A question of <@{room.ada.id}> <t:")
    assert SHARE not in told.content
    assert not service.sent("PATCH", ORIGINAL)


async def test_buttons_work_after_a_restart(settings, seeds, service, room):
    def one_life():
        snapshot = open_snapshot(settings.index_dir, seeds.encoder.fingerprint)
        services = services_of(settings, replace(seeds, library=Library((snapshot,))))
        client = QuothClient(services, intents(message_content=False))
        return services, client

    services, client = one_life()
    async with running(client, service):
        await ask(service, room)
        answer = await service.next_message(room.channel)
        await client.leave(20)
    await services.close()

    services, client = one_life()
    async with running(client, service):
        shown = await (await service.press(room.mod, answer, "Show in context")).response()
        assert "one-fifth" in shown.embeds[0]["description"]
        await service.press(room.mod, answer, "👍")
        await service.next_edit(answer)
        assert answer.button("👍 1")
        await service.say(room.ada, room.channel, "<@BOT> And to Japan?", reply_to=answer)
        await service.next_message(room.channel)
        await service.press(room.ada, answer, "Delete")
        await service.gone(answer)
    await services.scheduler.close(limit=5)
    await services.close()


async def test_a_broken_line_while_it_leaves_does_not_stop_the_answer(gate, bot, service, room):
    await ask(service, room)
    await until(lambda: gate.batches)
    leaving = asyncio.create_task(bot.leave(20))
    service.drop_gateway(held=True)
    gate.open()
    await service.next_message(room.channel)
    await leaving
    assert len(posts(service)) == 1
