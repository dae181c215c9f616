"""The ruled cells of tables on pages of a PDF: what stands in one of them belongs together."""

import ctypes
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index.formats.pdf.letter_runs import Box
from index.formats.pdf.pieces import Segment
from index.formats.pdf.words import View, upright
from index.text.hyphens import join

# In points: how thick a rule may be, and how far words may reach over it.
THICK = 2.5
OVER = 2.0
SHORTEST = 6.0
# A page with more objects is a drawing; a cell with more letters holds no value.
MOST_OBJECTS = 4_000
MOST_RULES = 1_000
MOST_POINTS = 400
MOST_COMPARED = 1_000_000
LONGEST_CELL = 300
FEWEST = 2
FEWEST_RULES = 4

Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules on a page as (where, from, to): those across it by their height, and upright ones."""

    across: tuple[tuple[float, float, float], ...]
    down: tuple[tuple[float, float, float], ...]


def with_cells(page: Any, views: Sequence[View]) -> None:  # noqa: ANN401 (pypdfium2 has no types)
    """Put the lines of each cell in the ruled tables of a page together."""
    boxes: list[Box] | None = None
    for view in views:
        if view.turn % 90 or not (view.turn or _has_rows(view.segments)):
            continue
        boxes = _boxes(page) if boxes is None else boxes
        if len(boxes) >= FEWEST_RULES:
            quarters = view.turn // 90 + page.get_rotation() // 90
            bounds = page.get_bbox()
            rules = rules_of([upright(box, bounds, quarters) for box in boxes])
            if len(view.segments) * len(boxes) > MOST_COMPARED:
                continue
            view.segments = in_cells(view.segments, rules)


def rules_of(boxes: Sequence[Box]) -> Rules:
    """The rules among boxes: thin ones."""
    across, down = set(), set()
    for left, bottom, right, top in boxes:
        if top - bottom <= THICK and right - left >= SHORTEST:
            across.add(((bottom + top) / 2, left, right))
        elif right - left <= THICK and top - bottom >= SHORTEST:
            down.add(((left + right) / 2, bottom, top))
    return Rules(tuple(sorted(across)), tuple(sorted(down)))


def in_cells(segments: Sequence[Segment], rules: Rules) -> list[Segment]:
    """The segments, one for each cell of the ruled rows in which a cell holds several lines."""
    rows: dict[tuple[float, float], dict[Edges, list[Segment]]] = defaultdict(dict)
    unsure: set[tuple[float, float]] = set()
    if not rules.down or len(rules.across) < FEWEST:
        return list(segments)
    segments = [part for segment in segments for part in _parted(segment, rules)]
    for segment in segments:
        edges = _edges(segment, rules)
        if edges is None:
            continue
        left, bottom, right, top = edges
        if segment.left < left - OVER or segment.right > right + OVER or segment.is_field:
            unsure.add((bottom, top))
        rows[bottom, top].setdefault(edges, []).append(segment)
    merged: dict[int, Segment | None] = {}
    for level, cells in rows.items():
        if level in unsure or len(cells) < FEWEST:
            continue
        for segment, whole in _together(list(cells.values())):
            merged[id(segment)] = whole
    found = (merged.get(id(segment), segment) for segment in segments)
    return [segment for segment in found if segment is not None]


def _parted(segment: Segment, rules: Rules) -> Iterator[Segment]:
    """A segment in parts, where upright rules stand between its words."""
    words = segment.words.split(" ")
    if len(words) < FEWEST or len(words) != len(segment.places):
        yield segment
        return
    between = [
        at
        for at, bottom, top in rules.down
        if segment.left < at < segment.right and bottom <= segment.middle <= top
    ]
    start = 0
    for at in range(1, len(words) + 1):
        if at < len(words):
            gap = segment.places[at - 1][1], segment.places[at][0]
            if not any(gap[0] <= rule <= gap[1] for rule in between):
                continue
        places = segment.places[start:at]
        yield replace(
            segment,
            words=" ".join(words[start:at]),
            left=places[0][0],
            right=places[-1][1],
            first=places[0][1] - places[0][0],
            places=places,
        )
        start = at


def _together(cells: Sequence[list[Segment]]) -> Iterator[tuple[Segment, Segment | None]]:
    """For the segments of a row, what stands in the place of each: its whole cell, or nothing."""
    lines = [_lines(cell) for cell in cells]
    levels = [line[0].middle for cell in lines for line in cell]
    if max(levels) - min(levels) <= lines[0][0][0].size / 2:
        return
    wholes = [whole_cell(cell) for cell in lines]
    if any(len(whole.words) > LONGEST_CELL for whole in wholes):
        return
    top = max((segment for cell in cells for segment in cell), key=lambda s: s.middle)
    for cell, whole in zip(lines, wholes, strict=True):
        first = cell[0][0]
        for line in cell:
            for segment in line:
                yield segment, None
        yield first, replace(whole, bottom=top.bottom, top=top.top)


def _lines(cell: Sequence[Segment]) -> list[list[Segment]]:
    """What of a cell stands on the same height, from the top down."""
    lines: list[list[Segment]] = []
    for segment in sorted(cell, key=lambda s: (-s.middle, s.left)):
        if lines and lines[-1][0].middle - segment.middle <= segment.size / 2:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    return [sorted(line, key=lambda s: s.left) for line in lines]


def whole_cell(lines: Sequence[Sequence[Segment]]) -> Segment:
    """The words of a cell's lines as one segment."""
    words = ""
    for line in lines:
        there = " ".join(segment.words for segment in line)
        words = join(words, there, Counter()) if words else there
    every = [segment for line in lines for segment in line]
    return replace(
        every[0],
        words=words,
        left=min(segment.left for segment in every),
        right=max(segment.right for segment in every),
        size=max(segment.size for segment in every),
        bold=all(segment.bold for segment in every),
        places=every[0].places if len(every) == 1 else (),
    )


def _edges(segment: Segment, rules: Rules) -> Edges | None:
    """The rules around the middle of words, or None where they stand in no cell."""
    x, y = (segment.left + segment.right) / 2, segment.middle
    bottom, top = _around(rules.across, y, x)
    left, right = _around(rules.down, x, y)
    if bottom is None or top is None or (left is None and right is None):
        return None
    far = float("inf")
    return (-far if left is None else left, bottom, far if right is None else right, top)


def _around(
    rules: Sequence[tuple[float, float, float]], at: float, along: float
) -> tuple[float | None, float | None]:
    """The nearest rules before and behind a place that reach over where it is along them."""
    start = bisect_left(rules, (at,))
    before = (where for where, a, b in reversed(rules[:start]) if a - OVER <= along <= b + OVER)
    behind = (where for where, a, b in rules[start:] if a - OVER <= along <= b + OVER)
    low, high = next(before, None), next(behind, None)
    # Rules are drawn in pieces, some of them twice.
    return (None if low is None else round(low), None if high is None else round(high))


def _has_rows(segments: Sequence[Segment]) -> bool:
    """Whether words stand beside each other."""
    levels = Counter(round(segment.middle) for segment in segments)
    return sum(count > 1 for count in levels.values()) >= FEWEST


def _boxes(page: Any) -> list[Box]:  # noqa: ANN401
    """The extents of what is drawn on a page with a pen; of a path of many parts, of each part."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page)
    found: list[Box] = []
    if count > MOST_OBJECTS:
        return found
    sides = [ctypes.c_float() for _ in range(4)]
    for at in range(count):
        drawn = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(drawn, *sides):
            continue
        left, bottom, right, top = (side.value for side in sides)
        if min(right - left, top - bottom) <= THICK:
            found.append((left, bottom, right, top))
        else:
            found += _parts(drawn, pdfium)
        if len(found) > MOST_RULES:
            return []
    return found


def _parts(drawn: Any, pdfium: Any) -> Iterator[Box]:  # noqa: ANN401
    """The straight lines of a path."""
    count = pdfium.FPDFPath_CountSegments(drawn)
    if not 0 < count <= MOST_POINTS:
        return
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = None
    for at in range(count):
        piece = pdfium.FPDFPath_GetPathSegment(drawn, at)
        kind = pdfium.FPDFPathSegment_GetType(piece)
        pdfium.FPDFPathSegment_GetPoint(piece, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last:
            yield _between(last, point)
        if start and pdfium.FPDFPathSegment_GetClose(piece):
            yield _between(point, start)
        last = point


def _between(one: tuple[float, float], other: tuple[float, float]) -> Box:
    (left, right), (bottom, top) = (sorted(pair) for pair in zip(one, other, strict=True))
    return left, bottom, right, top
