"""The second reader teaches the first: its scores for each token are targets beside the answers.

Distillation as in Hinton et al. 2015, with both losses mixed and without a raised temperature. Both
vocabularies are BERT's, shifted, so the tokens of a passage are the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from index.models.mpnet import PADDING_ID
from training.batches import Batch
from training.model import shipped_second_reader

# MPNet's vocabulary is BERT's after four tokens of its own.
SHIFT = 4
BEGIN, END = 0, 2


@dataclass(frozen=True, slots=True)
class Lesson:
    """Probabilities [batch, seq, 2] of starts and ends, and [batch] of an answer."""

    spans: Tensor
    answerable: Tensor


class Teacher:
    """A second reader that is asked what it makes of the first one's batches.

    `share` is what its scores weigh in the loss, the known answers having the rest.
    """

    def __init__(self, folder: Path, device: torch.device, share: float) -> None:
        self.share = share
        self.reader = shipped_second_reader(folder).eval().to(device)
        if device.type == "cuda" or torch.cpu._is_avx512_bf16_supported():
            for part in (self.reader.layers, self.reader.span, self.reader.answerable):
                part.to(torch.bfloat16)

    @torch.no_grad()
    def lesson(self, batch: Batch) -> Lesson:
        """What the teacher says, at the positions of the pupil's tokens."""
        ids, mask, places = taught_ids(batch)
        spans, answerable = self.reader(ids, mask)
        spans = spans.float().gather(1, places[..., None].expand(-1, -1, 2))
        return Lesson(batch.masked(spans).softmax(1), answerable.float().sigmoid())


def taught_ids(batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """MPNet's ids and mask for BERT's pairs, one token longer, and where each token went.

    "[CLS] question [SEP] passage [SEP]" becomes "<s> question </s></s> passage </s>".
    """
    rows, seq = batch.input_ids.shape
    lengths = batch.attention_mask.sum(1, keepdim=True)
    # The token types are 1 from the passage on.
    passage = lengths - batch.token_type_ids.sum(1, keepdim=True)
    positions = torch.arange(seq, device=batch.input_ids.device).expand(rows, seq)
    places = positions + (positions >= passage)
    shifted = batch.input_ids + SHIFT
    shifted = shifted.masked_fill(positions == 0, BEGIN)
    shifted = shifted.masked_fill((positions == passage - 1) | (positions == lengths - 1), END)
    shifted = shifted.masked_fill(positions >= lengths, PADDING_ID)
    ids = batch.input_ids.new_full((rows, seq + 1), PADDING_ID).scatter(1, places, shifted)
    ids = ids.scatter(1, passage, END)
    wider = torch.arange(seq + 1, device=ids.device).expand(rows, seq + 1)
    return ids, (wider <= lengths).long(), places


def lesson_loss(spans: Tensor, answerable: Tensor, batch: Batch, lesson: Lesson) -> Tensor:
    """Cross-entropy with the teacher's probabilities for starts, ends and answerability."""
    masked = batch.masked(spans)
    per_span = -(lesson.spans * functional.log_softmax(masked, dim=1)).sum((1, 2)) / 2
    per_head = functional.binary_cross_entropy_with_logits(
        answerable.float(), lesson.answerable, reduction="none"
    )
    return ((per_span + per_head / 2) * batch.weight).sum() / batch.weight.sum()
