"""Application commands: what the bot registered, and what a user makes of it."""

import re

from tests.discord_service import message_payloads, payloads
from tests.discord_service.faults import Refusal, form_refusal
from tests.discord_service.permissions import in_channel
from tests.discord_service.rest import route
from tests.discord_service.state import Attachment, Channel, Role, User

SLASH, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, PERSON, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(3, 12)
NAMES = {STRING: "text", INTEGER: "a whole number", BOOLEAN: "true or false", PERSON: "a user"}
NAMES |= {CHANNEL: "a channel", ROLE: "a role", MENTIONABLE: "a user or role", NUMBER: "a number"}
NAMES[FILE] = "a file"
GLOBAL = "/applications/{application_id}/commands"
GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
# Word characters of all scripts, in lower case where the script has one.
NAME = re.compile(r"^[-_'\w]{1,32}$")


@route("GET", GLOBAL)
@route("GET", GUILD)
def listed(service, request):
    return 200, list(_registered(service, request).values())


@route("PUT", GLOBAL)
@route("PUT", GUILD)
def overwrite(service, request):
    """All commands at once: those of the same name and type keep their ids."""
    before = _registered(service, request)
    commands = {}
    for number, data in enumerate(request.json or []):
        command = _command(service, request, data, before, (number,))
        if _key(command) in commands:
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            text = "Application command names must be unique"
            _refuse(service, request, [((number, "name"), code, text)])
        commands[_key(command)] = command
    before.clear()
    before.update(commands)
    service.changed()
    return 200, list(commands.values())


@route("POST", GLOBAL)
@route("POST", GUILD)
def create(service, request):
    before = _registered(service, request)
    command = _command(service, request, request.json, before, ())
    status = 200 if _key(command) in before else 201
    before[_key(command)] = command
    service.changed()
    return status, command


@route("GET", f"{GLOBAL}/{{command_id}}")
@route("GET", f"{GUILD}/{{command_id}}")
def one(service, request):
    return 200, _by_id(service, request)


@route("DELETE", f"{GLOBAL}/{{command_id}}")
@route("DELETE", f"{GUILD}/{{command_id}}")
def delete(service, request):
    del _registered(service, request)[_key(_by_id(service, request))]
    service.changed()
    return 204, None


def _registered(service, request):
    if request.params["application_id"] != service.application_id:
        raise Refusal(20012, 403, message="You are not authorized to perform this action")
    guild_id = request.params.get("guild_id")
    if guild_id is not None and guild_id not in [guild.id for guild in service.guilds]:
        raise Refusal(50001)
    return service.commands.setdefault(guild_id, {})


def _by_id(service, request):
    for command in _registered(service, request).values():
        if command["id"] == request.params["command_id"]:
            return command
    raise Refusal(10063)


def _key(command):
    return command["type"], command["name"]


def _command(service, request, data, before, place):
    """A command as Discord keeps it: what is false or unset in an option is left out."""
    kind = data.get("type") or SLASH
    problems = _problems(data, kind, place)
    _refuse(service, request, problems)
    known = before.get((kind, data["name"]))
    permissions = data.get("default_member_permissions")
    contexts = data.get("contexts")
    kept = {
        "id": known["id"] if known else service.ids.next(),
        "application_id": service.application_id,
        "version": service.ids.next(),
        "default_member_permissions": None if permissions is None else str(permissions),
        "type": kind,
        "name": data["name"],
        "name_localizations": data.get("name_localizations"),
        "description": data.get("description") or "",
        "description_localizations": data.get("description_localizations"),
        "dm_permission": data.get("dm_permission") is not False,
        "contexts": contexts and sorted(contexts),
        "integration_types": data.get("integration_types") or [0],
        "nsfw": bool(data.get("nsfw")),
    }
    if data.get("options"):
        kept["options"] = [_option(option) for option in data["options"]]
    if "guild_id" in request.params:
        kept["guild_id"] = request.params["guild_id"]
    return kept


def _option(option):
    kept = {key: value for key, value in option.items() if value not in (None, False, [])}
    if "options" in kept:
        kept["options"] = [_option(inner) for inner in kept["options"]]
    return kept


def _problems(data, kind, place):
    problems = []
    if kind == SLASH:
        if not data.get("description"):
            text = "This field is required"
            problems.append(((*place, "description"), "BASE_TYPE_REQUIRED", text))
        problems += _name_problems(data, place)
    elif data.get("description") or data.get("options"):
        text = "a context menu command has neither description nor options"
        problems.append(((*place, "description"), "CONTEXT_MENU_DESCRIPTION", text))
    return problems


def _name_problems(data, place):
    problems = []
    if not NAME.match(data["name"]) or data["name"] != data["name"].lower():
        text = f"Command name is invalid: {data['name']!r}"
        problems.append(((*place, "name"), "APPLICATION_COMMAND_INVALID_NAME", text))
    optional = None
    for number, option in enumerate(data.get("options") or []):
        here = (*place, "options", number)
        problems += _name_problems(option, here)
        if option["type"] in (SUBCOMMAND, GROUP):
            continue
        if option.get("required") and optional:
            text = "Required options must be placed before non-required options"
            problems.append((here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", text))
        optional = optional or not option.get("required")
    return problems


def _refuse(service, request, problems):
    for place, _, text in problems:
        service.violation(request, f"{'.'.join(map(str, place))}: {text}")
    if problems:
        raise form_refusal(problems)


def offered(service, kind, name, user, channel, *, overridden=False):
    """The command that Discord would offer a user in a channel; AssertionError where it does not.

    `overridden`: an administrator has opened the command to this user in the server's settings.
    """
    guild = channel.guild
    of_guild = service.commands.get(guild and guild.id, {}) if guild else {}
    command = of_guild.get((kind, name)) or service.commands.get(None, {}).get((kind, name))
    if command is None:
        there = sorted(key[1] for key in (*of_guild, *service.commands.get(None, {})))
        raise AssertionError(f"The bot has not registered {name!r}; there are {there}.")
    contexts = command["contexts"]
    if guild is None:
        open_here = 1 in contexts if contexts is not None else command["dm_permission"]
    else:
        open_here = contexts is None or 0 in contexts
    if not open_here:
        place = "servers" if guild else "direct messages"
        raise AssertionError(f"{name!r} is not offered in {place}.")
    needed = command["default_member_permissions"]
    if guild is not None and needed is not None and not overridden:
        granted = in_channel(channel, user)
        if not granted or int(needed) & ~granted or (needed == "0" and user is not guild.owner):
            raise AssertionError(f"{name!r} is hidden from {user.name}, who lacks {needed}.")
    return command


def slash_data(service, words, values, user, channel, *, focused=None, overridden=False):
    """The data of a slash command's interaction: words are its name and those of subcommands."""
    name, *inner = words.split()
    command = offered(service, SLASH, name, user, channel, overridden=overridden)
    options, wrappers = command.get("options", []), []
    for word in inner:
        found = [entry for entry in options if entry["name"] == word and entry["type"] <= GROUP]
        if not found:
            raise AssertionError(f"/{words}: there is no {word!r} below /{name}.")
        wrappers.append({"name": word, "type": found[0]["type"]})
        options = found[0].get("options", [])
    if any(entry["type"] <= GROUP for entry in options):
        raise AssertionError(f"/{words} is a group: {[entry['name'] for entry in options]}.")
    resolved = {}
    given = _given(words, options, values, focused, channel, resolved)
    for wrapper in reversed(wrappers):
        given = [wrapper | {"options": given}]
    data = {"id": command["id"], "name": name, "type": SLASH, "options": given}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data | ({"resolved": resolved} if resolved else {})


def _given(words, options, values, focused, channel, resolved):
    known = {entry["name"]: entry for entry in options}
    for name in values:
        if name not in known:
            raise AssertionError(f"/{words} has no option {name!r}; there are {sorted(known)}.")
    for entry in options:
        if entry.get("required") and entry["name"] not in values and focused is None:
            raise AssertionError(f"/{words} needs the option {entry['name']!r}.")
    given = []
    for name, value in values.items():
        entry = known[name]
        if name != focused:
            _check_value(words, entry, value)
        wire = _resolve(value, channel, resolved)
        given.append({"name": name, "type": entry["type"], "value": wire})
        if name == focused:
            if not entry.get("autocomplete"):
                raise AssertionError(f"/{words}: {name!r} is not completed by the bot.")
            given[-1]["focused"] = True
    return given


def _check_value(words, entry, value):
    kind = {
        STRING: str,
        INTEGER: int,
        BOOLEAN: bool,
        PERSON: User,
        CHANNEL: Channel,
        ROLE: Role,
        MENTIONABLE: (User, Role),
        NUMBER: (int, float),
        FILE: Attachment,
    }[entry["type"]]
    wrong = not isinstance(value, kind) or (isinstance(value, bool) and entry["type"] != BOOLEAN)
    size = len(value) if entry["type"] == STRING and not wrong else value
    low = entry.get("min_length", entry.get("min_value"))
    most = 6000 if entry["type"] == STRING else None
    high = entry.get("max_length", entry.get("max_value", most))
    choices = [choice["value"] for choice in entry.get("choices", [])]
    if wrong:
        raise AssertionError(f"/{words}: {entry['name']} takes {NAMES[entry['type']]}: {value!r}.")
    if (low is not None and size < low) or (high is not None and size > high):
        raise AssertionError(f"/{words}: {entry['name']} is outside of {low} to {high}.")
    if choices and value not in choices:
        raise AssertionError(f"/{words}: {entry['name']} is one of {choices}, not {value!r}.")


def _resolve(value, channel, resolved):
    if isinstance(value, User):
        resolved.setdefault("users", {})[value.id] = payloads.user(value)
        if channel.guild is not None and value.id in channel.guild.members:
            entry = payloads.member(channel.guild, value, with_user=False, channel=channel)
            resolved.setdefault("members", {})[value.id] = entry
    elif isinstance(value, Channel):
        entry = payloads.channel(value, permissions_of=value.guild.owner)
        resolved.setdefault("channels", {})[value.id] = entry
    elif isinstance(value, Role):
        resolved.setdefault("roles", {})[value.id] = payloads.role(value)
    elif isinstance(value, Attachment):
        entry = message_payloads.attachment(value)
        resolved.setdefault("attachments", {})[value.id] = entry
    return getattr(value, "id", value)
