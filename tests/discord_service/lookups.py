"""REST routes that only look: the bot, its application, users, servers, the gateway."""

from tests.discord_service import payloads, world
from tests.discord_service.faults import Refusal
from tests.discord_service.rest import route


@route("GET", "/users/@me")
def own_user(service, request):
    return 200, payloads.own_user(service.bot)


@route("GET", "/users/{user_id}")
def user(service, request):
    person = service.users.get(request.params["user_id"])
    if person is None:
        raise Refusal(10013)
    return 200, payloads.user(person)


@route("GET", "/users/@me/guilds")
def own_guilds(service, request):
    return 200, [payloads.own_guild(guild, service.bot) for guild in service.guilds]


@route("POST", "/users/@me/channels")
def open_direct(service, request):
    person = service.users.get(str(request.json.get("recipient_id")))
    if person is None or person.bot:
        raise Refusal(50033, 400, message="Invalid Recipient(s)")
    return 200, payloads.channel(world.direct(service, person))


@route("GET", "/applications/@me")
@route("GET", "/oauth2/applications/@me")
def application(service, request):
    return 200, {
        "id": service.application_id,
        "name": service.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": payloads.user(service.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "integration_types_config": {"0": {}},
        "verify_key": "0" * 64,
        "flags": service.application_flags,
        "flags_new": str(service.application_flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": payloads.user(service.operator),
        "approximate_guild_count": len(service.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


@route("GET", "/gateway")
def gateway(service, request):
    return 200, {"url": service.gateway_url}


@route("GET", "/gateway/bot")
def gateway_for_bots(service, request):
    limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    return 200, {"url": service.gateway_url, "shards": 1, "session_start_limit": limit}


@route("GET", "/guilds/{guild_id}")
def guild(service, request):
    return 200, payloads.guild(_guild(service, request))


@route("GET", "/guilds/{guild_id}/channels")
def channels(service, request):
    return 200, [payloads.channel(place) for place in _guild(service, request).channels]


@route("GET", "/guilds/{guild_id}/roles")
def roles(service, request):
    return 200, [payloads.role(entry) for entry in _guild(service, request).roles]


@route("GET", "/guilds/{guild_id}/members/{user_id}")
def member(service, request):
    server, user_id = _guild(service, request), request.params["user_id"]
    if user_id not in service.users:
        raise Refusal(10013)
    if user_id not in server.members:
        raise Refusal(10007)
    return 200, payloads.member(server, service.users[user_id])


@route("GET", "/channels/{channel_id}")
def channel(service, request):
    return 200, payloads.channel(world.find_channel(service, request.params["channel_id"]))


def _guild(service, request):
    for server in service.guilds:
        if server.id == request.params["guild_id"]:
            return server
    raise Refusal(10004)
