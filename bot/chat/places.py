"""Where the bot may speak: the permissions that it needs, what is missing, the invitation."""

from dataclasses import dataclass

import discord

# What each permission is for stands in docs/discord.md.
NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)
SCOPES = ("bot", "applications.commands")
# Without these there is no answer at all; without the others it is plainer.
VITAL = ("view_channel", "send_messages")

Speakable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the bot may do where a question was asked."""

    send: bool
    embeds: bool
    threads: bool
    replies: bool


def invitation(application: int) -> str:
    """The address that adds the bot to a server with exactly the permissions that it needs."""
    return discord.utils.oauth_url(application, permissions=NEEDED, scopes=SCOPES)


def missing(guild: discord.Guild) -> list[str]:
    """Names of the needed permissions that the bot's roles in a server do not give."""
    return _lacking(guild.me.guild_permissions)


def missing_in(channel: discord.abc.GuildChannel | discord.Thread) -> list[str]:
    """The same for one channel; where it may not be seen, all else follows from that."""
    lacking = _lacking(channel.permissions_for(channel.guild.me))
    return ["view_channel"] if "view_channel" in lacking else lacking


def speaks_nowhere(guild: discord.Guild) -> bool:
    """Whether there is no text channel in which the bot could answer."""
    return not any(
        all(name not in missing_in(channel) for name in VITAL) for channel in guild.text_channels
    )


def allowed(place: object, permissions: discord.Permissions) -> Allowed:
    """What may be done in a channel with these permissions of the bot; all but threads in a DM."""
    in_guild = getattr(place, "guild", None) is not None
    in_thread = isinstance(place, discord.Thread)
    speak = permissions.send_messages_in_threads if in_thread else permissions.send_messages
    return Allowed(
        send=not in_guild or (permissions.view_channel and speak),
        embeds=not in_guild or permissions.embed_links,
        threads=isinstance(place, discord.TextChannel)
        and permissions.create_public_threads
        and permissions.send_messages_in_threads,
        replies=not in_guild or permissions.read_message_history,
    )


def readable(names: list[str]) -> str:
    """Names of permissions as Discord's own pages show them."""
    return ", ".join(name.replace("_", " ").title() for name in names)


def _lacking(held: discord.Permissions) -> list[str]:
    lacking = [name for name, wanted in NEEDED if wanted and not getattr(held, name)]
    # discord.py's older name for it, which Discord's pages do not show.
    return ["view_channel" if name == "read_messages" else name for name in lacking]
