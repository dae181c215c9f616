"""Sentences that announce a list, and the list that they are quoted with."""

import re
from collections.abc import Sequence

from index.text.lines import LINE_BREAK
from index.text.numbering import ITEM_NUMBER
from index.text.sentences import LONGEST_QUOTE, Sentence

# What ends in this goes on in a list; marks of emphasis may stand behind it.
ANNOUNCES = re.compile(r":[\s*_\"”’)]*$")
# What may stand between two items, before the words of the second.
BULLETS = " \t\r\n\f-*+•–·◦▪‣>"
LAST_PART = re.compile(r"(\d+|[a-z])[.)]*$")
TICK_BOXES = ("", "[ ]", "[x]", "[X]")


def announced(text: str, sentences: Sequence[Sentence], first: int, last: int) -> int:
    """The last sentence of the list that sentences end in announcing; `last` if they do not."""
    if not ANNOUNCES.search(text[sentences[first].start : sentences[last].end]):
        return last
    own = _number(text, sentences[first])
    for at in range(last + 1, len(sentences)):
        before, after = sentences[at - 1], sentences[at]
        number = _number(text, after)
        if follows(own, number) and not (at - 1 > last and follows(_number(text, before), number)):
            return at - 1
        gap = text[before.end : after.start]
        breaks = len(LINE_BREAK.findall(gap))
        item = bool(gap.strip() or ITEM_NUMBER.match(text, after.start))
        near = breaks < 2 or (breaks == 2 and (item or at == last + 1))
        if (
            after.kind not in ("body", "caption")
            or gap.strip(BULLETS) not in TICK_BOXES
            or not near
            or after.end - sentences[first].start > LONGEST_QUOTE
        ):
            return at - 1
    return len(sentences) - 1


def follows(one: str, other: str) -> bool:
    """Whether an item's number is the next one after another of the same list: 2.2 after 2.1."""
    a, b = LAST_PART.search(one), LAST_PART.search(other)
    if not (a and b):
        return False
    if (one[: a.start()], one[a.end(1) :]) != (other[: b.start()], other[b.end(1) :]):
        return False
    if a[1].isdecimal() and b[1].isdecimal():
        return int(b[1]) == int(a[1]) + 1
    return not a[1].isdecimal() and not b[1].isdecimal() and ord(b[1]) == ord(a[1]) + 1


def _number(text: str, sentence: Sentence) -> str:
    """The number that a sentence begins with, or ""."""
    found = ITEM_NUMBER.match(text, sentence.start, sentence.end)
    return found.group().strip() if found else ""
