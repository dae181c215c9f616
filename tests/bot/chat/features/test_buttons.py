"""The buttons under an answer: which there are, who may press them, and what outlives a restart."""

import pytest

from bot.chat.features.buttons import FORGOTTEN, NOT_YOURS
from bot.chat.memory.ledger import Ledger
from bot.chat.posts.replies import SOMETHING_WRONG
from tests.bot.chat.steps import FRANCE, HEAD, SHARE_WORDS, asked, entry_of, started
from tests.discord_service.permissions import Permission


def rows(message):
    return [[button["label"] for button in row["components"]] for row in message.components]


async def test_an_answer_a_decline_and_a_greeting_have_the_buttons_that_fit(bot, service, room):
    answer = await asked(service, room.ada, room.channel)
    assert rows(answer) == [
        ["Show in context", "More quotes 2", "Follow up"],
        ["👍", "👎", "Delete"],
    ]
    decline = await asked(service, room.ada, room.channel, HEAD)
    assert rows(decline) == [["Closest passage", "Follow up"], ["👍", "👎", "Delete"]]
    assert rows(await asked(service, room.ada, room.channel, "hello")) == []


async def test_a_button_holds_nothing_but_its_answers_id(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    entry = await entry_of(services, answer)
    ids = [button["custom_id"] for button in answer.buttons]
    assert ids == [
        f"quoth:{action}:{entry.id}"
        for action in ("context", "more", "follow", "up", "down", "delete")
    ]


async def test_every_button_works_after_a_restart(settings, seeds, service, room):
    async with started(settings, seeds, service):
        answer = await asked(service, room.ada, room.channel)
    async with started(settings, seeds, service):
        context = await service.press(room.ada, answer, "Show in context")
        assert f"**{SHARE_WORDS}" in (await context.response()).text
        more = await service.press(room.ada, answer, "More quotes 2")
        assert "More quotes, less sure" in (await more.response()).text
        vote = await service.press(room.mod, answer, "👍")
        assert (await vote.response()).button("👍 1")
        follow = await service.press(room.ada, answer, "Follow up")
        assert (await follow.response()).content == f"Go on in <#{answer.id}>."
        await service.press(room.ada, answer, "Delete")
        await service.gone(answer)


async def test_a_forgotten_answer_says_so_whatever_is_pressed(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    entry = await entry_of(services, answer)
    await services.remember(lambda ledger: ledger.forget(entry.id))
    for button in answer.buttons:
        press = await service.press(room.mod, answer, button["custom_id"])
        told = await press.response()
        assert (told.content, told.ephemeral) == (FORGOTTEN, True)
    assert not answer.deleted


async def test_only_the_asker_and_moderators_of_messages_delete(bot, service, room):
    janitor = service.add_user("janitor")
    room.guild.add_member(janitor, permissions=Permission.MANAGE_MESSAGES)
    answer = await asked(service, room.ada, room.channel)
    refused = await (await service.press(room.mod, answer, "Delete")).response()
    assert (refused.content, refused.ephemeral) == (NOT_YOURS, True)
    assert not answer.deleted
    await service.press(janitor, answer, "Delete")
    await service.gone(answer)
    second = await asked(service, room.ada, room.channel, FRANCE)
    await service.press(room.ada, second, "Delete")
    await service.gone(second)


@pytest.mark.parametrize("broken", ["entry", "tally"], ids=["in the check", "in what it does"])
async def test_an_error_is_told_without_its_details(
    broken, bot, service, room, monkeypatch, caplog
):
    answer = await asked(service, room.ada, room.channel)

    def fail(self, *arguments):
        raise ZeroDivisionError("details")

    monkeypatch.setattr(Ledger, broken, fail)
    press = await service.press(room.ada, answer, "👍")
    told = await press.response()
    assert (told.content, told.ephemeral) == (SOMETHING_WRONG, True)
    assert f"interaction {press.id} failed" in caplog.text


async def test_a_ledger_that_fails_is_told_in_a_sentence(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    await entry_of(services, answer)
    services.ledger.close()
    told = await (await service.press(room.ada, answer, "👍")).response()
    assert told.ephemeral
    assert told.content.endswith(".")
    assert "Traceback" not in told.content


async def test_a_press_waits_for_no_answer_that_is_being_read(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    # As whoever answers does.
    with services.live._leases.held():
        for label in ("Show in context", "More quotes 2", "👎", "Follow up"):
            press = await service.press(room.ada, answer, label)
            assert await press.acknowledged(seconds=3) < 3
            if label == "Show in context":
                assert f"**{SHARE_WORDS}" in (await press.response()).text


async def test_the_tally_survives_every_count_in_a_label(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    entry = await entry_of(services, answer)
    for person in range(1, 1001):
        await services.remember(lambda ledger, p=person: ledger.vote(entry.id, p, 1))
    press = await service.press(room.ada, answer, "👍")
    assert (await press.response()).button("👍 1001")
