"""A backup or a restore that is killed leaves the old or the new, whole, and is in nobody's way."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.backup.restoring import check
from bot.settings import Settings
from index.paths import RESTORE
from index.store.restoring import STAGE
from tests.bot.backup.kept import content, left_over, settings_of
from tests.support import ROOT

SEED = 15
# What only the steps name after which the new counts.
JOURNALED = f"/{RESTORE}'"
PLACED = "/whole', '/"


class Killer:
    """The process that runs commands and kills them."""

    def __init__(self) -> None:
        single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.backup.killing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={n: v for n, v in os.environ.items() if not n.startswith("QUOTH_")} | single,
            cwd=ROOT,
        )

    def run(self, settings: Settings, *arguments: str | Path, **when: Any) -> dict[str, int]:
        """How `quoth` ended, with everything where the settings have it."""
        order = when | {
            "arguments": [*map(str, arguments), "--index", str(settings.index_dir)],
            "settings": {
                "QUOTH_DISCORD_DATABASE": str(settings.discord_database),
                "QUOTH_DISCORD_DOCUMENTS": str(settings.discord_documents),
            },
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    made = Killer()
    yield made
    made.close()


def spread(steps: int, kills: int) -> list[int]:
    """So many of the steps, in all parts of the way."""
    draw = random.Random(SEED)
    return [1 + int((n + draw.random()) * (steps - 1) / kills) for n in range(kills)]


def test_a_backup_that_is_killed_leaves_the_former_one(
    killer: Killer, states: Path, tmp_path: Path
) -> None:
    settings, file = settings_of(states / "old"), tmp_path / "backup.tar.gz"
    steps = killer.run(settings, "backup", file)["steps"]
    size = file.stat().st_size
    last = killer.run(settings, "backup", file, since=PLACED)["steps"]
    kills = [{"step": step} for step in spread(steps - last, 8)]
    for when in [*kills, {"step": 1, "since": PLACED}, {"step": 2, "since": PLACED}]:
        shutil.copyfile(states / "new.tar.gz", file)
        assert killer.run(settings, "backup", file, **when)["ended"] == -signal.SIGKILL
        check(file)
        former = file.read_bytes() == (states / "new.tar.gz").read_bytes()
        assert former == (when != {"step": 2, "since": PLACED})
    assert killer.run(settings, "backup", file)["ended"] == 0
    assert file.stat().st_size == pytest.approx(size, rel=0.01)
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("onto", ["old", "nothing"])
def test_a_restore_that_is_killed_leaves_the_old_or_the_new(
    killer: Killer, states: Path, tmp_path: Path, onto: str
) -> None:
    file = states / "new.tar.gz"
    settings = settings_of(tmp_path / "place")

    def begin() -> None:
        shutil.rmtree(tmp_path / "place", ignore_errors=True)
        if onto == "old":
            shutil.copytree(states / "old", tmp_path / "place")

    def restored(**when: Any) -> dict[str, int]:
        return killer.run(settings, "restore", "--replace", file, **when)

    begin()
    before, after = content(settings), content(settings_of(states / "new"))
    steps = restored()["steps"]
    begin()
    last = restored(since=JOURNALED)["steps"]
    early = [{"step": step} for step in spread(steps - last, 4)]
    late = [{"step": 1 + step, "since": JOURNALED} for step in spread(last - 1, 6)]
    for when in [*early, {"step": 1, "since": JOURNALED}, *late]:
        begin()
        assert restored(**when)["ended"] == -signal.SIGKILL
        assert content(settings) == (after if when in late else before)
        assert not (settings.index_dir / RESTORE).exists()
    assert restored()["ended"] == 0
    assert content(settings) == after
    assert left_over(tmp_path) == []


def test_what_was_cut_short_is_finished_by_who_comes_next_even_if_that_is_killed(
    killer: Killer, states: Path, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "place")
    shutil.copytree(states / "old", tmp_path / "place")
    file = states / "new.tar.gz"
    killed = killer.run(settings, "restore", "--replace", file, step=3, since=JOURNALED)
    assert killed["ended"] == -signal.SIGKILL
    kills = 0
    # Whatever opens the index goes over to what is new; what was done already is looked at again.
    while (settings.index_dir / RESTORE).exists():
        step = 3 + 2 * kills
        killer.run(settings, "backup", tmp_path / "backup.tar.gz", step=step, since=STAGE)
        kills += 1
    assert kills > 3
    assert content(settings) == content(settings_of(states / "new"))
