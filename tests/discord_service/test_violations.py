"""Everything that Discord would refuse, and every ping, is refused or recorded."""

import json

import aiohttp
import pytest

from tests.discord_service import limits, schema
from tests.discord_service.bodies import button, rows, said
from tests.discord_service.interactions import COMMAND, COMPONENT, start
from tests.discord_service.rest import ROUTES

PINGS = {
    "nothing said of mentions": ({"content": "words"}, "allowed_mentions is missing"),
    "null": (said(allowed_mentions=None), "allowed_mentions is missing"),
    "no parse": (said(allowed_mentions={}), "parse is None"),
    "users": (said(allowed_mentions={"parse": ["users"]}), "parse is ['users']"),
    "everyone": (
        said(content="@here", allowed_mentions={"parse": ["everyone"]}),
        "the text pings @here",
    ),
    "a user in the text": (
        said(content="<@!7>", allowed_mentions={"parse": ["users"]}),
        "the text pings the user 7",
    ),
    "a listed user": (
        said(content="<@7>", allowed_mentions={"parse": [], "users": ["7"]}),
        "the text pings the user 7",
    ),
    "a role": ({"content": "<@&7>"}, "the text pings the role 7"),
    "whom it replies to": (
        said(allowed_mentions={"parse": [], "replied_user": True}),
        "replied_user pings",
    ),
}


@pytest.mark.parametrize("name", PINGS)
@pytest.mark.parametrize("place", ["create", "edit", "callback", "update", "followup", "original"])
async def test_pings_are_recorded_wherever_a_message_is_written(service, room, ask, name, place):
    data, told = PINGS[name]
    status, _ = await write(service, room, ask, place, data)
    assert status in (200, 204)
    assert any(told in violation for violation in service.violations), service.violations


@pytest.mark.parametrize("place", ["create", "edit", "callback", "update", "followup", "original"])
async def test_limits_and_emptiness_hold_wherever_a_message_is_written(service, room, ask, place):
    status, body = await write(service, room, ask, place, said(content="x" * 2001))
    assert (status, body["code"]) == (400, 50035)
    assert any("content" in violation for violation in service.violations)
    service.violations.clear()
    status, body = await write(service, room, ask, place, said(content=" "))
    assert (status, body["code"]) == (400, 50006)
    assert any("empty" in violation for violation in service.violations)


async def write(service, room, ask, place, data):
    """Write a message in one of the ways that there are."""
    messages = f"/channels/{room.channel.id}/messages"
    if place == "create":
        return await ask("POST", messages, data)
    _, message = await ask("POST", messages, said())
    if place == "edit":
        return await ask("PATCH", f"{messages}/{message['id']}", data)
    shown = service.messages[message["id"]]
    kind = COMPONENT if place == "update" else COMMAND
    given = {"type": 1, "name": "ask", "custom_id": "x"}
    use = start(service, kind, room.ada, room.channel, given, message=shown)
    callback = f"/interactions/{use.id}/{use.token}/callback"
    if place in ("callback", "update"):
        return await ask("POST", callback, {"type": 7 if place == "update" else 4, "data": data})
    await ask("POST", callback, {"type": 5})
    hook = f"/webhooks/{service.application_id}/{use.token}"
    if place == "followup":
        return await ask("POST", hook, data)
    return await ask("PATCH", f"{hook}/messages/@original", data)


async def test_unknown_routes_and_methods(service, room, ask):
    assert (await ask("GET", "/nothing"))[0] == 404
    assert (await ask("PUT", "/users/@me"))[0] == 405
    assert (await ask("GET", "/users/seven"))[0] == 400
    assert len(service.violations) == 3


async def test_unknown_queries_and_properties(service, room, ask):
    messages = f"/channels/{room.channel.id}/messages"
    assert (await ask("GET", f"{messages}?limit=101"))[0] == 400
    assert (await ask("GET", f"{messages}?page=1"))[0] == 400
    assert len(service.violations) == 2
    assert (await ask("POST", messages, said(contents="typo")))[0] == 200
    assert (await ask("POST", messages, rows([button(colour="red")])))[0] == 200
    assert "Discord ignores: contents" in service.violations[2]
    assert "Discord ignores: colour" in service.violations[3]


async def test_a_wrong_or_missing_token(service, room, ask):
    wrong = {"headers": {"Authorization": "Bot wrong"}}
    assert (await ask("GET", "/users/@me", **wrong))[0] == 401
    assert (await ask("POST", "/webhooks/1/token", said(), **wrong))[0] == 401
    assert service.violations == []


async def test_a_body_that_is_not_json(service, room, ask):
    path = f"/channels/{room.channel.id}/messages"
    assert (await ask("POST", path, data=b"{", headers={}))[0] == 400
    assert "not JSON" in service.violations[0]


async def test_an_interaction_is_answered_once_and_fittingly(service, room, ask):
    use = start(service, COMMAND, room.ada, room.channel, {"type": 1, "name": "ask"})
    callback = f"/interactions/{use.id}/{use.token}/callback"
    hook = f"/webhooks/{service.application_id}/{use.token}"
    status, body = await ask("POST", hook, said())
    assert (status, body["code"]) == (404, 10015)
    assert service.violations == []
    assert (await ask("POST", callback, {"type": 7, "data": said()}))[0] == 400
    assert "type 7 does not fit" in service.violations[0]
    assert (await ask("POST", callback, {"type": 3}))[0] == 400
    status, body = await ask("POST", f"{callback}?with_response=1", {"type": 5, "data": {}})
    assert (status, body["interaction"]["response_message_loading"]) == (200, True)
    assert use.original.loading
    status, body = await ask("POST", hook, said(flags=64))
    assert (status, body["id"], body["flags"]) == (200, use.original.id, 0)
    status, body = await ask("POST", hook, said(flags=64))
    assert (status, body["id"] != use.original.id, body["flags"]) == (200, True, 64)
    status, body = await ask("POST", callback, {"type": 4, "data": said()})
    assert (status, body["code"]) == (400, 40060)
    assert "acknowledged already" in service.violations[-1]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"title": "x" * 46}, "data.title"),
        ({"custom_id": "x" * 101}, "data.custom_id"),
        ({"components": []}, "data.components"),
    ],
)
async def test_a_modal_of_the_wrong_form(service, room, ask, data, place):
    field = {"type": 4, "custom_id": "a", "style": 1}
    modal = {
        "title": "Why?",
        "custom_id": "why",
        "components": [{"type": 18, "label": "Reason", "component": field}],
    }
    use = start(service, COMMAND, room.ada, room.channel, {"type": 1, "name": "ask"})
    callback = f"/interactions/{use.id}/{use.token}/callback"
    assert (await ask("POST", callback, {"type": 9, "data": modal | data}))[0] == 400
    assert place in service.violations[0]
    assert (await ask("POST", callback, {"type": 9, "data": modal}))[0] == 204


@pytest.mark.parametrize("name", ["", " ", "x" * 101])
async def test_a_thread_of_the_wrong_name(service, room, ask, name):
    _, message = await ask("POST", f"/channels/{room.channel.id}/messages", said())
    path = f"/channels/{room.channel.id}/messages/{message['id']}/threads"
    assert (await ask("POST", path, {"name": name}))[0] == 400
    assert "name" in service.violations[0]


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Ask", "description": "Upper case"},
        {"name": "ask it", "description": "A space"},
        {"name": "ask"},
        {"name": "ask", "description": "x" * 101},
        {"name": "Menu", "type": 3, "description": "described"},
        {
            "name": "ask",
            "description": "required last",
            "options": [
                {"type": 3, "name": "a", "description": "x"},
                {"type": 3, "name": "b", "description": "x", "required": True},
            ],
        },
    ],
)
async def test_a_command_of_the_wrong_form(service, ask, command):
    path = f"/applications/{service.application_id}/commands"
    assert (await ask("PUT", path, [command]))[0] == 400
    assert service.violations
    assert service.commands == {None: {}}


async def test_files_and_their_announcement(service, room, ask):
    def form(attachment_id):
        data = aiohttp.FormData(quote_fields=False)
        body = said(attachments=[{"id": attachment_id, "filename": "b.txt"}])
        data.add_field("payload_json", json.dumps(body))
        data.add_field("files[0]", b"bytes", filename="a.txt")
        return data

    path = f"/channels/{room.channel.id}/messages"
    status, message = await ask("POST", path, data=form(0))
    assert (status, message["attachments"][0]["filename"]) == (200, "b.txt")
    assert service.requests[-1].files["0"][1] == b"bytes"
    assert (await ask("POST", path, data=form(1)))[0] == 400
    assert "not among the attachments" in service.violations[0]


def test_every_described_route_is_handled():
    described = {
        (method.upper(), path)
        for path, methods in schema.DESCRIPTION["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert described == set(ROUTES)


def test_lengths_are_utf_16_code_units():
    assert [limits.length(text) for text in ("a", "é", "🦉", "a🦉")] == [1, 1, 2, 3]
