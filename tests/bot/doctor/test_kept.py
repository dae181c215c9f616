"""The token's form, and the file of questions and votes, without a network."""

import base64
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr

from bot.chat import running
from bot.chat.memory.ledger import Ledger
from bot.doctor.kept import check_ledger, check_token
from bot.settings import Settings

NUMBER = base64.urlsafe_b64encode(b"1029384756102938475").decode().rstrip("=")
LIKE = f"{NUMBER}.Gabcde.{'x' * 38}"


@pytest.fixture(autouse=True)
def where_discord_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running.Route, "BASE", running.Route.BASE)


def test_without_a_token_nothing_is_looked_at(settings: Settings) -> None:
    assert check_token(settings).state == "skipped"


@pytest.mark.parametrize(
    ("token", "state"),
    [
        (LIKE, "good"),
        (f" {LIKE}\n", "good"),
        ("abc", "bad"),
        ("two words", "bad"),
        (LIKE.replace(NUMBER, "x" * len(NUMBER)), "bad"),
        (LIKE.rpartition(".")[0], "bad"),
    ],
)
def test_a_token_has_a_form(settings: Settings, token: str, state: str) -> None:
    check = check_token(settings.model_copy(update={"discord_token": SecretStr(token)}))
    assert check.state == state
    assert ("Bot page" in check.remedy) is (state == "bad")
    assert LIKE.rpartition(".")[2] not in check.told
    if state == "good":
        assert "1029384756102938475" in check.told


def test_half_of_another_service_is_told(settings: Settings) -> None:
    other = {"discord_token": SecretStr(LIKE), "discord_api": HttpUrl("http://127.0.0.1:9/")}
    assert "set both, or neither" in check_token(settings.model_copy(update=other)).remedy


def test_a_whole_file_is_counted_and_only_read(tmp_path: Path) -> None:
    file = tmp_path / "discord.sqlite"
    assert check_ledger(file, deep=False).told == "none are kept yet"
    assert not file.exists()
    Ledger(file).close()
    before = file.read_bytes()
    assert check_ledger(file, deep=True).told == "0 answers and 0 votes kept"
    assert file.read_bytes() == before


def test_a_file_that_is_damaged_anothers_or_newer_is_told(tmp_path: Path) -> None:
    file = tmp_path / "discord.sqlite"
    file.write_bytes(b"no database" * 1000)
    check = check_ledger(file, deep=False)
    assert check.state == "bad"
    assert "restore a backup" in check.remedy
    file.unlink()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE entry (id)")
    assert "another program's" in check_ledger(file, deep=False).told
    file.unlink()
    Ledger(file).close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA user_version = 99")
    assert "a later version" in check_ledger(file, deep=False).told
