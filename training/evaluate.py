"""Measures a reader: F1 on answerable questions and how well it tells the unanswerable ones.

python -m training.evaluate --reader reader.safetensors --base BASE --dev DEV --squad SQUAD
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import string
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer
from torch import Tensor

from training.batches import padded, pair_tokenizer
from training.data import Example, Record, read_records
from training.everyday import Asked
from training.model import Network, base_folder, load_reader

# Passages are read whole here, although training crops them to 256 tokens.
EVALUATION_TOKENS = 400
LONGEST_ANSWER = 30
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found: the best span, its score less the no-answer score, and the logit
    of the answerability head."""

    text: str
    margin: float
    answerable: float


def best_spans(spans: Tensor, selectable: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Start, end [batch] of the best span of at most 30 tokens, and its margin [batch].

    margin = max over start <= end of (start logit + end logit) - (start[0] + end[0]).
    """
    allowed = selectable.clone()
    allowed[:, 0] = False
    masked = spans.float().masked_fill(~allowed[..., None], -1e4)
    scores = masked[:, :, None, 0] + masked[:, None, :, 1]
    seq = scores.shape[1]
    band = torch.ones(seq, seq, dtype=torch.bool).triu().tril(LONGEST_ANSWER - 1)
    value, place = scores.masked_fill(~band, -1e5).flatten(1).max(1)
    return place // seq, place % seq, value - spans[:, 0].float().sum(-1)


@torch.inference_mode()
def read(reader: Network, tokenizer: Tokenizer, pairs: list[tuple[str, str]]) -> list[Reading]:
    """A reading for each (question, passage)."""
    was_training, device = reader.training, reader.span.weight.device
    reader.eval()
    encodings = tokenizer.encode_batch(pairs)
    order = sorted(range(len(pairs)), key=lambda i: len(encodings[i].ids))
    found: list[Reading | None] = [None] * len(pairs)
    for start in range(0, len(order), _BATCH):
        chosen = order[start : start + _BATCH]
        ids, mask, types, selectable = padded([encodings[i] for i in chosen])
        spans, answerable = reader(ids.to(device), mask.to(device), types.to(device))
        spans, answerable = spans.cpu(), answerable.cpu()
        first, last, margin = best_spans(spans, selectable)
        for row, i in enumerate(chosen):
            offsets = encodings[i].offsets
            text = pairs[i][1][offsets[int(first[row])][0] : offsets[int(last[row])][1]]
            found[i] = Reading(text, float(margin[row]), float(answerable[row]))
    reader.train(was_training)
    return [reading for reading in found if reading]


def words(text: str) -> list[str]:
    """SQuAD's normalisation: lower case, no punctuation, no articles."""
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def f1(predicted: str, answers: list[str]) -> float:
    """Word overlap with the best-matching answer, as in SQuAD's own script."""
    best = 0.0
    mine = words(predicted)
    for answer in answers:
        theirs = words(answer)
        shared = sum((Counter(mine) & Counter(theirs)).values())
        if shared:
            precision, recall = shared / len(mine), shared / len(theirs)
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def auroc(positive: list[float], negative: list[float]) -> float:
    """Probability that an answerable question scores above an unanswerable one."""
    if not positive or not negative:
        return float("nan")
    labels = [1] * len(positive) + [0] * len(negative)
    return float(roc_auc_score(labels, positive + negative))


def _answer_figures(readings: list[Reading], answers: list[list[str]]) -> dict[str, float]:
    """Mean F1 and exact match, with the count."""
    matches = [
        any(words(r.text) == words(x) for x in a) for r, a in zip(readings, answers, strict=True)
    ]
    scores = [f1(r.text, a) for r, a in zip(readings, answers, strict=True)]
    return {"count": len(readings), "f1": float(np.mean(scores)), "em": float(np.mean(matches))}


def _decline_figures(yes: list[Reading], no: list[Reading]) -> dict[str, float]:
    """AUROC of the margin, of the answerability head and of their sum, with the count."""
    return {
        "count": len(no),
        "margin": auroc([r.margin for r in yes], [r.margin for r in no]),
        "head": auroc([r.answerable for r in yes], [r.answerable for r in no]),
        "sum": auroc(
            [r.margin / 2 + r.answerable for r in yes], [r.margin / 2 + r.answerable for r in no]
        ),
    }


def evaluate_records(
    reader: Network, tokenizer: Tokenizer, records: list[Record]
) -> dict[str, dict[str, float]]:
    """F1 by source over questions with spans; AUROC against each kind of unanswerable ones.

    "human" compares with answerable questions of the same articles; the rest with all.
    """
    readings = read(reader, tokenizer, [(r.question, r.passage) for r in records])
    spanned: dict[str, list[tuple[Reading, list[str]]]] = defaultdict(list)
    no: dict[str, list[Reading]] = defaultdict(list)
    yes: dict[str, list[Reading]] = defaultdict(list)
    for record, reading in zip(records, readings, strict=True):
        if record.answers:
            spanned[record.source].append((reading, [a.text for a in record.answers]))
        if record.answerable:
            yes[record.source].append(reading)
        else:
            no[record.source if record.kind != "human_neg" else "human"].append(reading)
    figures = {}
    pairs = [pair for group in spanned.values() for pair in group]
    for name, group in [("all", pairs), *sorted(spanned.items())]:
        figures[f"answers {name}"] = _answer_figures([g[0] for g in group], [g[1] for g in group])
    every_yes = [r for group in yes.values() for r in group]
    every_no = [r for group in no.values() for r in group]
    figures["decline all"] = _decline_figures(every_yes, every_no)
    for name, declined in sorted(no.items()):
        own = yes["squad2_dev_trainhalf" if name == "human" else name]
        figures[f"decline {name}"] = _decline_figures(own, declined)
    return figures


def evaluate_made(
    reader: Network, tokenizer: Tokenizer, examples: list[Example]
) -> dict[str, dict[str, float]]:
    """AUROC of cropped, answerable examples of edited text against each made kind."""
    readings = read(reader, tokenizer, [(e.question, e.passage) for e in examples])
    groups: dict[str, list[Reading]] = defaultdict(list)
    for example, reading in zip(examples, readings, strict=True):
        groups[example.kind].append(reading)
    figures = {}
    for kind in sorted({e.kind for e in examples if not e.answerable}):
        figures[f"made {kind}"] = _decline_figures(groups["edited"], groups[kind])
    return figures


def evaluate_everyday(
    reader: Network, tokenizer: Tokenizer, asked: list[Asked]
) -> dict[str, dict[str, float]]:
    """F1 on the written and made questions, and AUROC against each kind of their near misses."""
    pairs = [(a.record.question, a.above + a.record.passage) for a in asked]
    yes: list[tuple[Reading, list[str]]] = []
    no: dict[str, list[Reading]] = defaultdict(list)
    for one, reading in zip(asked, read(reader, tokenizer, pairs), strict=True):
        if one.record.answers:
            yes.append((reading, [a.text for a in one.record.answers]))
        else:
            no[one.record.kind].append(reading)
    own = [reading for reading, _ in yes]
    figures = {"answers everyday": _answer_figures(own, [texts for _, texts in yes])}
    figures["decline everyday"] = _decline_figures(own, [r for group in no.values() for r in group])
    for kind, declined in sorted(no.items()):
        figures[f"decline everyday {kind}"] = _decline_figures(own, declined)
    return figures


def evaluate_squad(
    reader: Network, tokenizer: Tokenizer, folder: Path
) -> dict[str, dict[str, float]]:
    """SQuAD 2.0 questions, each with its own paragraph: answerable ones and near misses."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {d["document"]: d["text"] for d in map(json.loads, lines)}
    with (folder / "questions.jsonl").open(encoding="utf-8") as lines:
        questions = [q for q in map(json.loads, lines) if q.get("document") in texts]
    pairs = [(q["question"], texts[q["document"]]) for q in questions]
    both = list(zip(questions, read(reader, tokenizer, pairs), strict=True))
    yes = [(r, q["answers"]) for q, r in both if q["answerable"]]
    no = [r for q, r in both if not q["answerable"]]
    return {
        "answers squad2": _answer_figures([y[0] for y in yes], [y[1] for y in yes]),
        "decline squad2": _decline_figures([y[0] for y in yes], no),
    }


def table(figures: dict[str, dict[str, float]]) -> str:
    """The figures as text, one line each."""
    return "\n".join(
        f"  {name:32}"
        + "  ".join(f"{k} {v:.3f}" if k != "count" else f"{int(v):5}" for k, v in row.items())
        for name, row in figures.items()
    )


def main() -> None:
    """Evaluates a shipped reader and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", type=Path, required=True, help="reader.safetensors")
    parser.add_argument("--base", type=Path, help="MiniLM folder (of the installed package)")
    parser.add_argument("--dev", type=Path, help="passage_pairs.dev.jsonl.gz")
    parser.add_argument("--squad", type=Path, help="folder with questions and corpus of SQuAD 2.0")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    base = base_folder(options.base)
    reader = load_reader(options.reader, base)
    tokenizer = pair_tokenizer(base, EVALUATION_TOKENS)
    figures: dict[str, dict[str, float]] = {}
    if options.dev:
        figures.update(evaluate_records(reader, tokenizer, read_records(options.dev)))
    if options.squad:
        figures.update(evaluate_squad(reader, tokenizer, options.squad))
    print(table(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
