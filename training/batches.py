"""From examples to tensors: tokenised pairs, padded batches of about one length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from training.data import RIVALS, Example

MAX_TOKENS = 256
# A span target that means: answerable, but no span is known (a yes/no question).
NO_SPAN = -1
# The question of a passage that no other passage of the batch is compared with.
ALONE = -1
_MASKED = -1e4


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step, [batch, seq] unless said otherwise.

    `selectable` is true for position 0 and the passage's tokens; `start` and `end` [batch] are
    token positions, 0 for unanswerable and NO_SPAN where only the answerability is known;
    `answerable` and `weight` [batch] are floats. `question` [batch] is the same number for the
    quotes among which one is to be put first, ALONE for all others.
    """

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    selectable: Tensor
    start: Tensor
    end: Tensor
    answerable: Tensor
    weight: Tensor
    question: Tensor

    def masked(self, spans: Tensor) -> Tensor:
        """Span logits [batch, seq, 2] as floats, those that cannot be selected far below others."""
        return spans.float().masked_fill(~self.selectable[..., None], _MASKED)

    def to(self, device: torch.device) -> Batch:
        """The same on another device."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


def pair_tokenizer(base: Path, max_tokens: int = MAX_TOKENS) -> Tokenizer:
    """The package's tokenizer, for "[CLS] question [SEP] passage [SEP]", passages truncated."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens, strategy="only_second")
    return tokenizer


def padded(encodings: list[Encoding]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Ids, attention mask, token types and selectable positions, each [batch, seq]."""
    seq = max(len(e.ids) for e in encodings)
    ids, mask, types, selectable = (
        torch.zeros(len(encodings), seq, dtype=torch.long) for _ in "imts"
    )
    for row, e in enumerate(encodings):
        size = len(e.ids)
        ids[row, :size] = torch.tensor(e.ids)
        mask[row, :size] = 1
        types[row, :size] = torch.tensor(e.type_ids)
        # The second sequence is the passage; special tokens belong to none.
        selectable[row, :size] = torch.tensor([int(s == 1) for s in e.sequence_ids])
        selectable[row, 0] = 1
    return ids, mask, types, selectable.bool()


@dataclass(frozen=True, slots=True)
class _Ready:
    encoding: Encoding
    start: int
    end: int
    example: Example


def batches(
    examples: list[Example], tokenizer: Tokenizer, size: int, rng: random.Random
) -> Iterator[Batch]:
    """Batches of examples of similar length, in random order.

    Examples whose answer was truncated away are left out. The quotes to choose from of one question
    stay in one batch, which may be somewhat larger than `size` for that.
    """
    together: dict[str, list[_Ready]] = {}
    for number, one in enumerate(_ready(examples, tokenizer)):
        key = one.example.question if one.example.kind in RIVALS else str(number)
        together.setdefault(key, []).append(one)
    units = sorted(together.values(), key=lambda unit: max(len(one.encoding.ids) for one in unit))
    groups: list[list[list[_Ready]]] = [[]]
    for unit in units:
        if sum(map(len, groups[-1])) >= size:
            groups.append([])
        groups[-1].append(unit)
    rng.shuffle(groups)
    for group in filter(None, groups):
        yield _batch(group)


def _ready(examples: list[Example], tokenizer: Tokenizer) -> Iterator[_Ready]:
    encodings = tokenizer.encode_batch([(e.question, e.passage) for e in examples])
    for example, encoding in zip(examples, encodings, strict=True):
        start = end = 0
        if example.answerable and example.answer is None:
            start = end = NO_SPAN
        elif example.answer:
            first = encoding.char_to_token(example.answer.start, 1)
            last = encoding.char_to_token(example.answer.end - 1, 1)
            if first is None or last is None:
                continue
            start, end = first, last
        yield _Ready(encoding, start, end, example)


def _batch(units: Sequence[Sequence[_Ready]]) -> Batch:
    rows = [one for unit in units for one in unit]
    return Batch(
        *padded([one.encoding for one in rows]),
        start=torch.tensor([one.start for one in rows]),
        end=torch.tensor([one.end for one in rows]),
        answerable=torch.tensor([float(one.example.answerable) for one in rows]),
        weight=torch.tensor([one.example.weight for one in rows]),
        question=torch.tensor(
            [number if len(unit) > 1 else ALONE for number, unit in enumerate(units) for _ in unit]
        ),
    )
