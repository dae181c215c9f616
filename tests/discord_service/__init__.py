"""A loopback service that speaks the part of Discord's protocol that the bot uses.

    async with DiscordService() as service, running(client, service):
        guild = service.add_guild("Reading room")
        channel, ada = guild.add_channel("general"), service.add_user("ada")
        guild.add_member(ada)
        await service.say(ada, channel, "<@BOT> who wrote it?")
        answer = await service.next_message(channel)
        press = await service.press(ada, answer, "Show in context")
        assert (await press.response()).ephemeral

It models one application without shards, servers with text channels and public threads, and direct
messages; interactions come over the gateway. Leaving the block fails the test that sent what
Discord would refuse, or what pings.
"""

from tests.discord_service.clients import discord_at, running
from tests.discord_service.clock import Clock
from tests.discord_service.permissions import Permission
from tests.discord_service.service import DiscordService

__all__ = ["Clock", "DiscordService", "Permission", "discord_at", "running"]
