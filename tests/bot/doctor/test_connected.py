"""What a Discord on loopback tells of the token, intents, permissions and the time."""

import pytest

from bot.chat.running import DiscordError
from bot.doctor import connected
from bot.doctor.connected import check_time, looked
from index.doctor.checks import Check
from tests.discord_service import Permission
from tests.discord_service.clients import discord_at

CONTENT = 1 << 18


@pytest.fixture
def look(settings, service, monkeypatch):
    """Signs in with other settings; the checks by their names."""
    monkeypatch.setattr(connected, "SETTLED", 0.05)

    async def look(token=None, **other) -> dict[str, Check]:
        with discord_at(service):
            found = await looked(settings.model_copy(update=other), token or service.token)
        return {check.name: check for check in found}

    return look


async def test_all_is_in_order(look, service, room):
    found = await look()
    assert list(found) == ["Sign-in", "Intents", "Permissions", "Time"]
    assert {check.state for check in found.values()} == {"good"}
    assert found["Permissions"].told == "all that are needed, on 1 server"
    assert all(request.method == "GET" for request in service.requests)


async def test_a_token_that_is_not_taken_is_told(look, room):
    with pytest.raises(DiscordError, match="does not accept the token: copy it again"):
        await look(token="another")


async def test_message_content_that_was_not_granted_is_told(look, service, room):
    check = (await look(discord_message_content=True))["Intents"]
    assert (check.state, "Bot page" in check.remedy) == ("bad", True)
    service.application_flags = CONTENT
    assert (await look(discord_message_content=True))["Intents"].state == "good"


async def test_what_a_server_does_not_allow_is_named(look, service, room):
    room.guild.everyone.permissions &= ~Permission.EMBED_LINKS
    check = (await look())["Permissions"]
    assert check.state == "note"
    assert check.listed == (f"{room.guild.name} ({room.guild.id}): Embed Links",)
    assert "quoth discord --invite" in check.remedy


async def test_a_server_where_nothing_can_be_written_is_to_be_mended(look, service, room):
    room.channel.set_permissions(room.guild.everyone, deny=Permission.SEND_MESSAGES)
    check = (await look())["Permissions"]
    assert check.state == "bad"
    assert check.told == f"may write in no channel of {room.guild.name} ({room.guild.id})"


async def test_a_bot_on_no_server_is_told_how_it_gets_to_one(look):
    check = (await look())["Permissions"]
    assert (check.state, check.told) == ("note", "the bot is on no server")


async def test_a_discord_that_does_not_answer_is_told(look, service, room, monkeypatch):
    monkeypatch.setattr(connected, "SECONDS", 0.2)
    held = service.hold("GET", "/users/@me")
    [check] = (await look()).values()
    assert (check.name, check.state, check.remedy) == ("Sign-in", "bad", "try later")
    held.release()


@pytest.mark.parametrize(
    ("off", "state", "words"),
    [
        ([0.4, 30.0], "good", "Discord's"),
        ([31.0, 30.2], "bad", "is 30 seconds ahead of"),
        ([-3600.0], "bad", "is 3,600 seconds behind"),
        ([], "skipped", "did not tell"),
    ],
)
def test_the_clock_is_compared_with_the_nearest_answer(off, state, words):
    check = check_time(off)
    assert check.state == state
    assert words in check.told
