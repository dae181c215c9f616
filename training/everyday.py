"""The written and made questions: everyday askers, passages under title and headings.

They are mixed with the passage pairs, a fixed share of each pool, drawn from (seed, pool number)
alone. A passage is cropped to what an answering reader is given: some sentences, table rows or list
items around the answer, or around what looks like it.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.data import (
    Example,
    Record,
    Span,
    assemble,
    closest_sentence,
    sentences_of,
    split_sentences,
)
from training.lookalikes import as_typed
from training.mix import Mix, round_robin
from training.related import related_passages

FILES = ("written", "made")
# Shares of the written and made questions that are asked of another passage, or of the right one
# with the answer cut out: the quotes among which a reader has to choose.
RELATED = 0.1
CUT = 0.1
# Words of a crop, drawn evenly.
FEWEST_WORDS = 15
MOST_WORDS = 90
# Marks that are not in the text that a reader is given: bold, code, the targets of links, tags.
_MARKS = re.compile(
    r"\*\*|`|\{#[^}\n]*\}|(?<!!)\[(?=[^\]\n]*\]\()|\]\([^)\s]*\)"
    r"|</?(?:strong|em|b|i|a|br|p|img|div|span|ul|li|sup|blockquote|details|summary)\b[^>]*>"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its passage, and what is printed above that passage."""

    record: Record
    above: str


def read_everyday(data: Path, part: str) -> list[Asked]:
    """All written and made questions of a part, "train" or "dev"."""
    found = []
    for name in FILES:
        with gzip.open(data / f"{name}.{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
            found += [_asked(json.loads(line)) for line in lines]
    return found


def _asked(raw: dict[str, object]) -> Asked:
    text = str(raw["passage"])
    answers: list[dict[str, object]] = raw["answers"]  # type: ignore[assignment]
    spans = [(int(str(a["start"])), str(a["text"])) for a in answers]
    passage, moved = _without_marks(text, spans)
    record = Record(
        question=str(raw["question"]).strip(),
        passage=passage,
        answerable=bool(raw["label"]),
        answers=tuple(moved),
        source=str(raw["src"]),
        kind=str(raw["kind"]),
        weak=False,
        title=str(raw["passage_id"]),
        sentences=split_sentences(passage),
    )
    heading = str(raw["heading"]).replace(" > ", " › ")
    title = str(raw["title"])
    lines = [title, "" if heading == title else heading]
    return Asked(record, "".join(f"{line}\n" for line in lines if line))


def _without_marks(text: str, spans: Sequence[tuple[int, str]]) -> tuple[str, list[Span]]:
    """The text without marks, and the spans where they are then."""
    marks = [match.span() for match in _MARKS.finditer(text)]

    def moved(at: int) -> int:
        return at - sum(min(end, at) - start for start, end in marks if start < at)

    plain = _MARKS.sub("", text)
    places = [(moved(start), moved(start + len(words))) for start, words in spans]
    return plain, [Span(a, plain[a:b]) for a, b in places if a < b]


class EverydayMix:
    """Draws pools that hold a share of written and made questions, the rest passage pairs."""

    def __init__(self, asked: Sequence[Asked], pairs: Mix, share: float, size: int) -> None:
        self.pairs = pairs
        self.asked = asked
        self.size = size
        self.count = round(size * share)
        self.above = {a.record.passage: a.above for a in asked}
        self.related = related_passages([a.record for a in asked])

    def pool(self, number: int) -> list[Example]:
        """The examples of one pool, in no useful order."""
        rng = random.Random(f"{self.pairs.seed}:{number}:everyday")
        asked = round_robin(self.asked, self.count, number, f"{self.pairs.seed}:everyday")
        examples = [self._example(one, rng) for one in asked]
        others = self.pairs.pool(number)
        return examples + rng.sample(others, min(self.size - self.count, len(others)))

    def _example(self, asked: Asked, rng: random.Random) -> Example:
        """Mostly the question as it is; now and then one that is not answered here."""
        record = asked.record
        if record.answers:
            drawn = rng.random()
            others = self.related.get((record.question, record.passage))
            if drawn < RELATED and others:
                other = rng.choice(others)
                return elsewhere(Asked(other, self.above[other.passage]), record.question, rng)
            if RELATED <= drawn < RELATED + CUT:
                cut = without_answer(asked, rng)
                if cut:
                    return cut
        return cropped(asked, rng)


def cropped(asked: Asked, rng: random.Random) -> Example:
    """The question with a crop around its answer, or around what looks like one."""
    record = asked.record
    answer = rng.choice(record.answers) if record.answers else None
    if answer:
        first, last = sentences_of(record, answer)
    else:
        first = last = closest_sentence(record)
    start, stop = grown(record, first, last, rng)
    text, moved = assemble(record, list(range(start, stop)), answer)
    return _under(asked.above, record.question, text, moved, record.kind, rng)


def elsewhere(asked: Asked, question: str, rng: random.Random) -> Example:
    """A question with a passage that shares its words but not its answer."""
    record = asked.record
    shared = Record(question, record.passage, False, (), "", "", False, "", record.sentences)
    focus = closest_sentence(shared)
    start, stop = grown(record, focus, focus, rng)
    text, _ = assemble(record, list(range(start, stop)), None)
    return _under(asked.above, question, text, None, "everyday_related", rng)


def without_answer(asked: Asked, rng: random.Random) -> Example | None:
    """The question with sentences beside its answer's; none if nothing is left."""
    record = asked.record
    texts = [answer.text.lower() for answer in record.answers]
    touched = {i for answer in record.answers for i in _run(record, answer)}
    spare = [
        i
        for i, (start, end) in enumerate(record.sentences)
        if i not in touched and not any(t in record.passage[start:end].lower() for t in texts)
    ]
    if not spare:
        return None
    focus = rng.choice(spare)
    most = rng.randint(FEWEST_WORDS, MOST_WORDS)
    kept = [focus]
    for i in sorted(spare, key=lambda i: abs(i - focus))[1:]:
        if sum(_words(record, k) for k in [*kept, i]) > most:
            break
        kept.append(i)
    text, _ = assemble(record, sorted(kept), None)
    return _under(asked.above, record.question, text, None, "everyday_cut", rng)


def grown(record: Record, first: int, last: int, rng: random.Random) -> tuple[int, int]:
    """A run of sentences that holds those from first to last, grown at both ends by chance.

    Returns the run's first sentence and the one after its last.
    """
    most = rng.randint(FEWEST_WORDS, MOST_WORDS)
    start, stop = first, last + 1
    words = sum(_words(record, i) for i in range(start, stop))
    while start > 0 or stop < len(record.sentences):
        back = start > 0 and (stop == len(record.sentences) or rng.random() < 0.5)
        more = _words(record, start - 1 if back else stop)
        if words + more > most:
            break
        words += more
        start, stop = (start - 1, stop) if back else (start, stop + 1)
    return start, stop


def _words(record: Record, sentence: int) -> int:
    start, end = record.sentences[sentence]
    return len(record.passage[start:end].split())


def _run(record: Record, answer: Span) -> range:
    first, last = sentences_of(record, answer)
    return range(first, last + 1)


def _under(
    above: str, question: str, text: str, answer: Span | None, kind: str, rng: random.Random
) -> Example:
    """An example whose passage stands under its title and headings."""
    moved = Span(len(above) + answer.start, answer.text) if answer else None
    return Example(as_typed(question, rng), above + text, moved is not None, moved, kind)
