"""Compile a network for OpenVINO: `python -m index.models.compile encoder MODEL OUT`.

Runs in a process of its own, the only one that imports torch.
"""

import json
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

if TYPE_CHECKING:
    import torch

EXAMPLE = ["What does the document say?", "It says so in words."]


def compile_encoder(model_folder: Path, out: Path) -> None:
    """Write encoder.xml and .bin, tokenizer.json and encoder.json to the folder `out`.

    The graph is the whole of the model (its own pooling and normalisation): int64 token ids and
    masks, [texts, tokens], to float32 sentence embeddings, [texts, dimensions].
    """
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder), device="cpu").eval()
    example = model.preprocess(EXAMPLE)
    names = [n for n in ("input_ids", "attention_mask", "token_type_ids") if n in example]

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            features = dict(zip(names, inputs, strict=True))
            embedding: torch.Tensor = self.model(features)["sentence_embedding"]
            return embedding

    with torch.no_grad():
        save_graph(Whole(), [example[name] for name in names], names, out / "encoder.xml")
    model.tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"))
    config = {
        "inputs": names,
        "dimensions": model.get_embedding_dimension(),
        "longest": model.max_seq_length or model.tokenizer.model_max_length,
        "padding_id": model.tokenizer.pad_token_id or 0,
        "query_prompt": model.prompts.get("query", ""),
        "passage_prompt": model.prompts.get("document", model.prompts.get("passage", "")),
    }
    (out / "encoder.json").write_text(json.dumps(config, indent=1), encoding="utf-8")


def compile_reader(weights: Path, base: Path, out: Path) -> None:
    """Write reader.xml and .bin to the folder `out`: span logits and answerability (network.py)."""
    import torch

    from index.models.network import load_reader

    example = torch.ones(2, 16, dtype=torch.int64)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    with torch.no_grad():
        save_graph(load_reader(weights, base), [example] * 3, names, out / "reader.xml")


def compile_second_reader(folder: Path, out: Path) -> None:
    """Write second.xml and .bin, and tokenizer.json, to the folder `out` (mpnet.py)."""
    import torch

    from index.models.mpnet import load_second_reader

    example = torch.ones(2, 16, dtype=torch.int64)
    names = ["input_ids", "attention_mask"]
    with torch.no_grad():
        save_graph(load_second_reader(folder), [example] * 2, names, out / "second.xml")
    shutil.copyfile(folder / "tokenizer.json", out / "tokenizer.json")


def save_graph(
    module: "torch.nn.Module", example: "list[torch.Tensor]", names: Sequence[str], path: Path
) -> None:
    """Convert a torch module with integer inputs [batch, tokens] to an OpenVINO graph on disk."""
    import openvino
    from openvino.tools.ovc import convert_model

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph: Any = convert_model(module, example_input=tuple(example))
    for port, name in zip(graph.inputs, names, strict=True):
        port.get_tensor().set_names({name})
        port.get_node().set_partial_shape(openvino.PartialShape([-1, -1]))
        port.get_node().set_element_type(openvino.Type.i64)
    graph.validate_nodes_and_infer_types()
    openvino.save_model(graph, path, compress_to_fp16=True)


def main() -> None:
    """Compile what the command line names."""
    logging.disable(logging.WARNING)
    kind, *paths = sys.argv[1:]
    if kind == "reader":
        weights, base, out = map(Path, paths)
        compile_reader(weights, base, out)
    elif kind == "second":
        folder, out = map(Path, paths)
        compile_second_reader(folder, out)
    else:
        source, out = map(Path, paths)
        compile_encoder(source, out)


if __name__ == "__main__":
    main()
