"""From examples to tensors: tokenised pairs, padded batches of about one length."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from training.data import Example

MAX_TOKENS = 256
# A span target that means: answerable, but no span is known (a yes/no question).
NO_SPAN = -1


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step, [batch, seq] unless said otherwise.

    `selectable` is true for position 0 and the passage's tokens; `start` and `end` [batch] are
    token positions, 0 for unanswerable and NO_SPAN where only the answerability is known;
    `answerable` and `weight` [batch] are floats.
    """

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    selectable: Tensor
    start: Tensor
    end: Tensor
    answerable: Tensor
    weight: Tensor

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


def batches(
    examples: list[Example], tokenizer: Tokenizer, size: int, rng: random.Random
) -> Iterator[Batch]:
    """Batches of examples of similar length, in random order.

    Examples whose answer was truncated away are left out.
    """
    encodings = tokenizer.encode_batch([(e.question, e.passage) for e in examples])
    ready = []
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
        ready.append((encoding, start, end, example))
    ready.sort(key=lambda item: len(item[0].ids))
    groups = [ready[i : i + size] for i in range(0, len(ready), size)]
    rng.shuffle(groups)
    for group in groups:
        yield Batch(
            *padded([item[0] for item in group]),
            start=torch.tensor([item[1] for item in group]),
            end=torch.tensor([item[2] for item in group]),
            answerable=torch.tensor([float(item[3].answerable) for item in group]),
            weight=torch.tensor([item[3].weight for item in group]),
        )
