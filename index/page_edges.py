"""What stands at the edges of pages over again: heads, feet, page numbers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.page_layout import Line

PAGE_NUMBER = re.compile(
    r"[-–—|·\s\[]*(?:page|p\.)?\s*(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/)\s*\d+)?[-–—|·\s\]]*",
    re.IGNORECASE,
)
DIGITS = re.compile(r"[0-9]{1,9}")
NUMBER_FIRST = re.compile(r"([0-9]{1,4})\s")
NUMBER_LAST = re.compile(r"\s([0-9]{1,4})$")
# Heads and feet stand in this part of the page, at the same height on several pages.
EDGE = 0.13
SAME_HEIGHT = 5
REPEATED = 3
TITLE_WORDS = 2


def running(pages: Sequence[Sequence[Line]], heights: Sequence[float], title: str) -> set[Line]:
    """Heads, feet and page numbers: what stands at the same height at pages' edges, over again.

    On later pages the title is one that stands there only once.
    """
    found: set[Line] = set()
    outermost: set[Line] = set()
    alike: dict[str, list[Line]] = defaultdict(list)
    for page, height in zip(pages, heights, strict=True):
        edges = [line for line in page if not EDGE < line.middle / height < 1 - EDGE]
        outer = set(_outermost(page))
        outermost |= outer
        found |= {line for line in edges if line in outer and _is_numbered(line)}
        found |= {line for line in edges if line in outer and _names(line, title)}
        for line in edges:
            for key in _keys(line):
                alike[key].append(line)
    # The first page often has none.
    enough = max(2, min(REPEATED, len(pages) - 1))
    for same in alike.values():
        for line in same:
            near = {o.page for o in same if abs(o.middle - line.middle) <= SAME_HEIGHT}
            if len(near) >= REPEATED or (len(near) >= enough and line in outermost):
                found.add(line)
    return found


def _is_numbered(line: Line) -> bool:
    """Whether a line is a page's number, or has it at one of its ends."""
    if PAGE_NUMBER.fullmatch(line.words):
        return True
    return line.is_row and any(PAGE_NUMBER.fullmatch(line.cells[end].words) for end in (0, -1))


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
    for number in (NUMBER_FIRST.match(words), NUMBER_LAST.search(words)):
        if number:
            yield f"#{int(number[1]) - line.page}"


def _outermost(page: Sequence[Line]) -> Iterator[Line]:
    """The highest and the lowest line, with those at the same height in other columns."""
    heights = [line.middle for line in page]
    for line in page:
        if max(heights) - line.middle <= SAME_HEIGHT or line.middle - min(heights) <= SAME_HEIGHT:
            yield line
