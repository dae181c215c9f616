"""Questions that are longer than what is read of one: the part of them that tells most."""

import re
from collections.abc import Callable

from index.text.sentences import split

# Cuts a text after so many tokens, at the end of a word if there is one.
Cut = Callable[[str, int], str]

REPEATED_SIGN = re.compile(r"([^\w\s])\1{3,}")


def most_telling(question: str, count: Callable[[str], int], cut: Cut, room: int) -> str:
    """As much of a question as has `room` tokens: what asks first, then the rest in order.

    Signs that stand in a row more than three times are no words, and go before any does.
    """
    if count(question) <= room:
        return question
    text = REPEATED_SIGN.sub(r"\1\1\1", question)
    sentences = [text[one.start : one.end] for one in split(text, 0, len(text))]
    order = sorted(range(len(sentences)), key=lambda i: (not _asks(sentences[i]), i))
    kept: dict[int, str] = {}
    for i in order:
        tokens = count(sentences[i])
        if tokens <= room or not kept:
            kept[i] = cut(sentences[i], room)
            room -= min(tokens, room)
    return " ".join(kept[i] for i in sorted(kept))


def _asks(sentence: str) -> bool:
    return sentence.rstrip("\"'”’)]*_ ").endswith("?")
