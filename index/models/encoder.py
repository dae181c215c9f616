"""The bi-encoder: texts into unit vectors, served by OpenVINO without torch."""

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.models.files import ENCODER_GRAPH, ModelFiles, compiled_folder
from index.models.graphs import Graph, Opening
from index.native import native

Vectors = NDArray[np.float32]

BATCH_TOKENS = 1024
LARGEST_BATCH = 8
# So many words are known by the number of their tokens: most are met again and again.
MOST_WORDS = 100_000


class Encoder:
    """A sentence-transformers model that turns passages and queries into unit vectors.

    `threads` are how many work at it, 0 as many as there are cores; `opening` is what may be
    reading its network already. Whoever encodes passages by the `many` needs no other network than
    that for many batches, which is then awaited when the first are there. Raises ModelError.
    """

    def __init__(
        self,
        model: ModelFiles,
        cache_folder: Path,
        threads: int = 0,
        opening: Opening | None = None,
        many: bool = False,
    ) -> None:
        folder = compiled_folder(model, cache_folder)
        config = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
        self.fingerprint = model.fingerprint
        self.dimensions: int = config["dimensions"]
        self._config = config
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(config["longest"])
        self._word_tokens: dict[str, int] = {}
        self._graph_of = partial(
            Graph,
            folder / ENCODER_GRAPH,
            config["inputs"],
            config["longest"],
            config["padding_id"],
            threads=threads,
        )
        self._opening = opening if many else None
        self._graph = None if many else self._graph_of(together=True, opening=opening)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens the words of each text have.

        That is what the text has where the tokenizer splits at white space first, as BERT's does;
        with others a word may have one more or less within its text.
        """
        if len(self._word_tokens) > MOST_WORDS:
            self._word_tokens = {}
        known, counts = self._word_tokens, []
        for text in texts:
            words = text.split()
            for word in words:
                if word not in known:
                    with native("The tokenizer", Exception):
                        encoding = self._tokenizer.encode(word, add_special_tokens=False)
                    known[word] = len(encoding.ids)
            counts.append(sum(map(known.__getitem__, words)))
        return counts

    def encode_query(self, query: str) -> Vectors:
        """The vector of one question, [dimensions]."""
        vector: Vectors = self._encode([self._config["query_prompt"] + query])[0]
        return vector

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Vectors [texts, dimensions], in order; `progress` is told how many more were encoded."""
        prompt = self._config["passage_prompt"]
        return self._encode([prompt + text for text in texts], progress)

    @cached_property
    def _graph_for_many(self) -> Graph:
        """Made when there are several batches: who only asks questions does without."""
        return self._graph_of(opening=self._opening)

    def _encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        with native("The tokenizer", Exception):
            encodings = self._tokenizer.encode_batch(list(texts))
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        # The longest first: at the end, when cores run out of batches, they wait for a short one.
        batches = _batches([len(encoding.ids) for encoding in encodings])[::-1]
        graph = self._graph if self._graph and len(batches) < 2 else self._graph_for_many
        # Closed at once, so that no batch is begun any more when progress is refused.
        with closing(graph([[encodings[row] for row in rows] for rows in batches])) as outputs:
            for rows, (output,) in zip(batches, outputs, strict=True):
                lengths = np.linalg.norm(output, axis=1, keepdims=True)
                vectors[rows] = output / np.maximum(lengths, 1e-9)
                if progress:
                    progress(len(rows))
        return vectors


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Rows of similar length together, as many as fit a batch: padding is work for nothing."""
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        last = batches[-1] if batches else []
        fits = last and (len(last) + 1) * lengths[row] <= BATCH_TOKENS
        if fits and len(last) < LARGEST_BATCH:
            last.append(row)
        else:
            batches.append([row])
    return batches
