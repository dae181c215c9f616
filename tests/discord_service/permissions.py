"""What a member may do in a channel, computed as Discord documents it."""

from enum import IntFlag


class Permission(IntFlag):
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40


ALL = (1 << 53) - 1
# What a new server grants to @everyone, as far as the service models it.
EVERYONE = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
DIRECT = EVERYONE & ~int(Permission.CREATE_PUBLIC_THREADS | Permission.SEND_MESSAGES_IN_THREADS)


def bits(permissions):
    """The number behind a Permission, a discord.Permissions or a number."""
    return int(getattr(permissions, "value", permissions))


def in_guild(guild, user):
    """What a user may do in a guild before any channel has its say."""
    if user.id == guild.owner.id:
        return ALL
    member = guild.members[user.id]
    granted = guild.everyone.permissions
    for role in member.roles:
        granted |= role.permissions
    return ALL if granted & Permission.ADMINISTRATOR else granted


def in_channel(channel, user):
    """What a user may do in a channel; a thread follows the channel that it hangs from."""
    if channel.guild is None:
        return DIRECT if user in channel.recipients else 0
    if user.id not in channel.guild.members:
        return 0
    granted = in_guild(channel.guild, user)
    if granted == ALL:
        return ALL
    place = channel.parent or channel
    roles = [role.id for role in channel.guild.members[user.id].roles]
    granted = _overwritten(granted, place, [channel.guild.everyone.id])
    granted = _overwritten(granted, place, roles)
    granted = _overwritten(granted, place, [user.id])
    if not granted & Permission.VIEW_CHANNEL:
        return 0
    sending = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    if not granted & sending:
        granted &= ~(Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.MENTION_EVERYONE)
    return int(granted)


def _overwritten(granted, place, ids):
    allow = deny = 0
    for target in ids:
        allowed, denied = place.overwrites.get(target, (0, 0))
        allow |= allowed
        deny |= denied
    return granted & ~deny | allow
