"""Indexes of any size: passages made of real ones, vectors drawn around real ones.

A passage is a real one whose rarer words stand in for others: were it only repeated, a name that
stands in one passage of 1,000 would stand in 100 of 100,000, and no word would be rare any more. A
word of few passages has about as many variants as there are repetitions, one of a tenth of them
none, so the number of different words grows as it does in real text. Questions are changed alike.
"""

import gzip
import hashlib
import json
import math
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.limits import DEFAULT_LIMITS
from index.models.encoder import Encoder
from index.paths import CATALOG, generation_folder
from index.store.catalog import SCHEMA_VERSION, Catalog, StoredDocument
from index.store.generations import next_generation, write_caches
from index.store.records import Record, add, add_vectors
from index.structure.passages import Passage
from index.text.sentences import Sentence, split

Vectors = NDArray[np.float32]

FINGERPRINT = "made for measuring"
UNIT_SENTENCES = 4
DOCUMENT_PASSAGES = 10
# Around a real vector: its cosine to the drawn one is 0.90 on average (0.96 for questions), and the
# nearest of 20,000 passages lies at 0.82, where among the real ones it lies at 0.88.
PASSAGE_SPREAD, QUESTION_SPREAD = 0.5, 0.3
WORD = re.compile(r"\w+")
SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]


@dataclass(frozen=True, slots=True)
class Real:
    """Real passages, each its sentences, and questions, with the vectors of both."""

    titles: list[str]
    units: list[list[str]]
    questions: list[str]
    unit_vectors: Vectors
    question_vectors: Vectors


def real_texts(shared: Path, encoder: Encoder, kept: Path) -> Real:
    """Runs of sentences out of the evaluation's documents, and its questions, encoded once."""
    titles, units, questions = [], [], []
    for folder in (shared / "eval" / "squad2", shared / "eval" / "clapnq"):
        with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                text = row["text"]
                found = [text[s.start : s.end] for s in split(text, 0, len(text))]
                for first in range(max(1, len(found) - UNIT_SENTENCES + 1)):
                    titles.append(row["title"])
                    units.append(found[first : first + UNIT_SENTENCES])
        rows = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        questions += [json.loads(row)["question"] for row in rows]
    if not kept.exists():
        texts = [f"{title}\n{' '.join(unit)}" for title, unit in zip(titles, units, strict=True)]
        passages = encoder.encode_passages(texts)
        np.savez(kept, passages=passages, questions=encoder.encode_passages(questions))
    vectors = np.load(kept)
    return Real(titles, units, questions, vectors["passages"], vectors["questions"])


class Variants:
    """Words of which there are so many variants as befits a corpus of some size."""

    def __init__(self, real: Real, passages: int) -> None:
        counts: Counter[str] = Counter()
        for title, unit in zip(real.titles, real.units, strict=True):
            counts.update({word.lower() for word in WORD.findall(" ".join([title, *unit]))})
        often = math.log(len(real.units) / 10)
        repeats = max(1.0, passages / len(real.units))
        self._variants = {
            word: round(repeats ** (0.9 * max(0.0, 1 - math.log(count) / often)))
            for word, count in counts.items()
        }

    def text(self, text: str, copy: int) -> str:
        """A text with its words' variants in one copy of it, the same for the same copy."""

        def variant(match: re.Match[str]) -> str:
            word = match.group()
            number = self._variants.get(word.lower(), 1)
            if number < 2:
                return word
            chosen = zlib.crc32(f"{copy} {word.lower()}".encode()) % number
            return word + (str(chosen) if word.isdigit() else _ending(chosen))

        return WORD.sub(variant, text)


def _ending(number: int) -> str:
    ending = ""
    while number:
        number, at = divmod(number, len(SYLLABLES))
        ending += SYLLABLES[at]
    return ending


def drawn(vectors: Vectors, rows: NDArray[np.intp], spread: float, seed: int) -> Vectors:
    """Unit vectors around those in some rows, spread as all of them are spread."""
    values, axes = np.linalg.eigh(np.cov(vectors.T))
    shape = (axes * np.sqrt(values.clip(0))).T.astype(np.float32)
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((len(rows), vectors.shape[1]), np.float32) @ shape
    found = vectors[rows] + np.float32(spread) * noise
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Made:
    """The passages' vectors in order of their ids, from 1 on; how long FAISS and BM25 took."""

    vectors: Vectors
    caches_seconds: float


def make_index(real: Real, passages: int, folder: Path, index_folder: Path) -> Made:
    """Write documents below a folder, and their index."""
    rows = np.random.default_rng(passages).integers(len(real.units), size=passages)
    vectors = drawn(real.unit_vectors, rows, PASSAGE_SPREAD, passages)
    index_folder.mkdir(parents=True)
    catalog = Catalog(index_folder / CATALOG, writing=True)
    generation = next_generation("")
    with catalog.transaction():
        keys = [f"{number:x}" for number in range(passages)]
        add_vectors(catalog, keys, vectors)
        for entry in _entries(real, rows, keys, folder):
            add(catalog, entry)
        catalog.set_meta(
            {
                "schema": str(SCHEMA_VERSION),
                "model": FINGERPRINT,
                "dimensions": str(vectors.shape[1]),
                "folder": str(folder.resolve()),
                "collection": "",
                "scope": json.dumps(["everywhere", []]),
                "limits": json.dumps(asdict(DEFAULT_LIMITS)),
                "shared": "",
                "generation": generation,
            }
        )
        began = time.perf_counter()
        write_caches(catalog, generation_folder(index_folder, generation), vectors.shape[1])
        seconds = time.perf_counter() - began
    catalog.close()
    return Made(vectors, seconds)


def _entries(
    real: Real, rows: NDArray[np.intp], keys: Sequence[str], folder: Path
) -> Iterator[Record]:
    variants = Variants(real, len(rows))
    for first in range(0, len(rows), DOCUMENT_PASSAGES):
        text, passages = "", []
        for number in range(first, min(first + DOCUMENT_PASSAGES, len(rows))):
            sentences = []
            for sentence in real.units[rows[number]]:
                words = variants.text(sentence, number)
                sentences.append(Sentence(len(text), len(text) + len(words)))
                text += f"{words} "
            text = f"{text[:-1]}\n\n"
            passages.append((Passage(tuple(sentences), ""), keys[number]))
        number = first // DOCUMENT_PASSAGES
        path = f"{number // 100:03}/{number:06}.txt"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        title = variants.text(real.titles[rows[first]], first)
        yield Record(StoredDocument(0, path, title, None, None, sha256, text), tuple(passages))


def make_questions(real: Real, passages: int, count: int) -> tuple[list[str], Vectors]:
    """Questions to a corpus of some size: half of the vectors are real, half drawn around them."""
    rng = np.random.default_rng(count)
    rows = rng.choice(len(real.questions), count, replace=False)
    variants = Variants(real, passages)
    copies = rng.integers(passages, size=count)
    texts = [
        variants.text(real.questions[row], int(copy))
        for row, copy in zip(rows, copies, strict=True)
    ]
    vectors = real.question_vectors[rows]
    vectors[::2] = drawn(real.question_vectors, rows[::2], QUESTION_SPREAD, count)
    return texts, vectors


def nearest(vectors: Vectors, queries: Vectors, count: int) -> NDArray[np.int64]:
    """The ids of the nearest passages to each query, every cosine computed, [queries, count]."""
    found = np.empty((len(queries), min(count, len(vectors))), np.int64)
    for first in range(0, len(queries), 100):
        cosines = queries[first : first + 100] @ vectors.T
        found[first : first + 100] = 1 + np.argsort(-cosines, axis=1)[:, :count]
    return found
