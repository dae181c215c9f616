"""Moderators add and remove documents of their server's own, while answering goes on."""

import asyncio
import os
import shutil
import signal
import sqlite3
import time

import pytest
from pydantic import HttpUrl

from bot.chat.features import progress
from bot.chat.features.documents import ONE_OF_THEM
from bot.chat.features.presses import CHANGED
from bot.chat.features.progress import DONE
from bot.chat.uploads import uploads, workers
from bot.chat.uploads.folder import LEFT, shelf_of
from bot.chat.uploads.uploads import FAILED, TOO_MANY
from bot.chat.uploads.worker import Work
from index.indexing.build import build
from index.paths import CATALOG
from tests.bot.chat.steps import asked, close, entry_of, services_from, started, used
from tests.discord_service.permissions import Permission
from tests.index.formats import made
from tests.support import write

HEIGHT = "How high is the lighthouse of Harm?"
HARM = "# The lighthouse\n\nThe lighthouse of Harm is 41 metres high. Ida Voss built it in 1887.\n"
LOCKED = made.pdf(made.lines(HARM), password="secret")
TALLER = HARM.replace("41", "47")


@pytest.fixture
def here(settings, service):
    """Settings of a bot whose Discord is the service, where files are attached too."""
    return settings.model_copy(update={"discord_api": HttpUrl(service.api_url)})


@pytest.fixture
async def bot(here, seeds, service, room):
    async with started(here, seeds, service) as client:
        yield client


@pytest.fixture
def elsewhere(service, room):
    """A channel of another server, which ada and mod are in too."""
    guild = service.add_guild("Other room")
    guild.add_member(room.ada)
    guild.add_member(room.mod, permissions=Permission.MANAGE_GUILD)
    return guild.add_channel("general")


async def added(service, room, data=HARM, name="harm.md", channel=None, **options):
    channel = channel or room.channel
    file = service.upload(channel, name, data.encode() if isinstance(data, str) else data)
    use = await service.use(room.mod, channel, "docs add", {"file": file} | options)
    return await ended(service, use)


async def ended(service, use):
    """What is told in the end; on a busy machine it is told before that how the work goes on."""
    told = await use.response(60)
    assert told.ephemeral
    await service.wait_until(lambda: not told.content.endswith(" …"), "the end", 120)
    return told.content


async def height(service, room, channel=None):
    return (await asked(service, room.ada, channel or room.channel, HEIGHT)).text


async def names(service, room, text="", channel=None):
    channel = channel or room.channel
    found = await service.autocomplete(
        room.mod, channel, "docs remove", {"document": text}, "document"
    )
    return {choice["name"]: choice["value"] for choice in found}


async def test_a_document_is_quoted_in_its_server_alone_replaced_and_removed(
    bot, here, service, services, room, elsewhere
):
    assert "41" not in await height(service, room)
    assert await added(service, room) == ("Added: The lighthouse (harm.md), 1 passage.")
    answer = await asked(service, room.ada, room.channel, HEIGHT)
    assert "**41 metres" in answer.text
    assert "(harm.md, line 3)" in answer.text
    for place in (elsewhere, service.direct(room.ada)):
        assert "41" not in await height(service, room, place)
    assert await names(service, room, channel=elsewhere) == {}
    listed = (await used(service, room.mod, room.channel, "docs list")).text
    assert r"- The lighthouse (harm.md) · added here" in listed
    assert listed.count("added here") == 1
    assert "harm" not in (await used(service, room.mod, elsewhere, "docs list")).text

    assert (await added(service, room, TALLER)).startswith("Replaced: The lighthouse (harm.md)")
    assert "**47 metres" in await height(service, room)
    shown = await (await service.press(room.ada, answer, "Show in context")).response()
    assert shown.text == CHANGED

    answer = await asked(service, room.ada, room.channel, HEIGHT)
    [(name, value)] = (await names(service, room, "HARM")).items()
    assert name == "harm.md"
    use = await service.use(room.mod, room.channel, "docs remove", {"document": value})
    assert await ended(service, use) == "Removed: harm.md."
    assert "47" not in await height(service, room)
    for button in answer.buttons[:2]:
        shown = await (await service.press(room.ada, answer, button["custom_id"])).response()
        assert "Ida Voss" not in shown.text
        assert "metres" not in shown.text
    assert list(shelf_of(here.discord_documents, int(room.guild.id)).documents.iterdir()) == []


async def test_what_was_posted_of_a_removed_document_can_be_hidden(bot, service, room):
    await added(service, room)
    answer = await asked(service, room.ada, room.channel, HEIGHT)
    entry = await entry_of(bot.services, answer)
    use = await service.use(room.mod, room.channel, "docs remove", {"document": "harm.md"})
    await use.response(60)
    assert "41 metres" in answer.text
    await used(service, room.mod, room.channel, "quoth hide", {"quote": f"{entry.id}.0"})
    assert "41 metres" not in answer.text


async def test_a_text_needs_a_title_and_only_one_document_is_given(bot, service, room):
    for options in ({}, {"text": "words"}, {"title": "Harm"}):
        told = await used(service, room.mod, room.channel, "docs add", options)
        assert told.content == ONE_OF_THEM
    told = await added(service, room, text="words", title="Harm")
    assert told == ONE_OF_THEM
    text = "The lighthouse of Harm is 41 metres high: *really*. Ida Voss built it in 1887."
    use = await service.use(
        room.mod, room.channel, "docs add", {"text": text, "title": "Harm: how high?"}
    )
    told = await ended(service, use)
    assert told == "Added: Harm: how high? (Harm： how high？.md), 1 passage."
    assert "**41 metres" in await height(service, room)


async def test_a_title_is_what_a_file_is_called(bot, here, service, room):
    assert "(Harm.md)" in await added(service, room, title="Harm")
    assert shelf_of(here.discord_documents, int(room.guild.id)).files() == {
        "Harm.md": len(HARM.encode())
    }


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("harm.exe", b"MZ", "I can't read such a file; I can read those that end in"),
        ("harm.pdf", b"%PDF-1.7 nonsense", "I can't use that document: it "),
        ("harm.pdf", LOCKED, "I can't use that document: it is protected by a password."),
        ("quoth.toml", b"everywhere = true", "I can't read such a file; I can read"),
        ("harm.docx", b"PK\x03\x04 nonsense", "I can't use that document: it is damaged"),
        ("harm.md", b"\n--- \n", "I can't use that document: it holds no words."),
        ("harm.md", b"", "I can't use that document: it holds no words."),
        ("HARM.MD", b"words", "There is a document harm.md already: remove it first"),
    ],
)
async def test_what_is_no_document_is_told_and_not_kept(
    name, data, told, bot, here, service, room, caplog
):
    shelf = shelf_of(here.discord_documents, int(room.guild.id))
    write(shelf.documents, {"harm.md": HARM})
    said = await added(service, room, data, name)
    assert said.startswith(told)
    assert said.endswith(".") or "already" in said
    assert [path.name for path in shelf.documents.iterdir()] == ["harm.md"]
    assert (shelf.documents / "harm.md").read_text("utf-8") == HARM


async def test_a_file_larger_than_all_files_may_be_is_not_kept(here, seeds, service, room):
    small = here.model_copy(update={"largest_file_mb": 1})
    async with started(small, seeds, service):
        told = await added(service, room, b"words " * 170_000)
    assert told == "That file is larger than 1 MB, which is too large for me."
    assert not list(shelf_of(here.discord_documents, int(room.guild.id)).documents.iterdir())


async def test_nobody_else_on_the_machine_can_read_them(bot, here, service, room):
    await added(service, room)
    place = shelf_of(here.discord_documents, int(room.guild.id)).place
    assert place.stat().st_mode & 0o777 == 0o700


async def test_there_is_room_for_so_many(here, seeds, service, room):
    few = here.model_copy(update={"discord_server_files": 1})
    async with started(few, seeds, service):
        assert (await added(service, room)).startswith("Added")
        assert (await added(service, room)).startswith("Replaced")
        told = await added(service, room, name="other.md")
        assert told.startswith("There is room for 1 document, and that is taken")


async def test_what_a_file_takes_counts_and_not_what_is_said_of_it(here, seeds, service, room):
    little = here.model_copy(update={"discord_server_mb": 1})
    async with started(little, seeds, service):
        data = b"words " * 200_000
        file = service.upload(room.channel, "many.txt", data, claimed=6)
        use = await service.use(room.mod, room.channel, "docs add", {"file": file})
        told = await ended(service, use)
    assert told.startswith("Together the documents would be larger than 1 MB")
    assert not list(shelf_of(here.discord_documents, int(room.guild.id)).documents.iterdir())


async def test_several_at_once_are_added_one_after_the_other_while_it_answers(
    bot, service, room, elsewhere
):
    uses = []
    for number in range(uploads.AT_ONCE + 1):
        channel = elsewhere if number == 1 else room.channel
        file = service.upload(channel, f"{number}.md", HARM.replace("41", str(number)).encode())
        uses.append(await service.use(room.mod, channel, "docs add", {"file": file}))
    meanwhile = await asked(service, room.ada, room.channel)
    assert "one-fifth" in meanwhile.text
    assert not any(use.answers for use in uses)
    told = [await ended(service, use) for use in uses]
    assert all(words.startswith("Added: The lighthouse") for words in told)
    found = await names(service, room)
    assert len(found) == uploads.AT_ONCE


@pytest.fixture
def shown_soon(monkeypatch):
    monkeypatch.setattr(progress, "FIRST", 0.3)
    monkeypatch.setattr(progress, "EVERY", 0.5)


async def stopped(bot, service, room, channel, data=HARM):
    """A use of /docs add whose process stands still, and that process."""
    file = service.upload(channel, "harm.md", data.encode())
    use = await service.use(room.mod, channel, "docs add", {"file": file})
    running = bot.services.shelving._workers.running
    before = len(running)
    async with asyncio.timeout(60):
        while len(running) == before:
            await asyncio.sleep(0)
    os.kill(running[-1].pid, signal.SIGSTOP)
    return use, running[-1]


async def test_a_server_does_not_wait_for_another_and_sees_how_its_own_goes_on(
    bot, service, room, elsewhere, shown_soon
):
    long = HARM + "Nobody lives there now. " * 10_000
    use, process = await stopped(bot, service, room, elsewhere, long)
    try:
        told = await use.response(60)
        assert told.content.startswith("Adding harm.md: ")
        file = service.upload(room.channel, "harm.md", HARM.encode())
        other = await service.use(room.mod, room.channel, "docs add", {"file": file})
        message = await other.response(60)
        await service.wait_until(lambda: message.content.startswith("Added"), "an end", 120)
        assert told.content.startswith("Adding harm.md: ")
    finally:
        os.kill(process.pid, signal.SIGKILL)
    await service.wait_until(lambda: told.content == FAILED, "an end", 60)


async def test_what_takes_long_leaves_a_place_for_what_takes_a_moment(here):
    crew = workers.Workers(Work(here.discord_documents, "none", here.cache_dir, None))
    begun, ended = [], []

    async def take(name, *, long):
        async with crew._place(long=long):
            begun.append(name)
            await asyncio.sleep(3600 if long else 0)
        ended.append(name)

    tasks = [asyncio.create_task(take(f"long {at}", long=True)) for at in range(5)]
    await asyncio.sleep(0)
    await asyncio.gather(*(take(f"short {at}", long=False) for at in range(5)))
    assert begun[:2] == ["long 0", "long 1"]
    assert ended == [f"short {at}" for at in range(5)]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_server_cannot_have_everybody_wait(bot, service, room, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 1)
    file = service.upload(room.channel, "harm.md", HARM.encode())
    first = await service.use(room.mod, room.channel, "docs add", {"file": file})
    await first.acknowledged()
    assert (await added(service, room, name="other.md")) == TOO_MANY
    assert (await ended(service, first)).startswith("Added")


async def test_the_process_ends_some_time_after_there_is_nothing_left_to_do(
    bot, service, room, monkeypatch
):
    await added(service, room)
    [process] = bot.services.shelving._workers.running
    assert process.returncode is None
    monkeypatch.setattr(uploads, "IDLE", 0)
    await added(service, room)
    async with asyncio.timeout(60):
        await process.wait()
    assert process.returncode == 0
    assert (await added(service, room)).startswith("Replaced")


async def test_an_index_that_is_gone_damaged_or_behind_is_made_again_at_the_start(
    here, seeds, service, room, elsewhere, caplog
):
    mine = shelf_of(here.discord_documents, int(room.guild.id))
    other = shelf_of(here.discord_documents, int(elsewhere.guild.id))
    async with started(here, seeds, service):
        await added(service, room)
        await added(service, room, channel=elsewhere)
    write(mine.index, {CATALOG: "no database" * 1000})
    with sqlite3.connect(other.index / CATALOG) as catalog:
        catalog.execute("UPDATE meta SET value = 'another' WHERE key = 'model'")
    catalog.close()
    write(other.documents, {".coming-1": "half a", "harm.md": TALLER})
    async with started(here, seeds, service) as client:
        await mended(client)
        assert "**41 metres" in await height(service, room)
        assert "**47 metres" in await height(service, room, elsewhere)
        assert not list(other.documents.glob(".*"))
        shutil.rmtree(mine.index)
        await asyncio.to_thread(client.services.live.refresh)
        assert "41" not in await height(service, room)
    async with started(here, seeds, service) as client:
        await mended(client)
        assert "**41 metres" in await height(service, room)


async def mended(client):
    """Return once the indexes are as the documents are, which the start began."""
    async with asyncio.timeout(60):
        await asyncio.gather(*(c for c in client._chores if "_once" in c.get_coro().__qualname__))


async def test_where_the_index_cannot_follow_a_removed_document_is_not_quoted(
    bot, here, service, room, monkeypatch, caplog
):
    await added(service, room)
    assert "**41 metres" in await height(service, room)
    await bot.services.shelving.close()
    monkeypatch.setattr(uploads, "PROGRAM", "no.such.module")
    told = await used(service, room.mod, room.channel, "docs remove", {"document": "harm.md"})
    assert told.content == FAILED
    assert "41" not in await height(service, room)
    assert "harm" not in caplog.text.lower()


async def test_whatever_becomes_of_the_folders_index_what_was_removed_is_not_quoted(
    here, seeds, service, room, tmp_path
):
    docs = write(tmp_path / "docs", {"bread.txt": "Bread is baked here.\n"})
    index = here.model_copy(update={"index_dir": tmp_path / "index"})
    build(docs, index.index_dir, seeds.encoder)
    async with started(index, seeds, service):
        await added(service, room)
        assert "**41 metres" in await height(service, room)
        write(index.index_dir, {CATALOG: "no database" * 1000})
        removed = {"document": "harm.md"}
        use = await service.use(room.mod, room.channel, "docs remove", removed)
        assert await ended(service, use) == "Removed: harm.md."
        assert "41" not in await height(service, room)
        assert (await added(service, room)).startswith("Added: The lighthouse")
        assert "**41 metres" in await height(service, room)


async def test_a_process_that_is_killed_leaves_whole_files_and_is_started_again(
    bot, here, service, room
):
    shelf = shelf_of(here.discord_documents, int(room.guild.id))
    file = service.upload(room.channel, "harm.md", HARM.encode())
    use = await service.use(room.mod, room.channel, "docs add", {"file": file})
    live = bot.services.shelving
    async with asyncio.timeout(60):
        while not live._workers.running:
            await asyncio.sleep(0)
    os.kill(live._workers.running[0].pid, signal.SIGKILL)
    assert await ended(service, use) == FAILED
    assert [path.read_text("utf-8") for path in shelf.documents.iterdir()] in ([], [HARM])
    assert (await added(service, room, TALLER)).split(":")[0] in ("Added", "Replaced")
    assert "**47 metres" in await height(service, room)


async def test_a_server_that_the_bot_left_is_forgotten_in_time(
    here, seeds, service, room, elsewhere
):
    shelf = shelf_of(here.discord_documents, int(elsewhere.guild.id))
    services = services_from(here, seeds)
    write(shelf.documents, {"harm.md": HARM})
    await services.shelving.mend()
    both, one = {shelf.guild, 1}, {1}
    day = 86_400

    async def note(guilds):
        await services.shelving.leave(guilds, time.time() - 90 * day)

    await note(both)
    assert not (shelf.place / LEFT).exists()
    await note(one)
    await note(one)
    assert (shelf.documents / "harm.md").exists()
    old = time.time() - 91 * day
    os.utime(shelf.place / LEFT, (old, old))
    await note(both)
    await note(one)
    assert (shelf.documents / "harm.md").exists()
    os.utime(shelf.place / LEFT, (old, old))
    await note(one)
    assert not shelf.place.exists()
    assert services.live._leases.newest.library.servers == ()
    await close(services)


async def test_a_removal_from_a_server_is_noted(bot, here, service, room, elsewhere):
    await added(service, room, channel=elsewhere)
    place = shelf_of(here.discord_documents, int(elsewhere.guild.id)).place
    await bot.wait_until_ready()
    service.remove_guild(elsewhere.guild)
    async with asyncio.timeout(60):
        while not (place / LEFT).exists():
            await asyncio.sleep(0)


async def test_what_took_too_long_is_told_in_a_direct_message_without_a_name(
    bot, service, room, monkeypatch
):
    monkeypatch.setattr("bot.chat.posts.replies.TOKEN_LIFE", 0)
    file = service.upload(room.channel, "harm.md", HARM.encode())
    await service.use(room.mod, room.channel, "docs add", {"file": file})
    told = await service.next_message(service.direct(room.mod), seconds=60)
    assert told.content == DONE


async def test_the_log_tells_of_no_document(bot, service, services, room, caplog):
    caplog.set_level("DEBUG", logger="bot")
    answer = await added(service, room)
    assert answer.startswith("Added")
    await added(service, room, b"%PDF-1.7 nonsense", "harm.pdf")
    await used(service, room.mod, room.channel, "docs remove", {"document": "harm.md"})
    assert "a document was added" in caplog.text
    assert "a document was removed" in caplog.text
    for word in ("harm", "lighthouse"):
        assert word not in caplog.text.lower()


async def test_members_are_proposed_nothing_to_remove(bot, service, room):
    await added(service, room)
    service.commands[None][1, "docs"]["default_member_permissions"] = None
    room.guild.members[room.mod.id].roles.clear()
    assert await names(service, room) == {}
