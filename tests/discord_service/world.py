"""What happens in the world: people join, channels open, messages are written, edited, removed."""

import mimetypes
from urllib.parse import quote

from tests.discord_service import payloads, pings
from tests.discord_service.faults import Refusal
from tests.discord_service.gateway import GUILDS
from tests.discord_service.permissions import Permission, in_channel
from tests.discord_service.state import (
    DIRECT,
    EPHEMERAL,
    LOADING,
    PUBLIC_THREAD,
    TEXT,
    THREAD_CREATED,
    THREAD_STARTER,
    Attachment,
    Channel,
    Member,
    Message,
    Role,
    User,
    new_guild,
)


def add_user(service, name, *, bot=False):
    person = User(service.ids.next(), name, bot)
    service.users[person.id] = person
    return person


def add_guild(service, name, *, owner=None, bot_permissions=0):
    guild = new_guild(service, name, owner or add_user(service, f"owner of {name}"))
    service.guilds.append(guild)
    now = service.clock.now()
    guild.members[guild.owner.id] = Member(guild.owner, joined=now)
    role = Role(service.ids.next(), service.bot.name, bot_permissions, managed_by=service.bot.id)
    guild.roles.append(role)
    guild.members[service.bot.id] = Member(service.bot, [role], now)
    created = payloads.guild_create(guild, service.bot, now)
    service.gateway.tell("GUILD_CREATE", created, intent=GUILDS)
    return guild


def add_role(service, guild, name, permissions):
    role = Role(service.ids.next(), name, permissions, len(guild.roles))
    guild.roles.append(role)
    data = {"guild_id": guild.id, "role": payloads.role(role)}
    service.gateway.tell("GUILD_ROLE_CREATE", data, intent=GUILDS)
    return role


def add_member(service, guild, user, permissions, roles):
    roles = list(roles)
    if permissions:
        roles.append(add_role(service, guild, f"{user.name}'s own", permissions))
    guild.members[user.id] = Member(user, roles, service.clock.now())
    return guild.members[user.id]


def add_channel(service, guild, name, *, hidden=False, kind=TEXT, category=None):
    now = service.clock.now()
    place = Channel(service.ids.next(), kind, name, guild, category=category, created=now)
    if hidden:
        place.overwrites[guild.everyone.id] = (0, int(Permission.VIEW_CHANNEL))
    guild.channels.append(place)
    service.channels[place.id] = place
    tell_channel(service, "CHANNEL_CREATE", place)
    return place


def remove_channel(service, place):
    for thread in [entry for entry in place.guild.threads if entry.parent is place]:
        remove_channel(service, thread)
    del service.channels[place.id]
    (place.guild.threads if place.is_thread else place.guild.channels).remove(place)
    tell_channel(service, "THREAD_DELETE" if place.is_thread else "CHANNEL_DELETE", place)


def remove_guild(service, guild):
    service.guilds.remove(guild)
    for place in (*guild.channels, *guild.threads):
        del service.channels[place.id]
    service.gateway.tell("GUILD_DELETE", {"id": guild.id}, intent=GUILDS)
    service.changed()


def tell_channel(service, event, place, **more):
    data = payloads.channel(place) | more
    service.gateway.tell(event, data, intent=GUILDS, channel=place)
    service.changed()


def direct(service, user):
    """The conversation between a user and the bot, opened if need be."""
    for place in service.channels.values():
        if place.type == DIRECT and user in place.recipients:
            return place
    place = Channel(service.ids.next(), DIRECT, recipients=[user, service.bot])
    service.channels[place.id] = place
    return place


def add_thread(service, parent, name, owner, *, starter=None, minutes=None, kind=PUBLIC_THREAD):
    thread = Channel(
        starter.id if starter else service.ids.next(),
        kind,
        name,
        parent.guild,
        parent,
        owner=owner,
        thread_members=[owner],
        auto_archive_minutes=minutes or 1440,
        created=service.clock.now(),
    )
    parent.guild.threads.append(thread)
    service.channels[thread.id] = thread
    member = payloads.thread_member(thread, owner) if owner is service.bot else None
    more = {"member": member} if member else {}
    tell_channel(service, "THREAD_CREATE", thread, newly_created=True, **more)
    # Discord opens a thread with a message of its own, without words, in the name of its owner.
    if starter is not None:
        starter.thread = thread
        service.gateway.tell_message("MESSAGE_UPDATE", starter)
        more = {"reference": starter, "reference_id": starter.id}
        post(service, thread, owner, {}, type=THREAD_STARTER, **more)
    else:
        post(service, parent, owner, {"content": name}, type=THREAD_CREATED)
    return thread


def find_channel(service, channel_id, needs=0):
    """A channel that the bot may see, and act in as it needs to; a Refusal where it may not."""
    place = service.channels.get(channel_id)
    if place is None:
        raise Refusal(10003)
    granted = in_channel(place, service.bot)
    if place.guild is not None and not granted & Permission.VIEW_CHANNEL:
        raise Refusal(50001)
    if needs & ~granted:
        raise Refusal(50013)
    return place


def find_message(place, message_id):
    message = place.messages.get(message_id)
    if message is None or message.deleted:
        raise Refusal(10008)
    return message


def post(service, place, author, data, files=(), *, pinged=None, **more):
    """Write a message and tell of it. `more` are further attributes of the message."""
    message = Message(service.ids.next(), place, author, created=service.clock.now(), **more)
    message.flags |= data.get("flags") or 0
    message.content = (data.get("content") or "").strip()
    message.embeds = data.get("embeds") or []
    message.components = data.get("components") or []
    message.allowed_mentions = data.get("allowed_mentions")
    message.attachments = _attachments(service, message, data, files, [])
    _mention(service, message, pinged or [])
    service.messages[message.id] = message
    if not message.ephemeral:
        place.messages[message.id] = message
        place.archived = False
        service.gateway.tell_message("MESSAGE_CREATE", message)
    service.changed()
    return message


def edit(service, message, data, files=()):
    """Change what a message says; what the data does not name stays."""
    if message.loading:
        message.flags &= ~LOADING
    else:
        message.remember()
    if "content" in data:
        message.content = (data["content"] or "").strip()
        message.allowed_mentions = data.get("allowed_mentions")
        _mention(service, message, [])
    for key in ("embeds", "components"):
        if key in data:
            setattr(message, key, data[key] or [])
    if data.get("flags") is not None:
        message.flags = message.flags & (EPHEMERAL | 1 << 5) | data["flags"] & ~EPHEMERAL
    if "attachments" in data or files:
        kept = message.attachments
        message.attachments = _attachments(service, message, data, files, kept)
    message.edited = service.clock.now()
    service.gateway.tell_message("MESSAGE_UPDATE", message)
    service.changed()
    return message


def remove(service, message):
    message.deleted = True
    message.channel.messages.pop(message.id, None)
    if not message.ephemeral:
        data = {"id": message.id, "channel_id": message.channel.id}
        if message.channel.guild is not None:
            data["guild_id"] = message.channel.guild.id
        service.gateway.tell_removal(message.channel, data)
    service.changed()


def _mention(service, message, more):
    users, roles, everyone = pings.pinged(message.content, message.allowed_mentions)
    known = [service.users[user] for user in users if user in service.users]
    message.mentions = list(dict.fromkeys([*known, *more]))
    message.mention_roles = roles
    granted = in_channel(message.channel, message.author)
    message.mention_everyone = bool(everyone and granted & Permission.MENTION_EVERYONE)


def upload(service, place, name, data, *, ephemeral, **more):
    """A file that somebody attached to something in a channel."""
    number = service.ids.next()
    service.attachments[number] = Attachment(
        number,
        name,
        data,
        mimetypes.guess_type(name)[0] or "application/octet-stream",
        f"{service.url}/attachments/{place.id}/{number}/{quote(name)}",
        ephemeral,
        **more,
    )
    return service.attachments[number]


def _attachments(service, message, data, files, old):
    named = {str(entry["id"]): entry for entry in data.get("attachments") or []}
    kept = [entry for entry in old if "attachments" not in data or entry.id in named]
    for number, (filename, content, _) in dict(files).items():
        announced = named.get(number) or {}
        name = announced.get("filename") or filename
        place, ephemeral = message.channel, message.ephemeral
        more = {"ephemeral": ephemeral, "description": announced.get("description")}
        kept.append(upload(service, place, name, content, **more))
    return kept
