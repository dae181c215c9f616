"""Headings in one row or several as one for each column: "Winter" over "Guests" is both."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.extraction.cells import Cell, is_unit, shape_of

Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands above each column, and how many `rows` say it.

    `origins` are where the lowest cells begin, -1 for one that stands above no other column.
    """

    words: tuple[str, ...]
    origins: tuple[int, ...]
    rows: int


def own(row: Row) -> list[int]:
    """The columns whose words begin there and do not come from a cell to the left or above."""
    return [at for at, cell in enumerate(row) if cell.words and cell.across and not cell.above]


def joined(head: Sequence[Row]) -> Headings | None:
    """One heading for each column; None if they do not name several."""
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
    counts = Counter(origins)
    shared = (origin if counts[origin] > 1 else -1 for origin in origins)
    return Headings(tuple(words), tuple(shared), len(head)) if len(filled) > 1 else None


def nested(head: Sequence[Row]) -> bool:
    """Whether each row but the last groups the columns that the next one names."""
    return all(_groups(upper, lower) for upper, lower in pairwise(head))


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


def _groups(upper: Row, lower: Row) -> bool:
    over, under = own(upper), own(lower)
    if not over or not under or _is_title(upper, lower):
        return False
    if any(shape_of(lower[at].words) == "number" for at in under):
        return False
    if all(is_unit(lower[at].words) for at in under):
        return all(at < len(upper) and upper[at].words for at in under)
    wide = [at for at in over if upper[at].across > 1]
    if any(sum(at <= n < at + upper[at].across for n in under) > 1 for at in wide):
        return True
    names = [lower[at].words for at in under]
    alike = any(
        a.words
        and a.words == b.words
        and not is_unit(a.words)
        and lower[at].words != lower[at + 1].words
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
    return empty and after < len(lower) and bool(lower[after].words) and bool(lower[at].words)


def _is_title(upper: Row, lower: Row) -> bool:
    """Whether a row of one cell is a title: it begins where the row below does."""
    over, under = own(upper), own(lower)
    return len(over) == 1 and over[0] <= under[0]
