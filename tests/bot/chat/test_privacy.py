"""What a person may have forgotten, what is forgotten by itself, and what is never lost."""

import shutil
import time
from dataclasses import replace

import pytest

from index.indexing.build import build
from tests.bot.chat.steps import FRANCE, HEAD, SHARE, asked, entry_of, started
from tests.support import SEEDS

SECRET = "marmalade dragonfly"


def kept(settings):
    """All bytes of the memory's files."""
    folder, name = settings.discord_database.parent, settings.discord_database.name
    return b"".join(path.read_bytes() for path in folder.glob(f"{name}*"))


@pytest.mark.parametrize(
    ("words", "direct"),
    [("forget-me", False), ("forget-me", True), ("quoth forget-me", True)],
)
async def test_anybody_can_have_their_questions_and_votes_forgotten(
    words, direct, bot, settings, service, services, room
):
    own = await asked(service, room.ada, room.channel, f"Where is the {SECRET}?")
    secret = await asked(service, room.ada, service.direct(room.ada), f"Who is {SECRET}?")
    others = await asked(service, room.mod, room.channel)
    await (await service.press(room.ada, others, "👍")).response()
    await (await service.press(room.mod, own, "👎")).response()
    for message in (own, secret, others):
        await entry_of(services, message)
    assert SECRET.encode() in kept(settings)
    place = service.direct(room.ada) if direct else room.channel
    told = await (await service.use(room.ada, place, words)).response()
    assert told.content.startswith("Forgotten: 2 of your questions and 1 of your votes.")
    assert SECRET.encode() not in kept(settings)
    counts = await services.remember(lambda ledger: ledger.counts())
    assert (counts.questions, counts.up, counts.down) == (1, 0, 0)


async def test_moderators_can_forget_themselves_with_their_own_command(bot, service, room):
    use = await service.use(room.mod, room.channel, "quoth forget-me")
    told = await use.response()
    assert told.ephemeral
    assert told.content.startswith("Forgotten: 0 of your questions and 0 of your votes.")


async def test_old_questions_are_forgotten_at_the_start(settings, seeds, service, room):
    short = settings.model_copy(update={"discord_retention_days": 30})
    day = 86_400
    async with started(short, seeds, service) as client:
        entry = await entry_of(
            client.services, await asked(service, room.ada, room.channel, f"Who is {SECRET}?")
        )
        young = await entry_of(client.services, await asked(service, room.ada, room.channel))
        for one, days in ((entry, 31), (young, 29)):
            aged = replace(one, at=time.time() - days * day)
            await client.services.remember(lambda ledger, e=aged: ledger.replace(e))
    async with started(short, seeds, service) as client:
        # The ledger does one thing after another.
        await asked(service, room.ada, room.channel, FRANCE)
        assert await client.services.remember(lambda ledger: ledger.entry(entry.id)) is None
        assert await client.services.remember(lambda ledger: ledger.entry(young.id)) is not None
    assert SECRET.encode() not in kept(settings)


async def test_an_index_made_anew_loses_no_vote(settings, seeds, service, room, tmp_path):
    here = settings.model_copy(update={"index_dir": tmp_path / "index"})
    build(SEEDS, here.index_dir, seeds.encoder)
    async with started(here, seeds, service):
        answer = await asked(service, room.ada, room.channel)
        await (await service.press(room.mod, answer, "👍")).response()
    shutil.rmtree(here.index_dir)
    build(SEEDS, here.index_dir, seeds.encoder)
    async with started(here, seeds, service):
        pressed = await service.press(room.ada, answer, "👍 1")
        assert (await pressed.response()).button("👍 2")


async def test_the_log_holds_no_words_of_a_question(bot, service, services, room, caplog):
    caplog.set_level("DEBUG", logger="bot")
    await asked(service, room.ada, room.channel, f"Where is the {SECRET}?")
    await service.say(room.ada, room.channel, f"<@BOT> {HEAD} {SECRET}")
    await service.next_message(room.channel)
    assert "characters" in caplog.text
    for word in SECRET.split():
        assert word not in caplog.text


async def test_a_question_in_a_direct_message_is_in_no_servers_list(bot, service, services, room):
    await entry_of(services, await asked(service, room.ada, service.direct(room.ada), SHARE))
    guild = int(room.guild.id)
    assert await services.remember(lambda ledger: ledger.recent(guild, 9)) == []
    assert await services.remember(lambda ledger: ledger.export_rows(guild)) == []
