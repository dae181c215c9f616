"""Words that are placed on pages, into lines in reading order.

Lengths are points, y grows upwards.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from index.formats.pdf.pieces import CELL_GAP, LARGE_INITIAL, WIDE_GAP, Line, Segment

# A gutter stands between columns of so many lines each, which hold whole runs of words.
COLUMN_LINES = 4
COLUMN_WORDS = 3
COLUMN_FILL = 0.55
MARGIN = 4.0
STRAYING = 15
NESTED = 2
COLUMN_RUNNING = 0.15
WIDEST_GUTTER = 0.5
CROSSING = 0.35


def lines(
    page: int, segments: Sequence[Segment], gutter: float | None, turn: int = 0, first: int = 0
) -> list[Line]:
    """The lines of a page in the order in which they are read, column after column.

    `first` is the number of the first column: those of other directions come before it.
    """
    groups = list(_columns(list(_with_initials(segments)), gutter))
    return [
        Line(page, tuple(cells), column, turn)
        for column, group in enumerate(groups, first)
        for cells in _rows(group)
    ]


def rejoined(segments: Sequence[Segment]) -> list[Segment]:
    """The segments, those put together that stand on one line without a wide gap between them."""
    return _whole(segments, WIDE_GAP)


def find_gutter(segments: Sequence[Segment], before: float | None) -> float | None:
    """Where a page's columns are parted, or None.

    `before` is where an earlier page's are, for a page that is nearly empty on one side.
    """
    own = _gutter(segments)
    if own is None and before is not None and _is_divided(segments, before):
        return before
    return own


def _with_initials(segments: Sequence[Segment]) -> Iterator[Segment]:
    """The segments, a large first letter put before the line that it begins."""
    rest = list(segments)
    for initial in segments:
        if len(initial.words) != 1 or not initial.words.isalpha():
            continue
        beside = [
            s
            for s in rest
            if initial.size >= LARGE_INITIAL * s.size
            and 0 <= s.left - initial.right + s.size <= 3 * s.size
            and initial.bottom - s.size <= s.middle <= initial.top
        ]
        if beside:
            first = max(beside, key=lambda s: s.middle)
            whole = replace(first, words=initial.words + first.words, left=initial.left)
            rest[rest.index(first)] = whole
            rest.remove(initial)
    yield from rest


def _columns(segments: Sequence[Segment], gutter: float | None) -> Iterator[list[Segment]]:
    """Groups of segments in reading order: where there is a gutter, what is left of it first.

    Segments that cross the gutter divide the page: what is above them is read first.
    """
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
            yield from _columns(side, _gutter(side))


def _gutter(segments: Sequence[Segment], nested: int = NESTED) -> float | None:
    """Where columns of running words stand side by side, or None; a table has none.

    It is where the fewest segments cross. A side may hold so many gutters of its own.
    """
    lefts, rights = sorted(s.left for s in segments), sorted(s.right for s in segments)
    margins = _margins(segments)
    found: list[tuple[int, float]] = []
    for x in {segment.left - segment.size / 4 for segment in segments}:
        crossing = bisect_right(lefts, x) - bisect_right(rights, x)
        if crossing <= CROSSING * (len(segments) - crossing):
            found.append((crossing, x))
    for _, x in sorted(found):
        sides = [s for s in segments if s.right <= x], [s for s in segments if s.left > x]
        if not _are_beside(*sides):
            continue
        inner = nested if any(abs(x - margin) <= MARGIN for margin in margins) else 0
        if all(_is_column(_unbroken(side)) or _are_columns(side, inner) for side in sides):
            return x
    return None


def _margins(segments: Sequence[Segment]) -> list[float]:
    """Where the lines of a column may begin: where several segments do."""
    lefts = Counter(round(segment.left) for segment in segments)
    near = {x: count + lefts[x - 1] + lefts[x + 1] for x, count in lefts.items()}
    return [float(x) for x, count in near.items() if count >= COLUMN_LINES]


def _are_columns(segments: Sequence[Segment], nested: int) -> bool:
    """Whether segments that fill no width together are several columns."""
    if not nested or not _runs_on(segments) or _filled(segments) >= COLUMN_FILL:
        return False
    return _gutter(segments, nested - 1) is not None


def _is_divided(segments: Sequence[Segment], gutter: float) -> bool:
    """Whether a page has columns beside a gutter, though few lines in one of them."""
    left = _unbroken([s for s in segments if s.right <= gutter])
    right = _unbroken([s for s in segments if s.left > gutter])
    crossing = sum(s.left <= gutter < s.right for s in segments)
    few = crossing <= CROSSING * (len(left) + len(right))
    return few and bool(left and right) and (_is_column(left) or _is_column(right))


def _unbroken(segments: Sequence[Segment]) -> list[Segment]:
    """The segments, one where gaps are no wider than in a line that was stretched to be full."""
    return _whole(segments, CELL_GAP)


def _whole(segments: Sequence[Segment], gap: float) -> list[Segment]:
    """The segments, row by row, one where the gap is no wider than so many sizes of letters."""
    whole: list[Segment] = []
    for row in _rows(segments):
        for segment in row:
            before = whole[-1] if whole and segment is not row[0] else None
            if before and segment.left - before.right <= gap * segment.size:
                words = f"{before.words} {segment.words}"
                places = before.places + segment.places if before.places and segment.places else ()
                whole[-1] = replace(before, words=words, right=segment.right, places=places)
            else:
                whole.append(segment)
    return whole


def _is_column(segments: Sequence[Segment]) -> bool:
    """Whether there are lines enough, of words enough, that fill the width and run on."""
    if len(segments) < COLUMN_LINES:
        return False
    return _runs_on(segments) and _filled(segments) >= COLUMN_FILL


def _runs_on(segments: Sequence[Segment]) -> bool:
    """Whether most hold several words, and some begin within a sentence."""
    words = median(len(s.words.split()) for s in segments)
    running_on = sum(s.words[0].islower() for s in segments) / len(segments)
    return words >= COLUMN_WORDS and running_on >= COLUMN_RUNNING


def _filled(segments: Sequence[Segment]) -> float:
    """The share of their width that most segments fill."""
    return median(s.right - s.left for s in segments) / (_width(segments) or 1.0)


def _width(segments: Sequence[Segment]) -> float:
    """How wide they are together, but for the few that reach out, such as heads."""
    few = len(segments) // STRAYING
    lefts, rights = sorted(s.left for s in segments), sorted(s.right for s in segments)
    return rights[-1 - few] - lefts[few]


def _are_beside(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Whether groups stand close to each other, and not one below the other."""
    if min(len(left), len(right)) < COLUMN_LINES:
        return False
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
