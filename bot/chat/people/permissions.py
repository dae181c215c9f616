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
# Those in which it is another permission to write: a forum's posts are threads.
THREADED = discord.Thread | discord.ForumChannel
Speakable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | THREADED


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
    lacking = _lacking(_held_in(channel))
    return ["view_channel"] if "view_channel" in lacking else lacking


def speaks_nowhere(guild: discord.Guild) -> bool:
    """Whether it is known that the bot may answer in no channel of a server."""
    places = [place for place in (*guild.channels, *guild.threads) if isinstance(place, Speakable)]
    if not places or not _modelled(guild):
        return False
    return not any(_may_write(place, _held_in(place)) for place in places)


def allowed(place: object, permissions: discord.Permissions) -> Allowed:
    """What may be done in a channel with these permissions of the bot; all but threads in a DM."""
    in_guild = getattr(place, "guild", None) is not None
    return Allowed(
        send=not in_guild or _may_write(place, permissions),
        embeds=not in_guild or permissions.embed_links,
        threads=isinstance(place, discord.TextChannel)
        and permissions.create_public_threads
        and permissions.send_messages_in_threads,
        replies=not in_guild or permissions.read_message_history,
    )


def allowed_in(place: object) -> Allowed:
    """What may be done in a channel as far as that is known; what is unknown is tried."""
    if isinstance(place, discord.abc.GuildChannel | discord.Thread):
        me: discord.Member | None = place.guild.me
        if me is not None and _modelled(place.guild):
            return allowed(place, _held_in(place))
    return allowed(None, discord.Permissions.all())


def readable(names: list[str]) -> str:
    """Names of permissions as Discord's own pages show them."""
    return ", ".join(name.replace("_", " ").title() for name in names)


def _held_in(channel: discord.abc.GuildChannel | discord.Thread) -> discord.Permissions:
    """The bot's permissions in a channel; all of them in a thread of an unknown channel."""
    try:
        return channel.permissions_for(channel.guild.me)
    except discord.ClientException:
        return discord.Permissions.all()


def _may_write(place: object, held: discord.Permissions) -> bool:
    threaded = isinstance(place, THREADED)
    speak = held.send_messages_in_threads if threaded else held.send_messages
    return held.view_channel and speak


def _modelled(guild: discord.Guild) -> bool:
    """Whether a server's roles tell permissions at all: not all services like Discord have them."""
    return guild.me.guild_permissions.value != 0


def _lacking(held: discord.Permissions) -> list[str]:
    lacking = [name for name, wanted in NEEDED if wanted and not getattr(held, name)]
    # discord.py's older name for it, which Discord's pages do not show.
    return ["view_channel" if name == "read_messages" else name for name in lacking]
