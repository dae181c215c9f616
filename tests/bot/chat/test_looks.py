"""What people see of the bot's messages, for eyes, and that it is short."""

import pytest

from bot.chat.posts.posts import Card, Post
from tests.bot.chat.staging import DEFICIT, FRANCE, HEAD, SHARE
from tests.bot.discord_markdown import readings
from tests.bot.looks import looks

# What is shown without being asked for more fits on a telephone.
MOST_LINES, MOST_CHARACTERS = 8, 800


@pytest.fixture
def parsers():
    """The parsers, made where no loop is running, which they would otherwise take for theirs."""
    readings("")


async def test_for_eyes(parsers, bot, service, room):
    """Everyday messages, for those who run this with -s; all of them are short."""
    direct = service.direct(room.ada)
    for text in (SHARE, DEFICIT, "and in 2021?", "When was the agreement signed?", HEAD, FRANCE):
        shown(text, await asked(service, room.ada, direct, text))
    for text in ("hello", "thx", "...", ""):
        shown(text, await asked(service, room.ada, room.channel, f"<@BOT> {text}"))
    answer = await asked(service, room.ada, room.channel, f"<@BOT> {SHARE}")
    more = {"reply_to": answer, "ping": False}
    shown("and then?", await asked(service, room.ada, room.channel, "and then?", **more))
    for label in ("Show in context", "More quotes 2"):
        press = await service.press(room.ada, answer, label)
        shown(f"[{label}]", await press.response(), most=4000)


async def asked(service, user, channel, text, **more):
    """What the bot writes when it is asked."""
    await service.say(user, channel, text, **more)
    return await service.next_message(channel)


def shown(question, message, most=MOST_CHARACTERS):
    """Print a message as a person sees it."""
    cards = tuple(
        Card(
            e.get("description") or "", (e.get("footer") or {}).get("text", ""), e.get("title", "")
        )
        for e in message.embeds
    )
    print(f"\n\n   ada: {question}\n{looks([Post(message.content, cards)])}", end="")
    print("   " + " ".join(f"[{button['label']}]" for button in message.buttons))
    assert len(message.text) <= most
    if most == MOST_CHARACTERS:
        assert len(message.text.splitlines()) <= MOST_LINES
