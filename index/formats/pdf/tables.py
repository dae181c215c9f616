"""Tables on pages: which rows name the columns, and which cells stand below which names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from index.formats.pdf.narrow_columns import recut
from index.formats.pdf.pieces import MARK, Line
from index.formats.pdf.table_columns import Columns, by_column, named, plain_columns, spans_of
from index.formats.pdf.wrapped_rows import with_whole_rows

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
SENTENCE_ENDS = (".", ":")
# Shares of the cells of a column, or of the usual step between lines.
MOSTLY = 0.6
APART = 3.0
FURTHER = 1.4
# Parts of the size of letters.
FARTHEST = 5.0
FEWEST = 2
SINGLES = 3
ENOUGH = 30


def with_headings(lines: Sequence[Line]) -> list[Line]:
    """The lines, those that are rows of a plain table with the names of their cells' columns.

    A table is plain where every cell stands below one name and no other. Rows of which that is not
    sure stay as they are.
    """
    lines = with_whole_rows(recut(lines), _are_names)
    found = list(lines)
    last: tuple[int, Columns] | None = None
    for start, end in _stretches(lines):
        at = [n for n in range(start, end) if _is_rowish(lines[n])]
        for part in _parts(lines, at):
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
                found[number] = named(line, columns) or line
            last = None if at else (end, columns)
    return found


def _stand_in_columns(rows: Sequence[Line]) -> bool:
    """Whether several rows, some with wide gaps, have their cells below each other."""
    if len(rows) <= FEWEST or not any(row.is_row for row in rows):
        return False
    spans = spans_of([cell for row in rows for cell in row.cells])
    return len(spans) > 1 and all(by_column(row.cells, spans) for row in rows)


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


def _parts(lines: Sequence[Line], numbers: Sequence[int]) -> Iterator[list[Line]]:
    """Rows, by their numbers among all lines, parted where another table begins.

    The space between them is wide, or other words stand there, or new names begin.
    """
    rows = [lines[number] for number in numbers]
    steps = [a.middle - b.middle for a, b in pairwise(rows)]
    usual = median(steps) if steps else 0.0
    part: list[Line] = []
    for at, line in enumerate(rows):
        rest = rows[at + 1 : at + 2]
        wide = bool(part) and (
            steps[at - 1] > APART * usual
            or (steps[at - 1] > FURTHER * usual and _stands_elsewhere(line, part[-ENOUGH:]))
        )
        fresh = bool(part) and line.bold and not part[-1].bold and _are_names(line)
        between = lines[numbers[at - 1] + 1 : numbers[at]] if part else []
        parted = any(_parts_from(one, part[-ENOUGH:], line, rest) for one in between)
        if wide or fresh or parted or _breaks(part[-ENOUGH:], line, rest):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _stands_elsewhere(line: Line, part: Sequence[Line]) -> bool:
    """Whether most cells of a row begin and end where none above it does."""
    edges = {round(edge) for row in part for cell in row.cells for edge in (cell.left, cell.right)}
    near = [
        any(round(edge) + step in edges for edge in (cell.left, cell.right) for step in (-1, 0, 1))
        for cell in line.cells
    ]
    return 2 * sum(near) < len(near)


def _parts_from(line: Line, part: Sequence[Line], row: Line, rest: Sequence[Line]) -> bool:
    """Whether a line between rows is no more of a cell above it, and another table follows.

    It begins left of the whole table, or it ends a sentence before names.
    """
    if line.left < min(above.left for above in part) - line.size:
        return True
    heads = _are_names(row) and not _has_figures(row) and any(map(_has_figures, rest))
    return heads and line.words.endswith(SENTENCE_ENDS)


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
    return all(map(_may_name, words))


def _may_name(word: str) -> bool:
    """Whether words may name a column."""
    return (
        len(word) <= LONGEST_NAME
        and not word.endswith(ENDS)
        and not ANSWERS.fullmatch(word)
        and bool(word == "%" or YEAR.fullmatch(word) or WORD.search(word))
        and bool(YEAR.fullmatch(word) or not FIGURE.search(word))
    )


def _columns_of(rows: Sequence[Line]) -> tuple[int, Columns | None]:
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
        return bold, plain_columns(heads, rows[bold:])
    for count in (2, 1) if _may_be_over(rows[:2]) else (1,):
        heads, body = rows[:count], rows[count:]
        if body and _are_names(rows[0]):
            columns = plain_columns(heads, body)
            if columns and _tell_names(heads[-1], body, columns):
                return count, columns
    return 0, None


def _may_be_over(rows: Sequence[Line]) -> bool:
    """Whether names of the second row are told apart only by those of the first, as by years."""
    if len(rows) < FEWEST or len(rows[0].cells) >= len(rows[1].cells):
        return False
    words = [cell.words for cell in rows[1].cells]
    return len(set(words)) < len(words) and all(_may_name(word) for word in words)


def _may_be_bold_names(line: Line) -> bool:
    words = [cell.words for cell in line.cells]
    return all(len(word) <= LONGEST_NAME and not word.endswith((".", ";")) for word in words)


def _tell_names(head: Line, body: Sequence[Line], columns: Columns) -> bool:
    """Whether figures below words without any tell that these are names."""
    if len(body) < FEWEST:
        return False
    cells = [by_column(line.cells, columns.spans) for line in body]
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


def _goes_on(
    lines: Sequence[Line], end: int, start: int, rows: Sequence[Line], columns: Columns
) -> bool:
    """Whether rows at the top of a page are those of the table with which the last page ends."""
    above, first = lines[end - 1], lines[start]
    if end != start or first.page != above.page + 1 or first.turn != above.turn:
        return False
    return all(
        (held := by_column(row.cells, columns.spans)) and len(held) == len(columns.spans)
        for row in rows
    )
