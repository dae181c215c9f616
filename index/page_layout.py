"""Words that are placed on pages, into lines in reading order, heads and feet, and paragraphs.

Lengths are points, y grows upwards.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

SENTENCE_END = re.compile(r"[.!?:…][\"'”’»)\]]*$")
BULLET = re.compile(r"(?:[•‣◦▪●○■–—*-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+(?=\S)")
PAGE_NUMBER = re.compile(
    r"[-–—|·\s\[]*(?:page|p\.)?\s*(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/)\s*\d+)?[-–—|·\s\]]*",
    re.IGNORECASE,
)
DIGITS = re.compile(r"[0-9]{1,9}")

# Parts of the size of the letters.
WIDE_GAP = 1.0
CELL_GAP = 2.0
INDENT = 0.7
SAME_SIZE = 0.08
PARAGRAPH_GAP = 1.35
# A gutter stands between columns of so many lines each, which hold whole runs of words.
COLUMN_LINES = 4
COLUMN_WORDS = 3
COLUMN_FILL = 0.55
COLUMN_RUNNING = 0.15
WIDEST_GUTTER = 0.5
CROSSING = 0.35
# Heads and feet stand in this part of the page, at the same height on several pages.
EDGE = 0.13
SAME_HEIGHT = 5
REPEATED = 3
FULL_LINE = 0.85


@dataclass(frozen=True, slots=True)
class Segment:
    """Words on one line with no wide gap between them."""

    words: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False

    @property
    def middle(self) -> float:
        """How high its middle is."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page in reading order; `cells` are several where there are wide gaps.

    `column` tells columns apart: they are where a line can begin and end.
    """

    page: int
    cells: tuple[Segment, ...]
    column: int
    furniture: bool = False

    @property
    def words(self) -> str:
        """The line's words."""
        return " ".join(cell.words for cell in self.cells)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.cells[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.cells[-1].right

    @property
    def size(self) -> float:
        """The size of its letters."""
        return max(cell.size for cell in self.cells)

    @property
    def bold(self) -> bool:
        """Whether all of it is."""
        return all(cell.bold for cell in self.cells)

    @property
    def middle(self) -> float:
        """How high its middle is."""
        return self.cells[0].middle

    @property
    def is_row(self) -> bool:
        """Whether it is a table's."""
        gaps = pairwise(self.cells)
        return any(b.left - a.right > CELL_GAP * self.size for a, b in gaps)


def lines(page: int, segments: Sequence[Segment]) -> list[Line]:
    """The lines of a page in the order in which they are read, column after column."""
    groups = list(_columns(segments))
    return [
        Line(page, tuple(cells), column)
        for column, group in enumerate(groups)
        for cells in _rows(group)
    ]


def running(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[Line]:
    """Heads, feet and page numbers: what stands at the same height at pages' edges, over again."""
    found: set[Line] = set()
    alike: dict[str, list[Line]] = defaultdict(list)
    for page, height in zip(pages, heights, strict=True):
        edges = [line for line in page if not EDGE < line.middle / height < 1 - EDGE]
        outer = {max(page, key=_middle), min(page, key=_middle)} if page else set()
        found |= {line for line in edges if line in outer and _is_numbered(line)}
        for line in edges:
            for key in _keys(line):
                alike[key].append(line)
    enough = max(2, min(REPEATED, len(pages)))
    for same in alike.values():
        for line in same:
            near = {o.page for o in same if abs(o.middle - line.middle) <= SAME_HEIGHT}
            if len(near) >= enough:
                found.add(line)
    return found


def paragraphs(found: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that belong together, over the ends of columns and pages too."""
    spacing = _spacing(found)
    edges = _edges(found)
    group: list[Line] = []
    for line in found:
        if group and not _goes_on(group, line, spacing, edges[group[-1].page, group[-1].column]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _is_numbered(line: Line) -> bool:
    """Whether a line is a page's number, or has it at one of its ends."""
    if PAGE_NUMBER.fullmatch(line.words):
        return True
    return line.is_row and any(PAGE_NUMBER.fullmatch(line.cells[end].words) for end in (0, -1))


def _keys(line: Line) -> set[str]:
    """What a head or foot has in common on its pages: words, and numbers that count the pages."""
    words = line.words.casefold()
    return {words, DIGITS.sub(lambda number: f"#{int(number[0]) - line.page}", words)}


def _middle(line: Line) -> float:
    return line.middle


def _columns(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Groups of segments in reading order: where there is a gutter, what is left of it first.

    Segments that cross the gutter divide the page: what is above them is read first.
    """
    gutter = _gutter(segments)
    if gutter is None:
        yield list(segments)
        return
    across: list[Segment] = []
    sides: tuple[list[Segment], list[Segment]] = [], []
    for segment in sorted(segments, key=lambda s: -s.middle):
        if segment.left < gutter < segment.right:
            if any(sides):
                yield from _sides(sides)
                sides = [], []
            across.append(segment)
            continue
        if across:
            yield across
            across = []
        sides[segment.left > gutter].append(segment)
    if across:
        yield across
    yield from _sides(sides)


def _sides(sides: Sequence[list[Segment]]) -> Iterator[list[Segment]]:
    for side in sides:
        if side:
            yield from _columns(side)


def _gutter(segments: Sequence[Segment]) -> float | None:
    """Where columns of running words stand side by side, or None; a table has none."""
    best: tuple[int, float] | None = None
    for x in sorted({segment.left - segment.size / 4 for segment in segments}):
        left = [s for s in segments if s.right <= x]
        right = [s for s in segments if s.left > x]
        crossing = len(segments) - len(left) - len(right)
        if crossing > CROSSING * (len(left) + len(right)):
            continue
        if _is_column(left) and _is_column(right) and _are_beside(left, right):
            score = (crossing, x)
            best = score if best is None or score < best else best
    return best[1] if best else None


def _is_column(segments: Sequence[Segment]) -> bool:
    """Whether there are lines enough, of words enough, that fill the width and run on."""
    if len(segments) < COLUMN_LINES:
        return False
    words = median(len(s.words.split()) for s in segments)
    filled = median(s.right - s.left for s in segments) / (_width(segments) or 1.0)
    running_on = sum(s.words[0].islower() for s in segments) / len(segments)
    return words >= COLUMN_WORDS and filled >= COLUMN_FILL and running_on >= COLUMN_RUNNING


def _width(segments: Sequence[Segment]) -> float:
    return max(s.right for s in segments) - min(s.left for s in segments)


def _are_beside(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Whether groups stand close to each other, and not one below the other."""
    gutter = min(s.left for s in right) - max(s.right for s in left)
    if gutter > WIDEST_GUTTER * max(_width(left), _width(right)):
        return False
    top = min(max(s.top for s in left), max(s.top for s in right))
    bottom = max(min(s.bottom for s in left), min(s.bottom for s in right))
    shared = (sum(bottom <= s.middle <= top for s in side) for side in (left, right))
    return min(shared) >= COLUMN_LINES - 1


def _rows(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Segments on the same height, from left to right, from the top down."""
    row: list[Segment] = []
    for segment in sorted(segments, key=lambda s: (-s.middle, s.left)):
        if row and row[0].middle - segment.middle > max(row[0].size, segment.size) / 2:
            yield sorted(row, key=lambda s: s.left)
            row = []
        row.append(segment)
    if row:
        yield sorted(row, key=lambda s: s.left)


def _spacing(found: Sequence[Line]) -> float:
    """The usual distance of lines that follow each other, in sizes of their letters."""
    steps = [
        round((a.middle - b.middle) / a.size, 2)
        for a, b in pairwise(found)
        if (a.page, a.column) == (b.page, b.column) and 0 < a.middle - b.middle < 3 * a.size
    ]
    return Counter(steps).most_common(1)[0][0] if steps else 1.2


def _edges(found: Sequence[Line]) -> dict[tuple[int, int], tuple[float, float]]:
    """Where each column begins and ends."""
    columns: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in found:
        columns[line.page, line.column].append(line)
    return {
        key: (min(line.left for line in group), max(line.right for line in group))
        for key, group in columns.items()
    }


def _goes_on(group: Sequence[Line], line: Line, spacing: float, edges: tuple[float, float]) -> bool:
    """Whether a line continues the paragraph above it."""
    last = group[-1]
    alike = abs(line.size - last.size) <= SAME_SIZE * last.size and line.bold == last.bold
    if not alike or line.is_row or last.is_row or BULLET.match(line.words):
        return False
    width = edges[1] - edges[0]
    full = last.right - edges[0] >= FULL_LINE * width
    ended = bool(SENTENCE_END.search(last.words))
    if (line.page, line.column) != (last.page, last.column):
        return not ended and (line.words[0].islower() or (full and len(group) > 1))
    if last.middle - line.middle > PARAGRAPH_GAP * spacing * last.size:
        return False
    indented = line.left - last.left > INDENT * line.size and len(group) > 1
    hanging = bool(BULLET.match(group[0].words))
    if ended and (not full or (indented and not hanging)):
        return False
    return full or line.words[0].islower() or not line.words[0].isalpha()
