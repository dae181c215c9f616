"""The readers' files that come with Quoth, and their compiled forms in the cache."""

import json
from importlib import resources
from pathlib import Path

from index.errors import ModelError
from index.models.files import DEFAULT_MODEL, build_once, digest, file_checksum, find_model, verify

DATA = Path(str(resources.files("index"))) / "data"
READER = DATA / "reader"
WEIGHTS = READER / "reader.safetensors"
SECOND_READER = DATA / "second_reader"
READER_GRAPH, SECOND_READER_GRAPH = "reader.xml", "second.xml"


def reader_folder(cache_folder: Path) -> Path:
    """Where the compiled span reader is, or is to be."""
    return cache_folder / "models" / digest(_published_reader())


def compiled_reader(cache_folder: Path) -> Path:
    """The folder of the compiled span reader, made from the shipped weights if it is not there.

    Raises ModelError if the weights are not the ones that were shipped.
    """
    base = find_model(DEFAULT_MODEL, cache_folder)
    target = reader_folder(cache_folder)
    if target.is_dir():
        return target
    check_reader()
    verify(base)
    return build_once(target, ["index.models.compile", "reader", str(WEIGHTS), str(base.folder)])


def check_reader() -> None:
    """Raise ModelError if the weights are not the ones that were shipped."""
    if file_checksum(WEIGHTS) != _published_reader():
        raise ModelError("The reader's weights are damaged: install Quoth again.")


def second_reader_folder(cache_folder: Path) -> Path:
    """Where the compiled second reader is, or is to be."""
    return cache_folder / "models" / digest(json.dumps(_published_second_reader()))


def compiled_second_reader(cache_folder: Path) -> Path:
    """The folder of the compiled second reader, made from the shipped files if it is not there.

    Raises ModelError if they are not the ones that were shipped.
    """
    target = second_reader_folder(cache_folder)
    if target.is_dir():
        return target
    check_second_reader()
    return build_once(target, ["index.models.compile", "second", str(SECOND_READER)])


def check_second_reader() -> None:
    """Raise ModelError if its files are not the ones that were shipped."""
    for name, checksum in _published_second_reader().items():
        if file_checksum(SECOND_READER / name) != checksum:
            raise ModelError("The second reader's files are damaged: install Quoth again.")


def _published_reader() -> str:
    described: dict[str, str] = json.loads((READER / "reader.json").read_text(encoding="utf-8"))
    return described["weights_sha256"]


def _published_second_reader() -> dict[str, str]:
    described = json.loads((SECOND_READER / "second_reader.json").read_text(encoding="utf-8"))
    checksums: dict[str, str] = described["sha256"]
    return checksums
