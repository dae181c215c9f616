"""A server with a channel and a member: where most tests take place."""

from tests.discord_service.permissions import Permission


class Room:
    def __init__(self, service):
        self.guild = service.add_guild("Reading room")
        self.channel = self.guild.add_channel("general")
        self.ada = service.add_user("ada")
        self.guild.add_member(self.ada)
        self.mod = service.add_user("mod")
        self.guild.add_member(self.mod, permissions=Permission.MANAGE_GUILD)
