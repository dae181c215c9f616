"""Tables on pages: which rows name the columns, and which cells stand below which names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from index.page_layout import MARK, Line, Segment

FIGURE = re.compile(r"\d")
YEAR = re.compile(r"(?:FY ?)?(?:19|20)\d\d(?:[/–-]\d{2,4})?")
# What a cell says of its row; it names no column.
ANSWERS = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|june|july|august|"
    r"september|october|november|december|closed|open|free|none|no|yes|n/?a|nil|all|both|[–—-]+",
    re.IGNORECASE,
)
# What a second column of figures is called, where nothing else tells its name from a value.
QUANTITY = re.compile(
    r"(?:prices?|costs?|fees?|charges?|amounts?|totals?|rates?|numbers?|no|qty|quantity|hours?|"
    r"times?|dates?|years?|age|sizes?|weights?|lengths?|widths?|heights?|depths?|capacity|"
    r"population|scores?|points|per ?cent|percentage|share|values?|counts?|pages?|seats|visitors|"
    r"tele?phone|phone|tel|extension|ext|rooms?|budget|balance|salary|deposit|distance|duration|"
    r"temperature|opened|built|born|income|expenses|sales|guests|places|days)",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+")
LONGEST_NAME = 60
ENDS = (".", ":", ";", ",")
# Shares of the cells of a column, or of the usual step between lines.
MOSTLY = 0.6
APART = 3.0
# Parts of the size of letters.
FARTHEST = 5.0
NEAR = 0.1
SPLIT = 0.5
FEWEST = 2
SINGLES = 3
ENOUGH = 30

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of a table stand, and what they are called; "" has no name."""

    spans: tuple[Span, ...]
    names: tuple[str, ...]


def with_headings(lines: Sequence[Line]) -> list[Line]:
    """The lines, those that are rows of a plain table with the names of their cells' columns.

    A table is plain where every cell stands below one name and no other. Rows of which that is not
    sure stay as they are.
    """
    found = list(lines)
    last: tuple[int, _Columns] | None = None
    for start, end in _stretches(lines):
        at = [n for n in range(start, end) if _is_rowish(lines[n])]
        for part in _parts([lines[n] for n in at]):
            numbers, at = at[: len(part)], at[len(part) :]
            heads, columns = _columns_of(part)
            if columns is None and last and _goes_on(lines, last[0], numbers[0], part, last[1]):
                heads, columns = 0, last[1]
            last = None
            if columns is None:
                if _stand_in_columns(part):
                    for number, line in zip(numbers, part, strict=True):
                        found[number] = replace(line, in_table=True)
                continue
            for number, line in list(zip(numbers, part, strict=True))[:heads]:
                found[number] = replace(line, headings=("",) * len(line.cells))
            for number, line in list(zip(numbers, part, strict=True))[heads:]:
                found[number] = _named(line, columns) or line
            last = None if at else (end, columns)
    return found


def _stand_in_columns(rows: Sequence[Line]) -> bool:
    """Whether several rows, some with wide gaps, have their cells below each other."""
    if len(rows) <= FEWEST or not any(row.is_row for row in rows):
        return False
    spans = _spans([cell for row in rows for cell in row.cells])
    return len(spans) > 1 and all(_by_column(row.cells, spans) for row in rows)


def _is_rowish(line: Line) -> bool:
    """Whether a line has several cells, and is no item behind its mark."""
    if line.apart or line.is_speech or any(cell.is_field for cell in line.cells):
        return False
    marked = MARK.fullmatch(line.cells[0].words)
    return len(line.cells) > (2 if marked else 1)


def _stretches(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """From where to where rows follow each other, with few other lines between them."""
    start: int | None = None
    end = 0
    for at, line in enumerate(lines):
        if start is not None and (
            not _are_near(lines[at - 1], line)
            or at - end >= SINGLES
            or _reaches_over(line, lines[end - 1])
        ):
            yield start, end
            start = None
        if _is_rowish(line):
            start = at if start is None else start
            end = at + 1
    if start is not None:
        yield start, end


def _reaches_over(line: Line, row: Line) -> bool:
    """Whether a line of one cell reaches over several columns of a row above it."""
    starts = [cell.left for cell in row.cells]
    return len(line.cells) == 1 and sum(line.left <= at < line.right for at in starts) > 1


def _are_near(above: Line, line: Line) -> bool:
    same = (above.page, above.column, above.turn) == (line.page, line.column, line.turn)
    return same and 0 < above.middle - line.middle <= FARTHEST * line.size


def _parts(rows: Sequence[Line]) -> Iterator[list[Line]]:
    """Rows parted where the space between them is wide, and where new names begin."""
    steps = [a.middle - b.middle for a, b in pairwise(rows)]
    usual = median(steps) if steps else 0.0
    part: list[Line] = []
    for at, line in enumerate(rows):
        wide = bool(part) and steps[at - 1] > APART * usual
        fresh = bool(part) and line.bold and not part[-1].bold and _are_names(line)
        if wide or fresh or _breaks(part[-ENOUGH:], line, rows[at + 1 : at + 2]):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _breaks(part: Sequence[Line], line: Line, rest: Sequence[Line]) -> bool:
    """Whether a row without figures comes between rows that all have some: new names."""
    if len(part) <= FEWEST or not rest or not _are_names(line):
        return False
    return all(_has_figures(row) for row in (*part[1:], rest[0])) and not _has_figures(line)


def _has_figures(line: Line) -> bool:
    return any(FIGURE.search(cell.words) for cell in line.cells[1:])


def _are_names(line: Line) -> bool:
    """Whether cells may name columns: short, different words, or years."""
    words = [cell.words for cell in line.cells]
    if len({word.casefold() for word in words}) < len(words):
        return False
    return all(
        len(word) <= LONGEST_NAME
        and not word.endswith(ENDS)
        and not ANSWERS.fullmatch(word)
        and (word == "%" or YEAR.fullmatch(word) or WORD.search(word))
        and (YEAR.fullmatch(word) or not FIGURE.search(word))
        for word in words
    )


def _columns_of(rows: Sequence[Line]) -> tuple[int, _Columns | None]:
    """How many rows name the columns of a table, and the columns, if that is plain."""
    bold = 0
    while bold < len(rows) and rows[bold].bold:
        bold += 1
    if 0 < bold < len(rows) and not any(row.bold and _are_names(row) for row in rows[bold:]):
        heads = rows[:bold]
        few = len(rows) - bold < FEWEST and len(heads[-1].cells) <= FEWEST
        if few or bold > FEWEST or not all(_may_be_bold_names(row) for row in heads):
            # Two stretched lines of a narrow column are no table.
            return 0, None
        return bold, _plain(heads, rows[bold:])
    heads, body = rows[:1], rows[1:]
    if not body or not _are_names(rows[0]):
        return 0, None
    columns = _plain(heads, body)
    if columns is None or not _tell_names(rows[0], body, columns):
        return 0, None
    return 1, columns


def _may_be_bold_names(line: Line) -> bool:
    words = [cell.words for cell in line.cells]
    return all(len(word) <= LONGEST_NAME and not word.endswith((".", ";")) for word in words)


def _tell_names(head: Line, body: Sequence[Line], columns: _Columns) -> bool:
    """Whether figures below words without any tell that these are names."""
    if len(body) < FEWEST:
        return False
    cells = [_by_column(line.cells, columns.spans) for line in body]
    counted = [
        values
        for at in range(1, len(columns.spans))
        if len(values := [row[at].words for row in cells if row and at in row]) >= FEWEST
        and sum(bool(FIGURE.search(value)) for value in values) >= MOSTLY * len(values)
    ]
    if not counted:
        return False
    if all(YEAR.fullmatch(cell.words) for cell in head.cells[1:]):
        return not any(YEAR.fullmatch(value) for values in counted for value in values)
    if len(columns.spans) > FEWEST:
        return True
    return any(QUANTITY.fullmatch(word) for word in WORD.findall(head.cells[-1].words)) or (
        head.cells[-1].words == "%"
    )


def _plain(heads: Sequence[Line], body: Sequence[Line]) -> _Columns | None:
    """The columns, if each name stands above one of them alone."""
    names = heads[-1].cells
    spans = _spans([cell for line in (heads[-1], *body) for cell in line.cells])
    if not _fits(names, spans):
        whole = [line for line in body if len(line.cells) >= len(names)]
        if not whole:
            return None
        spans = _spans([cell for line in (heads[-1], *whole) for cell in line.cells])
        if not _fits(names, spans):
            spans = _beside(names, whole)
    if not _fits(names, spans):
        return None
    held = _by_column(names, spans)
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
    if not any(_by_column(line.cells, spans) for line in body):
        return None
    return _Columns(tuple(spans), tuple(called))


def _spans(cells: Sequence[Segment]) -> list[Span]:
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
    spans = _spans([cell for line in body for cell in line.cells])
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
    return len(spans) > 1 and _by_column(names, spans) is not None


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _over(cell: Segment, spans: Sequence[Span]) -> list[int]:
    """The columns that a cell stands in."""
    return [n for n, span in enumerate(spans) if _overlap((cell.left, cell.right), span)]


def _by_column(cells: Sequence[Segment], spans: Sequence[Span]) -> dict[int, Segment] | None:
    """The cells by their columns; None where one stands in none, in two, or beside another."""
    found: dict[int, Segment] = {}
    for cell in cells:
        over = _over(cell, spans)
        if len(over) != 1 or over[0] in found:
            return None
        found[over[0]] = cell
    return found


def _named(line: Line, columns: _Columns) -> Line | None:
    """A row with the names of its cells' columns, or None where one is not sure."""
    cells = [part for cell in line.cells for part in _split(cell, columns.spans)]
    held = _by_column(cells, columns.spans)
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


def _goes_on(
    lines: Sequence[Line], end: int, start: int, rows: Sequence[Line], columns: _Columns
) -> bool:
    """Whether rows at the top of a page are those of the table with which the last page ends."""
    above, first = lines[end - 1], lines[start]
    if end != start or first.page != above.page + 1 or first.turn != above.turn:
        return False
    return all(
        (held := _by_column(row.cells, columns.spans)) and len(held) == len(columns.spans)
        for row in rows
    )
