"""Messages as the protocol writes them, with or without what the message-content intent guards."""

from tests.discord_service import payloads
from tests.discord_service.clock import written
from tests.discord_service.state import EPHEMERAL


def attachment(entry):
    payload = {
        "id": entry.id,
        "filename": entry.filename,
        "size": len(entry.data) if entry.claimed is None else entry.claimed,
        "url": entry.url,
        "proxy_url": entry.url,
        "content_type": entry.content_type,
    }
    if entry.description is not None:
        payload["description"] = entry.description
    return payload | ({"ephemeral": True} if entry.ephemeral else {})


def embed(sent):
    """An embed as Discord gives it back: without what is null, fields with `inline`."""
    kept = {key: value for key, value in sent.items() if value not in (None, [])}
    kept["type"] = "rich"
    if "fields" in kept:
        kept["fields"] = [
            {"name": entry["name"], "value": entry["value"], "inline": bool(entry.get("inline"))}
            for entry in kept["fields"]
        ]
    return kept


def components(rows):
    """Components as Discord gives them back: numbered, without what is null."""
    count = 0

    def numbered(part):
        nonlocal count
        count += 1
        kept = {"id": part.get("id") or count}
        kept |= {key: value for key, value in part.items() if value is not None and key != "id"}
        if part["type"] == 3:
            kept = {"min_values": 1, "max_values": 1} | kept
        if "components" in part:
            kept["components"] = [numbered(inner) for inner in part["components"]]
        return kept

    return [numbered(row) for row in rows]


def message(entry, *, nested=False):
    """A message as REST gives it; one that another refers to leaves its own reference unopened."""
    payload = {
        "id": entry.id,
        "channel_id": entry.channel.id,
        "type": entry.type,
        "author": payloads.user(entry.author),
        "content": entry.content,
        "mentions": [payloads.user(person) for person in entry.mentions],
        "mention_roles": list(entry.mention_roles),
        "mention_everyone": entry.mention_everyone,
        "attachments": [attachment(file) for file in entry.attachments],
        "embeds": [embed(part) for part in entry.embeds],
        "components": components(entry.components),
        "timestamp": written(entry.created),
        "edited_timestamp": None if entry.edited is None else written(entry.edited),
        "flags": entry.flags,
        "pinned": False,
        "tts": False,
    }
    if entry.nonce is not None:
        payload["nonce"] = entry.nonce
    if entry.webhook_id is not None:
        payload["webhook_id"] = entry.webhook_id
    if entry.interaction is not None:
        payload["application_id"] = entry.webhook_id
        payload["interaction_metadata"] = entry.interaction.metadata()
    if entry.reference_id is not None:
        payload["message_reference"] = {
            "type": 0,
            "message_id": entry.reference_id,
            "channel_id": (entry.reference or entry).channel.id,
        }
        if entry.channel.guild is not None:
            payload["message_reference"]["guild_id"] = entry.channel.guild.id
        if not nested:
            there = entry.reference is not None and not entry.reference.deleted
            payload["referenced_message"] = message(entry.reference, nested=True) if there else None
    if entry.thread is not None:
        payload["thread"] = payloads.channel(entry.thread)
    return payload


def event(entry):
    """A message as the gateway sends it."""
    payload = message(entry)
    guild = entry.channel.guild
    if guild is not None:
        payload["guild_id"] = guild.id
        if entry.author.id in guild.members:
            payload["member"] = payloads.member(guild, entry.author, with_user=False)
        payload["mentions"] = [
            payloads.user(person) | {"member": payloads.member(guild, person, with_user=False)}
            for person in entry.mentions
            if person.id in guild.members
        ]
    return payload


def without_content(payload, bot):
    """What an application without the message-content intent gets of a message."""
    stripped = dict(payload)
    if payload.get("referenced_message"):
        stripped["referenced_message"] = without_content(payload["referenced_message"], bot)
    mine = payload["author"]["id"] == bot.id
    named = any(person["id"] == bot.id for person in payload["mentions"])
    if not mine and not named and not payload["flags"] & EPHEMERAL:
        stripped |= {"content": "", "embeds": [], "attachments": [], "components": []}
    return stripped
