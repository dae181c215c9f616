"""Columns of tables on pages: where they stand, and which cells stand in which of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.formats.pdf.pieces import Line, Segment

# Parts of the size of letters.
SPLIT = 0.5
FEWEST = 2

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table stand, and what they are called; "" has no name."""

    spans: tuple[Span, ...]
    names: tuple[str, ...]


def plain_columns(heads: Sequence[Line], body: Sequence[Line]) -> Columns | None:
    """The columns, if each name stands above one of them alone."""
    names = heads[-1].cells
    spans = spans_of([cell for line in (heads[-1], *body) for cell in line.cells])
    if not _fits(names, spans):
        whole = [line for line in body if len(line.cells) >= len(names)]
        if not whole:
            return None
        spans = spans_of([cell for line in (heads[-1], *whole) for cell in line.cells])
        if not _fits(names, spans):
            spans = _beside(names, whole)
    if not _fits(names, spans):
        return None
    held = by_column(names, spans)
    if held is None or len(spans) - len(held) > 1 or (len(spans) > len(held) and 0 in held):
        # Only the corner above the first column may be empty.
        return None
    called = [held[at].words if at in held else "" for at in range(len(spans))]
    for line in reversed(heads[:-1]):
        over = [_over(cell, spans) for cell in line.cells]
        if not all(over) or any(a[-1] >= b[0] for a, b in pairwise(over)):
            return None
        if len(set(called)) < len(called):
            # One name stands above several others, and need not reach over all of them.
            ends = [each[0] for each in over[1:]] + [len(spans)]
            over = [
                list(range(each[0], end)) if each[0] else each
                for each, end in zip(over, ends, strict=True)
            ]
        for cell, columns in zip(line.cells, over, strict=True):
            for at in columns:
                called[at] = f"{cell.words} {called[at]}".strip()
    if len({name.casefold() for name in called}) < len(called):
        return None
    if not any(by_column(line.cells, spans) for line in body):
        return None
    return Columns(tuple(spans), tuple(called))


def spans_of(cells: Sequence[Segment]) -> list[Span]:
    """Where cells stand, those that stand above each other in one span."""
    spans: list[Span] = []
    for left, right in sorted((cell.left, cell.right) for cell in cells):
        if spans and left < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    return spans


def _beside(names: Sequence[Segment], body: Sequence[Line]) -> list[Span]:
    """Spans of cells with their names, where these stand beside what they name, in order."""
    spans = spans_of([cell for line in body for cell in line.cells])
    if len(spans) != len(names):
        return []
    wider: list[Span] = []
    for at, (name, (left, right)) in enumerate(zip(names, spans, strict=True)):
        low = spans[at - 1][1] if at else float("-inf")
        high = spans[at + 1][0] if at + 1 < len(spans) else float("inf")
        if name.left < low or name.right > high:
            return []
        wider.append((min(left, name.left), max(right, name.right)))
    return wider if all(a[1] <= b[0] for a, b in pairwise(wider)) else []


def _fits(names: Sequence[Segment], spans: Sequence[Span]) -> bool:
    """Whether there are columns for all names, and none for two."""
    return len(spans) > 1 and by_column(names, spans) is not None


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _over(cell: Segment, spans: Sequence[Span]) -> list[int]:
    """The columns that a cell stands in."""
    return [n for n, span in enumerate(spans) if _overlap((cell.left, cell.right), span)]


def by_column(cells: Sequence[Segment], spans: Sequence[Span]) -> dict[int, Segment] | None:
    """The cells by their columns; None where one stands in none, in two, or beside another."""
    found: dict[int, Segment] = {}
    for cell in cells:
        over = _over(cell, spans)
        if len(over) != 1 or over[0] in found:
            return None
        found[over[0]] = cell
    return found


def named(line: Line, columns: Columns) -> Line | None:
    """A row with the names of its cells' columns, or None where one is not sure."""
    cells = [part for cell in line.cells for part in _split(cell, columns.spans)]
    held = by_column(cells, columns.spans)
    if not held or (len(held) == 1 and 0 in held):
        return None
    at = sorted(held)
    return replace(
        line,
        cells=tuple(held[n] for n in at),
        headings=tuple(columns.names[n] for n in at),
    )


def _split(cell: Segment, spans: Sequence[Span]) -> Iterator[Segment]:
    """A cell in parts, where its words stand in several columns with some space between them."""
    words = cell.words.split(" ")
    over = [span for span in spans if _overlap((cell.left, cell.right), span)]
    if len(over) < FEWEST or len(cell.places) != len(words):
        yield cell
        return
    start = 0
    for at in range(1, len(words) + 1):
        if at < len(words):
            before, after = cell.places[at - 1][1], cell.places[at][0]
            gutter = any(a[1] <= after and before <= b[0] for a, b in pairwise(over))
            if not gutter or after - before < SPLIT * cell.size:
                continue
        yield replace(
            cell,
            words=" ".join(words[start:at]),
            left=cell.places[start][0],
            right=cell.places[at - 1][1],
            places=cell.places[start:at],
        )
        start = at
