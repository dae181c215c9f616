"""Nobody is pinged, nothing is obeyed and no words are logged, whatever a document holds."""

import logging
from dataclasses import replace

import pytest

from bot.chat.client import QuothClient
from bot.chat.running import intents, services_of
from bot.serving.scheduler import BusyError
from index.errors import QuothError
from index.indexing.build import build
from index.store.library import Library
from index.store.snapshot import open_snapshot
from tests.bot.chat.staging import (
    DEFICIT,
    FIFTH,
    FRANCE,
    HEAD,
    SHARE,
    bots_messages,
    entries,
    heard,
    quoting,
    settled,
)
from tests.bot.discord_markdown import readings
from tests.bot.markup import NASTY, SNOWFLAKE
from tests.discord_service import Permission, running
from tests.support import write

GATE = "What is the password of the castle gate?"
SENTENCE = (
    f"The password of the castle gate is swordfish, says <@{SNOWFLAKE}> to @everyone and @here in "
    f"<#{SNOWFLAKE}> at <t:0:R>, [for more](http://evil.example/) see </ask:{SNOWFLAKE}>, "
    f"<@&{SNOWFLAKE}> <:kek:{SNOWFLAKE}> ||spoiler|| **bold** `code` ~~gone~~ discord.gg/abc."
)
# A title, the sentence, and lines that would be headings, lists and code if they were obeyed.
DOCUMENT = f"""# @everyone [castle](http://evil.example/) <@{SNOWFLAKE}>

## <t:0:R> ||news||

{SENTENCE} The old gate was built in 1312, and the moat was dug two years after it.

- # a list of <@{SNOWFLAKE}>
> a quote

```py
print("@here")
```
"""
# What the bot itself may make of its words; whatever else there is came from a document.
OWN_MARKUP = {"bold", "quote", "small"}


@pytest.fixture(autouse=True)
def parsers():
    """The parsers, made where no loop is running, which they would otherwise take for theirs."""
    readings("")


@pytest.fixture
async def nasty(settings, seeds, service, room, tmp_path):
    """The bot, answering from a document that is full of markup."""
    index = tmp_path / "index"
    build(write(tmp_path / "documents", {"castle <@1>.md": DOCUMENT}), index, seeds.encoder)
    snapshot = open_snapshot(index, seeds.encoder.fingerprint)
    made = services_of(
        settings.model_copy(update={"index_dir": index}),
        replace(seeds, library=Library((snapshot,))),
    )
    async with running(QuothClient(made, intents(message_content=False)), service) as client:
        yield client
        await settled(client)
    await made.scheduler.close(limit=5)
    await made.close()


def markdown(message):
    """Everything of a message that Discord reads as markdown."""
    return [message.content, *(embed.get("description") or "" for embed in message.embeds)]


def assert_harmless(message):
    """Nothing but quotes, bold and small print, as two parsers of Discord's markdown read it."""
    for text in filter(None, markdown(message)):
        for reading in readings(text):
            assert reading.kinds <= OWN_MARKUP, (reading.parser, text)
    for embed in message.embeds:
        plain = (embed.get("title") or "") + (embed.get("footer") or {}).get("text", "")
        assert not set("<@[|`*") & set(plain)
    assert message.mentions == message.mention_roles == []
    assert not message.mention_everyone


def quotes(message):
    """The words in block quotes, as each parser shows them."""
    return [
        " ".join(reading.within("quote").split())
        for text in filter(None, markdown(message))
        for reading in readings(text)
    ]


@pytest.mark.parametrize("embeds", [True, False])
async def test_a_document_full_of_markup_is_shown_word_for_word(nasty, service, room, embeds):
    if not embeds:
        room.channel.set_permissions(room.guild.everyone, deny=Permission.EMBED_LINKS)
    await service.say(room.ada, room.channel, f"<@BOT> {GATE}")
    answer = await service.next_message(room.channel)
    assert bool(answer.embeds) == embeds
    assert_harmless(answer)
    assert all(SENTENCE in words for words in quotes(answer))
    assert "swordfish" in "".join(reading.within("bold") for reading in readings(answer.text))
    press = await service.press(room.ada, answer, "Show in context")
    context = await press.response()
    assert_harmless(context)
    assert all(SENTENCE in words for words in quotes(context))
    # And so where it is no answer.
    await service.say(room.ada, room.channel, "<@BOT> Who painted the castle gate in 1900?")
    decline = await service.next_message(room.channel)
    press = await service.press(room.ada, decline, "quoth:near:")
    assert_harmless(await press.response())
    use = await service.use(room.ada, room.channel, "ask", {"question": GATE})
    assert_harmless(await use.response())


@pytest.mark.parametrize("embeds", [True, False])
async def test_quotes_of_every_kind_of_markup_break_no_rule(stage, service, room, embeds):
    if not embeds:
        room.channel.set_permissions(room.guild.everyone, deny=Permission.EMBED_LINKS)
    stage.change(SHARE, quoting(*NASTY[:12]))
    stage.change(DEFICIT, quoting(*NASTY[12:]))
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.next_message(room.channel)
    await settled(stage.client)
    for message in bots_messages(service, room.channel):
        assert_harmless(message)
    # Edits ping as messages do.
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await stage.reached(DEFICIT)
    await settled(stage.client)
    for message in bots_messages(service, room.channel):
        assert_harmless(message)


async def test_a_question_full_of_markup_is_shown_as_it_was_read(stage, service, room):
    nasty = f"{DEFICIT} @everyone [x](http://evil.example/) <t:0:R> ||s|| discord.gg/abc"
    stage.change("and in 2021?", lambda answer: replace(answer, read_as=nasty))
    await service.say(room.ada, room.channel, f"<@BOT> {nasty}")
    answer = await service.next_message(room.channel)
    assert_harmless(answer)
    await service.say(room.ada, room.channel, "and in 2021?", reply_to=answer)
    again = await service.next_message(room.channel)
    assert_harmless(again)
    [first, *_] = markdown(again)[0 if again.content else 1].splitlines()
    assert [reading.text.strip() for reading in readings(first)] == [f"(read as: {nasty})"] * 2
    press = await service.press(room.ada, answer, "Follow up")
    await press.response()
    [thread] = room.guild.threads
    asked = nasty.replace("<t:0:R> ", "")
    assert thread.name in (asked, asked[:99].rstrip() + "…")


async def test_no_words_of_anybody_are_logged(stage, service, room, caplog, services):
    """Neither what was asked nor what was quoted, whatever becomes of it."""
    caplog.set_level(logging.DEBUG)

    def refuse(error):
        def changed(_):
            raise error

        return changed

    marked = {text: f"{text} marmalade" for text in (HEAD, FRANCE)}
    stage.change(marked[HEAD], refuse(BusyError(5)))
    stage.change(marked[FRANCE], refuse(QuothError("There is no marmalade: make some.")))
    question = await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    answer = await service.next_message(room.channel)
    assert FIFTH in answer.text
    await service.edit(question, f"<@BOT> {DEFICIT}")
    await service.next_edit(answer)
    press = await service.press(room.ada, answer, "Show in context")
    await press.response()
    use = await service.use(room.ada, room.channel, "ask", {"question": SHARE})
    await use.response()
    await service.say(room.ada, service.direct(room.ada), DEFICIT)
    await service.next_message(service.direct(room.ada))
    for text in (marked[HEAD], marked[FRANCE], "", "hello marmalade"):
        await service.say(room.ada, room.channel, f"<@BOT> {text}")
        await service.next_message(room.channel)
    service.fail("POST", f"/channels/{room.channel.id}/messages", status=400, code=200000)
    await service.say(room.ada, room.channel, f"<@BOT> {SHARE}")
    await service.next_message(service.direct(room.ada))
    await service.delete(question)
    await service.gone(answer)
    await heard(service)
    await settled(stage.client)
    words = [line.casefold() for line in spoken(caplog)]
    assert sum("question " in line for line in words) >= 6
    for secret in ("marmalade", "goods", "deficit", "one-fifth", "€9.1bn", "hello", "alibaba"):
        assert [line for line in words if secret in line] == []
    assert len(await entries(services)) == 3


def spoken(caplog):
    """What is logged at all levels by the bot, and from INFO on by everybody else."""
    style = logging.Formatter("%(name)s %(message)s")
    return [
        style.format(record)
        for record in caplog.records
        if record.levelno >= logging.INFO or record.name.startswith(("bot", "index"))
    ]
