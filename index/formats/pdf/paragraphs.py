"""Lines of pages that belong together: paragraphs, items of lists, rows of tables."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from index.formats.pdf.pieces import SIGN, Line, Segment
from index.text.addresses import are_one
from index.text.hyphens import BROKEN_WORD
from index.text.numbering import ITEM_NUMBER

SENTENCE_END = re.compile(r"[.!?:…][\"'”’»)\]]*(?:\[\d+\])?$")
LAST_WORD = re.compile(r"([^\W\d_]+(?:\.[^\W\d_])*)\.$")
BULLET = re.compile(rf"{SIGN}\s+(?=\S)|{ITEM_NUMBER.pattern}")

# Parts of the size of the letters.
INDENT = 0.7
SAME_SIZE = 0.08
PARAGRAPH_GAP = 1.35
BLANK = 0.3
SLACK = 0.2
SMALL = 0.92
# Parts of the width of a column.
NEARLY_FULL = 0.85
CELL_WORDS = 3

FEW_LINES = 4


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a column begins and ends, and its lines."""

    left: float
    right: float
    lines: tuple[Line, ...]


Columns = Mapping[tuple[int, int], _Column]


def paragraphs(found: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that belong together, over the ends of columns and pages too.

    Below a row of a table come the lines that its cells go on in. Footnotes, and what stands in
    another direction than most lines or apart, come after the paragraph that they interrupt.
    """
    spacing, columns = _spacing(found), _columns(found)
    small, usual = _footnotes(columns), usual_turn(found)
    group: list[Line] = []
    notes: list[Line] = []
    for line in found:
        if line.turn != usual or line.apart:
            if group and _has_ended(group[-1].words):
                yield group
                group = []
            notes.append(line)
            continue
        if line in small:
            notes.append(line)
            continue
        if notes and not group:
            yield from _grouped(notes, spacing, columns)
            notes = []
        if group and not _goes_on(group, line, spacing, columns):
            yield group
            yield from _grouped(notes, spacing, columns)
            group, notes = [], []
        group.append(line)
    if group:
        yield group
    yield from _grouped(notes, spacing, columns)


def usual_turn(found: Sequence[Line]) -> int:
    """The direction of most words."""
    turns = Counter[int]()
    for line in found:
        if line.apart:
            continue
        turns[line.turn] += len(line.words)
    return turns.most_common(1)[0][0] if turns else 0


def _grouped(found: Sequence[Line], spacing: float, columns: Columns) -> Iterator[list[Line]]:
    """Lines that belong together, one group after the other."""
    group: list[Line] = []
    for line in found:
        if group and not _goes_on(group, line, spacing, columns):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _footnotes(columns: Columns) -> set[Line]:
    """Lines in small letters with which a column ends, or that fill one beside the text."""
    sizes = Counter(round(line.size, 1) for column in columns.values() for line in column.lines)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    notes: set[Line] = set()
    for column in columns.values():
        rest = list(column.lines)
        while rest and rest[-1].size <= SMALL * usual:
            notes.add(rest.pop())
    return notes


def column_of(row: Line, cell: Segment) -> int | None:
    """Which of a row's cells stands above a cell of a line below it."""
    near = [n for n, c in enumerate(row.cells) if abs(c.left - cell.left) <= INDENT * cell.size]
    return near[0] if near else None


def _spacing(found: Sequence[Line]) -> float:
    """The usual distance of lines that follow each other, in sizes of their letters."""
    steps = [
        round((a.middle - b.middle) / a.size, 2)
        for a, b in pairwise(found)
        if (a.page, a.column) == (b.page, b.column) and 0 < a.middle - b.middle < 3 * a.size
    ]
    return Counter(steps).most_common(1)[0][0] if steps else 1.2


def _columns(found: Sequence[Line]) -> Columns:
    """The columns by their page and number; lines in other letters do not tell their edges."""
    lines: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in found:
        lines[line.page, line.column].append(line)
    columns: dict[tuple[int, int], _Column] = {}
    for key, group in lines.items():
        size = Counter(round(line.size, 1) for line in group).most_common(1)[0][0]
        usual = [line for line in group if round(line.size, 1) == size]
        left, right = min(line.left for line in usual), max(line.right for line in usual)
        columns[key] = _Column(left, right, tuple(group))
    return columns


def _goes_on(group: Sequence[Line], line: Line, spacing: float, columns: Columns) -> bool:
    """Whether a line continues the paragraph, or the row, above it."""
    first, last = group[0], group[-1]
    column = columns[last.page, last.column]
    if line.turn != last.turn or line.apart or last.apart:
        return False
    if abs(line.size - last.size) > SAME_SIZE * last.size or line.bold != last.bold:
        return False
    elsewhere = (line.page, line.column) != (last.page, last.column)
    apart = last.middle - line.middle > PARAGRAPH_GAP * spacing * last.size
    if first.is_row:
        return not elsewhere and not apart and _goes_on_in_cells(group, line)
    if line.is_row:
        return False
    filled = _is_full(last, line, column)
    full = filled or last.right - column.left >= NEARLY_FULL * (column.right - column.left)
    ended = _has_ended(last.words)
    hanging = bool(BULLET.match(first.words))
    behind = line.left - columns[line.page, line.column].left
    level = behind <= first.left - columns[first.page, first.column].left + INDENT * line.size
    if BULLET.match(line.words) and (ended or not filled or (level and _same_mark(first, line))):
        # Else a dash, or an initial such as that of "p. 12", has come to stand first.
        return False
    if line.is_speech:
        return False
    if elsewhere:
        told = len(group) > 1 or len(column.lines) >= FEW_LINES
        return line.words[0].islower() or (not ended and filled and told)
    if apart:
        return False
    if are_one(last.words, line.words):
        return True
    if BROKEN_WORD.search(last.words):
        return True
    indented = line.left - last.left > INDENT * line.size and len(group) > 1
    if ended and (not filled or (indented and not hanging)):
        return False
    return full or line.words[0].islower() or not line.words[0].isalpha()


def _goes_on_in_cells(group: Sequence[Line], line: Line) -> bool:
    """Whether all that a line holds goes on with cells of running words of the row above."""
    row = group[0]
    for cell in line.cells:
        column = column_of(row, cell)
        if not column:
            return False
        words = " ".join(
            one.words for above in group for one in above.cells if column_of(row, one) == column
        )
        lower = cell.words[0].islower()
        if len(words.split()) < CELL_WORDS or (_has_ended(words) and not lower):
            return False
    return True


def _has_ended(words: str) -> bool:
    """Whether words end like a sentence, and not in an initial or a short form."""
    last = LAST_WORD.search(words)
    short = last is not None and (len(last[1]) == 1 or last[1].lower() in _short_forms())
    return bool(SENTENCE_END.search(words)) and not short


@cache
def _short_forms() -> frozenset[str]:
    """What is written with a full stop behind it."""
    source = resources.files("index").joinpath("data/abbreviations.toml")
    words = tomllib.loads(source.read_text(encoding="utf-8"))
    return frozenset(f"{words['titles']} {words['others']} e.g i.e".split())


def _is_full(line: Line, after: Line, column: _Column) -> bool:
    """Whether a line had no room for the first word of the line after it."""
    needed = after.cells[0].first + BLANK * line.size
    return line.right + needed > column.right - SLACK * line.size


def _same_mark(first: Line, line: Line) -> bool:
    """Whether lines begin with the same kind of mark: a number, a letter, or a sign."""
    one, other = (BULLET.match(each.words) for each in (first, line))
    if not one or not other:
        return False
    kinds = [mark[0].strip(" .()")[:1] for mark in (one, other)]
    if all(kind.isdigit() for kind in kinds) or all(kind.isalpha() for kind in kinds):
        return True
    return kinds[0] == kinds[1]
