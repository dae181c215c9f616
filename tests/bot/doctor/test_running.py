"""`quoth doctor` as a command: what it prints, and the status that it ends with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import quoth
from bot.terminal.checkup import worst
from index.doctor.checks import Check


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(quoth, ["doctor", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_each_check_is_a_line_and_names_are_in_a_column(here: None, seeds_index: Path) -> None:
    status, output = run("--index", seeds_index)
    assert status == 0
    lines = output.splitlines()
    assert lines[-1].startswith(" Nothing is broken; ")
    starts = [line for line in lines[:-2] if line[:7].strip()]
    assert [line[7:20].strip() for line in starts] == [
        *("Python", "Memory", "Disk", "Clock", "Models", "Index", "Search files", "Documents"),
        *("Scopes", "Stored data", "Findable", "Duplicates", "Calibration", "Token"),
    ]
    assert {line[1:5].strip() for line in starts} == {"ok", "note", "–"}
    assert all(line[:22].strip() == "" for line in lines[:-2] if line not in starts)
    assert max(map(len, lines)) <= 80


def test_a_missing_index_fails_a_health_check(here: None, tmp_path: Path) -> None:
    status, output = run("--json", "--index", tmp_path / "none")
    assert status == 1
    found = json.loads(output)
    assert found["healthy"] is False
    [index] = [row for row in found["checks"] if row["check"] == "Index"]
    assert (index["state"], index["remedy"]) == ("bad", "make one with quoth index FOLDER")
    assert {row["state"] for row in found["checks"]} <= {"good", "bad", "skipped", "note"}


def test_only_what_is_broken_counts() -> None:
    assert worst([Check("a", "good", ""), Check("b", "note", ""), Check("c", "skipped", "")]) == 0
    assert worst([Check("a", "good", ""), Check("b", "bad", "")]) == 1


async def test_as_a_process_it_ends_with_its_status(quoth, settings) -> None:
    process = await quoth("doctor", "--json", QUOTH_CACHE_DIR=settings.cache_dir)
    status, said, _ = await process.end()
    assert (status, json.loads(said)["healthy"]) == (1, False)
