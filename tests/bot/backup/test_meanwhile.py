"""A backup is a state that there was, however much goes on while it is made."""

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from bot.backup.restoring import restore
from bot.backup.saving import save
from bot.settings import Settings
from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.indexing.update import update
from index.loading import refreshed, release
from index.models.encoder import Encoder
from index.paths import PROMISE
from index.store.library import open_library
from tests.bot.backup.kept import (
    FERRY,
    VOTES_EACH,
    content,
    documents,
    entry,
    settings_of,
)
from tests.support import ROOT

BACKUPS = 2
SECONDS = 60.0
ENTRIES = 5


class GoingOn:
    """Does something again and again in a thread while the block runs."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work, self._ended = work, False
        self._changed = threading.Condition()
        self._done, self._failed = 0, None
        self._thread = threading.Thread(target=self._run)

    def once_more(self) -> None:
        """Return when it was done from beginning to end since this was called."""
        with self._changed:
            until = self._done + 2
            self._changed.wait_for(lambda: self._done >= until or self._failed, SECONDS)
            assert self._done >= until, self._failed

    def __enter__(self) -> "GoingOn":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._ended:
                self._work()
                with self._changed:
                    self._done += 1
                    self._changed.notify_all()
        except BaseException as error:
            with self._changed:
                self._failed = error
                self._changed.notify_all()


@pytest.fixture
def voting(state: Callable[[str], Settings]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.bot.backup.voting"),
            *(state("new").discord_database, str(ENTRIES)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
    )
    yield process
    process.kill()
    process.communicate()


def test_backups_of_what_is_asked_voted_on_and_indexed_meanwhile(
    voting: subprocess.Popen[str], tmp_path: Path, encoder: Encoder, seeds: Answerer
) -> None:
    settings = settings_of(tmp_path / "new")
    (settings.index_dir / PROMISE).unlink()
    answerer = replace(
        seeds, library=open_library(settings.index_dir, encoder.fingerprint), second=None
    )
    hours = count(10)

    def answering() -> None:
        nonlocal answerer
        now = refreshed(answerer, settings.index_dir)
        release(answerer, now)
        answerer = now
        assert ask(now, FERRY, OWNER).answered

    def indexing() -> None:
        update(documents(tmp_path / "docs", next(hours)), settings.index_dir, encoder, wait=10)

    files = [tmp_path / f"{number}.tar.gz" for number in range(BACKUPS)]
    with GoingOn(indexing) as indexed, GoingOn(answering) as answered:
        for file in files:
            save(settings, file)
            indexed.once_more()
            answered.once_more()
    last, _ = voting.communicate()
    answerer.library.close()

    seen = []
    for number, file in enumerate(files):
        restored = settings_of(tmp_path / f"restored{number}")
        restore(restored, file, replace=False)
        seen.append((hour_of(restored, seeds), entries_of(restored)))
    assert seen == sorted(seen)
    assert seen[0][1] >= ENTRIES
    assert seen[0] != seen[-1]
    assert seen[-1][1] <= int(last)


def hour_of(settings: Settings, answerer: Answerer) -> int:
    """The number that all documents name, and that is answered."""
    index = content(settings)["."]
    texts = [text for row in index["document"] for text in row if "\n" in str(text)]
    [hour] = {number for text in texts for number in re.findall(r"\d+", text)}
    with closing(open_library(settings.index_dir, answerer.encoder.fingerprint)) as library:
        assert hour in ask(replace(answerer, library=library), FERRY, OWNER).quotes[0].place.text
    return int(hour)


def entries_of(settings: Settings) -> int:
    """How many questions there are, where all up to the last one have all of their votes."""
    ledger = content(settings)["ledger"]
    ids = sorted(row[0] for row in ledger["entry"])
    assert ids == [entry(number).id for number in range(len(ids))]
    votes = sorted((row[0], row[1]) for row in ledger["vote"])
    every = [(one, person) for one in ids for person in range(VOTES_EACH)]
    assert votes == every[: len(votes)]
    assert len(votes) >= (len(ids) - 1) * VOTES_EACH
    return len(ids)
