"""Answers of several posts, and interactions that ran out of time."""

import logging

import pytest

from bot.chat.posts.posts import Card, Post
from bot.chat.posts.replies import COLOURS, fields
from tests.bot.chat.staging import (
    LONG,
    SHARE,
    bots_messages,
    entries,
    heard,
    plain,
    quoting,
    settled,
)

HOOK = "/webhooks/{webhook_id}/{webhook_token}"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


@pytest.fixture
def stage(stage, room):
    """The same, and the answer is long and may not be an embed."""
    plain(room)
    stage.change(SHARE, quoting(*LONG))
    return stage


def test_a_card_is_an_embed():
    [embed] = fields(Post(cards=(Card("body", "foot", "title", "near"),)))["embeds"]
    assert (embed.title, embed.description, embed.footer.text) == ("title", "body", "foot")
    assert embed.colour.value == COLOURS["near"]
    assert fields(Post(text="words")) == {"content": "words", "embeds": []}


@pytest.mark.parametrize("private", [False, True])
async def test_all_posts_of_a_private_answer_are_private(stage, service, room, services, private):
    use = await service.use(room.ada, room.channel, "ask", {"question": SHARE, "private": private})
    await service.wait_until(lambda: len(use.answers) == 3, "three posts")
    await settled(stage.client)
    assert [post.ephemeral for post in use.answers] == [private] * 3
    assert [bool(post.buttons) for post in use.answers] == [False, False, True]
    assert len(bots_messages(service, room.channel)) == (0 if private else 3)
    [entry] = await entries(services)
    assert entry.messages == tuple(int(post.id) for post in use.answers)


@pytest.mark.parametrize("private", [False, True])
async def test_of_an_answer_to_a_command_all_posts_stay_or_none(
    stage, service, room, services, private
):
    refused = service.fail(
        "POST",
        HOOK,
        status=400,
        code=200000,
        when=lambda request: "Six" in (request.json or {}).get("content", ""),
    )
    use = await service.use(room.ada, room.channel, "ask", {"question": SHARE, "private": private})
    await service.wait_until(lambda: refused.met, "the refusal")
    await settled(stage.client)
    shown = [post for post in use.answers if not post.deleted]
    assert [(post.content, post.ephemeral) for post in shown] == [
        ("I could not answer you here: the server's AutoMod refused it.", True)
    ]
    assert await entries(services) == []


@pytest.mark.parametrize("minutes", [-16, 16])
async def test_a_machine_whose_clock_is_wrong_answers_as_well(
    stage, service, room, services, minutes
):
    service.clock.advance(minutes * 60)
    use = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    await service.wait_until(lambda: len(use.answers) == 3, "the answer")
    await settled(stage.client)
    assert len(await entries(services)) == 1


async def test_nothing_is_tried_once_the_token_is_spent(
    stage, service, room, services, caplog, monkeypatch
):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr("bot.chat.posts.replies.TOKEN_LIFE", 0)
    use = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    await use.acknowledged()
    await stage.reached(SHARE)
    await settled(stage.client)
    assert [request for request in service.requests if request.path.startswith("/webhooks")] == []
    assert f"interaction {use.id} ran out before its answer was there" in caplog.text
    assert await entries(services) == []


async def test_an_interaction_that_came_too_late_is_let_go(stage, service, room, services, caplog):
    caplog.set_level(logging.INFO)
    held = service.hold("POST", CALLBACK)
    use = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    await service.wait_until(lambda: held.met, "the acknowledgement to be on its way")
    service.clock.advance(4)
    held.release()
    await service.wait_until(lambda: service.sent("POST", CALLBACK)[0].status, "the refusal")
    await heard(service)
    assert f"interaction {use.id} ran out" in caplog.text
    assert stage.asked == []
    assert not [record for record in caplog.records if record.exc_info]
