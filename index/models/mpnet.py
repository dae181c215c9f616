"""The second reader's network: the lowest layers of MPNet with a span and an answerability head.

MPNet: Song et al. 2020. Its layers are BERT's with a learned bias for the distance of two tokens
added to the attention scores (Raffel et al. 2020, section 2.1). The upper layers are left out, as
in Sajjad et al. 2020: what they know is mostly what the base was trained for last.
"""

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from index.models.network import PADDING_SCORE, Layer, LayerSize

SIZE = LayerSize(hidden=768, inner=3072, heads=12, eps=1e-5)
LAYERS = 8
# Not trained: what words mean and how they join is known already.
FROZEN_LAYERS = 3
VOCABULARY = 30527
POSITIONS = 514
# Positions count from the one after the padding's.
FIRST_POSITION = 2
PADDING_ID = 1
DISTANCES = 32
FARTHEST = 128


class MPNetReader(nn.Module):
    """Question and passage in one sequence to span logits and an answerability logit."""

    def __init__(self, layers: int = LAYERS) -> None:
        super().__init__()
        self.word = nn.Embedding(VOCABULARY, SIZE.hidden)
        self.position = nn.Embedding(POSITIONS, SIZE.hidden)
        self.embedding_norm = nn.LayerNorm(SIZE.hidden, eps=SIZE.eps)
        self.distance = nn.Embedding(DISTANCES, SIZE.heads)
        self.layers = nn.ModuleList(Layer(0.0, SIZE) for _ in range(layers))
        self.span = nn.Linear(SIZE.hidden, 2)
        self.answerable = nn.Linear(SIZE.hidden, 1)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Int64 [batch, seq] each, to logits [batch, seq, 2] (start, end) and [batch].

        Position 0 of the span logits is the no-answer score. MPNet has no token types.
        """
        seq = input_ids.shape[1]
        with torch.no_grad():
            places = torch.arange(seq, device=input_ids.device)
            x = self.embedding_norm(self.word(input_ids) + self.position(places + FIRST_POSITION))
            x = x.to(self.span.weight.dtype)
            apart = self.distance(distance_buckets(places)).permute(2, 0, 1).to(x.dtype)
            bias = (1 - attention_mask[:, None, None, :]).to(x.dtype) * PADDING_SCORE
            bias = bias + apart
            for layer in self.layers[:FROZEN_LAYERS]:
                x = layer(x, bias)
        for layer in self.layers[FROZEN_LAYERS:]:
            x = layer(x, bias)
        return self.span(x), self.answerable(x[:, 0]).squeeze(-1)

    def trained(self) -> dict[str, Tensor]:
        """The weights that training changes: the upper layers and the heads."""
        frozen = tuple(f"layers.{i}." for i in range(FROZEN_LAYERS))
        return {
            name: weight
            for name, weight in self.state_dict().items()
            if name.startswith(("layers.", "span.", "answerable.")) and not name.startswith(frozen)
        }


class StoredLinear(nn.Module):
    """A linear layer whose weights are 8-bit numbers with a scale for each output."""

    weight: Tensor
    scale: Tensor
    bias: Tensor

    def __init__(self, weight: Tensor, scale: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("scale", scale)
        self.register_buffer("bias", bias)

    def forward(self, x: Tensor) -> Tensor:
        """[..., in] to [..., out]; OpenVINO keeps the 8 bits in memory."""
        return functional.linear(x, self.weight.to(x.dtype) * self.scale, self.bias)


class StoredEmbedding(nn.Module):
    """Embeddings of 8-bit numbers with a scale for each row."""

    weight: Tensor
    scale: Tensor

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """[...] to [..., hidden]."""
        rows: Tensor = self.weight[ids].to(torch.float32) * self.scale[ids]
        return rows


def in_8_bits(weight: Tensor) -> tuple[Tensor, Tensor]:
    """A matrix [rows, columns] as 8-bit numbers, and a scale for each row [rows, 1]."""
    scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
    return (weight / scale).round().to(torch.int8), scale


def load_second_reader(folder: Path) -> MPNetReader:
    """The second reader of the files that are shipped (training/export_second.py)."""
    weights: dict[str, Tensor] = {}
    for path in sorted(folder.glob("*.safetensors")):
        weights |= load_file(path)
    reader = MPNetReader()
    scales = {
        name.removesuffix(".scale"): weights.pop(name).float()
        for name in list(weights)
        if name.endswith(".scale")
    }
    stored = {name: weights.pop(f"{name}.weight") for name in scales}
    for name, weight in stored.items():
        above, _, attribute = name.rpartition(".")
        bias = weights.pop(f"{name}.bias", None)
        module = (
            StoredEmbedding(weight, scales[name])
            if bias is None
            else StoredLinear(weight, scales[name], bias.float())
        )
        setattr(reader.get_submodule(above), attribute, module)
    missing, unexpected = reader.load_state_dict(
        {name: weight.float() for name, weight in weights.items()}, strict=False
    )
    left = [name for name in missing if name.rpartition(".")[0] not in scales]
    if left or unexpected:
        raise ValueError(f"{folder} does not hold the second reader's weights")
    return reader.eval()


def distance_buckets(places: Tensor) -> Tensor:
    """For each two of the positions [seq] one of 32 numbers, [seq, seq]: 16 for each direction.

    Up to 7 positions apart each distance has its own, further ones share by their logarithm.
    """
    half, exact = DISTANCES // 2, DISTANCES // 4
    apart = places[None, :] - places[:, None]
    far = apart.abs()
    scaled = torch.log(far.clamp(min=1).float() / exact) / math.log(FARTHEST / exact)
    large = (exact + (scaled * (half - exact)).long()).clamp(max=half - 1)
    return torch.where(far < exact, far, large) + half * (apart > 0).long()


def mpnet_weights(folder: Path, layers: int = LAYERS) -> dict[str, Tensor]:
    """The weights of all-mpnet-base-v2 under this module's names, the heads missing."""
    raw = load_file(folder / "model.safetensors")
    weights = {
        "word.weight": raw["embeddings.word_embeddings.weight"],
        "position.weight": raw["embeddings.position_embeddings.weight"],
        "distance.weight": raw["encoder.relative_attention_bias.weight"],
    }
    for part in ("weight", "bias"):
        weights[f"embedding_norm.{part}"] = raw[f"embeddings.LayerNorm.{part}"]
        for i in range(layers):
            theirs = f"encoder.layer.{i}."
            heads = [f"{theirs}attention.attn.{x}.{part}" for x in "qkv"]
            weights[f"layers.{i}.qkv.{part}"] = torch.cat([raw[x] for x in heads])
            for ours, name in (
                ("out", "attention.attn.o"),
                ("attention_norm", "attention.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm", "output.LayerNorm"),
            ):
                weights[f"layers.{i}.{ours}.{part}"] = raw[f"{theirs}{name}.{part}"]
    return {name: weight.float() for name, weight in weights.items()}
