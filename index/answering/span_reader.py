"""The span reader: finds the exact answer in a passage, or that it holds none.

Question and passage in one sequence; a start and an end score for every token, the first position
meaning "no answer here" (Devlin et al. 2019, section 4.3; Rajpurkar et al. 2018).
"""

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.answering.reader import Span
from index.models.files import DEFAULT_MODEL, find_model
from index.models.graphs import Graph, Opening
from index.models.shipped import READER_GRAPH, compiled_reader
from index.models.tokenizing import twin
from index.native import native
from index.search.long_questions import Cut, most_telling
from index.search.queries import Query, held_share
from index.search.retrieval import Retrieved
from index.store.catalog import StoredPassage
from index.structure.passages import Passage, PassageText, join
from index.structure.titles import name_title
from index.text.bounds import LONGEST_TITLE, shortened
from index.text.words import stems

WINDOW_TOKENS = 384
WINDOW_OVERLAP = 96
# Tokens of a question, and of the title and headings above a passage: the rest of a window is for
# the passage. Of the questions in the development sets none has half as many.
QUESTION_TOKENS = 96
HEAD_TOKENS = 96
# Tokens that are read for one question, in windows of all passages together.
TOKENS_READ = 6 * WINDOW_TOKENS
# Code points of a title and of headings that are looked at.
HEAD_CHARACTERS = 10 * HEAD_TOKENS
LONGEST_ANSWER = 30
SPANS_A_PASSAGE = 3
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
EDGES = " \t\r\n.,;:"


class SpanReader:
    """The trained reader that comes with Quoth (docs/reader.md). Raises ModelError on loading.

    `opening` is what may be reading its network already.
    """

    name = "span"

    def __init__(self, cache_folder: Path, opening: Opening | None = None) -> None:
        folder = compiled_reader(cache_folder)
        base = find_model(DEFAULT_MODEL, cache_folder).folder
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(
            WINDOW_TOKENS, stride=WINDOW_OVERLAP, strategy="only_second"
        )
        self._uncut = twin(self._tokenizer)
        self._graph = Graph(folder / READER_GRAPH, INPUTS, WINDOW_TOKENS, opening=opening)

    def cut(self, question: str) -> str:
        """As much of a question as has QUESTION_TOKENS: what asks, before what is told with it."""
        return most_telling(question, self._count, self._cut, QUESTION_TOKENS)

    def read(self, query: Query, retrieved: Sequence[Retrieved]) -> list[Span]:
        """The best spans of each passage, surest first."""
        if not retrieved:
            return []
        texts = [headed(r.passage, self._cut) for r in retrieved]
        question = self._cut(query.text, QUESTION_TOKENS)
        with native("The tokenizer", Exception):
            encodings = self._tokenizer.encode_batch([(question, text.text) for text in texts])
        each_in_windows = [
            [(found, text, window) for window in [encoding, *encoding.overflowing]]
            for found, text, encoding in zip(retrieved, texts, encodings, strict=True)
        ]
        # Each passage's first window, then the others, as far as there is time for them.
        windows: list[tuple[Retrieved, PassageText, Encoding]] = []
        tokens = 0
        for each in chain.from_iterable(zip_longest(*each_in_windows)):
            if each and (tokens + len(each[2].ids) <= TOKENS_READ or not windows):
                tokens += len(each[2].ids)
                windows.append(each)
        # The longest first: at the end, when cores run out of windows, they wait for a short one.
        windows.sort(key=lambda each: -len(each[2].ids))
        with native("The span reader", RuntimeError):
            outputs = list(self._graph([[window] for _, _, window in windows]))
        spans = [
            span
            for (found, text, window), (logits, answerability) in zip(windows, outputs, strict=True)
            for span in _spans(query, found, text, window, logits[0], float(answerability[0]))
        ]
        return sorted(spans, key=lambda span: -span.margin)

    def _count(self, text: str) -> int:
        return len(self._offsets(text))

    def _cut(self, text: str, tokens: int) -> str:
        """A text that has at most so many tokens, cut at the end of a word if there is one."""
        offsets = self._offsets(text)
        if len(offsets) <= tokens:
            return text
        head = text[: offsets[tokens][0]]
        *whole, last = head.split() or [""]
        if whole and not head[-1:].isspace():
            head = head.removesuffix(last)
        return head.rstrip()

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each token of a text stands in it."""
        with native("The tokenizer", Exception):
            return self._uncut.encode(text, add_special_tokens=False).offsets


def _spans(
    query: Query,
    found: Retrieved,
    text: PassageText,
    window: Encoding,
    logits: NDArray[np.float32],
    answerability: float,
) -> Iterator[Span]:
    """The best spans of a window, each in a sentence of its own, and that of one more sentence.

    That one holds most of the question's words: of rows that look alike the one asked for.
    """
    offsets = np.array(window.offsets)
    inside = np.array(window.type_ids) == 1
    inside &= (offsets[:, 0] < offsets[:, 1]) & (offsets[:, 0] >= text.starts[0])
    tokens = np.flatnonzero(inside)
    if not len(tokens):
        return
    no_answer = float(logits[0].sum())
    scores = logits[tokens, 0][:, np.newaxis] + logits[tokens, 1][np.newaxis, :]
    sentence_of = np.searchsorted(text.starts, offsets[tokens, 0], side="right") - 1
    # From start to end: forwards, short, and within one sentence.
    length = np.arange(len(tokens))[np.newaxis, :] - np.arange(len(tokens))[:, np.newaxis]
    allowed = (length >= 0) & (length < LONGEST_ANSWER)
    allowed &= sentence_of[:, np.newaxis] == sentence_of[np.newaxis, :]
    scores = np.where(allowed, scores, -np.inf)
    closest = _closest(query, text)
    taken: set[int] = set()
    for _ in range(SPANS_A_PASSAGE + 1):
        if len(taken) == SPANS_A_PASSAGE:
            if closest is None or closest in taken:
                return
            scores[sentence_of != closest, :] = -np.inf
        first, last = np.unravel_index(np.argmax(scores), scores.shape)
        if not np.isfinite(scores[first, last]):
            return
        span = slice(*_trimmed(text.text, offsets[tokens[first], 0], offsets[tokens[last], 1]))
        sentence = sentence_of[first]
        yield Span(
            retrieved=found,
            start=_in_document(found, text, span.start, sentence),
            end=_in_document(found, text, span.stop, sentence),
            margin=float(scores[first, last]) - no_answer,
            answerability=answerability,
            exact=True,
        )
        taken.add(int(sentence))
        scores[sentence_of == sentence, :] = -np.inf


def _closest(query: Query, text: PassageText) -> int | None:
    """The sentence of a passage that holds most of the question's words, if any holds one."""
    ends = [*text.starts[1:], len(text.text)]
    shares = [
        held_share(query, set(stems(text.text[start:end])))
        for start, end in zip(text.starts, ends, strict=True)
    ]
    most = max(shares)
    return shares.index(most) if most else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the stops and spaces that a tokenizer may leave at the edges; never empty."""
    words = text[start:end].strip(EDGES)
    if not words:
        return int(start), int(end)
    at = int(start) + text[start:end].index(words)
    return at, at + len(words)


def _in_document(found: Retrieved, text: PassageText, at: int, sentence: int) -> int:
    """From an offset in the passage's joined text to one in the document's."""
    return found.passage.passage.sentences[sentence].start + at - text.starts[sentence]


def headed(stored: StoredPassage, cut: Cut, part: Passage | None = None) -> PassageText:
    """A passage, or a part of one, as it is read: after the title and the headings above it.

    A title that is only the file's name stays away: it costs right answers. Of long titles and
    headings as much is read as leaves the passage its room.
    """
    document = stored.document
    named = shortened(name_title(document.path), LONGEST_TITLE)
    title = "" if document.title == named else document.title
    lines = [line[:HEAD_CHARACTERS] for line in (title, stored.passage.heading) if line]
    above = "".join(f"{cut(line, HEAD_TOKENS // 2)}\n" for line in lines)
    words = join(document.text, part or stored.passage)
    return PassageText(above + words.text, tuple(len(above) + at for at in words.starts))
