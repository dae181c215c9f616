"""Which rows of a table name its columns, judged by what stands below them.

Most files do not mark them. What speaks for headings is contrast, words above figures or years
above amounts, words that commonly name columns, and type that sets them off; a word that comes
again further down its own column speaks against it. Where that leaves a doubt there are none: a
cell without a heading says less, under a wrong one it says what the document does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

from index.extraction.cells import (
    FIGURES,
    WORDY,
    Shape,
    in_calendar,
    is_unit,
    manner,
    names_column,
    names_only,
    names_thing,
    shape_of,
)
from index.extraction.joined_headings import Headings, Row, joined, nested, own

# A cell longer than this is a text of its own.
LONGEST_CELL = 300
DEEPEST_HEAD = 3
NEARLY_ALL = 0.8
# Numbers that count up are headings from so many on; years and dates from two.
COUNTED = 3


class Place(IntEnum):
    """Where a row stands that may hold headings, by how much else has to speak for them."""

    FIRST = (
        0  # nothing but titles stand above it, and most tables of such files begin with headings
    )
    APART = 1  # a blank line or a title stands above it
    WITHIN = 2  # it follows other rows


@dataclass(slots=True)
class Above:
    """What is known of the rows that a candidate follows in its table.

    `figures` are the columns that hold nothing else, `used` those that hold anything. `facts` says
    that a row without headings stands right above.
    """

    headings: Sequence[str] = ()
    figures: set[int] = field(default_factory=set)
    used: set[int] = field(default_factory=set)
    facts: bool = False


def headings_at(rows: Sequence[Row], place: Place, above: Above) -> Headings | None:
    """The headings that the first of these rows begins, the deepest that hold, or None."""
    for depth in range(min(DEEPEST_HEAD, len(rows) - 1) or 1, 0, -1):
        head, below = rows[:depth], rows[depth:]
        if (
            below
            and any(cell.above and cell.words for cell in below[0])
            and _reaches(head, below[0])
        ):
            continue
        found = joined(head)
        if depth > 1 and not (nested(head) and _is_below_names(head, below)):
            continue
        if found and _holds(head, found, below, place, above):
            return found
    return None


def may_head(row: Row, place: Place, above: Above) -> bool:
    """Whether it is worth while to look what stands below a row."""
    filled = {at: row[at].words for at in own(row)}
    if not filled or any(len(words) > LONGEST_CELL for words in filled.values()):
        return False
    if place is not Place.WITHIN or _is_strong([row]):
        return True
    return (
        any(at in above.figures and shape_of(words) in WORDY for at, words in filled.items())
        or sum(at not in above.used for at in filled) > 1
        or any(above.headings[at : at + 1] == (words,) for at, words in filled.items())
        or all(map(names_column, filled.values()))
    )


def _is_below_names(head: Sequence[Row], below: Sequence[Row]) -> bool:
    """Whether the last of several heading rows is plainly none of the rows below the others.

    It leaves out the corner, has names or units or years in it, or stands above figures; and none
    of its words comes again.
    """
    last = head[-1]
    at = own(last)
    words = {last[n].words for n in at}
    again = {row[n].words for row in below for n in own(row)}
    if words & again:
        return False
    if any(n not in at for n in own(head[-2])):
        return True
    if any(names_column(word) or is_unit(word) or shape_of(word) in FIGURES for word in words):
        return True
    return any(
        _contrast(shape_of(last[n].words), [_words(row, n) for row in below]) > 0 for n in at
    )


def _reaches(head: Sequence[Row], row: Row) -> bool:
    """Whether cells of the last heading row go on in the row below, which then is one too."""
    last = head[-1]
    return any(
        cell.above and at < len(last) and cell.words == last[at].words and cell.words
        for at, cell in enumerate(row)
    )


def _holds(
    head: Sequence[Row], headings: Headings, below: Sequence[Row], place: Place, above: Above
) -> bool:
    """Whether rows name the columns of what stands below them."""
    names = {at: name for at, name in enumerate(headings.words) if name}
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
    if len(names) == 2 and not series and (above.facts or _is_a_list_of_facts(names, lower)):
        return False
    again = sum(
        at < len(above.headings) and above.headings[at] == name and shapes[at] in WORDY
        for at, name in names.items()
    )
    if again or all(map(names_only, names.values())) or (gained and known == len(names)):
        return True
    if place is Place.WITHIN:
        return _breaks(names, shapes, gained, known, above)
    if place is Place.APART:
        figured = [at for at in _figured(lower) if at in contrasts]
        plain = bool(gained) and all(contrasts[at] > 0 for at in figured)
        mostly_known = len(names) > 2 and 2 * known > len(names) and _alike(names)
        small = len(names) > 2 and known > 0 and _alone_in_capitals(names, columns)
        return (plain and _alike(names)) or bool(corner and gained) or mostly_known or small
    if gained and (known or len(names) > 2):
        return True
    return bool(corner) or (known > 1 and 2 * known >= len(names)) or _alike(names)


def _breaks(
    names: dict[int, str], shapes: dict[int, Shape], gained: int, known: int, above: Above
) -> bool:
    """Whether a row that follows others is plainly of another kind than they."""
    broken = [at for at in names if at in above.figures and shapes[at] in WORDY]
    new = [at for at in names if at not in above.used]
    # Where headings stand above, a single column may hold words for once, but not in a wider row.
    wider = bool(new) and known > 0
    sure = wider or (known == len(names) if any(above.headings) else 2 * known >= len(names))
    return gained > 0 and (
        len(broken) > 1 or (len(broken) == 1 and sure) or (len(new) > 1 and bool(above.used))
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
    return 2 * len(covered) > len(filled) if filled else bool(counts)


def _contrast(shape: Shape, column: Sequence[str]) -> int:
    """1 where what stands below differs in kind, -1 where a figure stands above its like."""
    below = [found for found in map(shape_of, column) if found not in ("", "blank")]
    if not below:
        return 0
    wordy = sum(found in WORDY for found in below) / len(below)
    if shape in FIGURES:
        if shape == "number" or all(found == shape for found in below):
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
    empty = [
        at
        for at in range(max(map(len, head)))
        if not any(at < len(r) and r[at].words for r in head)
    ]
    first = [_words(row, 0) for row in lower]
    return empty == [0] and all(shape_of(words) in WORDY for words in first if words) and any(first)


def _is_strong(rows: Sequence[Row]) -> bool:
    cells = [row[at] for row in rows for at in own(row)]
    return bool(cells) and all(cell.strong for cell in cells)


def _is_a_list_of_facts(names: dict[int, str], lower: Sequence[Row]) -> bool:
    """Whether two columns rather hold names of things and what these are, from the first row on."""
    left, right = sorted(names)
    pairs = [(_words(row, left), _words(row, right)) for row in lower]
    keys = [names[left], *(key for key, _ in pairs if key)]
    if 2 * sum(key.endswith(":") for key in keys) >= len(keys):
        return True
    if names_thing(names[right]):
        return False
    # "Treasurer" may be what a form tells, or stand above names.
    names_key = names_thing if names_column(names[right]) else names_column
    named = [key for key in keys[1:] if in_calendar(keys[0]) or not in_calendar(key)]
    if named and 3 * sum(map(names_key, named)) >= len(keys) - 1:
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


def _alone_in_capitals(names: dict[int, str], columns: dict[int, list[str]]) -> bool:
    """Whether all names begin with a capital, and in some column nothing below them does."""
    if not all(name[0].isupper() for name in names.values()):
        return False
    begins = [[words[0] for words in column if words] for column in columns.values()]
    return any(len(first) > 1 and all(map(str.islower, first)) for first in begins)


def _alike(names: dict[int, str]) -> bool:
    """Whether all begin with a capital letter, or none; "on request" is none beside "Elm"."""
    first = [name[0].isupper() for name in names.values() if name[0].isalpha()]
    return all(first) or not any(first)
