"""What was backed up comes back as it was, all of it or nothing, and never under a running bot."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.backup.archive import LEDGER, Manifest, member_of, write
from bot.backup.restoring import restore
from bot.backup.saving import save
from bot.chat.memory.ledger import LedgerError
from bot.chat.memory.lock import alone
from bot.settings import Settings
from index.access import ANYBODY, OWNER
from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.errors import BackupError, IndexBusyError
from index.paths import ALL
from index.store.catalog import Catalog
from index.store.library import open_library
from index.store.locking import writer
from tests.bot.backup.kept import (
    BAKER,
    FERRY,
    GUILD,
    KEYS,
    MEMBER,
    WARDEN,
    content,
    left_over,
    members,
    settings_of,
)

State = Callable[[str], Settings]
INDEX = "index/catalog.sqlite"


def answers(settings: Settings, answerer: Answerer) -> list[object]:
    """What people are told, with all figures and but for the time that it took."""
    fingerprint = answerer.encoder.fingerprint
    library = open_library(settings.index_dir, fingerprint, settings.discord_documents)
    with closing(library):
        now = replace(answerer, library=library)
        return [
            replace(ask(now, question, audience), elapsed_ms=0)
            for question in (FERRY, KEYS, BAKER)
            for audience in (OWNER, ANYBODY, MEMBER, WARDEN)
        ]


def test_all_of_it_is_there_again_and_answers_the_same(
    states: Path, tmp_path: Path, seeds: Answerer
) -> None:
    settings = settings_of(tmp_path / "elsewhere")
    restore(settings, states / "new.tar.gz", replace=False)
    assert content(settings) == content(settings_of(states / "new"))
    told = answers(settings, seeds)
    assert told == answers(settings_of(states / "new"), seeds)
    assert "9" in told[0].quotes[0].place.text
    assert told[4].quotes
    assert not told[5].quotes
    assert left_over(tmp_path) == []


def test_it_can_be_backed_up_again_to_the_same(states: Path, tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "elsewhere")
    restore(settings, states / "new.tar.gz", replace=False)
    save(settings, tmp_path / "again.tar.gz")
    before, after = dict(members(states / "new.tar.gz")), dict(members(tmp_path / "again.tar.gz"))
    assert before.keys() == after.keys()
    assert {p: d for p, d in before.items() if not p.endswith("sqlite")} == {
        p: d for p, d in after.items() if not p.endswith("sqlite")
    }


def test_what_people_asked_is_for_nobody_else_on_the_machine(states: Path, tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "elsewhere")
    restore(settings, states / "new.tar.gz", replace=False)
    assert stat.S_IMODE(settings.discord_database.stat().st_mode) == 0o600
    shelf = settings.discord_documents / str(GUILD)
    assert stat.S_IMODE(shelf.stat().st_mode) == 0o700
    assert stat.S_IMODE((shelf / "documents" / "bakery.md").stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_it_belongs_to_whom_the_place_belongs(states: Path, tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "elsewhere")
    for folder in (
        settings.index_dir,
        settings.discord_database.parent,
        settings.discord_documents,
    ):
        folder.mkdir(parents=True)
        os.chown(folder, 1234, 2345)
    restore(settings, states / "new.tar.gz", replace=False)
    owners = {
        (path.stat().st_uid, path.stat().st_gid) for path in (tmp_path / "elsewhere").rglob("*")
    }
    assert owners == {(1234, 2345)}


def test_what_is_there_is_replaced_only_where_that_is_said(
    states: Path, state: State, tmp_path: Path
) -> None:
    settings = state("old")
    (settings.index_dir / "history").write_text("mine\n")
    (settings.discord_documents / "42").mkdir()
    before = content(settings)
    with pytest.raises(BackupError, match="is there already: add --replace"):
        restore(settings, states / "new.tar.gz", replace=False)
    assert content(settings) == before
    restore(settings, states / "new.tar.gz", replace=True)
    assert content(settings) == content(settings_of(states / "new"))
    # What is no part of a backup is no part of what goes, and of what is one nothing stays.
    assert (settings.index_dir / "history").read_text() == "mine\n"
    assert not (settings.discord_documents / "42").exists()
    assert left_over(tmp_path) == []


def test_what_the_backup_does_not_hold_stays(state: State, tmp_path: Path) -> None:
    new, old = state("new"), state("old")
    shutil.rmtree(new.discord_documents)
    shutil.rmtree(new.discord_database.parent)
    save(new, tmp_path / "index.tar.gz")
    before = content(old)
    with alone(old.discord_database):
        restore(old, tmp_path / "index.tar.gz", replace=True)
    after = content(old)
    kept = {name for name in before if name.startswith(("ledger", "server"))}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["."] == content(new)["."]


def test_a_log_that_was_not_folded_in_does_not_come_upon_another_database(
    states: Path, state: State
) -> None:
    """As who is killed leaves it."""
    settings = state("old")
    for database in (settings.discord_database, settings.index_dir / "catalog.sqlite"):
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("CREATE TABLE more AS SELECT * FROM sqlite_schema")
            log = database.with_name(f"{database.name}-wal")
            kept = log.read_bytes()
        log.write_bytes(kept)
    restore(settings, states / "new.tar.gz", replace=True)
    assert content(settings) == content(settings_of(states / "new"))


def test_it_waits_for_no_bot_and_replaces_nothing_under_one(states: Path, state: State) -> None:
    settings = state("old")
    before = content(settings)
    with alone(settings.discord_database):
        with pytest.raises(LedgerError, match=r"A bot is running .*: stop it first\.$"):
            restore(settings, states / "new.tar.gz", replace=True)
        assert content(settings) == before


@pytest.mark.parametrize("who", ["all", "index", "collection", "server"])
def test_nothing_is_replaced_under_who_is_indexing(
    states: Path, state: State, monkeypatch, tmp_path: Path, who: str
) -> None:
    monkeypatch.setattr("bot.backup.restoring.WAIT", 0.1)
    settings = state("old")
    [collection] = (settings.index_dir / "collections").iterdir()
    place = {
        "collection": collection,
        "server": settings.discord_documents / str(GUILD) / "index",
    }.get(who, settings.index_dir)
    before = content(settings)
    held = writer(place, lock_name=ALL) if who == "all" else writer(place)
    with held, pytest.raises(IndexBusyError):
        restore(settings, states / "new.tar.gz", replace=True)
    assert content(settings) == before
    assert left_over(tmp_path) == []


def test_who_answers_goes_on_and_goes_over_to_what_is_restored(
    states: Path, state: State, seeds: Answerer
) -> None:
    settings = state("old")
    fingerprint = seeds.encoder.fingerprint
    library = open_library(settings.index_dir, fingerprint, settings.discord_documents)
    now = replace(seeds, library=library)
    restore(settings, states / "new.tar.gz", replace=True)
    assert "7" in ask(now, FERRY, OWNER).quotes[0].place.text
    again = open_library(settings.index_dir, fingerprint, settings.discord_documents, library)
    assert "9" in ask(replace(seeds, library=again), FERRY, OWNER).quotes[0].place.text
    library.close()
    again.close()


# What is whole by its checksums, and still cannot be used.


def changed(states: Path, folder: Path, path: str, change: Callable[[Path], None]) -> Path:
    """The backup with one file of it changed, and listed as it is then."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in members(states / "new.tar.gz"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    change(folder / path)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    listed = tuple(member_of(file.relative_to(folder).as_posix(), file) for file in files)
    made = folder.with_suffix(".tar.gz")
    with made.open("wb") as stream:
        write(stream, Manifest("2030-01-01", "0", listed), folder)
    return made


def rubbish(path: Path) -> None:
    path.write_bytes(b"\0rubbish" * 1000)


def in_sql(statement: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(statement)
            connection.execute("PRAGMA journal_mode = DELETE")

    return run


def told(key: str, value: str) -> Callable[[Path], None]:
    """Have an index say something else of itself, as if it had been written so."""

    def run(path: Path) -> None:
        with closing(Catalog(path, writing=True)) as catalog:
            catalog.set_meta({key: value})
        in_sql("")(path)

    return run


UNUSABLE = {
    "no database": (INDEX, rubbish),
    "no ledger": (LEDGER, rubbish),
    "no index": (INDEX, Path.unlink),
    "another's ledger": (LEDGER, in_sql("PRAGMA application_id = 7")),
    "a later ledger": (LEDGER, in_sql("PRAGMA user_version = 99")),
    "an empty index": (INDEX, in_sql("DELETE FROM meta")),
    "a generation elsewhere": (
        INDEX,
        told("generation", "../../../escaped"),
    ),
    "vectors that are none": (INDEX, in_sql("UPDATE vector SET data = x'00'")),
    "dimensions that are none": (INDEX, told("dimensions", "x")),
    "sentences that are none": (INDEX, in_sql("UPDATE passage SET sentences = '{'")),
    "sentences of another kind": (INDEX, in_sql("UPDATE passage SET sentences = '[7]'")),
    "no server's database": (f"servers/{GUILD}/index/catalog.sqlite", rubbish),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_cannot_be_used_replaces_nothing(
    states: Path, state: State, tmp_path: Path, name: str
) -> None:
    settings = state("old")
    before = content(settings)
    file = changed(states, tmp_path / "changed", *UNUSABLE[name])
    with pytest.raises(BackupError) as told:
        restore(settings, file, replace=True)
    assert str(file) in str(told.value)
    assert str(told.value).endswith(".")
    assert "\n" not in str(told.value)
    assert content(settings) == before
    assert left_over(tmp_path) == []
    assert list(tmp_path.rglob("*escaped*")) == []


def test_another_versions_index_is_left_out_and_all_else_comes_back(
    states: Path, state: State, tmp_path: Path
) -> None:
    older = told("schema", "1")
    settings, new = state("old"), content(settings_of(states / "new"))
    before = content(settings)
    restored = restore(settings, changed(states, tmp_path / "older", INDEX, older), replace=True)
    assert restored.without_index
    after = content(settings)
    assert (after["."], after["promise"]) == (before["."], before["promise"])
    assert (after["ledger"], after[f"server {GUILD}"]) == (new["ledger"], new[f"server {GUILD}"])

    path = f"servers/{GUILD}/index/catalog.sqlite"
    restored = restore(settings, changed(states, tmp_path / "server", path, older), replace=True)
    assert not restored.without_index
    after = content(settings)
    del new[f"server index {GUILD}"]
    assert after == new
