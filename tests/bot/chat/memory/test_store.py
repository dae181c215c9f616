"""The tables of what the bot remembers: those of earlier versions, and what nothing refers to."""

import sqlite3
from contextlib import closing

import pytest

from bot.chat.memory.ledger import Ledger
from tests.bot.chat.memory.test_ledger import CHANNEL, GUILD, declined, entry


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.sqlite"


def test_a_file_of_the_second_version_is_taken_over(path):
    with closing(Ledger(path)) as ledger:
        ledger.record(entry())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE thread")
        connection.execute("PRAGMA user_version = 2")
    with closing(Ledger(path)) as ledger:
        ledger.record(declined(channel=CHANNEL + 1, parent=CHANNEL))
        assert ledger.places(GUILD) == {CHANNEL: None, CHANNEL + 1: CHANNEL}
        assert ledger.gaps(GUILD, 1)[0].entry.parent == CHANNEL


def test_a_thread_is_forgotten_with_its_last_question(path):
    with closing(Ledger(path)) as ledger:
        for at, thread in ((1, 41), (2, 41), (3, 42), (1, 43)):
            ledger.record(entry(channel=thread, parent=CHANNEL, at=at))
        ledger.expire(before=2)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT id FROM thread").fetchall() == [(41,), (42,)]
