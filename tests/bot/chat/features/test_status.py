"""What /quoth status shows of the index, of the answers and of what the server forbids."""

import re

from tests.bot.chat.steps import HEAD, asked, used
from tests.discord_service import payloads
from tests.discord_service.permissions import Permission


def fields(message):
    return {entry["name"]: entry["value"] for entry in message.embeds[0]["fields"]}


async def test_status_tells_everything(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    await asked(service, room.ada, room.channel, HEAD)
    await (await service.press(room.mod, answer, "👍")).response()
    shown = fields(await used(service, room.mod, room.channel, "quoth status"))
    promise, threshold = shown.pop("Promise"), shown.pop("Threshold")
    assert promise == "none"
    assert re.fullmatch(r"\d+ %, as shipped: not calibrated for your documents", threshold)
    assert re.fullmatch(r"<t:\d+:R>", shown.pop("Up since"))
    assert re.fullmatch(r"\d+ ms \(p50\), \d+ ms \(p95\)", shown.pop("Answers take"))
    assert shown == {
        "Documents": "2",
        "Passages": "14",
        "Left out": "0 files",
        "Model": services.settings.model,
        "Questions here": "2, 1 answered",
        "Votes here": "👍 1 👎 0",
        "Missing permissions": "none",
    }


async def test_status_names_missing_permissions_of_the_server_and_of_a_channel(bot, service, room):
    other = room.guild.add_channel("help")
    other.set_permissions(service.bot, deny=Permission.VIEW_CHANNEL)
    room.guild.everyone.permissions &= ~Permission.EMBED_LINKS
    service.gateway.tell(
        "GUILD_ROLE_UPDATE", {"guild_id": room.guild.id, "role": payloads.role(room.guild.everyone)}
    )
    await used(service, room.mod, room.channel, "quoth channels", {"add": other})
    shown = fields(await used(service, room.mod, room.channel, "quoth status"))
    assert shown["Missing permissions"] == (f"Embed Links\nin <#{other.id}>: View Channel")
    assert shown["Answers take"] == "no answers yet"
