"""What is never quoted because a moderator hid it."""

from collections.abc import Set
from functools import lru_cache

from index.text.sentences import split
from index.text.words import WORD, fold

# Words that a sentence has at least when it is hidden wherever it stands.
OWN_WORDS = 4


@lru_cache(4096)
def told_by(text: str) -> frozenset[str]:
    """What hiding a text hides, folded: the text, and each of its sentences but the shortest.

    A quote of other sentences may share one with it; "It is so." says nothing that is its own.
    """
    sentences = [text[one.start : one.end] for one in split(text, 0, len(text))]
    return frozenset(
        {fold(text)} | {fold(one) for one in sentences if len(WORD.findall(one)) >= OWN_WORDS}
    )


def hides(hidden: Set[str], text: str) -> bool:
    """Whether a text holds, or is part of, any of the folded texts that are not to be quoted."""
    folded = fold(text)
    return any(words in folded or folded in words for words in hidden)
