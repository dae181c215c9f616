"""A model is found, is what it should be, or is refused in a sentence."""

import shutil
from pathlib import Path

import pytest

from index.errors import ModelError
from index.models.encoder import Encoder
from index.models.files import (
    DEFAULT_CHECKSUMS,
    DEFAULT_MODEL,
    ModelFiles,
    build_once,
    find_model,
    verify,
)
from tests.support import run_python

FIND = """
import os, sys
os.environ["HF_HUB_OFFLINE"] = "1"
from pathlib import Path
from index.errors import ModelError
from index.models.files import find_model
for name in sys.argv[2:]:
    try:
        find_model(name, Path(sys.argv[1]))
    except ModelError as error:
        print(error)
"""


@pytest.fixture(scope="module")
def default(cache_folder: Path) -> ModelFiles:
    return find_model(DEFAULT_MODEL, cache_folder)


def copied(model: ModelFiles, target: Path, flipped: str) -> ModelFiles:
    """The model's folder with one byte of one of its files changed."""
    target.mkdir()
    for path in model.folder.iterdir():
        if path.name == flipped:
            shutil.copyfile(path, target / path.name)
            with (target / path.name).open("r+b") as file:
                file.seek(path.stat().st_size // 2)
                byte = file.read(1)[0]
                file.seek(-1, 1)
                file.write(bytes([byte ^ 1]))
        elif path.is_file():
            (target / path.name).symlink_to(path)
    return ModelFiles(model.name, target, "0" * 24)


def test_the_default_model_is_the_published_one(default: ModelFiles) -> None:
    verify(default)
    assert set(DEFAULT_CHECKSUMS) == {"model.safetensors", "tokenizer.json"}


@pytest.mark.parametrize("flipped", sorted(DEFAULT_CHECKSUMS))
def test_one_changed_byte_is_refused_before_anything_is_compiled(
    default: ModelFiles, tmp_path: Path, flipped: str
) -> None:
    changed = copied(default, tmp_path / "model", flipped)
    with pytest.raises(ModelError, match=f"{flipped}.*is not the published one"):
        verify(changed)
    with pytest.raises(ModelError, match="is not the published one"):
        Encoder(changed, tmp_path / "cache")
    assert not list((tmp_path / "cache").rglob("*.xml"))


def test_a_missing_file_of_the_model_is_told(default: ModelFiles, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with pytest.raises(ModelError, match="cannot be read"):
        verify(ModelFiles(default.name, tmp_path / "model", "0" * 24))


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no sentence-transformers model"):
        find_model(str(tmp_path), tmp_path / "cache")


def test_a_model_that_does_not_compile_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "models" / "name"
    with pytest.raises(ModelError, match=r"could not be compiled \(.*no_compiler.*\)"):
        build_once(target, ["index.no_compiler", str(tmp_path)])
    assert [path for path in target.parent.iterdir() if path.is_dir()] == []


def test_what_compiles_is_given_no_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "seen.py").write_text(
        "import os, pathlib, sys\n"
        "pathlib.Path(sys.argv[1], 'names').write_text(' '.join(os.environ))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("QUOTH_DISCORD_TOKEN", "secret")
    monkeypatch.setenv("QUOTH_MODEL", "elsewhere")
    names = (build_once(tmp_path / "models" / "name", ["seen"]) / "names").read_text().split()
    assert "PYTHONPATH" in names
    assert [name for name in names if name.startswith("QUOTH_")] == []


def test_a_model_that_is_nowhere_is_told_without_a_network(tmp_path: Path) -> None:
    names = ["nobody/no-such-model", "not a name at all!", "no-such-folder"]
    done = run_python("-c", FIND, tmp_path, *names)
    assert done.returncode == 0, done.stderr
    for name in names:
        assert f"There is no model {name!r} on disk" in done.stdout
