"""Columns of tables that stand so close that words of two of them seem to follow each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from index.formats.pdf.pieces import Line, Segment

# Parts of the size of letters: what is left between columns, how exactly cells stand below each
# other, and how far lines of a table may be apart.
LEAST_GAP = 0.18
ALIGNED = 0.15
EXACTLY = 0.06
FARTHEST = 2.6
NEAR = 2.0
FEWEST = 3
FEW = 2
MOST_WORDS = 60

YEAR = re.compile(r"(?:19|20)\d\d")

Box = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _River:
    """Where no words stand in lines that follow each other.

    `cut` tells, for each line with words on both sides, the number of the word behind it.
    """

    first: int
    last: int
    cut: dict[int, int]


def recut(lines: Sequence[Line]) -> list[Line]:
    """The lines, with cells of their own for words in columns that a wider gap elsewhere tells."""
    lines = list(_with_raised(lines))
    found = list(lines)
    for start, end in _runs(lines):
        found[start:end] = _cut(lines[start:end])
    return found


def _with_raised(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, a name that stands beside two rows of names put into the lower one."""
    waiting: Segment | None = None
    for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        if waiting:
            cells = sorted((waiting, *line.cells), key=lambda cell: cell.left)
            yield replace(line, cells=tuple(cells))
            waiting = None
        elif before and after and _is_raised(before, line, after):
            waiting = line.cells[0]
        else:
            yield line


def _is_raised(above: Line, line: Line, below: Line) -> bool:
    if len(line.cells) > 1 or min(len(above.cells), len(below.cells)) < FEW:
        return False
    if not (above.bold and line.bold and below.bold and _are_close(above, below)):
        return False
    near = above.middle - below.middle <= NEAR * line.size and _are_close(above, line)
    cells = (*above.cells, *below.cells)
    return near and all(line.right <= cell.left or cell.right <= line.left for cell in cells)


def _runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """From where to where lines follow each other closely, some of several cells."""
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and _are_close(lines[at - 1], lines[at]):
            continue
        if at - start >= FEWEST and any(len(line.cells) > 1 for line in lines[start:at]):
            yield start, at
        start = at


def _are_close(above: Line, line: Line) -> bool:
    same = (above.page, above.column, above.turn) == (line.page, line.column, line.turn)
    plain = not (line.apart or line.is_speech or any(cell.is_field for cell in line.cells))
    return same and plain and 0 < above.middle - line.middle <= FARTHEST * line.size


def _cut(run: Sequence[Line]) -> list[Line]:
    boxes = [_boxes(line) for line in run]
    cuts: list[set[int]] = [set() for _ in run]
    tables: list[tuple[int, int]] = []
    known: set[tuple[int, int]] = set()
    for at, line in enumerate(run):
        words = 0
        for cell, behind in pairwise(line.cells):
            words += _count(cell)
            if (at, words) in known:
                continue
            river = _river(run, boxes, at, words, (cell.right, behind.left))
            known.update(river.cut.items())
            several = len(river.cut) >= FEW and river.last - river.first + 1 >= FEWEST
            if several and _stand_below(run, boxes, river):
                for number, word in river.cut.items():
                    cuts[number].add(word)
                tables.append((river.first, river.last))
    for first, last in dict.fromkeys(tables):
        named = run[first].bold and not run[last].bold
        if not named and not all(map(YEAR.fullmatch, run[first].words.split())):
            # Words of one cell may stand below each other too, where no name reaches over them.
            continue
        for shared in _starts(run[first : last + 1], boxes[first : last + 1]):
            for number, word in enumerate(shared, first):
                cuts[number].add(word)
    return [_parted(line, cut) if cut else line for line, cut in zip(run, cuts, strict=True)]


def _boxes(line: Line) -> list[Box]:
    """Where the words of a line stand; a cell whose words cannot be told apart is one."""
    return [
        place
        for cell in line.cells
        for place in (cell.places if _count(cell) > 1 else [(cell.left, cell.right)])
    ]


def _count(cell: Segment) -> int:
    return len(cell.places) if len(cell.places) == cell.words.count(" ") + 1 else 1


def _river(
    run: Sequence[Line], boxes: Sequence[Sequence[Box]], at: int, word: int, gap: Box
) -> _River:
    """How far a gap between two cells of a line reaches up and down."""
    cut = {at: word}
    below = gap[1]
    ends = [at, at]
    for side, step in enumerate((-1, 1)):
        number, beside = at + step, 0
        while 0 <= number < len(run):
            found = _gap(boxes[number], gap, below, run[number].size)
            if found is None:
                break
            gap, behind = found
            if not _is_row(run[number], boxes[number], behind, run[at], boxes[at][word]):
                break
            if 0 < behind < len(boxes[number]):
                cut[number], beside = behind, 0
                ends[side] = number
            elif behind == 0 and not beside:
                # A row without a first cell, such as names above the other columns.
                beside, ends[side] = 1, number
            else:
                break
            number += step
    return _River(ends[0], ends[1], cut)


def _is_row(line: Line, boxes: Sequence[Box], behind: int, other: Line, above: Box) -> bool:
    """Whether a cell begins at a word, or would if the line is a row of the same table as another.

    Then the word begins or ends right below, or above, that of the other row, and no word reaches
    over where its cells begin.
    """
    if not 0 < behind < len(boxes) or behind in accumulate(map(_count, line.cells)):
        return True
    slack = EXACTLY * line.size
    if all(abs(a - b) > slack for a, b in zip(boxes[behind], above, strict=True)):
        return False
    begins = [cell.left for cell in other.cells]
    return not any(left + slack < at < right - slack for left, right in boxes for at in begins)


def _gap(boxes: Sequence[Box], gap: Box, below: float, size: float) -> tuple[Box, int] | None:
    """What of a gap is free in a line too, and the number of the word behind it.

    Of several it is the one behind which words begin `below` others, else the widest.
    """
    if len(boxes) > MOST_WORDS:
        return None
    edges = [float("-inf"), *(right for _, right in boxes)]
    starts = [*(left for left, _ in boxes), float("inf")]
    found: tuple[bool, float, Box, int] | None = None
    for behind, (low, high) in enumerate(zip(edges, starts, strict=True)):
        free = max(low, gap[0]), min(high, gap[1])
        wide = free[1] - free[0]
        one = (abs(high - below) <= ALIGNED * size, wide, free, behind)
        if wide >= LEAST_GAP * size and (found is None or one > found):
            found = one
    return found and found[2:]


def _stand_below(run: Sequence[Line], boxes: Sequence[Sequence[Box]], river: _River) -> bool:
    """Whether what stands behind a river begins, or ends, at the same place in most lines."""
    slack = ALIGNED * max(run[number].size for number in river.cut)
    lefts = sorted(boxes[number][word][0] for number, word in river.cut.items())
    rights = sorted(boxes[number][word][1] for number, word in river.cut.items())
    middle = len(lefts) // 2
    return any(
        2 * sum(abs(one - edges[middle]) <= slack for one in edges) > len(edges)
        for edges in (lefts, rights)
    )


def _starts(run: Sequence[Line], boxes: Sequence[Sequence[Box]]) -> Iterator[list[int]]:
    """The words at which all lines of a table have one begin at the same place, behind a gap."""
    slack = ALIGNED * run[0].size
    for at, _ in boxes[0]:
        shared = [
            next((n for n, (left, _) in enumerate(line) if abs(left - at) <= slack), -1)
            for line in boxes
        ]
        if sum(n > 0 for n in shared) >= FEW and all(
            n >= 0 and (n == 0 or line[n][0] - line[n - 1][1] >= LEAST_GAP * each.size)
            for n, line, each in zip(shared, boxes, run, strict=True)
        ):
            yield shared


def _parted(line: Line, cuts: set[int]) -> Line:
    """A line, its cells parted before some of its words."""
    cells: list[Segment] = []
    first = 0
    for cell in line.cells:
        count = _count(cell)
        inner = sorted(n - first for n in cuts if first < n < first + count)
        cells += _pieces(cell, [0, *inner, count]) if inner else [cell]
        first += count
    return replace(line, cells=tuple(cells))


def _pieces(cell: Segment, ends: Sequence[int]) -> Iterator[Segment]:
    words = cell.words.split(" ")
    for start, end in pairwise(ends):
        places = cell.places[start:end]
        yield replace(
            cell,
            words=" ".join(words[start:end]),
            left=places[0][0],
            right=places[-1][1],
            first=places[0][1] - places[0][0],
            places=places,
        )
