"""What goes wrong on demand, as discord.py meets it."""

import asyncio

import discord
import pytest

from tests.discord_service import Permission, running

MESSAGES = "/channels/{channel_id}/messages"
CALLBACK = "/interactions/{id}/{token}/callback"
ORIGINAL = "/webhooks/{id}/{token}/messages/@original"


async def there(client, room):
    return await client.fetch_channel(int(room.channel.id))


@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_rate_limit_is_waited_for(service, room, client, everywhere):
    async with running(client, service):
        channel = await there(client, room)
        fault = service.fail(
            "POST", MESSAGES, status=429, retry_after=0.02, everywhere=everywhere, times=2
        )
        await channel.send("in the end")
        assert [request.status for request in service.sent("POST", MESSAGES)] == [429, 429, 200]
        assert fault.met == service.sent("POST", MESSAGES)[:2]
        assert len(room.channel.messages) == 1


async def test_a_rate_limit_of_an_interaction_is_waited_for(service, room, client):
    async with running(client, service):
        service.fail("PATCH", ORIGINAL, status=429, retry_after=0.02)
        use = await service.use(room.ada, room.channel, "ask", {"question": "who?"})
        assert (await use.response()).content == "asked who?"
        assert [request.status for request in service.sent("PATCH")] == [429, 200]


async def test_a_server_error_is_tried_again(service, room, client):
    async with running(client, service):
        channel = await there(client, room)
        service.fail("POST", MESSAGES, status=500)
        await channel.send("in the end")
        assert [request.status for request in service.sent("POST", MESSAGES)] == [500, 200]


async def test_an_error_after_the_fact_does_not_post_twice_with_a_nonce(service, room, client):
    async with running(client, service):
        channel = await there(client, room)
        service.fail("POST", MESSAGES, status=502, processed=True)
        await channel.send("once", nonce="7")
        assert len(room.channel.messages) == 1


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (403, 50013, discord.Forbidden),
        (404, 10003, discord.NotFound),
        (400, 200000, discord.HTTPException),
    ],
)
async def test_a_refusal_is_met_once(service, room, client, status, code, error):
    async with running(client, service):
        channel = await there(client, room)
        service.fail("POST", f"/channels/{room.channel.id}/messages", status=status, code=code)
        with pytest.raises(error) as refused:
            await channel.send("words")
        assert (refused.value.status, refused.value.code) == (status, code)
        await channel.send("words")


async def test_a_request_is_held_until_released(service, room, client):
    async with running(client, service):
        channel = await there(client, room)
        held = service.hold("POST", MESSAGES)
        sending = asyncio.create_task(channel.send("words"))
        await service.wait_until(lambda: held.met, "the message to be sent")
        assert not room.channel.messages
        assert not sending.done()
        held.release()
        await sending
        assert room.channel.messages


async def test_permissions_decide_what_is_refused(service, room, client):
    async with running(client, service):
        channel, place = await there(client, room), room.channel
        everyone = room.guild.everyone

        place.set_permissions(everyone, deny=Permission.EMBED_LINKS)
        embed = discord.Embed(title="words")
        with pytest.raises(discord.Forbidden) as refused:
            await channel.send(embed=embed)
        assert refused.value.code == 50013
        sent = await channel.send("text", embed=embed)
        assert sent.embeds == []

        place.set_permissions(everyone, deny=Permission.SEND_MESSAGES)
        with pytest.raises(discord.Forbidden) as refused:
            await channel.send("text")
        assert refused.value.code == 50013

        place.set_permissions(everyone, deny=Permission.VIEW_CHANNEL)
        with pytest.raises(discord.Forbidden) as refused:
            await channel.send("text")
        assert refused.value.code == 50001
        await service.say(room.ada, place, "<@BOT> unseen")

        room.guild.remove_channel(place)
        with pytest.raises(discord.NotFound) as refused:
            await channel.send("text")
        assert refused.value.code == 10003
        assert client.heard == [heard for heard in client.heard if heard.author == client.user]


async def test_messages_of_others_are_theirs(service, room, client):
    async with running(client, service):
        channel = await there(client, room)
        message = await service.say(room.ada, room.channel, "mine")
        theirs = channel.get_partial_message(int(message.id))
        with pytest.raises(discord.Forbidden) as refused:
            await theirs.edit(content="yours")
        assert refused.value.code == 50005
        with pytest.raises(discord.Forbidden) as refused:
            await theirs.delete()
        assert refused.value.code == 50013
        room.channel.set_permissions(service.bot, allow=Permission.MANAGE_MESSAGES)
        await theirs.delete()
        assert message.deleted
        with pytest.raises(discord.NotFound) as refused:
            await theirs.fetch()
        assert refused.value.code == 10008


async def test_threads_need_their_own_permissions(service, room, client):
    async with running(client, service):
        channel = await there(client, room)
        starter = await channel.send("words")
        room.channel.set_permissions(service.bot, deny=Permission.CREATE_PUBLIC_THREADS)
        with pytest.raises(discord.Forbidden):
            await starter.create_thread(name="no")
        room.channel.set_permissions(service.bot, deny=Permission.SEND_MESSAGES_IN_THREADS)
        thread = await starter.create_thread(name="yes")
        with pytest.raises(discord.Forbidden):
            await thread.send("words")


async def test_an_interaction_expires_in_three_seconds_unless_answered(service, room, client):
    async with running(client, service):
        held = service.hold("POST", CALLBACK)
        use = await service.use(room.ada, room.channel, "now")
        await service.wait_until(lambda: held.met, "the answer")
        service.clock.advance(3.1)
        held.release()
        await service.wait_until(lambda: held.met[0].status, "the answer's answer")
        assert held.met[0].answer["code"] == 10062
        assert use.answer_type is None


async def test_a_token_lasts_fifteen_minutes(service, room, client):
    async with running(client, service):
        held = service.hold("PATCH", ORIGINAL)
        use = await service.use(room.ada, room.channel, "ask", {"question": "who?"})
        await service.wait_until(lambda: held.met, "the answer")
        service.clock.advance(15 * 60 - 1)
        held.release()
        await use.response()
        await use.followup()
        service.clock.advance(2)
        url = f"/webhooks/{service.application_id}/{use.token}"
        route = discord.http.Route("GET", f"{url}/messages/@original")
        with pytest.raises(discord.HTTPException) as refused:
            await client.http.request(route)
        assert (refused.value.status, refused.value.code) == (401, 50027)


async def test_what_was_awaited_is_told(service, room, client):
    async with running(client, service):
        await there(client, room)
        with pytest.raises(
            AssertionError, match=r"0.01 s for a message by the bot in general"
        ) as e:
            await service.next_message(room.channel, seconds=0.01)
        assert f"GET /channels/{room.channel.id} → 200" in str(e.value)
