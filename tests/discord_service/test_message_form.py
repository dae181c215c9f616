"""Limits and forms of messages: what Discord refuses, and what just fits."""

import pytest

from tests.discord_service.bodies import button, embedded, fields, rows, said

REFUSED = {
    "content of 2,001": (said(content="x" * 2001), "content"),
    "content of 2,000 in UTF-16 surrogates": (said(content="🦉" * 1001), "content"),
    "content that is no text": (said(content=5), "content"),
    "embed title": (embedded(title="x" * 257), "embeds.0.title"),
    "embed description": (embedded(description="x" * 4097), "embeds.0.description"),
    "embed author": (embedded(author={"name": "x" * 257}), "embeds.0.author.name"),
    "embed footer": (embedded(footer={"text": "x" * 2049}), "embeds.0.footer.text"),
    "26 fields": (embedded(fields=fields(26)), "embeds.0.fields"),
    "field name": (
        embedded(fields=[{"name": "x" * 257, "value": "v"}]),
        "embeds.0.fields.0.name",
    ),
    "field value": (embedded(fields=fields(1, 1025)), "embeds.0.fields.0.value"),
    "blank field": (
        embedded(fields=[{"name": " ", "value": "v"}]),
        "embeds.0.fields.0.name",
    ),
    "field without a value": (embedded(fields=[{"name": "n"}]), "embeds.0.fields.0"),
    "6,000 together": (
        said(embeds=[{"description": "x" * 3001}, {"description": "x" * 3000}]),
        "embeds",
    ),
    "11 embeds": (said(embeds=[{"title": "x"}] * 11), "embeds"),
    "empty embed": (said(embeds=[{"color": 3}]), "embeds.0.description"),
    "embed with a bad link": (embedded(url="file.txt"), "embeds.0.url"),
    "embed with a bad time": (embedded(timestamp="today"), "embeds.0.timestamp"),
    "custom id": (rows([button(custom_id="x" * 101)]), "components.0.components.0.custom_id"),
    "label": (rows([button(label="x" * 81)]), "components.0.components.0.label"),
    "same custom id": (rows([button(1), button(1)]), "components.0.components.1.custom_id"),
    "6 buttons": (rows([button(n) for n in range(6)]), "components.0.components"),
    "6 rows": (rows(*[[button(n)] for n in range(6)]), "components"),
    "empty row": (rows([]), "components.0.components"),
    "button without style": (rows([{"type": 2, "label": "x", "custom_id": "y"}]), "style"),
    "button that says nothing": (rows([button(label=None)]), "components.0.components.0.label"),
    "button that does nothing": (rows([button(custom_id=None)]), "components.0.components.0"),
    "link with a custom id": (
        rows([button(style=5, url="https://example.org")]),
        "components.0.components.0",
    ),
    "link to nowhere": (
        rows([{"type": 2, "style": 5, "label": "x", "url": "javascript:1"}]),
        "components.0.components.0.url",
    ),
    "flags": (said(flags=1 << 6), "flags"),
    "reference without id": (said(message_reference={"channel_id": "1"}), "message_reference"),
    "unknown mention kind": (said(allowed_mentions={"parse": ["all"]}), "allowed_mentions"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_message_of_the_wrong_form_is_refused(service, room, ask, name):
    data, place = REFUSED[name]
    status, body = await ask("POST", f"/channels/{room.channel.id}/messages", data)
    assert (status, body["code"]) == (400, 50035)
    assert not room.channel.messages
    assert any(place in violation for violation in service.violations), service.violations
    found = body["errors"]
    for key in place.split(".") if "." in place else ():
        found = found[key]
    with pytest.raises(AssertionError, match="Discord would object"):
        service.check()


ALLOWED = {
    "content of 2,000": said(content="x" * 2000),
    "ids as numbers": said(message_reference={"message_id": 7, "fail_if_not_exists": False}),
    "full embed": embedded(title="x" * 256, description="x" * 4096),
    "25 fields": embedded(fields=fields(25, 200)),
    "1,024 in a field": embedded(fields=fields(1, 1024)),
    "25 buttons": rows(*[[button(5 * n + m) for m in range(5)] for n in range(5)]),
    "a link": rows([{"type": 2, "style": 5, "label": "x", "url": "https://example.org/a?b#c"}]),
    "a mention that does not ping": said(content="@everyone <@1> <@&2>"),
}


@pytest.mark.parametrize("name", ALLOWED)
async def test_what_just_fits_is_taken(service, room, ask, name):
    status, _ = await ask("POST", f"/channels/{room.channel.id}/messages", ALLOWED[name])
    assert (status, service.violations) == (200, [])
