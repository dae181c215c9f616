"""The status says what the index holds, whose it is, and what was left out."""

import json
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.terminal import measuring
from index.indexing.update import update
from index.models.encoder import Encoder
from tests.support import write


def statuses(settings: Settings, capsys: pytest.CaptureFixture[str]) -> tuple[str, dict]:
    measuring.run_status(settings, as_json=False)
    said = " ".join(capsys.readouterr().out.split())
    measuring.run_status(settings, as_json=True)
    return said, json.loads(capsys.readouterr().out)


def test_whose_documents_they_are_is_told_and_which_are_nobodys(
    tmp_path: Path, encoder: Encoder, cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "hours.md": "# Hours\n\nThe museum opens at ten.\n",
        "photo.jpg": b"\xff",
        "staff/pay.md": "# Pay\n\nThe keeper earns 41 crowns.\n",
        "staff/quoth.toml": "roles = [31, 32]",
        "bad.txt": "The café opens in May.\n".encode() * 9 + b"One wrong \xff byte.\n",
        "annex/keys.md": "# Keys\n\nThe key is behind the clock.\n",
        "annex/quoth.toml": "guilds = [7]",
        "closed/plan.md": "# Plan\n\nThe roof is to be sold.\n",
        "closed/quoth.toml": "role = [31]",
    }
    docs = write(tmp_path / "docs", files)
    settings = Settings(index_dir=tmp_path / "index", cache_dir=cache_folder)
    update(docs, settings.index_dir, encoder)
    said, row = statuses(settings, capsys)
    assert "all others: 2, for everybody annex: 1, for guilds 7 staff: 1, for roles" in said
    assert (row["documents"], row["passages"]) == (4, 4)
    assert row["collections"] == [
        {"name": "", "scope": "everywhere", "ids": [], "documents": 2},
        {"name": "annex", "scope": "guilds", "ids": [7], "documents": 1},
        {"name": "staff", "scope": "roles", "ids": [31, 32], "documents": 1},
    ]
    assert [skipped["path"] for skipped in row["skipped"]] == ["closed", "photo.jpg"]
    assert [one["path"] for one in row["in_part"]] == ["bad.txt"]
    assert "in part bad.txt: 1 byte is no UTF-8" in said
    assert "closed: its quoth.toml must name guilds, channels or roles" in said


def test_nothing_is_told_of_collections_where_all_is_for_everybody(
    tmp_path: Path, encoder: Encoder, cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = write(tmp_path / "docs", {"hours.md": "# Hours\n\nThe museum opens at ten.\n"})
    settings = Settings(index_dir=tmp_path / "index", cache_dir=cache_folder)
    update(docs, settings.index_dir, encoder)
    said, row = statuses(settings, capsys)
    assert "whose" not in said
    assert row["collections"] == []
