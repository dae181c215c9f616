"""A document's text in pieces, as a page shows them: paragraphs, headings, rows, with their places.

The pieces leave out nothing but white space between them, and never overlap.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from index.extraction.model import Landmark
from index.structure.headings import PATH_SEPARATOR
from index.text.lines import line_of

# A line that holds nothing but white space, or several.
GAP = re.compile(r"(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))+")
LINE = re.compile(r"[^\r\n]*")
# What stands around code in text that is marked up by hand, and lines that are laid out in columns.
FENCE = re.compile(r"^ {0,3}(?:```|~~~)[^\r\n]*", re.MULTILINE)
COLUMNS = re.compile(r"(?:(?: {4}|\t|\|)[^\r\n]*(?:\r\n|\r|\n|$))+$")
# What stands around the words of a heading in text that is marked up by hand.
AROUND_HEADING = " \t#*_=~`"
DEEPEST = 6
# A page shows so many code points of a text at most.
PART = 1_000_000
# Of a line break that is looked for before a part ends.
WITHIN = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: code points, the number of its first line, and what it is.

    `level` is that of a heading, 2 to 6, or 0; `name` is of the landmark that begins here and is
    told beside the text, such as "page 3", or "". `columns` are lines that stay as they are laid
    out: code, tables.
    """

    start: int
    end: int
    line: int
    level: int = 0
    name: str = ""
    columns: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """As much of a text as one page shows: the number of the part, from 1, and of how many."""

    number: int
    parts: int
    start: int
    end: int


def part_of(text: str, number: int | None, at: int) -> Part:
    """A part by its number, the nearest there is, or the one in which a code point stands."""
    cuts = list(_cuts(text))
    if number is None:
        number = bisect_right(cuts, max(at, 0), hi=len(cuts) - 1)
    number = min(max(number, 1), len(cuts) - 1)
    return Part(number, len(cuts) - 1, cuts[number - 1], cuts[number])


def _cuts(text: str) -> Iterator[int]:
    """Where the parts begin, and where the last one ends."""
    yield (at := 0)
    while len(text) - at > PART:
        lines = text.rfind("\n", at + PART - WITHIN, at + PART) + 1
        yield (at := lines or at + PART)
    yield len(text)


def pieces(text: str, title: str, landmarks: Sequence[Landmark], part: Part) -> list[Piece]:
    """The pieces of a part of a text, in order."""
    marks = {_begin(text, mark): mark for mark in landmarks}
    here = {at: mark for at, mark in marks.items() if part.start <= at < part.end}
    levels = {at: _level(text, at, mark, title) for at, mark in here.items() if mark.by_line}
    fences = deque(_fences(text, part))
    cuts = {part.start, part.end, *here, *chain.from_iterable(fences)}
    cuts.update(match.end() for match in GAP.finditer(text, part.start, part.end))
    cuts.update(_line_end(text, at) for at, level in levels.items() if level)
    found = []
    line, counted = line_of(text, part.start), part.start
    for start, end in pairwise(sorted(cut for cut in cuts if cut <= part.end)):
        first, last = _trimmed(text, start, end)
        mark, level = here.get(start), levels.get(start, 0)
        name = "" if mark is None or level else _told(mark)
        if first < last or name:
            line, counted = line + _breaks(text, counted, first), first
            while fences and fences[0][1] <= first:
                fences.popleft()
            fenced = bool(fences) and fences[0][0] <= first
            columns = fenced or COLUMNS.match(text, first, last) is not None
            found.append(Piece(first, last, line, level, name, columns))
    return found


def _breaks(text: str, start: int, end: int) -> int:
    """How many line breaks end in a span."""
    halved = text[max(start - 1, 0) : start + 1] == "\r\n" and start < end
    return line_of(text[start:end], end - start) - 1 - halved


def _begin(text: str, mark: Landmark) -> int:
    """Where a landmark begins, with the marks of a heading that stand before it on its line."""
    line = max(text.rfind("\n", 0, mark.start), text.rfind("\r", 0, mark.start)) + 1
    before = text[line : mark.start]
    return line if mark.by_line and not before.strip(AROUND_HEADING) else mark.start


def _fences(text: str, part: Part) -> Iterator[tuple[int, int]]:
    """The spans that are fenced in as code, without the fences; what is left open is none."""
    fenced = "```" in text or "~~~" in text
    found = [one.span() for one in FENCE.finditer(text, part.start, part.end)] if fenced else []
    for opening, closing in zip(found[::2], found[1::2], strict=False):
        yield opening[1], closing[0]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the lines at its edges that hold nothing; the first line keeps its indent."""
    words = text[start:end]
    last = start + len(words.rstrip())
    blank = re.match(r"\s*[\r\n]", words[: last - start])
    return (start + blank.end() if blank else start), max(last, start)


def _line_end(text: str, at: int) -> int:
    found = LINE.match(text, at)
    return found.end() if found else at


def _told(mark: Landmark) -> str:
    """A landmark's name as it is told beside the text: the last of the headings that lead to it."""
    return mark.name.rpartition(PATH_SEPARATOR)[2] if mark.by_line else mark.name


def _level(text: str, at: int, mark: Landmark, title: str) -> int:
    """Which level of heading begins here, if it is one; the title is on top of all others."""
    words = " ".join(text[at : _line_end(text, at)].strip(AROUND_HEADING).split())
    names = mark.name.split(PATH_SEPARATOR) if mark.name else []
    wanted = names[-1] if names else title
    stem = wanted.removesuffix("…").rstrip()
    if not words or not stem or not (words.startswith(stem) or stem.startswith(words)):
        return 0
    return min(2 + len(names), DEEPEST)
