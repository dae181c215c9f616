"""How much fits into a message of Discord: counted in UTF-16 code units, after escaping."""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.chat.posts.markdown import block, clean
from index.text.sentences import split

# A piece that ends with a sentence may leave this share of its room empty.
SLACK = 0.75
JOINER = "\N{ZERO WIDTH JOINER}"


@dataclass(frozen=True, slots=True)
class Part:
    """Markdown lines that stay together; `apart` from those before by an empty line."""

    text: str
    apart: bool = False


def size(text: str) -> int:
    """Its length in UTF-16 code units, never fewer than Discord counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def filled(parts: Iterable[Part], room: int) -> list[str]:
    """The parts joined to as few texts as hold them in order; none may be over `room` by itself."""
    texts: list[str] = []
    for part in parts:
        gap = "\n\n" if part.apart else "\n"
        if texts and size(texts[-1]) + len(gap) + size(part.text) <= room:
            texts[-1] += gap + part.text
        else:
            texts.append(part.text)
    return texts


def blocks(text: str, bold: tuple[int, int] | None, room: int) -> list[str]:
    """The text as block quotes of at most `room` units each, cut between sentences if it must be.

    A sentence without an end is cut between words, and a word without one where it must be.
    """
    start, end = bold or (0, 0)
    return pieces(text, room, lambda a, b: block(text[a:b], (max(start - a, 0), max(end - a, 0))))


def pieces(text: str, room: int, shown: Callable[[int, int], str]) -> list[str]:
    """shown(start, end) of consecutive pieces of a text, none over `room` units and none empty."""
    whole = shown(0, len(text))
    if size(whole) <= room:
        return [whole] if whole else []
    words = clean(text)
    ends = [s.end for s in split(words, 0, len(words)) if words[s.end : s.end + 1].isspace()]
    cuts = [0]
    while cuts[-1] < len(words):
        cuts.append(_cut(words, cuts[-1], ends, lambda a, b: size(shown(a, b)) <= room, room))
    found = [shown(a, b) for a, b in pairwise(cuts)]
    return [piece for piece in found if piece]


def _cut(
    words: str, start: int, ends: Sequence[int], fits: Callable[[int, int], bool], room: int
) -> int:
    """Where the piece from `start` on ends."""
    last = _furthest(start + 1, min(len(words), start + room), lambda end: fits(start, end))
    if last == len(words):
        return last
    sentence = ends[bisect_right(ends, last) - 1] if ends and ends[0] <= last else 0
    if sentence - start >= (last - start) * (1 - SLACK):
        return sentence
    for cut in range(last, start, -1):
        if words[cut].isspace():
            return cut
    for cut in range(last, start, -1):
        if not _goes_on(words[cut]) and words[cut - 1] != JOINER:
            return cut
    return last


def _furthest(least: int, most: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to `most` that fits, where all below one that fits do; or `least`."""
    while least < most:
        middle = (least + most + 1) // 2
        if fits(middle):
            least = middle
        else:
            most = middle - 1
    return least


def _goes_on(character: str) -> bool:
    """Whether it belongs to the letter before it."""
    return unicodedata.category(character) in ("Mn", "Me", "Cf")
