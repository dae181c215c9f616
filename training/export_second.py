"""Makes the shipped second reader of a checkpoint: 8-bit weights, a tokenizer, a JSON.

python -m training.export_second --checkpoint runs/second/checkpoint.pt --base BASE --out FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from index.models.mpnet import FROZEN_LAYERS, LAYERS, MPNetReader, in_8_bits, load_second_reader
from training.batches import pair_tokenizer
from training.data import default_data
from training.evaluate import evaluate_everyday, table
from training.everyday import read_everyday
from training.export import sha256, trained
from training.model import new_second_reader

EMBEDDINGS = "embeddings.safetensors"
WEIGHTS = "layers.safetensors"


def stored(reader: MPNetReader) -> dict[str, Tensor]:
    """The weights as they are shipped: matrices in 8 bits, the rest in float16."""
    weights: dict[str, Tensor] = {}
    for name, module in reader.named_modules():
        if isinstance(module, (nn.Linear, nn.Embedding)) and module.weight.numel() > 500_000:
            numbers, scale = in_8_bits(module.weight.detach())
            weights |= {f"{name}.weight": numbers, f"{name}.scale": scale}
    rest = {k: v.half() for k, v in reader.state_dict().items() if k not in weights}
    return {name: weight.contiguous() for name, weight in (weights | rest).items()}


def export(reader: MPNetReader, state: dict[str, Any], base: Path, out: Path) -> None:
    """Writes the files that index/answering/second_reader.py reads."""
    out.mkdir(parents=True, exist_ok=True)
    weights = stored(reader)
    words = {name: weights.pop(name) for name in list(weights) if name.startswith("word.")}
    save_file(words, out / EMBEDDINGS)
    save_file(weights, out / WEIGHTS)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    names = (EMBEDDINGS, WEIGHTS, "tokenizer.json")
    described = {
        "base": {
            "name": "all-mpnet-base-v2",
            "layers": f"the lowest {LAYERS} of 12, the lowest {FROZEN_LAYERS} not trained",
            "model_sha256": sha256(base / "model.safetensors"),
        },
        "sha256": {name: sha256(out / name) for name in names},
        "input": "<s> question </s></s> crop </s>",
        "outputs": "span logits [batch, seq, 2]; answerability logit [batch]",
        "no_answer_position": 0,
        "training": trained(state),
    }
    text = json.dumps(described, indent=2) + "\n"
    (out / "second_reader.json").write_text(text, encoding="utf-8")


def main() -> None:
    """Exports a checkpoint and says what the 8 bits cost on the questions for checking."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    parser.add_argument("--data", type=Path, default=default_data(), help="for the check")
    parser.add_argument("--check", type=int, default=300, help="how many questions (300)")
    options = parser.parse_args()
    state = torch.load(options.checkpoint, weights_only=True, map_location="cpu")
    reader = new_second_reader(options.base)
    reader.load_state_dict(state["weights"], strict=False)
    export(reader.eval(), state, options.base, options.out)
    for path in sorted(options.out.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    asked = read_everyday(options.data, "dev")[: options.check]
    tokenizer = pair_tokenizer(options.base)
    if asked:
        for name, one in (("float32", reader), ("8 bits", load_second_reader(options.out))):
            print(f"{name}\n{table(evaluate_everyday(one, tokenizer, asked))}")


if __name__ == "__main__":
    main()
