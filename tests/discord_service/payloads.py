"""The world as the protocol writes it."""

from tests.discord_service.clock import written
from tests.discord_service.permissions import in_channel, in_guild
from tests.discord_service.state import DIRECT, STAGE, VOICE


def user(person):
    payload = {
        "id": person.id,
        "username": person.name,
        "global_name": None if person.bot else person.name.title(),
        "avatar": None,
        "discriminator": "0000" if person.bot else "0",
        "public_flags": 0,
        "flags": 0,
        "avatar_decoration_data": None,
        "primary_guild": None,
    }
    return payload | ({"bot": True} if person.bot else {})


def own_user(person):
    return user(person) | {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}


def member(guild, person, *, with_user=True, channel=None):
    entry = guild.members[person.id]
    payload = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": written(entry.joined),
        "nick": entry.nick,
        "pending": False,
        "premium_since": None,
        "roles": [role.id for role in entry.roles],
        "mute": False,
        "deaf": False,
    }
    if with_user:
        payload["user"] = user(person)
    if channel is not None:
        payload["permissions"] = str(in_channel(channel, person))
    return payload


def role(entry):
    payload = {
        "id": entry.id,
        "name": entry.name,
        "permissions": str(int(entry.permissions)),
        "position": entry.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": entry.managed_by is not None,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    return payload | ({"tags": {"bot_id": entry.managed_by}} if entry.managed_by else {})


def channel(place, *, permissions_of=None):
    """A channel; interactions show it with what their author may do in it."""
    last = next(reversed(place.messages), None)
    payload = {"id": place.id, "type": place.type, "flags": 0, "last_message_id": last}
    if place.type == DIRECT:
        return payload | {
            "recipients": [user(person) for person in place.recipients if not person.bot]
        }
    payload |= {"guild_id": place.guild.id, "name": place.name, "rate_limit_per_user": 0}
    if permissions_of is not None:
        payload["permissions"] = str(in_channel(place, permissions_of))
    if place.is_thread:
        return payload | _thread(place)
    if place.type in (VOICE, STAGE):
        payload |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
    roles = {entry.id for entry in place.guild.roles}
    return payload | {
        "parent_id": place.category and place.category.id,
        "topic": None,
        "position": place.guild.channels.index(place) if place in place.guild.channels else 0,
        "permission_overwrites": [
            {
                "id": target,
                "type": 0 if target in roles else 1,
                "allow": str(allow),
                "deny": str(deny),
            }
            for target, (allow, deny) in place.overwrites.items()
        ],
        "nsfw": False,
    }


def _thread(place):
    return {
        "parent_id": place.parent.id,
        "owner_id": place.owner.id,
        "message_count": len(place.messages),
        "member_count": len(place.thread_members),
        "total_message_sent": len(place.messages),
        "thread_metadata": {
            "archived": place.archived,
            "archive_timestamp": written(place.created),
            "auto_archive_duration": place.auto_archive_minutes,
            "locked": place.locked,
            "create_timestamp": written(place.created),
        },
    }


def thread_member(place, person):
    return {
        "id": place.id,
        "user_id": person.id,
        "join_timestamp": written(place.created),
        "flags": 0,
    }


def guild(server):
    return {
        "id": server.id,
        "name": server.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": server.owner.id,
        "application_id": None,
        "region": "us-west",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "roles": [role(entry) for entry in server.roles],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def guild_create(server, bot, now):
    """A guild as the gateway sends it: only the bot among its members, as without presences."""
    return guild(server) | {
        "joined_at": written(now),
        "large": False,
        "unavailable": False,
        "member_count": len(server.members),
        "voice_states": [],
        "members": [member(server, bot)],
        "channels": [channel(place) for place in server.channels],
        "threads": [channel(place) for place in server.threads if not place.archived],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def own_guild(server, bot):
    return {
        "id": server.id,
        "name": server.name,
        "icon": None,
        "banner": None,
        "owner": server.owner is bot,
        "permissions": str(int(in_guild(server, bot))),
        "features": [],
    }
