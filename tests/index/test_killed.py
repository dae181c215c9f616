"""An index is the last generation or the next, whenever its builder is killed or has no room.

The builders are real processes with real files, SQLite, FAISS and tantivy. What the model says is
recorded before, so that they need not load it: they are forked from one that has all else.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.indexing.build import build
from index.models.encoder import Encoder
from tests.index.killing_content import Recording
from tests.support import ROOT, write

SEED = 20
KILLS_EACH = 25
STEPS_EACH = 12
ISOLATED_KILLS = 6
FULL_EACH = 5
LARGE_DISK = 50_000_000
PLACES = ("harbour", "quarry", "lighthouse", "orchard", "mill", "chapel")


def page(number: int, changed: str = "") -> str:
    place = PLACES[number % len(PLACES)]
    return (
        f"# The {place} of district {number}\n\n"
        f"The ferry number {number} leaves the {place} at {number % 12 + 1} sharp{changed}. "
        f"Room {number} has {number * 7 % 40 + 2} chairs and a lantern.\n\n"
        f"## Wardens of {place} {number}\n\n"
        f"Its warden keeps the keys number {number * 31}. Ask for the timetable there.\n\n"
        "Opening hours\n\n"
        f"The {place} is open on {number % 28 + 1} March and shut after dusk.\n"
    )


PAGES = {f"district/{number:02}.md": page(number) for number in range(50)}
NEWS = [page(number) for number in range(100, 107)]
SMALL = {"district/07.md": page(7, " on weekdays")}
LARGE = {f"district/{n:02}.md": page(n, " in summer") for n in range(20)}


@dataclass(frozen=True)
class Scenario:
    """A folder that an index is to be brought up to date with.

    `base` is the index of before, `before` and `after` are what the index holds then and should
    hold in the end; `seconds`, `steps` and bytes of `room` are what an undisturbed build takes.
    """

    docs: Path
    base: Path | None
    before: dict[str, str] | None
    after: dict[str, str]
    seconds: float
    steps: int
    room: int


class Zygote:
    """The process that forks builders, and what it is told to do."""

    def __init__(self, recorded: Path, prefix: tuple[str, ...] = ()) -> None:
        single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "tests.index.killing_zygote", str(recorded)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | single,
            cwd=ROOT,
        )

    def order(self, what: str, **values: object) -> dict[str, Any]:
        self._process.stdin.write(json.dumps({"do": what} | values, default=str) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the zygote ended"
        return json.loads(answer)

    def build(self, docs: Path, place: Path, **options: object) -> dict[str, Any]:
        return self.order("build", docs=docs, place=place, **options)

    def content(self, place: Path, **options: object) -> dict[str, str] | None:
        looked = self.order("look", place=place, **options)
        assert looked["ended"] == 0, "the index does not open"
        return looked["content"]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def small_change(docs: Path) -> None:
    write(docs, {**SMALL, "broken.txt": bytes(range(256))})
    (docs / "district/09.md").rename(docs / "nine.md")


def removal(docs: Path) -> None:
    (docs / "district/11.md").unlink()
    (docs / "district/12.md").write_bytes(b"")


def large_change(docs: Path) -> None:
    write(docs, LARGE)
    for n in range(20, 30):
        (docs / f"district/{n:02}.md").unlink()


def no_change(docs: Path) -> None:
    pass


# What an index is brought up to date with, after how many small updates before: tantivy merges the
# eighth small piece with the others. More than a twentieth makes FAISS's part anew.
SCENARIOS = {
    "first": (no_change, None),
    "change": (small_change, 7),
    "removal": (removal, 0),
    "merge": (large_change, 1),
}


@pytest.fixture(scope="module")
def recorded(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the real model says of all texts of the scenarios."""
    recording = Recording(encoder)
    folder = tmp_path_factory.mktemp("recording")
    docs = write(folder / "docs", PAGES)
    write(docs, {f"news{n}.md": news for n, news in enumerate(NEWS)})
    write(docs, {f"small{n}.md": small for n, small in enumerate(SMALL.values())})
    write(docs, {f"large{n}.md": large for n, large in enumerate(LARGE.values())})
    build(docs, folder / "index", recording)
    recording.save(folder / "recorded")
    return folder / "recorded"


@pytest.fixture(scope="module")
def zygote(recorded: Path) -> Iterator[Zygote]:
    zygote = Zygote(recorded)
    yield zygote
    zygote.close()


@pytest.fixture(scope="module")
def scenarios(zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scenario]:
    made = {}
    for name, (change, updates) in SCENARIOS.items():
        folder = tmp_path_factory.mktemp(name)
        docs = write(folder / "docs", PAGES)
        base = None
        if updates is not None:
            base = folder / "base"
            assert zygote.build(docs, base)["ended"] == 0
            for news in NEWS[:updates]:
                write(docs, {"news.md": news})
                assert zygote.build(docs, base)["ended"] == 0
        change(docs)
        before = zygote.content(base) if base else None
        room = 0
        for trial in ("first", "second"):
            place = copied(base, folder / trial)
            done = zygote.build(docs, place, measured=trial == "first")
            assert done["ended"] == 0
            room = room or done["room"]
        after = zygote.content(place)
        assert after != before
        made[name] = Scenario(docs, base, before, after, done["seconds"], done["steps"], room)
    return made


def copied(base: Path | None, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    if base:
        shutil.copytree(base, place)
    return place


def check(zygote: Zygote, scenario: Scenario, place: Path, **options: object) -> str:
    """Which generation there is, wholly; the next run makes it the next, and tidies up."""
    found = zygote.order("finish", docs=scenario.docs, place=place, **options)
    assert found["ended"] == 0, "the index does not open, or cannot be brought up to date"
    assert found["content"] in (scenario.before, scenario.after)
    assert (found["then"], found["left"]) == (scenario.after, [])
    return "before" if found["content"] == scenario.before else "after"


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_builder_that_is_killed_at_any_moment_leaves_a_whole_generation(
    zygote: Zygote, scenarios: dict[str, Scenario], tmp_path: Path, name: str
) -> None:
    scenario = scenarios[name]
    draw = random.Random(f"{SEED} {name}")
    seconds, found = scenario.seconds, []
    moments = [(n + draw.random()) / KILLS_EACH for n in range(KILLS_EACH)]
    moments[0] = 0.0
    while moments:
        place = copied(scenario.base, tmp_path / "index")
        ended = zygote.build(scenario.docs, place, after=moments[-1] * seconds)
        if ended["ended"] == -signal.SIGKILL:
            found.append(check(zygote, scenario, place))
            moments.pop()
        else:
            # It was quicker this time.
            seconds = min(seconds, ended["seconds"])
            moments[-1] *= 0.98
    assert len(found) == KILLS_EACH
    assert "before" in found


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_builder_that_is_killed_before_any_step_leaves_a_whole_generation(
    zygote: Zygote, scenarios: dict[str, Scenario], tmp_path: Path, name: str
) -> None:
    scenario = scenarios[name]
    draw = random.Random(f"{SEED} {name}")
    # The last steps are those that count: the caches get their place, and the old ones go.
    early = draw.sample(range(scenario.steps - 40), STEPS_EACH // 2)
    late = draw.sample(range(scenario.steps - 40, scenario.steps - 2), STEPS_EACH // 2)
    found = []
    for step in [*early, *late]:
        place = copied(scenario.base, tmp_path / "index")
        ended = zygote.build(scenario.docs, place, step=step)
        assert ended["ended"] == -signal.SIGKILL
        found.append(check(zygote, scenario, place))
    assert set(found) == ({"before", "after"} if scenario.base else {"before"})


def test_a_killed_builder_whose_files_are_read_apart_keeps_nobody_from_building(
    zygote: Zygote, scenarios: dict[str, Scenario], tmp_path: Path
) -> None:
    scenario = scenarios["merge"]
    draw = random.Random(SEED)
    place = copied(scenario.base, tmp_path / "index")
    seconds = zygote.build(scenario.docs, place, isolated=True)["seconds"]
    for kill in range(ISOLATED_KILLS):
        place = copied(scenario.base, tmp_path / "index")
        moment = (kill + draw.random()) / ISOLATED_KILLS * seconds
        zygote.build(scenario.docs, place, after=moment, isolated=True)
        check(zygote, scenario, place, isolated=True)


def test_a_full_disk_is_told_and_leaves_the_last_generation(
    recorded: Path, scenarios: dict[str, Scenario], tmp_path: Path
) -> None:
    """On disks in memory where the machine allows them, else with a limit on what is written."""
    disk = tmp_path / "disk"
    disk.mkdir()
    apart = mount_namespace(disk)
    zygote = Zygote(recorded, apart or ())
    draw = random.Random(SEED)
    try:
        for scenario in scenarios.values():
            shares = [(number + draw.random()) / FULL_EACH for number in range(FULL_EACH)]
            while shares:
                fill = with_limited_files if apart is None else on_small_disk
                if fill(zygote, scenario, disk, shares[-1]):
                    shares.pop()
                else:
                    shares[-1] *= 0.9
    finally:
        zygote.close()


def test_an_index_opens_where_nothing_at_all_can_be_written(
    zygote: Zygote, scenarios: dict[str, Scenario], tmp_path: Path
) -> None:
    scenario = scenarios["change"]
    place = copied(scenario.base, tmp_path / "index")
    assert zygote.content(place, largest=0) == scenario.before


def mount_namespace(disk: Path) -> tuple[str, ...] | None:
    """How to start a process that may mount disks that nobody else sees, or None."""
    for prefix in (("unshare", "-m"), ("unshare", "-Urm")):
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)]
        with suppress(OSError):
            if not subprocess.run([*prefix, *mount], capture_output=True, check=False).returncode:
                return prefix
    return None


def on_small_disk(zygote: Zygote, scenario: Scenario, disk: Path, share: float) -> bool:
    """Build where there is room for a share of what it takes; whether that was too little."""
    zygote.order("mount", place=disk, size=LARGE_DISK)
    held = zygote.order("copy", source=scenario.base, target=disk)["used"] if scenario.base else 0
    size = int(held + share * scenario.room)
    zygote.order("mount", place=disk, size=size, again=True)
    told = is_told(zygote, scenario, disk, zygote.build(scenario.docs, disk))
    zygote.order("mount", place=disk, size=LARGE_DISK, again=True)
    assert check(zygote, scenario, disk) == ("before" if told else "after")
    zygote.order("unmount", place=disk)
    return told


def with_limited_files(zygote: Zygote, scenario: Scenario, disk: Path, share: float) -> bool:
    """The same where no file may be larger, which looks the same to a program."""
    place = copied(scenario.base, disk / "index")
    largest = int(share * scenario.room)
    told = is_told(zygote, scenario, place, zygote.build(scenario.docs, place, largest=largest))
    assert check(zygote, scenario, place) == ("before" if told else "after")
    return told


def is_told(zygote: Zygote, scenario: Scenario, place: Path, ended: dict[str, Any]) -> bool:
    """Whether a build had too little room and said so; what it leaves opens without more."""
    assert ended["ended"] == 0, "it ended in anything but a sentence"
    told = ended.get("failed") == "DiskFullError"
    if told:
        assert ended["said"] == (
            f"The disk that {place} is on is full: make room there, then run quoth index again."
        )
    else:
        assert "failed" not in ended
    if scenario.before or not told:
        assert zygote.content(place) == (scenario.before if told else scenario.after)
    return told
