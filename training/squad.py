"""Questions of SQuAD's own files (Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250)."""

from __future__ import annotations

import json
import random
from pathlib import Path

from training.data import Record, Span, split_sentences

# More of these would crowd out what people ask of their own papers.
MOST = 45_000
SEED = 5


def read_squad(path: Path, most: int = MOST) -> list[Record]:
    """Answerable questions of a file in SQuAD's form, drawn by lot where there are more."""
    asked = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            asked += [(article["title"], paragraph["context"], row) for row in paragraph["qas"]]
    if len(asked) > most:
        asked = random.Random(SEED).sample(asked, most)
    found = []
    for title, passage, row in asked:
        spans = {Span(a["answer_start"], a["text"]) for a in row["answers"]}
        answers = [s for s in spans if passage[s.start : s.end] == s.text]
        if not answers:
            continue
        found.append(
            Record(
                question=row["question"].strip(),
                passage=passage,
                answerable=True,
                answers=tuple(sorted(answers, key=lambda s: s.start)),
                source="squad",
                kind="pos",
                weak=False,
                title=f"squad {title}",
                sentences=split_sentences(passage),
            )
        )
    return found
