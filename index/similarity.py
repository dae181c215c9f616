"""The simplest reader: how like the question each sentence is."""

from collections.abc import Sequence

from index.encoder import Encoder
from index.queries import Query
from index.reader import Span
from index.retrieval import Retrieved


class SimilarityReader:
    """Scores every sentence by its cosine to the question: what the span reader is measured by."""

    name = "similarity"

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def read(self, query: Query, retrieved: Sequence[Retrieved]) -> list[Span]:
        """One span for each sentence; it finds no exact answers."""
        sentences = {
            (found.passage.document.path, sentence.start, sentence.end): found
            for found in reversed(retrieved)
            for sentence in found.passage.passage.sentences
        }
        if not sentences:
            return []
        texts = [
            found.passage.document.text[start:end] for (_, start, end), found in sentences.items()
        ]
        cosines = self._encoder.encode_passages(texts) @ self._encoder.encode_query(query.text)
        spans = [
            Span(
                retrieved=found,
                start=start,
                end=end,
                margin=float(cosine),
                answerability=0.0,
                exact=False,
            )
            for ((_, start, end), found), text, cosine in zip(
                sentences.items(), texts, cosines, strict=True
            )
        ]
        return sorted(spans, key=lambda span: -span.margin)
