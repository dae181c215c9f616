from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings, load_settings
from index.errors import SettingsError
from index.limits import DEFAULT_LIMITS, Limits


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def write(folder: Path, text: str) -> Path:
    path = folder / ".env"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_without_a_file(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / ".env")
    assert settings.index_dir == Path(".quoth")
    assert settings.threshold is None
    assert settings.limits == DEFAULT_LIMITS


def test_the_bounds_on_reading_are_set(tmp_path: Path) -> None:
    lines = "QUOTH_LARGEST_FILE_MB=7\nQUOTH_READING_SECONDS=2.5\nQUOTH_READING_MEMORY_MB=900\n"
    assert load_settings(write(tmp_path, lines)).limits == Limits(7, 2.5, 900)


def test_the_file_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "QUOTH_THRESHOLD=0.7\nQUOTH_INDEX_DIR=there\nOTHER=1\n")
    monkeypatch.setenv("QUOTH_THRESHOLD", "0.9")
    settings = load_settings(path)
    assert settings.threshold == 0.9
    assert settings.index_dir == Path("there")


def test_an_empty_value_means_the_default(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "QUOTH_THRESHOLD=\n")).threshold is None


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("QUOTH_THRESHHOLD=0.5", "did you mean QUOTH_THRESHOLD?"),
        ("QUOTH_ZZZ=1", ".env.example"),
        ("QUOTH_THRESHOLD=1.5", "QUOTH_THRESHOLD cannot be '1.5'"),
        ("QUOTH_THRESHOLD=often", "QUOTH_THRESHOLD cannot be 'often'"),
        ("QUOTH_LARGEST_FILE_MB=0", "QUOTH_LARGEST_FILE_MB"),
        ("QUOTH_READING_SECONDS=0", "QUOTH_READING_SECONDS"),
        ("QUOTH_READING_SECONDS=nan", "QUOTH_READING_SECONDS"),
        ("QUOTH_READING_MEMORY_MB=100", "QUOTH_READING_MEMORY_MB"),
    ],
)
def test_unknown_and_wrong_settings_are_named_in_one_sentence(
    tmp_path: Path, line: str, named: str
) -> None:
    with pytest.raises(SettingsError) as error:
        load_settings(write(tmp_path, line))
    assert named in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "line",
    [
        "QUOTH_LINK_KEY=Quetzalcoatl",
        "QUOTH_SERVE_TOKEN=Quetzalcoatl",
        f"QUOTH_SERVE_PORT={'a' * 10_000}",
        f"QUOTH_INDEX=milvus+http://{'a' * 10_000}",
        "QUOTH_INDEX=milvus+http://" + "\U000e0001" * 100,
        f"QUOTH_{'A' * 10_000}=1",
        "QUOTH_MODEL\x1b[2J=1",
    ],
)
def test_what_is_wrong_is_told_without_secrets_at_length_or_what_steers_a_terminal(
    tmp_path: Path, line: str
) -> None:
    with pytest.raises(SettingsError) as error:
        load_settings(write(tmp_path, line))
    told = str(error.value)
    assert "Quetzalcoatl" not in told
    assert len(told) < 500
    assert told.isprintable()


def test_an_unknown_variable_of_the_environment_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_MODLE", "x")
    with pytest.raises(SettingsError, match="QUOTH_MODEL"):
        load_settings(tmp_path / ".env")


def test_the_example_documents_every_setting_with_its_default(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / ".env.example"
    lines = example.read_text(encoding="utf-8").splitlines()
    assert "token" in "".join(lines[:2])
    assert any("/api/v10" in line for line in lines)
    named = {line.removeprefix("# ").partition("=")[0] for line in lines if "=" in line}
    assert named == {PREFIX + name.upper() for name in Settings.model_fields}
    uncommented = "\n".join(line.removeprefix("# ") for line in lines if "=" in line)
    assert load_settings(write(tmp_path, uncommented)) == load_settings(tmp_path / "none")
