"""The best wrong passages for a question, by the words that they share."""

from __future__ import annotations

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from training.data import Record

KEPT = 5
_ROWS = 2048


def related_passages(records: list[Record]) -> dict[tuple[str, str], list[Record]]:
    """For each (question, own passage): passages close to the question that hold no answer.

    Passages stand for themselves as the first record that has them. Same scale of TF-IDF for
    question and passage, cosine by dense product in blocks.
    """
    passages = list({record.passage: record for record in records}.values())
    asking = [record for record in records if record.answers]
    vectoriser = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32)
    index = vectoriser.fit_transform([p.passage for p in passages]).T.tocsr()
    lowered = [p.passage.lower() for p in passages]
    found: dict[tuple[str, str], list[Record]] = {}
    for start in range(0, len(asking), _ROWS):
        block = asking[start : start + _ROWS]
        scores = (vectoriser.transform([r.question for r in block]) @ index).toarray()
        best = np.argpartition(-scores, 12, axis=1)[:, :12]
        for row, record in enumerate(block):
            order = best[row][np.argsort(-scores[row, best[row]])]
            texts = [a.text.lower() for a in record.answers]
            found[record.question, record.passage] = [
                passages[i]
                for i in order
                if passages[i].passage != record.passage
                and scores[row, i] > 0.05
                and not any(text in lowered[i] for text in texts)
            ][:KEPT]
    return found
