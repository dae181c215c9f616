"""The mean of second readers that were trained on from the same one, as a checkpoint to export.

python -m training.mean --out mean.pt 0.4 runs/rivals/checkpoint.pt 0.6 index/data/second_reader

Weight averaging as in Wortsman et al. 2022 ("Model soups", https://arxiv.org/abs/2203.05482): it
answers as fast as one of them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.export import trained
from training.model import started

SHIPPED = "second_reader.json"


def loaded(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The trained weights of a checkpoint or of shipped files, and how they were trained."""
    if path.is_dir():
        told = json.loads((path / SHIPPED).read_text(encoding="utf-8"))
        return started(path), told["training"]
    state = torch.load(path, weights_only=True, map_location="cpu")
    return state["weights"], trained(state)


def mean(parts: Sequence[tuple[float, dict[str, Tensor]]]) -> dict[str, Tensor]:
    """The mean of weights by their shares, which need not sum to one."""
    whole = sum(share for share, _ in parts)
    names = parts[0][1]
    return {k: sum((s * w[k].float() for s, w in parts), torch.zeros(())) / whole for k in names}


def main() -> None:
    """Reads, averages and writes."""
    parser = argparse.ArgumentParser(
        prog="python -m training.mean",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, required=True, help="the checkpoint that is written")
    parser.add_argument("parts", nargs="+", metavar="SHARE PATH", help="checkpoints or folders")
    options = parser.parse_args()
    shares, paths = options.parts[::2], options.parts[1::2]
    read = [(float(s), *loaded(Path(p))) for s, p in zip(shares, paths, strict=True)]
    told = [{"share": share, **training} for share, _, training in read]
    progress = {
        "step": sum(one["steps"] for one in told),
        "sequences": sum(one["sequences"] for one in told),
        "pool": 0,
        "seconds": 3600 * sum(one["hours"] for one in told),
    }
    weights = mean([(share, weights) for share, weights, _ in read])
    state = {"weights": weights, "progress": progress, "options": {"mean_of": told}}
    torch.save(state, options.out)


if __name__ == "__main__":
    main()
