"""The mix of training sequences: which kinds, how many of each, in pools that can be resumed.

A pool is a fixed number of sequences drawn from (seed, pool number) alone, so that training
resumes at any pool without a stored state.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from training.data import (
    Example,
    Record,
    Span,
    assemble,
    closest_sentence,
    sentences_of,
    window,
)
from training.lookalikes import (
    antonym,
    as_typed,
    negate,
    other_attribute,
    other_thing,
    replace_word,
    things,
    verbs_of,
)
from training.related import related_passages

T = TypeVar("T")

# Texts that say the same thing many times: a made look-alike of theirs is often still answered.
CHATTY = ("squadshifts_amazon", "squadshifts_reddit", "policyqa_dev")
# Sequences of each kind in a pool of 1,600: half answerable. Human-written unanswerable questions
# are few (2,626) and worth most, so they return about every 20 pools.
ANSWERABLE = {"edited": 480, "chatty": 190, "short": 40, "yes_no": 50, "renamed": 40}
UNANSWERABLE = {
    "human": 160,
    "retrieved": 110,
    "retrieved_weak": 30,
    "related": 90,
    "cut": 140,
    "swapped": 110,
    "swapped_passage": 50,
    "attribute": 60,
    "antonym": 25,
    "negated": 15,
    "off_topic": 10,
}
# What teaches less surely: cut or retrieved passages of such texts may hold another answer.
CHATTY_WEIGHT = 0.5


class Mix:
    """Draws pools of examples from records."""

    def __init__(self, records: list[Record], seed: int, made: bool = True) -> None:
        self.seed = seed
        self.groups = _groups(records)
        self.made = made
        spanned = self.groups["edited"]
        self.verbs = verbs_of([r.question for r in spanned])
        self.related = related_passages(self.groups["edited"] + self.groups["yes_no"])
        self.names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for passage, title in {(r.passage, r.title) for r in spanned}:
            for kind, found in sorted(things(passage).items()):
                self.names[title][kind] += found
        self.makers: dict[str, Callable[[Record, random.Random], Example | None]] = {
            "renamed": self._renamed,
            "related": self._related,
            "cut": self._cut,
            "swapped": self._swapped,
            "swapped_passage": self._swapped_passage,
            "attribute": self._attribute,
            "antonym": self._antonym,
            "negated": self._negated,
            "off_topic": self._off_topic,
        }

    def pool(self, number: int) -> list[Example]:
        """The examples of one pool, in no useful order."""
        rng = random.Random(f"{self.seed}:{number}")
        examples = []
        for kind, count in {**ANSWERABLE, **UNANSWERABLE}.items():
            if kind in self.groups:
                members = self.groups[kind]
                for record in round_robin(members, count, number, f"{self.seed}:{kind}"):
                    examples.append(_cropped(record, kind, rng))
            elif self.made:
                examples += [self._make(kind, rng) for _ in range(count)]
        return examples

    def _make(self, kind: str, rng: random.Random) -> Example:
        """One made example; questions that do not lend themselves are passed over."""
        chatty = self.groups["chatty"]
        while True:
            use_chatty = kind == "cut" and rng.random() < 0.3
            record = rng.choice(chatty if use_chatty else self.groups["edited"])
            example = self.makers[kind](record, rng)
            if example:
                return example

    def _renamed(self, record: Record, rng: random.Random) -> Example | None:
        """Still answerable: name changed in question and passage alike, against giveaways."""
        answer = rng.choice(record.answers)
        texts = [a.text for a in record.answers]
        pair = other_thing(record.question, self.names[record.title], texts, rng)
        if not pair or pair[0].lower() in answer.text.lower() or pair[1] in record.passage:
            return None
        text, moved = _around(record, answer, rng)
        if moved is None or pair[0] not in text:
            return None
        before = replace_word(text[: moved.start], *pair)
        after = replace_word(text[moved.end :], *pair)
        question = replace_word(record.question, *pair)
        span = Span(len(before), answer.text)
        return _example(question, before + answer.text + after, True, span, "renamed", rng)

    def _related(self, record: Record, rng: random.Random) -> Example | None:
        """The question with a passage that shares its words but not its answer."""
        others = self.related.get((record.question, record.passage))
        if not others:
            return None
        other = rng.choice(others)
        focus = closest_sentence(_with_question(other, record.question))
        start, stop = window(len(other.sentences), focus, focus, rng)
        text, _ = assemble(other, list(range(start, stop)), None)
        return _example(record.question, text, False, None, "related", rng)

    def _cut(self, record: Record, rng: random.Random) -> Example | None:
        """The right passage with every sentence that holds an answer left out."""
        touched = set()
        for answer in record.answers:
            first, last = sentences_of(record, answer)
            touched |= set(range(first, last + 1))
        texts = [a.text.lower() for a in record.answers]
        for i, (start, end) in enumerate(record.sentences):
            if any(t in record.passage[start:end].lower() for t in texts):
                touched.add(i)
        kept = [i for i in range(len(record.sentences)) if i not in touched]
        if not kept:
            return None
        size = rng.randint(1, 8)
        nearest = min(range(len(kept)), key=lambda k: abs(kept[k] - min(touched)))
        start = max(0, min(nearest - rng.randrange(size), len(kept) - size))
        text, _ = assemble(record, kept[start : start + size], None)
        weight = CHATTY_WEIGHT if record.source in CHATTY else 1.0
        return _example(record.question, text, False, None, "cut", rng, weight)

    def _swapped(self, record: Record, rng: random.Random) -> Example | None:
        """Another name, number or year in the question: of the passage or of its article."""
        near = things(record.passage) if rng.random() < 0.5 else self.names[record.title]
        pair = other_thing(record.question, near, [a.text for a in record.answers], rng)
        if not pair or pair[0] not in record.passage:
            return None
        question = replace_word(record.question, *pair)
        return self._asked_of_own(record, question, "swapped", rng)

    def _swapped_passage(self, record: Record, rng: random.Random) -> Example | None:
        """Another name, number or year in the passage, the question as it was."""
        texts = [a.text for a in record.answers]
        pair = other_thing(record.question, self.names[record.title], texts, rng)
        text, _ = _around(record, rng.choice(record.answers), rng)
        if not pair or pair[0] not in text or pair[1] in text:
            return None
        text = replace_word(text, *pair)
        if any(part in text for part in pair[0].split() if len(part) > 3):
            return None
        return _example(record.question, text, False, None, "swapped_passage", rng)

    def _attribute(self, record: Record, rng: random.Random) -> Example | None:
        changed = other_attribute(record.question, record.passage, self.verbs, rng)
        return self._asked_of_own(record, changed, "attribute", rng)

    def _antonym(self, record: Record, rng: random.Random) -> Example | None:
        return self._asked_of_own(record, antonym(record.question, rng), "antonym", rng)

    def _negated(self, record: Record, rng: random.Random) -> Example | None:
        return self._asked_of_own(record, negate(record.question), "negated", rng)

    def _off_topic(self, record: Record, rng: random.Random) -> Example | None:
        other = rng.choice(self.groups["edited"])
        if other.title == record.title:
            return None
        return self._asked_of_own(other, record.question, "off_topic", rng)

    def _asked_of_own(
        self, record: Record, question: str | None, kind: str, rng: random.Random
    ) -> Example | None:
        """A changed question with the passage cropped as if it were still answered."""
        if not question or question == record.question:
            return None
        text, _ = _around(record, rng.choice(record.answers), rng)
        return _example(question, text, False, None, kind, rng)


def _groups(records: list[Record]) -> dict[str, list[Record]]:
    """Records by the kinds of the mix that need no making."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.answerable:
            if not record.answers:
                groups["yes_no"].append(record)
            elif record.source == "qamr":
                groups["short"].append(record)
            elif record.source in CHATTY:
                groups["chatty"].append(record)
            else:
                groups["edited"].append(record)
        elif record.kind == "human_neg":
            groups["human"].append(record)
        else:
            groups["retrieved_weak" if record.weak else "retrieved"].append(record)
    return groups


def round_robin(members: Sequence[T], count: int, number: int, seed: str) -> list[T]:
    """The next `count` members for this pool: all are seen once before any returns."""
    chosen: list[T] = []
    orders: dict[int, list[int]] = {}
    for i in range(number * count, (number + 1) * count):
        epoch, position = divmod(i, len(members))
        if epoch not in orders:
            orders[epoch] = list(range(len(members)))
            random.Random(f"{seed}:{epoch}").shuffle(orders[epoch])
        chosen.append(members[orders[epoch][position]])
    return chosen


def _around(record: Record, answer: Span, rng: random.Random) -> tuple[str, Span | None]:
    """A crop around an answer; now and then without another sentence, as in "cut"."""
    first, last = sentences_of(record, answer)
    start, stop = window(len(record.sentences), first, last, rng)
    spare = [i for i in range(start, stop) if not first <= i <= last]
    dropped = rng.choice(spare) if spare and rng.random() < 0.15 else None
    return assemble(record, [i for i in range(start, stop) if i != dropped], answer)


def _cropped(record: Record, kind: str, rng: random.Random) -> Example:
    """A record of the data, cropped around its answer or around what looks like it."""
    if record.answers:
        answer = rng.choice(record.answers)
        text, moved = _around(record, answer, rng)
        return _example(record.question, text, True, moved, kind, rng)
    if record.answerable:  # A yes/no question: any sentence may be needed.
        return _example(record.question, record.passage, True, None, kind, rng)
    focus = closest_sentence(record)
    start, stop = window(len(record.sentences), focus, focus, rng)
    if record.source == "boolq_val":
        start, stop = 0, len(record.sentences)
    text, _ = assemble(record, list(range(start, stop)), None)
    weight = CHATTY_WEIGHT if record.weak else 1.0
    return _example(record.question, text, False, None, kind, rng, weight)


def _example(
    question: str,
    passage: str,
    answerable: bool,
    answer: Span | None,
    kind: str,
    rng: random.Random,
    weight: float = 1.0,
) -> Example:
    return Example(as_typed(question, rng), passage, answerable, answer, kind, weight)


def _with_question(record: Record, question: str) -> Record:
    return Record(
        question=question,
        passage=record.passage,
        answerable=False,
        answers=(),
        source=record.source,
        kind=record.kind,
        weak=False,
        title=record.title,
        sentences=record.sentences,
    )
