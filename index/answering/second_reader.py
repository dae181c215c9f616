"""The second reader: stronger and slower, asked only about the best few quotes of the first.

Each quote is read by itself, with its neighbours as far as there is room, under the title and the
headings that it stands under; rows of tables and code are read alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.answering.choices import Choice
from index.answering.span_reader import LONGEST_ANSWER, headed
from index.models.graphs import Graph, Opening
from index.models.shipped import SECOND_READER_GRAPH, compiled_second_reader
from index.native import native
from index.search.queries import Query
from index.structure.passages import Passage
from index.text.sentences import Sentence

INPUTS = ("input_ids", "attention_mask")
PADDING_ID = 1
LONGEST_PAIR = 256
# Words of a quote with its neighbours. It was trained on 15 to 90.
CROP_WORDS = 45
# Code points of the title, and of the headings, that are read above a quote.
LONGEST_HEAD = 120


@dataclass(frozen=True, slots=True)
class Crop:
    """What is read of a quote, and where in that text the quote begins and ends."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the second reader says of a quote.

    `margin`: the score of the best span in it less that of there being no answer;
    `answerability`: the logit of the crop answering at all.
    """

    margin: float
    answerability: float


class SecondReader:
    """The second reader that comes with Quoth (docs/reader.md). Raises ModelError on loading.

    `opening` is what may be reading its network already.
    """

    name = "second"

    def __init__(self, cache_folder: Path, opening: Opening | None = None) -> None:
        folder = compiled_second_reader(cache_folder)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST_PAIR, strategy="longest_first")
        self._graph = Graph(
            folder / SECOND_READER_GRAPH, INPUTS, LONGEST_PAIR, PADDING_ID, opening=opening
        )

    def judge(self, query: Query, choices: Sequence[Choice]) -> list[Judgement]:
        """What it says of each quote, in their order. The query is one that the first has read."""
        return self.judge_crops(query.text, [crop(choice) for choice in choices])

    def judge_crops(self, question: str, crops: Sequence[Crop]) -> list[Judgement]:
        """The same for quotes that are cropped already."""
        with native("The tokenizer", Exception):
            encodings = self._tokenizer.encode_batch([(question, one.text) for one in crops])
        # The longest first: at the end, when cores run out of quotes, they wait for a short one.
        order = sorted(range(len(crops)), key=lambda at: -len(encodings[at].ids))
        with native("The second reader", RuntimeError):
            outputs = list(self._graph([[encodings[at]] for at in order]))
        found = {
            at: Judgement(_margin(encodings[at], logits[0], crops[at]), float(answerability[0]))
            for at, (logits, answerability) in zip(order, outputs, strict=True)
        }
        return [found[at] for at in range(len(crops))]


def crop(choice: Choice) -> Crop:
    """A quote with its neighbours, as far as there is room, under its title and headings."""
    stored = choice.span.retrieved.passage
    sentences = stored.passage.sentences
    held = [i for i, s in enumerate(sentences) if s.start < choice.end and choice.start < s.end]
    first, last = held[0], held[-1]
    start, stop = (first, last + 1) if choice.apart else _grown(choice, sentences, first, last)
    part = Passage(sentences[start:stop], stored.passage.heading)
    text = headed(stored, lambda line, _: line[:LONGEST_HEAD], part)
    end = text.starts[last + 1 - start] if last + 1 < stop else len(text.text)
    return Crop(text.text, text.starts[first - start], end)


def _grown(choice: Choice, sentences: Sequence[Sentence], first: int, last: int) -> tuple[int, int]:
    """A run of sentences that holds those from first to last, its neighbours taken by turns."""
    text = choice.document.text

    def words(i: int) -> int:
        return len(text[sentences[i].start : sentences[i].end].split())

    start, stop = first, last + 1
    room = CROP_WORDS - sum(map(words, range(start, stop)))
    back = True
    while start > 0 or stop < len(sentences):
        back = start > 0 and (back or stop == len(sentences))
        room -= words(start - 1 if back else stop)
        if room < 0:
            break
        start, stop = (start - 1, stop) if back else (start, stop + 1)
        back = not back
    return start, stop


def _margin(encoding: Encoding, logits: NDArray[np.float32], one: Crop) -> float:
    """The score of the best span in the quote less that of no answer.

    A quote of which nothing was read, for the question is too long, is held for no answer.
    """
    inside = [
        i
        for i, (sequence, (a, b)) in enumerate(
            zip(encoding.sequence_ids, encoding.offsets, strict=True)
        )
        if sequence == 1 and one.start <= a < b <= one.end
    ]
    no_answer = float(logits[0].sum())
    if not inside:
        return -abs(no_answer)
    scores = logits[inside, 0][:, np.newaxis] + logits[inside, 1][np.newaxis, :]
    length = np.arange(len(inside))[np.newaxis, :] - np.arange(len(inside))[:, np.newaxis]
    allowed = (length >= 0) & (length < LONGEST_ANSWER)
    return float(scores[allowed].max()) - no_answer
