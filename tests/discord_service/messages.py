"""REST routes of channels: messages, typing, threads."""

from tests.discord_service import limits, message_payloads, payloads, pings, world
from tests.discord_service.faults import Refusal
from tests.discord_service.permissions import Permission, in_channel
from tests.discord_service.rest import refuse, route
from tests.discord_service.state import (
    DIRECT,
    GATEWAY_MESSAGE_CONTENT,
    GATEWAY_MESSAGE_CONTENT_LIMITED,
    HAS_THREAD,
    REPLY,
    TEXT,
)

CHANNEL = "/channels/{channel_id}"
MESSAGES, MESSAGE = f"{CHANNEL}/messages", f"{CHANNEL}/messages/{{message_id}}"


def check_message(service, request, data, flags="message", place=()):
    """Limits and pings of a message that is created or edited."""
    problems = limits.message_problems(data, flags) + limits.file_problems(data, request.files)
    for text in pings.violations(data):
        service.violation(request, text)
    refuse(service, request, [((*place, *path), code, text) for path, code, text in problems])


def check_empty(service, request, content, embeds, components, attachments):
    if limits.is_empty(content, embeds, components, attachments):
        service.violation(request, "the message is empty")
        raise Refusal(50006)


def check_edited(service, request, message, data):
    """Whether an edit would leave nothing to show."""

    def after(key):
        return data[key] if key in data else getattr(message, key)

    files = request.files or after("attachments")
    check_empty(service, request, after("content"), after("embeds"), after("components"), files)


@route("POST", MESSAGES)
def create(service, request):
    data = request.json
    check_message(service, request, data)
    place = world.find_channel(service, request.params["channel_id"])
    granted = in_channel(place, service.bot)
    needed = Permission.SEND_MESSAGES_IN_THREADS if place.is_thread else Permission.SEND_MESSAGES
    if request.files:
        needed |= Permission.ATTACH_FILES
    if needed & ~granted:
        raise Refusal(50013)
    if place.locked and not granted & Permission.MANAGE_THREADS:
        raise Refusal(50083)
    # Discord refuses embeds alone, and drops them silently beside other words.
    if data.get("embeds") and not granted & Permission.EMBED_LINKS:
        if limits.is_empty(data.get("content"), [], data.get("components"), request.files):
            raise Refusal(50013)
        data = data | {"embeds": []}
    sent = (data.get("content"), data.get("embeds"), data.get("components"), request.files)
    check_empty(service, request, *sent)
    nonce = data.get("nonce")
    if nonce is not None and data.get("enforce_nonce"):
        for earlier in place.messages.values():
            if earlier.nonce == nonce and earlier.author is service.bot:
                return 200, seen(service, earlier)
    more = _reference(place, data, granted)
    if nonce is not None:
        more["nonce"] = nonce
    return 200, seen(service, world.post(service, place, service.bot, data, request.files, **more))


def _reference(place, data, granted):
    reference = data.get("message_reference")
    if reference is None:
        return {}
    if not granted & Permission.READ_MESSAGE_HISTORY:
        text = "Cannot reply without permission to read message history"
        raise Refusal(160002, 403, message=text)
    message_id = str(reference["message_id"])
    replied = place.messages.get(message_id)
    if replied is None:
        if reference.get("fail_if_not_exists", True):
            error = {"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}
            raise Refusal(50035, errors={"message_reference": {"_errors": [error]}})
        return {}
    more = {"type": REPLY, "reference": replied, "reference_id": message_id}
    if (data.get("allowed_mentions") or {}).get("replied_user"):
        more["pinged"] = [replied.author]
    return more


def seen(service, message):
    """A message as REST shows it to the bot."""
    payload = message_payloads.message(message)
    granted = GATEWAY_MESSAGE_CONTENT | GATEWAY_MESSAGE_CONTENT_LIMITED
    if message.channel.type == DIRECT or service.application_flags & granted:
        return payload
    return message_payloads.without_content(payload, service.bot)


@route("GET", MESSAGES)
def several(service, request):
    place = world.find_channel(service, request.params["channel_id"])
    if not in_channel(place, service.bot) & Permission.READ_MESSAGE_HISTORY:
        return 200, []
    found, limit = list(place.messages.values()), int(request.query.get("limit", 50))
    if "before" in request.query:
        found = [entry for entry in found if int(entry.id) < int(request.query["before"])]
    if "after" in request.query:
        found = [entry for entry in found if int(entry.id) > int(request.query["after"])][:limit]
    if "around" in request.query:
        found.sort(key=lambda entry: abs(int(entry.id) - int(request.query["around"])))
        found = sorted(found[:limit], key=lambda entry: int(entry.id))
    return 200, [seen(service, entry) for entry in reversed(found[-limit:])]


@route("GET", MESSAGE)
def one(service, request):
    place = world.find_channel(service, request.params["channel_id"])
    if not in_channel(place, service.bot) & Permission.READ_MESSAGE_HISTORY:
        raise Refusal(50013)
    return 200, seen(service, world.find_message(place, request.params["message_id"]))


@route("PATCH", MESSAGE)
def edit(service, request):
    data = request.json
    check_message(service, request, data)
    place = world.find_channel(service, request.params["channel_id"])
    message = world.find_message(place, request.params["message_id"])
    if message.author is not service.bot:
        raise Refusal(50005)
    granted = in_channel(place, service.bot)
    if request.files and not granted & Permission.ATTACH_FILES:
        raise Refusal(50013)
    # An edit without the permission keeps its embeds to itself, and is refused only if empty.
    if data.get("embeds") and not granted & Permission.EMBED_LINKS:
        data = data | {"embeds": []}
    check_edited(service, request, message, data)
    return 200, seen(service, world.edit(service, message, data, request.files))


@route("DELETE", MESSAGE)
def delete(service, request):
    place = world.find_channel(service, request.params["channel_id"])
    message = world.find_message(place, request.params["message_id"])
    granted = in_channel(place, service.bot)
    if message.author is not service.bot and not granted & Permission.MANAGE_MESSAGES:
        raise Refusal(50013 if place.guild else 50003)
    world.remove(service, message)
    return 204, None


@route("POST", f"{CHANNEL}/typing")
def typing(service, request):
    place = world.find_channel(service, request.params["channel_id"])
    needed = Permission.SEND_MESSAGES_IN_THREADS if place.is_thread else Permission.SEND_MESSAGES
    if not in_channel(place, service.bot) & needed:
        raise Refusal(50013)
    service.typings.append(place)
    return 204, None


@route("POST", f"{MESSAGE}/threads")
def start_thread(service, request):
    place = _thread_place(service, request, Permission.CREATE_PUBLIC_THREADS)
    message = world.find_message(place, request.params["message_id"])
    if message.thread is not None:
        raise Refusal(160004)
    message.flags |= HAS_THREAD
    return 201, _created(service, request, place, message)


@route("POST", f"{CHANNEL}/threads")
def start_bare_thread(service, request):
    kind = request.json.get("type", 12)
    if kind == 12:
        service.violation(request, "a thread without type 11 is private; those are not known here")
        raise Refusal(50024)
    place = _thread_place(service, request, Permission.CREATE_PUBLIC_THREADS)
    return 201, _created(service, request, place, None)


def _thread_place(service, request, needed):
    refuse(service, request, limits.thread_problems(request.json))
    place = world.find_channel(service, request.params["channel_id"])
    if place.type != TEXT:
        raise Refusal(50024)
    if not in_channel(place, service.bot) & needed:
        raise Refusal(50013)
    return place


def _created(service, request, place, starter):
    minutes, name = request.json.get("auto_archive_duration"), request.json["name"].strip()
    thread = world.add_thread(service, place, name, service.bot, starter=starter, minutes=minutes)
    return payloads.channel(thread) | {"member": payloads.thread_member(thread, service.bot)}


@route("PATCH", CHANNEL)
def edit_channel(service, request):
    refuse(service, request, limits.thread_problems(request.json))
    place = world.find_channel(service, request.params["channel_id"])
    granted = in_channel(place, service.bot)
    if not place.is_thread:
        service.violation(request, "only threads can be changed here")
        raise Refusal(50013)
    if place.owner is not service.bot and not granted & Permission.MANAGE_THREADS:
        raise Refusal(50013)
    place.name = request.json.get("name") or place.name
    place.archived = request.json.get("archived", place.archived)
    place.locked = request.json.get("locked", place.locked)
    world.tell_channel(service, "THREAD_UPDATE", place)
    return 200, payloads.channel(place)


@route("PUT", f"{CHANNEL}/thread-members/@me")
def join_thread(service, request):
    thread = world.find_channel(service, request.params["channel_id"])
    if service.bot not in thread.thread_members:
        thread.thread_members.append(service.bot)
    return 204, None


@route("DELETE", f"{CHANNEL}/thread-members/@me")
def leave_thread(service, request):
    thread = world.find_channel(service, request.params["channel_id"])
    if service.bot in thread.thread_members:
        thread.thread_members.remove(service.bot)
    return 204, None
