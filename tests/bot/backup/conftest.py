"""Two states of all that is kept, made once; tests work on copies."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.backup.saving import save
from bot.settings import Settings
from index.models.encoder import Encoder
from tests.bot.backup.kept import make, settings_of

Copied = Callable[[str, Path], Settings]


@pytest.fixture(scope="session")
def states(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `old` and `new`, and `new.tar.gz`, the backup of the latter."""
    folder = tmp_path_factory.mktemp("states")
    make(folder / "old", encoder, 7, entries=2)
    save(make(folder / "new", encoder, 9, entries=5), folder / "new.tar.gz")
    return folder


@pytest.fixture
def state(states: Path, tmp_path: Path) -> Callable[[str], Settings]:
    """A copy of one of them, in a folder of the same name."""

    def copied(name: str) -> Settings:
        shutil.copytree(states / name, tmp_path / name)
        return settings_of(tmp_path / name)

    return copied
