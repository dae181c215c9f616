"""A backup holds all that is kept and no setting, and never stands in for anything else."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from bot.backup.archive import LEDGER
from bot.backup.saving import WORKSHOP, save
from bot.presentation.sources import KEY_FILE
from bot.settings import Settings
from index.errors import BackupError, IndexMissingError
from tests.bot.backup.kept import GUILD, left_over, members, settings_of

State = Callable[[str], Settings]


def test_it_holds_what_cannot_be_made_again(states: Path) -> None:
    paths = [path for path, _ in members(states / "new.tar.gz")]
    documents = sorted(path for path in paths if "/documents/" in path)
    assert documents == [
        f"servers/{GUILD}/documents/bakery.md",
        f"servers/{GUILD}/documents/{'ä' * 90}.md",
    ]
    [scoped] = [path for path in paths if path.startswith("index/collections/")]
    others = set(paths) - {*documents, scoped}
    assert others == {
        LEDGER,
        "index/catalog.sqlite",
        "index/promise.json",
        f"servers/{GUILD}/quoth.toml",
        f"servers/{GUILD}/index/catalog.sqlite",
    }


def test_no_setting_is_in_it(state: State, tmp_path: Path, monkeypatch) -> None:
    """Wherever it is run, and whatever lies about."""
    settings = state("new")
    secret = "a.secret.token"
    monkeypatch.chdir(tmp_path / "new")
    for name in (".env", "index/.env", "servers/.env", f"servers/{GUILD}/.env"):
        Path(name).write_text(f"QUOTH_DISCORD_TOKEN={secret}\n", encoding="utf-8")
    (settings.index_dir / KEY_FILE).write_text(secret)
    given = settings.model_copy(update={"discord_token": secret})
    save(given, tmp_path / "backup.tar.gz")
    held = members(tmp_path / "backup.tar.gz")
    assert len(held) == 8
    assert not [path for path, data in held if secret.encode() in data]


def test_only_its_owner_can_read_it_and_nothing_is_left_beside_it(
    state: State, tmp_path: Path
) -> None:
    save(state("new"), tmp_path / "backup.tar.gz")
    assert stat.S_IMODE((tmp_path / "backup.tar.gz").stat().st_mode) == 0o600
    assert left_over(tmp_path) == []


def test_a_former_backup_is_replaced_and_nothing_else_is(state: State, tmp_path: Path) -> None:
    settings, file = state("new"), tmp_path / "backup.tar.gz"
    save(settings, file)
    before = members(file)
    (settings.index_dir / "promise.json").unlink()
    save(settings, file)
    assert dict(before).keys() - dict(members(file)).keys() == {"index/promise.json"}

    letter = tmp_path / "letter.txt"
    letter.write_text("My dear,")
    link = tmp_path / "link.tar.gz"
    link.symlink_to(file)
    for other in (letter, settings.index_dir, settings.index_dir / "catalog.sqlite", link):
        with pytest.raises(BackupError, match="name another"):
            save(settings, other)
    assert letter.read_text() == "My dear,"
    with pytest.raises(BackupError, match="There is no folder"):
        save(settings, tmp_path / "nowhere" / "backup.tar.gz")


def test_what_there_is_none_of_is_left_out(state: State, tmp_path: Path) -> None:
    settings, file = state("new"), tmp_path / "backup.tar.gz"
    shutil.rmtree(settings.discord_documents)
    shutil.rmtree(settings.discord_database.parent)
    manifest, _ = save(settings, file)
    assert all(member.path.startswith("index/") for member in manifest.members)
    with pytest.raises(IndexMissingError, match="There is no index in"):
        save(settings_of(tmp_path / "empty"), tmp_path / "other.tar.gz")
    assert not (tmp_path / "other.tar.gz").exists()


def test_an_index_that_the_bot_makes_again_does_not_stand_in_the_way(
    state: State, tmp_path: Path
) -> None:
    settings = state("new")
    catalog = settings.discord_documents / str(GUILD) / "index" / "catalog.sqlite"
    data = bytearray(catalog.read_bytes())
    data[4096:12288] = bytes(8192)
    catalog.write_bytes(data)
    manifest, _ = save(settings, tmp_path / "backup.tar.gz")
    paths = {member.path for member in manifest.members}
    assert f"servers/{GUILD}/index/catalog.sqlite" not in paths
    assert f"servers/{GUILD}/documents/bakery.md" in paths


@pytest.mark.parametrize("which", ["index_dir", "discord_database"])
def test_what_is_damaged_is_told_and_not_backed_up(
    state: State, tmp_path: Path, which: str
) -> None:
    settings, file = state("new"), tmp_path / "backup.tar.gz"
    save(settings, file)
    before = file.read_bytes()
    damaged = getattr(settings, which)
    damaged = damaged / "catalog.sqlite" if damaged.is_dir() else damaged
    with closing(sqlite3.connect(damaged)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(pages,)] = connection.execute("PRAGMA page_count")
    data = bytearray(damaged.read_bytes())
    page = len(data) // pages
    # Not the first, without which it could not even be opened.
    data[2 * page :] = os.urandom(len(data) - 2 * page)
    damaged.write_bytes(data)
    with pytest.raises(BackupError, match=r"cannot be copied \(.*\): see that .* whole\.$"):
        save(settings, file)
    assert file.read_bytes() == before
    assert left_over(tmp_path) == []


def test_one_at_a_time_in_a_folder(state: State, tmp_path: Path) -> None:
    settings = state("new")
    (tmp_path / WORKSHOP).mkdir()
    with FileLock(tmp_path / WORKSHOP / "lock"), pytest.raises(BackupError, match="Another backup"):
        save(settings, tmp_path / "backup.tar.gz")
    save(settings, tmp_path / "backup.tar.gz")
