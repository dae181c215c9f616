"""The trainer of a network: steps in bfloat16 where that is fast, checkpoints, the loss."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import NO_SPAN, Batch
from training.choosing import first_loss
from training.model import Network
from training.products import multiply_by_numpy
from training.teaching import Teacher, lesson_loss

HEAD_SHARE = 0.5


@dataclass
class Progress:
    """Where training is: steps and sequences done, the pool to be drawn next."""

    step: int = 0
    sequences: int = 0
    pool: int = 0
    seconds: float = 0.0


class Trainer:
    """The network in a fast form, with its weights kept in float32 beside it.

    Pure bfloat16 is faster than autocast on a CPU; the small steps of the optimiser would be lost
    in it, so they go to the float32 weights, which are then copied over. A CPU that has no
    bfloat16 of its own stays with float32. `first` is what it weighs that a question's right quote
    comes before the others.
    """

    def __init__(
        self,
        reader: Network,
        rate: float,
        device: torch.device,
        teacher: Teacher | None = None,
        first: float = 0.0,
    ) -> None:
        self.reader = reader.to(device)
        self.teacher = teacher
        self.first = first
        self.device = device
        self.master = {k: v.clone() for k, v in self.reader.trained().items()}
        self.fast = {k: p for k, p in self.reader.named_parameters() if k in self.master}
        for name, parameter in self.reader.named_parameters():
            parameter.requires_grad_(name in self.fast)
        if device.type == "cuda" or torch.cpu._is_avx512_bf16_supported():
            for part in (self.reader.layers, self.reader.span, self.reader.answerable):
                part.to(torch.bfloat16)
        else:
            multiply_by_numpy(self.reader)
        decayed = [v for v in self.master.values() if v.dim() > 1]
        plain = [v for v in self.master.values() if v.dim() == 1]
        self.optimiser = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
            lr=rate,
            betas=(0.9, 0.98),
            fused=True,
        )

    def step(self, batch: Batch, rate: float) -> float:
        """One update; returns the loss."""
        batch = batch.to(self.device)
        spans, answerable = self.reader(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        total = loss(spans, answerable, batch)
        if self.first:
            total = total + self.first * first_loss(spans, answerable, batch)
        if self.teacher:
            taught = lesson_loss(spans, answerable, batch, self.teacher.lesson(batch))
            total = (1 - self.teacher.share) * total + self.teacher.share * taught
        torch.autograd.backward(total)
        for name, weight in self.master.items():
            gradient = self.fast[name].grad
            if gradient is not None:
                weight.grad = gradient.float()
            self.fast[name].grad = None
        torch.nn.utils.clip_grad_norm_(list(self.master.values()), 1.0)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.step()
        self.refresh()
        return total.item()

    @torch.no_grad()
    def refresh(self) -> None:
        """Copies the float32 weights to the network."""
        for name, weight in self.master.items():
            self.fast[name].copy_(weight)

    def save(self, path: Path, progress: Progress, options: dict[str, object]) -> None:
        """Writes a checkpoint, complete or not at all."""
        state = {
            "weights": self.master,
            "optimiser": self.optimiser.state_dict(),
            "progress": vars(progress),
            "options": options,
        }
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def load(self, path: Path) -> Progress:
        """Continues from a checkpoint."""
        state = torch.load(path, weights_only=True, map_location=self.device)
        for name, weight in self.master.items():
            weight.copy_(state["weights"][name])
        self.optimiser.load_state_dict(state["optimiser"])
        self.refresh()
        return Progress(**state["progress"])


def loss(spans: Tensor, answerable: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of start and end over [CLS] and the passage, plus the answerability head's.

    Where an answer is known to be there but not where, the loss is -log(1 - p(no answer)).
    """
    masked = batch.masked(spans)
    logs = functional.log_softmax(masked, dim=1)
    unknown = batch.start == NO_SPAN
    per_span = torch.zeros_like(batch.weight)
    for side, target in enumerate((batch.start, batch.end)):
        known = logs[:, :, side].gather(1, target.clamp(min=0)[:, None]).squeeze(1)
        somewhere = logs[:, 1:, side].logsumexp(1)
        per_span = per_span - torch.where(unknown, somewhere, known) / 2
    per_head = functional.binary_cross_entropy_with_logits(
        answerable.float(), batch.answerable, reduction="none"
    )
    return ((per_span + HEAD_SHARE * per_head) * batch.weight).sum() / batch.weight.sum()
