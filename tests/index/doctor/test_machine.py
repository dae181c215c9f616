"""The machine as it is, and as it would be told where it does not suffice."""

import time
from pathlib import Path

import pytest

from index.doctor import machine
from index.doctor.checks import size
from index.doctor.machine import check_clock, check_disk, check_memory, check_python, memory


def test_this_machine_can_run_it(tmp_path: Path) -> None:
    assert check_python().state == "good"
    total, free = memory()
    assert 0 <= free <= total
    assert check_clock([tmp_path, tmp_path / "none"]).state == "good"


def test_memory_that_does_not_suffice_is_told() -> None:
    total, _ = memory()
    check = check_memory(total, second=True)
    assert check.state == "bad"
    assert "QUOTH_SECOND_READER" in check.remedy


def test_a_container_s_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memory.max").write_text("900000000\n")
    (tmp_path / "memory.current").write_text("600000000\n")
    monkeypatch.setattr(machine, "CGROUP", tmp_path)
    assert memory()[0] == 900_000_000
    assert memory()[1] <= 300_000_000
    assert check_memory(0, second=True).state == "note"
    assert check_memory(0, second=True).told.endswith("an answering process takes 850 MB")
    (tmp_path / "memory.max").write_text("max\n")
    assert memory()[0] > 900_000_000


def test_a_disk_without_room_or_that_is_closed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index" / "deep"
    assert check_disk([index, tmp_path], index, [tmp_path]).state == "good"
    monkeypatch.setattr(machine, "LEAST_ROOM", 1 << 60)
    check = check_disk([index], index, [])
    assert (check.state, check.remedy) == ("bad", "make room there")
    monkeypatch.setattr(machine.os, "access", lambda place, mode: False)
    check = check_disk([index], index, [])
    assert (check.state, check.told) == ("note", f"{index} may not be written to")
    assert check_disk([index], index, [tmp_path]).state == "bad"


def test_a_clock_behind_what_was_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "catalog"
    file.touch()
    assert check_clock([file], time.time() - 60).state == "good"
    check = check_clock([file], time.time() - 3600)
    assert check.state == "bad"
    assert check.told.endswith("files were written 60 minutes after that")


@pytest.mark.parametrize(
    ("count", "said"),
    [(850e6, "850 MB"), (3.42e9, "3.4 GB"), (12_345, "12 kB"), (40, "0.0 kB"), (2e12, "2,000 GB")],
)
def test_sizes_are_said(count: float, said: str) -> None:
    assert size(count) == said
