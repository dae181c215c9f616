"""Which rows of a table name its columns, judged by what stands below them.

Rows have no mark for it in most files. What speaks for headings is contrast, words above figures or
years above amounts, words that commonly name columns, and type that sets them off; a word that comes
again further down its own column speaks against it. Where that leaves a doubt there are none: a cell
without a heading says less, under a wrong one it says what the document does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from index.cells import (
    FIGURES,
    WORDY,
    Cell,
    Shape,
    manner,
    names_column,
    shape_of,
)

Row = Sequence[Cell]

# A cell longer than this is a text of its own.
LONGEST_CELL = 300
DEEPEST_HEAD = 3
NEARLY_ALL = 0.8
HALF = 0.5
# Numbers that count up are headings from so many on; years and dates from two.
COUNTED = 3
UNITS = frozenset("£ $ € ¥ % ‰ °c °f m km cm mm m² m³ ha kg g t l ml h min s hrs mins kn nm kw kwh".split())


class Place(IntEnum):
    """Where a row stands that may hold headings, by how much else has to speak for them."""

    FIRST = 0  # nothing but titles stand above it, and most tables of such files begin with headings
    APART = 1  # a blank line or a title stands above it
    WITHIN = 2  # it follows other rows


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands above each column; equal `origins` share one cell. `rows` are its lines."""

    words: tuple[str, ...]
    origins: tuple[int, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Above:
    """What is known of the rows that a candidate follows in its table."""

    headings: Sequence[str]
    figures: frozenset[int]
    used: frozenset[int]


def headings_at(rows: Sequence[Row], place: Place, above: Above) -> Headings | None:
    """The headings that the first of these rows begins, the deepest that hold, or None."""
    if not rows or not _may_head(rows[0]):
        return None
    for depth in range(min(DEEPEST_HEAD, len(rows) - 1) or 1, 0, -1):
        head, below = rows[:depth], rows[depth:]
        if below and any(cell.above and cell.words for cell in below[0]) and _reaches(head, below[0]):
            continue
        joined = _joined(head)
        if joined and (depth == 1 or _nested(head)) and _holds(head, joined, below, place, above):
            return joined
    return None


def marked_headings(head: Sequence[Row]) -> Headings | None:
    """The headings in rows that the file itself marks as such, if they name several columns."""
    return _joined(head)


def _may_head(row: Row) -> bool:
    """Whether it is worth while to look: several cells, none of them long."""
    filled = own(row)
    return bool(filled) and all(len(row[at].words) <= LONGEST_CELL for at in filled)


def own(row: Row) -> list[int]:
    """The columns whose words begin there and do not come from a cell to the left or above."""
    return [at for at, cell in enumerate(row) if cell.words and cell.across and not cell.above]


def _reaches(head: Sequence[Row], row: Row) -> bool:
    """Whether cells of the last heading row go on in the row below, which then is one too."""
    last = head[-1]
    return any(
        cell.above and at < len(last) and cell.words == last[at].words and cell.words
        for at, cell in enumerate(row)
    )


def _joined(head: Sequence[Row]) -> Headings | None:
    """One heading for each column: "Winter" over "Guests" is "Winter Guests"."""
    width = max(map(len, head))
    spread = [_spread(row, head[n + 1 :], width) for n, row in enumerate(head)]
    words, origins = list[str](), list[int]()
    for at in range(width):
        parts: list[str] = []
        for line in spread:
            if line[at][0] and line[at][0] not in parts[-1:]:
                parts.append(line[at][0])
        origin = next((line[at][1] for line in reversed(spread) if line[at][0]), at)
        words.append(" ".join(parts))
        origins.append(origin)
    filled = {origin for origin, name in zip(origins, words, strict=True) if name}
    return Headings(tuple(words), tuple(origins), len(head)) if len(filled) > 1 else None


def _spread(row: Row, below: Sequence[Row], width: int) -> list[tuple[str, int]]:
    """What of a row stands over each column, and where it begins.

    A cell over empty ones stands over these too, where the row below has something there.
    """
    found: list[tuple[str, int]] = []
    reaching = False
    for at in range(width):
        cell = row[at] if at < len(row) else Cell()
        if cell.words and cell.across:
            found.append((cell.words, at))
            # Only a row that has another one below it may have lost its merged cells.
            reaching = cell.across == 1 and bool(below)
        elif cell.words:
            found.append((cell.words, found[-1][1] if found else at))
        elif reaching and at < len(below[0]) and below[0][at].words and found[-1][0]:
            found.append(found[-1])
        else:
            found.append(("", at))
            reaching = False
    return found


def _nested(head: Sequence[Row]) -> bool:
    """Whether each row but the last groups the columns that the next one names."""
    return all(_groups(upper, lower) for upper, lower in pairwise(head))


def _groups(upper: Row, lower: Row) -> bool:
    over, under = own(upper), own(lower)
    if not over or not under or _is_title(upper, lower):
        return False
    if any(shape_of(lower[at].words) == "number" for at in under):
        return False
    if all(_is_unit(lower[at].words) for at in under):
        return all(at < len(upper) and upper[at].words for at in under)
    wide = [at for at in over if upper[at].across > 1]
    if any(sum(at <= n < at + upper[at].across for n in under) > 1 for at in wide):
        return True
    names = [lower[at].words for at in under]
    alike = any(
        a.words and a.words == b.words and not _is_unit(a.words) and lower[at].words != lower[at + 1].words
        for at, (a, b) in enumerate(pairwise(upper[: len(lower)]))
        if at + 1 < len(lower) and b.across and not b.above
    )
    if alike:
        return True
    spread = [at for at in over if at not in wide and _gap(upper, lower, at)]
    left_out = any(at >= len(lower) or not lower[at].words or lower[at].above for at in over)
    return bool(spread) and (left_out or len(set(names)) < len(names))


def _gap(upper: Row, lower: Row, at: int) -> bool:
    """Whether an empty place follows, below which the next row has words."""
    after = at + 1
    empty = after >= len(upper) or not upper[after].words
    return (
        empty and after < len(lower) and bool(lower[after].words) and bool(lower[at].words)
    )


def _is_title(upper: Row, lower: Row) -> bool:
    """Whether a row of one cell is a title: it begins where the row below does."""
    over, under = own(upper), own(lower)
    return len(over) == 1 and over[0] <= under[0]


def _is_unit(words: str) -> bool:
    bracketed = words[:1] in "([" and words[-1:] in ")]"
    return bracketed or words.lower() in UNITS


def _holds(
    head: Sequence[Row], joined: Headings, below: Sequence[Row], place: Place, above: Above
) -> bool:
    """Whether rows name the columns of what stands below them."""
    names = {at: name for at, name in enumerate(joined.words) if name}
    lower = [row for row in below if [c.words for c in row] != [c.words for c in head[-1]]]
    if not lower or len(set(names.values())) < min(2, len(names)):
        return False
    columns = {at: [_words(row, at) for row in lower] for at in names}
    shapes = {at: shape_of(name) for at, name in names.items()}
    if any(names[at] in columns[at] for at in names) or not _covers(names, lower):
        return False
    contrasts = {at: _contrast(shapes[at], columns[at]) for at in names}
    series = _series(names, shapes, contrasts, lower)
    corner = _empty_corner(head, lower)
    known = sum(map(names_column, names.values()))
    strong = _is_strong(head) and not all(_is_strong([row]) for row in lower)
    figures = [at for at in names if shapes[at] in FIGURES and at not in series]
    alone = [at for at in figures if contrasts[at] > 0 and shapes[at] in ("year", "date")]
    gained = sum(contrasts[at] > 0 for at in names if at not in alone)
    if len(alone) < len(figures) or (alone and not (gained or known or strong or corner)):
        return False
    if strong:
        return True
    if len(names) == 2 and not series and _is_a_list_of_facts(names, lower):
        return False
    again = sum(
        at < len(above.headings) and above.headings[at] == name and shapes[at] in WORDY
        for at, name in names.items()
    )
    if again or (known == len(names) and len(names) > 1):
        return True
    if place is Place.WITHIN:
        return _breaks(names, shapes, gained, known, above)
    if place is Place.APART:
        figured = [at for at in _figured(lower) if at in contrasts]
        plain = bool(gained) and all(contrasts[at] > 0 for at in figured)
        return (plain and _alike(names)) or (known > 1 and 2 * known >= len(names)) or bool(corner and gained)
    if gained and (known or len(names) > 2):
        return True
    return bool(corner) or 2 * known >= len(names) or _alike(names)


def _breaks(
    names: dict[int, str], shapes: dict[int, Shape], gained: int, known: int, above: Above
) -> bool:
    """Whether a row that follows others is plainly of another kind than they."""
    broken = [at for at in names if at in above.figures and shapes[at] in WORDY]
    new = [at for at in names if at not in above.used]
    return gained > 0 and (
        len(broken) > 1 or (len(broken) == 1 and known > 0) or (len(new) > 1 and bool(above.used))
    )


def _words(row: Row, at: int) -> str:
    """What a row says in one column alone."""
    return row[at].words if at < len(row) and row[at].across == 1 else ""


def _covers(names: dict[int, str], lower: Sequence[Row]) -> bool:
    """Whether at least half of the columns that are mostly filled below have a heading."""
    counts: dict[int, int] = {}
    for row in lower:
        for at, cell in enumerate(row):
            if cell.words:
                counts[at] = counts.get(at, 0) + 1
    filled = [at for at, count in counts.items() if 2 * count >= len(lower)]
    covered = [at for at in filled if at in names]
    return len(covered) > HALF * len(filled) if filled else bool(counts)


def _contrast(shape: Shape, column: Sequence[str]) -> int:
    """1 where what stands below differs in kind, -1 where a figure stands above its like."""
    below = [found for found in map(shape_of, column) if found not in ("", "blank")]
    if not below:
        return 0
    wordy = sum(found in WORDY for found in below) / len(below)
    if shape in FIGURES:
        if shape == "number" or shape in below:
            return -1
        return 1
    return 1 if 1 - wordy >= NEARLY_ALL else 0


def _series(
    names: dict[int, str],
    shapes: dict[int, Shape],
    contrasts: dict[int, int],
    lower: Sequence[Row],
) -> set[int]:
    """The columns whose headings are years, dates, times or numbers that go on from each other."""
    for shape in ("year", "date", "time"):
        columns = [at for at in names if shapes[at] == shape]
        if len(columns) > 1 and all(contrasts[at] > 0 for at in columns):
            return set(columns)
    for shape in ("year", "number"):
        columns = [at for at in names if shapes[at] == shape and names[at].isdecimal()]
        if len(columns) >= COUNTED and _counts([names[at] for at in columns]):
            others = [[_words(row, at) for at in columns] for row in lower]
            if not any(all(map(str.isdecimal, one)) and _counts(one) for one in others):
                return set(columns)
    return set()


def _counts(numbers: Sequence[str]) -> bool:
    steps = {int(b) - int(a) for a, b in pairwise(numbers)}
    return len(steps) == 1 and steps != {0}


def _empty_corner(head: Sequence[Row], lower: Sequence[Row]) -> bool:
    """Whether only the first column has no heading, and names what each row is about."""
    empty = [at for at in range(max(map(len, head))) if not any(at < len(r) and r[at].words for r in head)]
    first = [_words(row, 0) for row in lower]
    return empty == [0] and all(shape_of(words) in WORDY for words in first if words) and any(first)


def _is_strong(rows: Sequence[Row]) -> bool:
    cells = [row[at] for row in rows for at in own(row)]
    return bool(cells) and all(cell.strong for cell in cells)


def _is_a_list_of_facts(names: dict[int, str], lower: Sequence[Row]) -> bool:
    """Whether two columns are rather names of things and what they are, the first row like others."""
    left, right = sorted(names)
    pairs = [(_words(row, left), _words(row, right)) for row in lower]
    keys = [names[left], *(key for key, _ in pairs if key)]
    if 2 * sum(key.endswith(":") for key in keys) >= len(keys):
        return True
    if names_column(names[right]):
        return False
    if 3 * sum(map(names_column, keys[1:])) >= len(keys) - 1:
        return True
    values = [value for _, value in pairs if value]
    kinds = {manner(value) for value in values if shape_of(value) in FIGURES}
    wordy = any(shape_of(value) in WORDY for value in values)
    return len(kinds) > 1 or (bool(kinds) and wordy)


def _figured(lower: Sequence[Row]) -> list[int]:
    """The columns in which there is nothing but figures."""
    width = max(map(len, lower))
    columns = [[shape_of(_words(row, at)) for row in lower] for at in range(width)]
    told = [[shape for shape in column if shape not in ("", "blank")] for column in columns]
    return [at for at, column in enumerate(told) if column and all(s in FIGURES for s in column)]


def _alike(names: dict[int, str]) -> bool:
    """Whether all begin with a capital letter, or none; "on request" is none beside "Elm"."""
    first = [name[0].isupper() for name in names.values() if name[0].isalpha()]
    return all(first) or not any(first)
