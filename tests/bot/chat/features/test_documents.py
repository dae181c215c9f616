"""The documents as moderators see them, and reading them again without a pause."""

import asyncio
import csv
import io

import pytest

from bot.chat.core import background
from bot.chat.features import documents
from bot.chat.features.documents import JUST_READ, UNDER_WAY
from bot.chat.features.progress import DONE
from bot.chat.features.reindexing import NOT_READ, SEE_LOG
from index.indexing.build import build
from index.indexing.update import update
from tests.bot.chat.steps import asked, started
from tests.support import SEEDS, write

LIGHTHOUSE = "How high is the lighthouse of Harm?"
HARM = "The lighthouse of Harm is 41 metres high. It was built in 1887 by Ida Voss.\n"


async def used(service, room, words):
    told = await (await service.use(room.mod, room.channel, words)).response()
    assert told.ephemeral
    return told


@pytest.fixture
def folder(tmp_path):
    """The seeds' documents, in a folder of the test's own."""
    return write(tmp_path / "docs", {path.name: path.read_bytes() for path in SEEDS.iterdir()})


@pytest.fixture
def here(folder, settings, seeds, tmp_path):
    """Settings of a bot that answers from that folder."""
    made = settings.model_copy(update={"index_dir": tmp_path / "index"})
    build(folder, made.index_dir, seeds.encoder)
    return made


async def test_few_documents_are_listed_in_the_message(bot, service, room):
    told = await used(service, room, "docs list")
    [embed] = told.embeds
    assert embed["title"] == "2 documents"
    assert not told.attachments
    first, second = embed["description"].split("\n")
    assert first.startswith("- Alibaba, the Chinese Amazon")
    assert first.endswith(r"(000\_276326dee9f317e6.txt)")
    assert second.endswith(r"(002\_5aa07d2a96e5c89f.txt)")


async def test_many_documents_are_listed_in_a_file(folder, here, settings, seeds, service, room):
    odd = f"# {'`*_🥐[' * 60}\n\nA page.\n"
    write(folder, {f"page {n:02}.md": odd for n in range(30)})
    build(folder, here.index_dir, seeds.encoder)
    async with started(here, seeds, service):
        told = await used(service, room, "docs list")
    [embed] = told.embeds
    assert embed["title"] == "32 documents"
    *shown, last = embed["description"].split("\n")
    assert last == f"and {32 - len(shown)} more, in the file"
    [file] = told.attachments
    rows = list(csv.DictReader(io.StringIO(file.text), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == 32
    assert {row["path"] for row in rows} >= {"page 00.md", "page 29.md"}
    assert all(row["passages"].isdigit() for row in rows)


async def test_an_added_document_is_quoted_without_a_restart(folder, here, seeds, service, room):
    async with started(here, seeds, service):
        assert "41" not in (await asked(service, room.ada, room.channel, LIGHTHOUSE)).text
        write(folder, {"harm.txt": HARM})
        reading = await service.use(room.mod, room.channel, "docs reindex")
        await reading.acknowledged()
        again = await used(service, room, "docs reindex")
        assert again.content == UNDER_WAY
        meanwhile = await asked(service, room.ada, room.channel)
        assert "one-fifth" in meanwhile.text
        assert not reading.answers
        told = await reading.response(seconds=60)
        assert told.ephemeral
        assert told.content.startswith("1 added, 0 changed, 0 removed, 2 unchanged\n")
        assert "harm.txt" in told.content
        assert "**41 metres" in (await asked(service, room.ada, room.channel, LIGHTHOUSE)).text


async def test_a_reindex_tells_nothing_of_what_is_for_others(folder, here, seeds, service, room):
    for name, guild in (("theirs", "1"), ("ours", room.guild.id)):
        write(folder, {f"{name}/quoth.toml": f"guilds = [{guild}]", f"{name}/old.txt": HARM})
    update(folder, here.index_dir, seeds.encoder)
    async with started(here, seeds, service) as client:
        await asyncio.to_thread(client.services.live.refresh)
        more = "They paint it each spring.\n"
        for name in ("theirs", "ours"):
            write(folder, {f"{name}/new.txt": HARM, f"{name}/old.txt": HARM + more})
            write(folder, {f"{name}/no.pdf": "no pdf"})
        told = await (await service.use(room.mod, room.channel, "docs reindex")).response(60)
        assert told.content.split("\n") == [
            "1 added, 1 changed, 0 removed, 2 unchanged",
            "added ours/new.txt",
            "changed ours/old.txt",
        ]


async def test_a_failing_reindex_names_no_file_and_the_old_index_goes_on(
    folder, here, seeds, service, room, caplog
):
    async with started(here, seeds, service):
        folder.rename(folder.with_name("elsewhere"))
        told = await used(service, room, "docs reindex")
        assert told.content == f"{NOT_READ} {SEE_LOG}"
        assert f"There is no folder {folder}" in caplog.text
        assert "one-fifth" in (await asked(service, room.ada, room.channel)).text


async def test_a_crash_of_the_index_command_is_left_to_the_log(
    bot, service, room, monkeypatch, tmp_path, caplog
):
    crashing = tmp_path / "crashing"
    crashing.write_text("#!/bin/sh\necho details >&2\nexit 1\n")
    crashing.chmod(0o700)
    monkeypatch.setattr(background.sys, "executable", str(crashing))
    monkeypatch.setattr(documents, "EVERY_SECONDS", 0)
    for _ in range(2):
        told = await used(service, room, "docs reindex")
        assert told.content == f"{NOT_READ} {SEE_LOG}"
    assert "status 1: details" in caplog.text


async def test_the_next_reindex_waits_a_while(bot, service, room, monkeypatch):
    async def summary(client, sees):
        return "1 added"

    monkeypatch.setattr(documents, "reindex", summary)
    assert (await used(service, room, "docs reindex")).content == "1 added"
    told = await used(service, room, "docs reindex")
    assert told.content.startswith(f"{JUST_READ} <t:")


async def test_a_long_summary_is_cut_between_lines(bot, service, room, monkeypatch):
    async def summary(client, sees):
        return "\n".join(f"added *{number}*.pdf" for number in range(200))

    monkeypatch.setattr(documents, "reindex", summary)
    told = await used(service, room, "docs reindex")
    assert told.content.endswith(r"\*.pdf" + "\n…")


async def test_a_reindex_that_took_too_long_is_told_in_a_direct_message(
    bot, service, room, monkeypatch
):
    monkeypatch.setattr("bot.chat.posts.replies.TOKEN_LIFE", 0)

    async def summary(client, sees):
        return "1 added"

    monkeypatch.setattr(documents, "reindex", summary)
    await service.use(room.mod, room.channel, "docs reindex")
    told = await service.next_message(service.direct(room.mod))
    # A direct message names no document.
    assert told.content == DONE
