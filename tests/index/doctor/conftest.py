"""A small index with a scope, whole, and a copy of it for each test to break."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.doctor.checks import Check
from index.doctor.examination import Subject, examine
from index.indexing.update import update
from index.limits import DEFAULT_LIMITS
from index.models.encoder import Encoder
from index.models.files import DEFAULT_MODEL
from tests.support import write

FILES = {
    "ferry.md": "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars.\n\nAll year\n",
    "pool.md": "# Pool\n\nThe pool is open from June to August. Children need an adult there.\n",
    "tides.csv": "place,tide\n" + "".join(f"Harm {n},at {n} o'clock\n" for n in range(1, 9)),
    "crew/quoth.toml": "roles = [1]\n",
    "crew/pay.md": "# Pay\n\nThe captain is paid on the first of the month.\n",
}

# Breaks something, then looks: the checks by their names.
Examined = Callable[..., dict[str, Check]]


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    place = tmp_path_factory.mktemp("doctor")
    write(place / "docs", FILES)
    update(place / "docs", place / "index", encoder)
    return place


@pytest.fixture
def place(whole: Path, tmp_path: Path, encoder: Encoder) -> Path:
    """A copy of the folder and of its index."""
    for name in ("docs", "index"):
        shutil.copytree(whole / name, tmp_path / name)
    assert update(tmp_path / "docs", tmp_path / "index", encoder).encoded == 0
    return tmp_path


@pytest.fixture
def examined(place: Path, cache_folder: Path) -> Examined:
    def look(*, deep: bool = False, **other: object) -> dict[str, Check]:
        subject = Subject(place / "index", DEFAULT_MODEL, cache_folder, False, DEFAULT_LIMITS)
        subject = replace(subject, **other)
        found = list(examine(subject, lambda done, total: None, deep=deep))
        assert len({check.name for check in found}) == len(found)
        return {check.name: check for check in found}

    return look
