"""The tables of what the bot remembers: those of earlier versions, and what nothing refers to."""

import sqlite3
import subprocess
import sys
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


GROWS = """
import sys
from dataclasses import replace
from pathlib import Path
from bot.chat.memory.ledger import Ledger
from bot.chat.memory.records import new_id
from tests.bot.chat.memory.test_ledger import entry

def held():
    [line] = [one for one in open("/proc/self/status") if one.startswith("RssAnon")]
    return int(line.split()[1])

ledger, one, after = Ledger(Path(sys.argv[1])), entry(), []
for many in (300, 2700):
    for _ in range(many):
        ledger.record(replace(one, id=new_id(), question="Who was there? " * 8))
    after.append(held())
print(after[1] - after[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_what_is_remembered(path):
    done = subprocess.run(
        [sys.executable, "-c", GROWS, str(path)], capture_output=True, text=True, check=True
    )
    assert path.stat().st_size > 2_000_000
    assert int(done.stdout) < 700
