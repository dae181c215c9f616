"""What stands at the edges of pages over again: heads, feet, page numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.formats.pdf.pieces import Line

PAGE_NUMBER = re.compile(
    r"[-–—|·\s\[]*(?:page|p\.)?\s*(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/)\s*\d+)?[-–—|·\s\]]*",
    re.IGNORECASE,
)
DIGITS = re.compile(r"[0-9]{1,9}")
NUMBER_FIRST = re.compile(r"([0-9]{1,4})\s")
NUMBER_LAST = re.compile(r"\s([0-9]{1,4})$")
# Heads and feet stand in this part of the page, at the same height on several pages.
EDGE = 0.13
# The outermost lines of a page with wide margins may stand so much deeper.
DEEPER = 0.09
SAME_HEIGHT = 5
REPEATED = 3
TITLE_WORDS = 2
STAMP_WORDS = 2
MOST_CELLS = 3
# Parts of the size of the letters.
GAP = 1.8
SMALL = 0.92


def running(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], title: str, *, beside: bool = False
) -> set[Line]:
    """Heads, feet and page numbers: what stands at the same height at pages' edges, over again.

    On later pages the title is one that stands there only once. Lines are `beside` others that
    stand in another direction: all of them are set apart.
    """
    usual = Counter(round(line.size, 1) for page in pages for line in page).most_common(1)
    found: set[Line] = set()
    apart: set[Line] = set()
    alike: dict[str, list[Line]] = defaultdict(list)
    for page, height in zip(pages, heights, strict=True):
        outer = _outermost(page)
        edges = [line for line in page if _at_edge(line, height, EDGE + DEEPER * (line in outer))]
        apart |= set(page if beside else _set_apart(page))
        numbers = [
            line
            for line in edges
            if line in outer and _is_numbered(line, usual[0][0]) and not _in_table(line, page)
        ]
        found |= {line for line in edges if any(_level(line, number) for number in numbers)}
        found |= {line for line in edges if line in outer and _names(line, title)}
        for line in edges:
            for key in _keys(line):
                alike[key].append(line)
    # The first page often has none.
    enough = max(2, min(REPEATED, len(pages) - 1))
    for same in alike.values():
        for line in same:
            near = {other.page for other in same if _level(line, other)}
            if len(near) >= REPEATED or (len(near) >= enough and line in apart):
                found.add(line)
    return found


def turned(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], known: set[Line]
) -> set[Line]:
    """What says the same at the edge of pages in another direction as heads and feet do."""
    words = {line.words.casefold() for line in known}
    return {
        line
        for page, height in zip(pages, heights, strict=True)
        for line in page
        if line.words.casefold() in words and _at_edge(line, height, EDGE)
    }


def stamps(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """Words across pages that mark the paper: on several pages, or only one or two words."""
    slanted = [line for page in pages for line in page if line.turn % 90]
    pages_of = Counter(words for _, words in {(line.page, line.words) for line in slanted})
    others = any(not line.turn % 90 for page in pages for line in page)
    return {
        line
        for line in slanted
        if pages_of[line.words] > 1
        or (others and len(line.words.split()) <= STAMP_WORDS and not DIGITS.search(line.words))
    }


def _at_edge(line: Line, height: float, edge: float) -> bool:
    return not edge < line.middle / height < 1 - edge


def _outermost(page: Sequence[Line]) -> set[Line]:
    """The highest and the lowest line, with those at the same height in other columns."""
    if not page:
        return set()
    ends = (max(page, key=_middle), min(page, key=_middle))
    return {line for line in page if any(_level(line, end) for end in ends)}


def _set_apart(page: Sequence[Line]) -> Iterator[Line]:
    """Lines above the first wide gap of a page, and below the last one."""
    down = sorted(page, key=_middle, reverse=True)
    gaps = [n for n, (a, b) in enumerate(pairwise(down), 1) if a.middle - b.middle > GAP * b.size]
    yield from down[: gaps[0]] if gaps else []
    yield from down[gaps[-1] :] if gaps else []


def _level(line: Line, other: Line) -> bool:
    return abs(line.middle - other.middle) <= SAME_HEIGHT


def _is_numbered(line: Line, usual: float) -> bool:
    """Whether a line is a page's number, or has it at one of its ends; in small print, its own."""
    if PAGE_NUMBER.fullmatch(line.words):
        return True
    if line.is_row and len(line.cells) <= MOST_CELLS:
        ends = [line.cells[end].words for end in (0, -1)]
        if any(PAGE_NUMBER.fullmatch(words) for words in ends):
            told = any(word == str(line.page + 1) for words in ends for word in words.split())
            return told or line.size <= SMALL * usual
    last = NUMBER_LAST.search(line.words)
    return last is not None and line.size <= SMALL * usual and int(last[1]) == line.page + 1


def _in_table(line: Line, page: Sequence[Line]) -> bool:
    """Whether a line is a row, and the line next to it one of as many cells."""
    if not line.is_row:
        return False
    others = [other for other in page if not _level(line, other) and other.column == line.column]
    near = min(others, key=lambda other: abs(other.middle - line.middle), default=None)
    return near is not None and near.is_row and len(near.cells) == len(line.cells)


def _names(line: Line, title: str) -> bool:
    """Whether a line of a later page holds the title."""
    several = len(title.split()) >= TITLE_WORDS
    return line.page > 0 and several and title.casefold() in line.words.casefold()


def _keys(line: Line) -> Iterator[str]:
    """What a head or foot has in common on its pages: words, and a number that counts the pages."""
    words = line.words.casefold()
    yield words
    yield from (cell.words.casefold() for cell in line.cells if " " in cell.words)
    for number in DIGITS.finditer(words):
        counted = f"#{int(number[0]) - line.page}"
        yield words[: number.start()] + counted + words[number.end() :]
    for counter in (NUMBER_FIRST.match(words), NUMBER_LAST.search(words)):
        if counter:
            yield f"#{int(counter[1]) - line.page}"


def _middle(line: Line) -> float:
    return line.middle
