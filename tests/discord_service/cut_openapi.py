"""Cut the routes that the service knows out of Discord's own OpenAPI description.

Discord publishes the description under the MIT licence (openapi.LICENSE, beside this file) in the
repository discord/discord-api-spec, as specs/openapi.json. To renew the part that is kept here:

    python -m tests.discord_service.cut_openapi path/to/openapi.json

Paths and methods are those of `ROUTES`; of the components those stay that they lead to. Titles and
descriptions are left out, every schema stays as it is.
"""

import json
import sys
from pathlib import Path

KEPT = Path(__file__).with_name("openapi.json")

ROUTES = {
    "/applications/@me": ["get"],
    "/applications/{application_id}/commands": ["get", "put", "post"],
    "/applications/{application_id}/commands/{command_id}": ["get", "delete"],
    "/applications/{application_id}/guilds/{guild_id}/commands": ["get", "put", "post"],
    "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}": ["get", "delete"],
    "/channels/{channel_id}": ["get", "patch"],
    "/channels/{channel_id}/messages": ["get", "post"],
    "/channels/{channel_id}/messages/{message_id}": ["get", "delete", "patch"],
    "/channels/{channel_id}/messages/{message_id}/threads": ["post"],
    "/channels/{channel_id}/thread-members/@me": ["put", "delete"],
    "/channels/{channel_id}/threads": ["post"],
    "/channels/{channel_id}/typing": ["post"],
    "/gateway": ["get"],
    "/gateway/bot": ["get"],
    "/guilds/{guild_id}": ["get"],
    "/guilds/{guild_id}/channels": ["get"],
    "/guilds/{guild_id}/members/{user_id}": ["get"],
    "/guilds/{guild_id}/roles": ["get"],
    "/interactions/{interaction_id}/{interaction_token}/callback": ["post"],
    "/oauth2/applications/@me": ["get"],
    "/users/@me": ["get"],
    "/users/@me/channels": ["post"],
    "/users/@me/guilds": ["get"],
    "/users/{user_id}": ["get"],
    "/webhooks/{webhook_id}/{webhook_token}": ["post"],
    "/webhooks/{webhook_id}/{webhook_token}/messages/@original": ["get", "delete", "patch"],
    "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": ["get", "delete", "patch"],
}


def cut(description):
    """The description with the kept paths only, and the components that they need."""
    paths = {}
    for path, methods in ROUTES.items():
        whole = description["paths"][path]
        paths[path] = {
            key: value for key, value in whole.items() if key == "parameters" or key in methods
        }
    components, waiting = {}, list(_references(paths))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = description["components"][kind][name]
            waiting += _references(components[kind][name])
    return {
        "openapi": description["openapi"],
        "info": description["info"],
        "paths": _plain(paths),
        "components": _plain({kind: dict(sorted(components[kind].items())) for kind in components}),
    }


def _references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from _references(value)


def _plain(node, names=False):
    # A property may be called "title" or "description": below "properties", keys are names.
    if isinstance(node, dict):
        return {
            key: _plain(value, names=key in ("properties", "schemas", "responses", "headers"))
            for key, value in node.items()
            if names or key not in ("description", "title") or not isinstance(value, str)
        }
    return [_plain(value) for value in node] if isinstance(node, list) else node


if __name__ == "__main__":
    description = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    KEPT.write_text(json.dumps(cut(description), separators=(",", ":")) + "\n", encoding="utf-8")
