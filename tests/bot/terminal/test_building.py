"""Another folder's index gives way only when somebody says so."""

import io
import sys
from pathlib import Path

import click
import pytest

from bot.settings import Settings
from bot.terminal import building
from index.errors import OtherFolderError
from index.indexing.build import build
from index.indexing.replacing import check_folder_of
from index.models.encoder import Encoder
from index.store.embedded import Embedded
from tests.support import write


class Keys(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def place(tmp_path: Path, encoder: Encoder) -> Path:
    docs = write(tmp_path / "docs", {"hotel.md": "# Hotel\n\nBreakfast is at seven.\n"})
    write(tmp_path / "other", {"cake.md": "# Cake\n\nBake it.\n"})
    build(docs, tmp_path / "index", encoder)
    return tmp_path


@pytest.fixture
def settings(place: Path, cache_folder: Path) -> Settings:
    return Settings(index_dir=place / "index", cache_dir=cache_folder)


def test_its_own_folder_a_link_to_it_and_no_index_are_fine(place: Path) -> None:
    (place / "link").symlink_to(place / "docs")
    for folder in ("docs", "link", "docs/../docs"):
        check_folder_of(Embedded(place / "index"), place / folder)
    check_folder_of(Embedded(place / "never-made"), place / "other")


def test_without_a_terminal_it_must_be_said(
    place: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for stdin, as_json in ((io.StringIO("y\n"), False), (Keys("y\n"), True)):
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(OtherFolderError, match=r"docs: say --replace .* --index\.$"):
            building.run_once(place / "other", settings, replace=False, as_json=as_json)
        with pytest.raises(OtherFolderError):
            building.run_always(place / "other", settings, replace=False, as_json=as_json)
    check_folder_of(Embedded(place / "index"), place / "docs")


def test_a_terminal_is_asked(
    place: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for said in ("n\n", "\n"):
        monkeypatch.setattr(sys, "stdin", Keys(said))
        with pytest.raises(click.Abort):
            building.run_once(place / "other", settings, replace=False, as_json=False)
    assert "Put that of" in "".join(capsys.readouterr())
    check_folder_of(Embedded(place / "index"), place / "docs")
    monkeypatch.setattr(sys, "stdin", Keys("y\n"))
    building.run_once(place / "other", settings, replace=False, as_json=False)
    check_folder_of(Embedded(place / "index"), place / "other")


def test_it_may_be_said_at_once(
    place: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    building.run_once(place / "other", settings, replace=True, as_json=True)
    assert '"added": ["cake.md"]' in capsys.readouterr().out
