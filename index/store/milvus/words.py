"""BM25 on a Milvus server, by Quoth's own analysis, as tantivy counts it for an index in a folder.

Milvus's own would count words of documents that the audience may not see, and of those that were
taken out. So a passage's row has a sparse vector of its words' weights, a question's one has their
rarities in its collection, and the inner product is BM25 but for the mean length of passages, which
is corrected for what was found.
"""

import base64
import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.text.words import rarity

K1, B = 1.2, 0.75
# Lengths up to here are kept as they are, longer ones with three bits behind the first (Lucene's
# SmallFloat, which tantivy has too).
FREE = 24
# Milvus's dimensions of a sparse vector are below this.
DIMENSIONS = 2**32 - 1


def rounded(length: int) -> int:
    """A passage's length as BM25 takes it."""
    above = length - FREE
    if above < 16:
        return length
    shift = above.bit_length() - 4
    return FREE + (above >> shift << shift)


def share(times: int, length: int, mean: float) -> float:
    """What a word adds that stands so many times in a passage, for each unit of its rarity."""
    return (K1 + 1) * times / (times + K1 * (1 - B + B * rounded(length) / mean))


def sparse(words: Sequence[str], mean: float) -> dict[int, float]:
    """A passage's analysed words as a sparse vector; passages have `mean` words on average."""
    return {
        dimension(word): share(times, len(words), mean) for word, times in Counter(words).items()
    }


def bm25(words: Sequence[str], wanted: Mapping[str, float], mean: float) -> float:
    """The score of a passage's words for wanted ones, given with their weights."""
    counts = ((weight, words.count(word)) for word, weight in wanted.items())
    return sum(weight * share(n, len(words), mean) for weight, n in counts if n)


def dimension(word: str) -> int:
    """Where a word is in a sparse vector; two words may share a place, and are told apart later."""
    return _digest(word, 4) % DIMENSIONS


def _digest(word: str, size: int) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=size).digest(), "little")


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """In how many passages each word stands, or in how many more than before.

    Words by their hashes, in ascending order.
    """

    hashes: NDArray[np.uint64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "Frequencies":
        """Those of some words."""
        pairs = sorted((_digest(word, 8), n) for word, n in counts.items() if n)
        return cls(
            np.array([pair[0] for pair in pairs], np.uint64),
            np.array([pair[1] for pair in pairs], np.int64),
        )

    def __len__(self) -> int:
        return len(self.hashes)

    def count(self, words: Iterable[str]) -> list[int]:
        """In how many passages each of some words stands."""
        wanted = np.array([_digest(word, 8) for word in words], np.uint64)
        if not len(self) or not len(wanted):
            return [0] * len(wanted)
        at = np.searchsorted(self.hashes, wanted).clip(max=len(self) - 1)
        found: list[int] = np.where(self.hashes[at] == wanted, self.counts[at], 0).tolist()
        return found

    def plus(self, others: Sequence["Frequencies"]) -> "Frequencies":
        """With what changed since."""
        if not others:
            return self
        every = [self, *others]
        hashes, at = np.unique(np.concatenate([one.hashes for one in every]), return_inverse=True)
        counts = np.zeros(len(hashes), np.int64)
        np.add.at(counts, at, np.concatenate([one.counts for one in every]))
        held = counts != 0
        return Frequencies(hashes[held], counts[held])

    def dump(self) -> str:
        """The same as text."""
        data = self.hashes.astype("<u8").tobytes() + self.counts.astype("<i4").tobytes()
        return base64.b64encode(zlib.compress(data)).decode()

    @classmethod
    def load(cls, text: str) -> "Frequencies":
        """What `dump` wrote. Raises ValueError."""
        data = zlib.decompress(base64.b64decode(text))
        number = len(data) // 12
        hashes = np.frombuffer(data, "<u8", number).astype(np.uint64)
        return cls(hashes, np.frombuffer(data, "<i4", number, 8 * number).astype(np.int64))


NO_FREQUENCIES = Frequencies(np.empty(0, np.uint64), np.empty(0, np.int64))


def rarities(
    words: Sequence[str], counts: Sequence[int], passages: int, boosts: Mapping[str, float]
) -> dict[str, float]:
    """What each of a question's words weighs, that stands in so many of the passages."""
    return {
        word: rarity(count, passages) * boosts.get(word, 1.0)
        for word, count in zip(words, counts, strict=True)
        if count
    }
