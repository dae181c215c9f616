"""The gateway as discord.py uses it: intents, drops, resuming, refusals."""

import logging

import discord
import pytest

from tests.discord_service import DiscordService, running
from tests.discord_service.example import Example
from tests.discord_service.state import GATEWAY_MESSAGE_CONTENT_LIMITED

ALL_WORDS = discord.Intents(
    guilds=True, guild_messages=True, dm_messages=True, message_content=True
)


async def heard(service, client, text):
    await service.wait_until(
        lambda: [message for message in client.heard if text in message.content], f"{text!r} heard"
    )


class Listening(Example):
    """Tells the service what it has heard, so that waiting needs no sleep."""

    def __init__(self, service, **options):
        super().__init__(**options)
        self.service = service

    async def on_message(self, message):
        self.heard.append(message)
        self.service.changed()


@pytest.mark.parametrize("code", [None, 1000, 1001, 4000, 4008])
async def test_a_drop_is_resumed_and_nothing_is_missed(service, room, code):
    client = Listening(service)
    async with running(client, service):
        service.drop_gateway(code=code, held=True)
        await service.say(room.ada, room.channel, "<@BOT> while away")
        assert not service.gateway.connected
        service.let_gateway_back()
        await service.wait_for_resume()
        await heard(service, client, "while away")
        await service.say(room.ada, room.channel, "<@BOT> afterwards")
        await heard(service, client, "afterwards")
        assert len(client.heard) == 2
        assert len(service.gateway.identified) == 1
        assert [place.path for place in service.gateway.connections] == ["/resume/"]


async def test_an_answer_goes_on_while_the_gateway_is_away(service, room, client):
    async with running(client, service):
        held = service.hold("PATCH", "/webhooks/{id}/{token}/messages/@original")
        use = await service.use(room.ada, room.channel, "ask", {"question": "who?"})
        await service.wait_until(lambda: held.met, "the answer")
        service.drop_gateway()
        await service.wait_for_resume()
        held.release()
        assert (await use.response()).content == "asked who?"


async def test_op_7_and_a_resumable_session_are_resumed(service, room):
    client = Listening(service)
    async with running(client, service):
        service.ask_to_reconnect()
        await service.wait_for_resume()
        service.invalidate_session(resumable=True)
        await service.wait_for_resume(times=2)
        assert len(service.gateway.identified) == 1


async def test_an_invalid_session_is_identified_again(service, room):
    client = Listening(service)
    async with running(client, service):
        service.invalidate_session()
        await service.wait_until(lambda: len(service.gateway.identified) == 2, "identifying again")
        await service.say(room.ada, room.channel, "<@BOT> anew")
        await heard(service, client, "anew")


async def test_a_session_that_cannot_be_resumed_is_replaced(service, room):
    client = Listening(service)
    async with running(client, service):
        service.gateway.refuse_resuming = True
        service.drop_gateway()
        await service.wait_until(lambda: len(service.gateway.identified) == 2, "identifying again")


@pytest.mark.parametrize("granted", [False, True])
async def test_content_needs_its_intent_a_mention_or_a_direct_message(granted):
    flags = GATEWAY_MESSAGE_CONTENT_LIMITED
    async with DiscordService(application_flags=flags, seconds=60.0) as service:
        guild = service.add_guild("Reading room")
        channel, ada = guild.add_channel("general"), service.add_user("ada")
        guild.add_member(ada)
        client = Listening(service, intents=ALL_WORDS if granted else None)
        async with running(client, service):
            plain = await service.say(ada, channel, "nobody named")
            await service.say(ada, channel, "<@BOT> named", reply_to=plain)
            await service.say(ada, service.direct(ada), "direct")
            await heard(service, client, "direct")
            words = [message.content for message in client.heard]
            assert words == [
                "nobody named" if granted else "",
                f"{service.bot.mention} named",
                "direct",
            ]
            replied = client.heard[1].reference.resolved
            assert replied.content == ("nobody named" if granted else "")


async def test_events_need_their_intents(service, room):
    client = Listening(service, intents=discord.Intents(guilds=True, dm_messages=True))
    async with running(client, service):
        await service.say(room.ada, room.channel, "<@BOT> unheard")
        await service.say(room.ada, service.direct(room.ada), "heard")
        await heard(service, client, "heard")
        assert len(client.heard) == 1


async def test_content_without_the_applications_flag_is_refused(service, room):
    client = Example(intents=ALL_WORDS)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(client, service):
            pass
    assert service.gateway.refusals == [4014]


async def test_a_wrong_token_is_refused(service, room, client):
    with pytest.raises(discord.LoginFailure):
        async with running(client, service, token="wrong"):
            pass


async def test_the_gateway_refuses_a_wrong_token_too(service, room, client):
    with pytest.raises(discord.ConnectionClosed) as closed:
        async with running(client, service):
            service.token = "another"
            service.drop_gateway()
            await service.wait_until(lambda: service.gateway.refusals, "the token to be refused")
            await service.wait_until(lambda: not service.gateway.connections, "the socket's end")
    assert closed.value.code == 4004


async def test_heartbeats_are_answered(service, room, caplog):
    service.gateway.heartbeat_seconds = 0.02
    client = Example()
    async with running(client, service):
        await service.wait_until(lambda: service.gateway.heartbeats > 2, "three heartbeats")
        assert client.latency < 5


async def test_a_gateway_that_stops_answering_is_left(service, room, caplog):
    caplog.set_level(logging.CRITICAL)
    service.gateway.heartbeat_seconds = 0.02
    client = Example(heartbeat_timeout=0.2)
    async with running(client, service):
        service.gateway.answers_heartbeats = False
        await service.wait_for_resume()


async def test_a_guild_joined_later_is_told(service, room, client):
    async with running(client, service):
        await client.wait_until_ready()
        guild = service.add_guild("Another room")
        channel = guild.add_channel("lounge")
        await service.say(guild.owner, channel, "<@BOT> hello")
        answer = await service.next_message(channel)
        assert answer.content.startswith("read")
        assert client.get_channel(int(channel.id)).name == "lounge"
