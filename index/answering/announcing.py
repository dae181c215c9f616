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
TICK_BOXES = ("", "[ ]", "[x]", "[X]")


def announced(text: str, sentences: Sequence[Sentence], first: int, last: int) -> int:
    """The last sentence of the list that sentences end in announcing; `last` if they do not."""
    if not ANNOUNCES.search(text[sentences[first].start : sentences[last].end]):
        return last
    for at in range(last + 1, len(sentences)):
        before, after = sentences[at - 1], sentences[at]
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
