"""Which of a question's quotes comes first: what is learnt from it, and how often it is right.

Passages that are read one by one have scores that need not compare. Clark and Gardner 2018
("Simple and Effective Multi-Paragraph Reading Comprehension", https://arxiv.org/abs/1710.10723,
section 3.2) let all passages of a question share one softmax; here it is over what orders quotes,
the score of there being an answer, as in ListNet's top-one loss (Cao et al. 2007).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.batches import ALONE, Batch
from training.data import Example
from training.evaluate import read
from training.model import Network


def first_loss(spans: Tensor, answerable: Tensor, batch: Batch) -> Tensor:
    """-log of the share of the right quotes among those of their question, a mean over questions.

    `spans` [batch, seq, 2] and `answerable` [batch] are logits; half of the loss is that of the
    spans' score less that of no answer, half that of the answerability. 0 where nothing is to be
    chosen.
    """
    masked = batch.masked(spans)
    margins = (masked[:, 1:].logsumexp(1) - masked[:, 0]).sum(1)
    right = batch.answerable > 0
    found = []
    for number in batch.question.unique().tolist():
        own = batch.question == number
        if number == ALONE or not right[own].any() or right[own].all():
            continue
        for scores in (margins, answerable.float()):
            found.append(scores[own].logsumexp(0) - scores[own & right].logsumexp(0))
    return torch.stack(found).mean() if found else margins.new_zeros(())


def evaluate_choices(
    reader: Network, tokenizer: Tokenizer, groups: Sequence[Sequence[Example]]
) -> dict[str, dict[str, float]]:
    """How often a right quote is put first, by the margin, the answerability and their sum."""
    readings = iter(read(reader, tokenizer, [(e.question, e.passage) for g in groups for e in g]))
    hits = [0, 0, 0]
    for group in groups:
        said = [next(readings) for _ in group]
        by = ([r.margin for r in said], [r.answerable for r in said])
        sums = [m / 2 + a for m, a in zip(*by, strict=True)]
        for at, scores in enumerate((*by, sums)):
            hits[at] += group[max(range(len(group)), key=scores.__getitem__)].answerable
    names = ("margin", "answerable", "sum")
    shares = {name: hit / len(groups) for name, hit in zip(names, hits, strict=True)}
    return {"right quote first": {"count": len(groups), **shares}}
