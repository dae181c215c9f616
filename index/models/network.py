"""The reader's network: MiniLM's six layers with a span head and an answerability head.

In plain torch, for training and for compiling; answering uses the compiled form (graphs.py).
Span head with the first position as "no answer": Devlin et al. 2019, section 4.3.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HIDDEN = 384
HEADS = 12
LAYERS = 6
INNER = 1536
VOCABULARY = 30522
POSITIONS = 512
LAYER_NORM_EPS = 1e-12
# Added to the attention scores of padding. Finite: a row of -inf would give NaN.
PADDING_SCORE = -1e4


@dataclass(frozen=True, slots=True)
class LayerSize:
    """The width of a layer's vectors and of its inner ones, its heads, its normalisation's eps."""

    hidden: int
    inner: int
    heads: int
    eps: float


MINILM = LayerSize(HIDDEN, INNER, HEADS, LAYER_NORM_EPS)


class FeatureDropout(nn.Module):
    """Drops a feature for a whole sequence: drawing noise for every token took 15% of a step."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """[batch, seq, hidden] to the same shape; unchanged outside training."""
        if not self.training or self.share == 0:
            return x
        return x * functional.dropout(x.new_ones(x.shape[0], 1, x.shape[2]), self.share)


class Layer(nn.Module):
    """One post-norm transformer layer, [batch, seq, hidden] to the same shape."""

    def __init__(self, dropout: float, size: LayerSize = MINILM) -> None:
        super().__init__()
        self.heads = size.heads
        self.dropout = FeatureDropout(dropout)
        # Query, key and value in one product: fewer, larger matrix products are faster on a CPU.
        self.qkv = nn.Linear(size.hidden, 3 * size.hidden)
        self.out = nn.Linear(size.hidden, size.hidden)
        self.attention_norm = nn.LayerNorm(size.hidden, eps=size.eps)
        self.up = nn.Linear(size.hidden, size.inner)
        self.down = nn.Linear(size.inner, size.hidden)
        self.norm = nn.LayerNorm(size.hidden, eps=size.eps)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`bias`, [batch, 1 or heads, 1 or seq, seq], is added to the attention scores.

        It is very low for padding.
        """
        batch, seq, hidden = x.shape
        split = self.qkv(x).view(batch, seq, 3, self.heads, hidden // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        if self.training:
            # Written out: the backward pass of the fused form is 4 times slower in bfloat16.
            scores = (query * (hidden // self.heads) ** -0.5) @ key.transpose(-1, -2) + bias
            mixed = scores.softmax(-1) @ value
        else:
            mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        mixed = mixed.transpose(1, 2).reshape(batch, seq, hidden)
        x = self.attention_norm(x + self.dropout(self.out(mixed)))
        changed: Tensor = self.norm(x + self.dropout(self.down(functional.gelu(self.up(x)))))
        return changed


class Embeddings(nn.Module):
    """Token, position and token-type embeddings of the package; never trained."""

    def __init__(self) -> None:
        super().__init__()
        self.word = nn.Embedding(VOCABULARY, HIDDEN)
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type = nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPS)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        """Ids [batch, seq] to vectors [batch, seq, 384]."""
        positions = torch.arange(input_ids.shape[1], device=input_ids.device)
        total = self.word(input_ids) + self.position(positions) + self.token_type(token_type_ids)
        normed: Tensor = self.norm(total)
        return normed


class ReaderNetwork(nn.Module):
    """Question and passage in one sequence to span logits and an answerability logit."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.embeddings = Embeddings()
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.span = nn.Linear(HIDDEN, 2)
        self.answerable = nn.Linear(HIDDEN, 1)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Int64 [batch, seq] each, to logits [batch, seq, 2] (start, end) and [batch].

        Position 0 of the span logits is the no-answer score. Tokens of the question and padding
        are for the caller to mask.
        """
        with torch.no_grad():
            x = self.embeddings(input_ids, token_type_ids)
        x = x.to(self.span.weight.dtype)
        bias = (1 - attention_mask[:, None, None, :]).to(x.dtype) * PADDING_SCORE
        for layer in self.layers:
            x = layer(x, bias)
        return self.span(x), self.answerable(x[:, 0]).squeeze(-1)

    def trained(self) -> dict[str, Tensor]:
        """The weights that training changes: everything but the embeddings."""
        return {k: v for k, v in self.state_dict().items() if not k.startswith("embeddings.")}


def base_weights(folder: Path) -> dict[str, Tensor]:
    """The package's weights under this module's names (span and answerability heads missing)."""
    raw = load_file(folder / "model.safetensors")
    raw = {k.removeprefix("bert."): v.float() for k, v in raw.items() if v.is_floating_point()}
    names = {
        "embeddings.word": "embeddings.word_embeddings",
        "embeddings.position": "embeddings.position_embeddings",
        "embeddings.token_type": "embeddings.token_type_embeddings",
    }
    weights = {f"{ours}.weight": raw[f"{theirs}.weight"] for ours, theirs in names.items()}
    for part in ("weight", "bias"):
        weights[f"embeddings.norm.{part}"] = raw[f"embeddings.LayerNorm.{part}"]
        for i in range(LAYERS):
            theirs = f"encoder.layer.{i}."
            heads = [f"{theirs}attention.self.{x}.{part}" for x in ("query", "key", "value")]
            weights[f"layers.{i}.qkv.{part}"] = torch.cat([raw[x] for x in heads])
            for ours, name in (
                ("out", "attention.output.dense"),
                ("attention_norm", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm", "output.LayerNorm"),
            ):
                weights[f"layers.{i}.{ours}.{part}"] = raw[f"{theirs}{name}.{part}"]
    return weights


def load_reader(weights: Path, base: Path) -> ReaderNetwork:
    """The trained reader: layers and heads from `weights`, embeddings from the package `base`."""
    reader = ReaderNetwork()
    state = base_weights(base)
    state.update({k: v.float() for k, v in load_file(weights).items()})
    reader.load_state_dict(state)
    return reader.eval()
