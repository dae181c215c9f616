"""Models whose files are others than were published, or than were compiled."""

import shutil
from pathlib import Path

import pytest

from index.doctor.models import check_models
from index.models import shipped
from index.models.files import COMPILED, ModelFiles, build_once, damaged_compilations, find_model


@pytest.fixture
def model(cache_folder: Path) -> ModelFiles:
    return find_model("all-MiniLM-L6-v2", cache_folder)


def test_the_published_ones_are_known(model: ModelFiles, cache_folder: Path) -> None:
    check = check_models(model, cache_folder, second=True)
    assert (check.state, check.told) == (
        "good",
        "all-MiniLM-L6-v2 and both readers, as published",
    )


def test_a_file_that_was_changed_is_told(
    model: ModelFiles, cache_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "reader.safetensors"
    shutil.copyfile(shipped.WEIGHTS, other)
    with other.open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\0\0\0\0")
    monkeypatch.setattr(shipped, "WEIGHTS", other)
    check = check_models(model, cache_folder, second=False)
    assert (check.state, check.told) == ("bad", "The reader's weights are damaged")
    assert check.remedy == "install Quoth again"


def test_a_compiled_model_that_was_changed_is_told(
    model: ModelFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made.py"
    made.write_text("import pathlib, sys\npathlib.Path(sys.argv[-1], 'a.bin').write_bytes(b'1')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    folder = build_once(tmp_path / "cache" / "models" / "abc", ["made"])
    assert sorted(path.name for path in folder.iterdir()) == ["a.bin", COMPILED]
    assert check_models(model, tmp_path / "cache", second=False).state == "good"
    (folder / "a.bin").write_bytes(b"2")
    assert damaged_compilations(tmp_path / "cache") == [folder]
    check = check_models(model, tmp_path / "cache", second=False)
    assert (check.state, check.listed) == ("bad", (str(folder),))
    assert check.remedy == "delete these folders: they are made again"
