"""What the documents say: which are nearly the same, and which no question can find.

How alike two documents are is the share of their sentences that both have (Jaccard), told from the
smallest hashes of each (bottom-k sketches: Broder 1997): so memory grows with their number only.
"""

import heapq
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from index.doctor.checks import Check, first_of
from index.doctor.stored import UNKNOWN, Advance, Collected
from index.errors import IndexDamagedError
from index.search.languages import text_language
from index.text.counts import counted
from index.text.words import fold

# Shares of sentences in common from which two documents are nearly the same.
ALIKE = 0.6
# Sentences that are looked at of a document, those with the smallest hashes; with fewer than LEAST,
# or with words fewer than SHORT in one, nothing is told.
SKETCH, LEAST, SHORT = 200, 3, 4
# A sentence that more documents share is of their template.
SHARED = 20
# Code points of texts that are read unless all is.
MOST_READ = 50_000_000
# Of a text that are looked at for its language, at its beginning, in its middle and at its end.
SEEN = 700

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
SCANNED = re.compile(r"(?:are|is a) pictures?\b|picture of the page|holds? no text")


@dataclass(slots=True)
class Reading:
    """What was found by reading documents: how many, and the paths of those of which what is so."""

    read: int = 0
    damaged: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    foreign: dict[str, str] = field(default_factory=dict)
    sketches: dict[str, frozenset[bytes]] = field(default_factory=dict)
    scans: list[str] = field(default_factory=list)


def read_all(opened: Sequence[Collected], advance: Advance, *, deep: bool) -> Reading:
    """Read the documents: all of them, or the first so many code points of them."""
    reading, characters = Reading(), 0
    total = sum(one.documents for one in opened)
    for one in opened:
        reading.scans += [
            path
            for path, why in (*one.catalog.skipped(), *one.catalog.in_part())
            if SCANNED.search(why)
        ]
        for listed in one.catalog.documents():
            if characters > MOST_READ and not deep:
                return reading
            advance(reading.read, total)
            reading.read += 1
            try:
                document = one.catalog.document(listed.path)
            except IndexDamagedError:
                reading.damaged.append(listed.path or UNKNOWN)
                continue
            if document is None:
                continue
            characters += len(document.text)
            if not listed.passages:
                reading.empty.append(listed.path)
            elif language := text_language(_seen(document.text)):
                reading.foreign[listed.path] = language
            reading.sketches[listed.path] = sketch(document.text)
    return reading


def check_duplicates(reading: Reading) -> Check:
    """Which documents are nearly the same."""
    groups = alike(reading.sketches)
    if not groups:
        return Check("Duplicates", "good", "no two documents are nearly the same")
    listed = tuple(", ".join(group) for group in groups)
    many = counted(sum(map(len, groups)), "document")
    told = f"{many} are nearly the same as another: {first_of(groups[0])}"
    remedy = "keep the one that counts: a question finds each of them, old and new"
    return Check("Duplicates", "note", told, remedy, listed)


def check_findable(reading: Reading) -> Check:
    """Which documents no question can find."""
    told, remedies, listed = [], [], []
    if reading.empty:
        told.append(f"{counted(len(reading.empty), 'document')} without a sentence")
        listed += [f"{path}: without a sentence" for path in reading.empty]
        remedies.append("see what is in those files")
    if reading.scans:
        scans = sorted(set(reading.scans))
        told.append(f"{counted(len(scans), 'file')} with pictures of text")
        listed += [f"{path}: pictures of text" for path in scans]
        remedies.append("put text into scans (OCR) and index again")
    if reading.foreign:
        told.append(f"{counted(len(reading.foreign), 'document')} not in English")
        listed += [f"{path}: {language}" for path, language in sorted(reading.foreign.items())]
        remedies.append("the models read English only")
    if not told:
        return Check("Findable", "good", "every document has sentences in English")
    return Check("Findable", "note", ", ".join(told), "; ".join(remedies), tuple(listed))


def sketch(text: str) -> frozenset[bytes]:
    """The smallest hashes of a text's sentences, folded, without short ones."""
    folded = {fold(part) for part in SENTENCE.split(text)}
    sentences = {sentence for sentence in folded if len(sentence.split()) >= SHORT}
    hashes = (blake2b(s.encode("utf-8", "replace"), digest_size=8).digest() for s in sentences)
    return frozenset(heapq.nsmallest(SKETCH, hashes))


def likeness(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    """The share of all sentences of two documents that both have, from 0 to 1."""
    smallest = frozenset(heapq.nsmallest(SKETCH, one | other))
    return len(smallest & one & other) / len(smallest) if smallest else 0.0


def alike(sketches: dict[str, frozenset[bytes]]) -> list[list[str]]:
    """Groups of documents of which each is nearly the same as another one of its group."""
    same: dict[frozenset[bytes], list[str]] = defaultdict(list)
    for path, one in sorted(sketches.items()):
        if len(one) >= LEAST:
            same[one].append(path)
    kinds = list(same)
    group = list(range(len(kinds)))

    def top(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    for first, second in _candidates(kinds):
        apart = top(first) != top(second)
        if apart and likeness(kinds[first], kinds[second]) >= ALIKE:
            group[top(second)] = top(first)
    found: dict[int, list[str]] = defaultdict(list)
    for number, kind in enumerate(kinds):
        found[top(number)] += same[kind]
    return sorted(sorted(paths) for paths in found.values() if len(paths) > 1)


def _candidates(kinds: Sequence[frozenset[bytes]]) -> Iterator[tuple[int, int]]:
    """Pairs that have a sentence in common."""
    holders: dict[bytes, list[int]] = defaultdict(list)
    for number, kind in enumerate(kinds):
        for found in kind:
            holders[found].append(number)
    told = set()
    for numbers in holders.values():
        if 1 < len(numbers) <= SHARED:
            for at, one in enumerate(numbers):
                for other in numbers[at + 1 :]:
                    if (one, other) not in told:
                        told.add((one, other))
                        yield one, other


def _seen(text: str) -> str:
    middle = max(0, len(text) // 2 - SEEN // 2)
    return " ".join((text[:SEEN], text[middle : middle + SEEN], text[-SEEN:]))
