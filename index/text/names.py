"""Names as exact answers give them, and whether two are of the same."""

import re
from difflib import SequenceMatcher

from index.text.clocks import Comparison
from index.text.words import WORD, fold, stop_words

LONGEST_NAME = 6
# Words before a name that are not of it.
_TITLES = re.compile(
    r"(?:mr|mrs|ms|mx|dr|prof|professor|sir|lady|dame|lord|captain|capt|sergeant|the|an?|our)",
    re.IGNORECASE,
)
_SMALL = re.compile(r"(?:de[rnl]?|della|d[ia]|van|von|l[ea]|bin|al|of|and|for|the)", re.IGNORECASE)
# What a name ends at: "Ida Voss, head of sales".
_ENDS = re.compile(r"[,;:(\[]| [–—-] ")
# Names that are this much alike may be one that is misspelt.
_MISSPELT = 0.8


def name_of(text: str, start: int, end: int, *, alone: bool = False) -> tuple[str, ...] | None:
    """The folded words of the name that text[start:end] is, without titles; None if it is none.

    Every word of it has a capital but small ones within. One word must not begin the text, unless
    it stands `alone`, as in a cell.
    """
    written = _ENDS.split(text[start:end])[0]
    words = WORD.findall(written)
    while words and _TITLES.fullmatch(words[0]):
        words.pop(0)
    if words and _SMALL.fullmatch(words[0]) and words[0].casefold() in stop_words():
        return None
    if not 1 <= len(words) <= LONGEST_NAME:
        return None
    if not all(word[0].isupper() or _SMALL.fullmatch(word) for word in words):
        return None
    if not words[-1][0].isupper() or (len(words) == 1 and len(words[0]) < 2):
        return None
    begins = not any(character.isalnum() for character in text[:start])
    if len(words) == 1 and not alone and (begins or words[0].casefold() in stop_words()):
        return None
    return tuple(fold(word) for word in words)


def compare_names(one: tuple[str, ...], other: tuple[str, ...]) -> Comparison:
    """Whether two names are of the same.

    They may be where one is a part of the other, its initials, or nearly spelt like it.
    """
    few, many = sorted((_telling(one), _telling(other)), key=len)
    if few == many:
        return "same"
    if set(few) <= set(many) or _initials(few, many):
        return "same" if few[-1:] == many[-1:] else "unlike"
    if len(few) == 1 and few[0] == "".join(word[0] for word in many):
        return "unlike"
    alike = SequenceMatcher(None, " ".join(few), " ".join(many), autojunk=False).ratio()
    return "unlike" if alike >= _MISSPELT or few[-1] == many[-1] else "different"


def _telling(name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in name if not _SMALL.fullmatch(word)) or name


def _initials(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Whether two names have the same last word, and before it letters for words."""
    if few[-1] != many[-1] or len(few) < 2:
        return False
    return all(
        a == b or (1 in (len(a), len(b)) and a[0] == b[0])
        for a, b in zip(few[:-1], many[: len(few) - 1], strict=False)
    )
