"""Numbers of lines at the margin of pages, as transcripts and bills have them: left out."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from index.formats.pdf.pieces import CELL_GAP, Segment

BARE = re.compile(r"\d{1,4}")
FIRST = re.compile(r"(\d{1,4}) \S")
# Who asks and who answers, and who speaks.
SPEAKER = re.compile(r"[QA]\.?|[A-Z][A-Z.'’ -]+[:.]")
STEPS = (1, 2, 5, 10)
FEWEST, FEWEST_APART = 4, 2
# Pages that are numbered alike need no words that run on.
FEWEST_ALIKE = 6
# A page with more numbers holds tables of them.
MOST = 300
# Parts of the size of the letters.
ALIGNED = 0.7
LEVEL = 0.5
# Shares of the numbers, or of the lines beside them.
REGULAR = 0.85
EVEN = 0.75
UNNUMBERED = 0.2
ROWS = 0.4
RUNNING_ON = 0.15
UNEVEN = 0.35
FULL = 0.7
WORDS = 3


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that a segment is, or begins with."""

    value: int
    left: float
    right: float
    segment: Segment
    bare: bool


@dataclass(frozen=True, slots=True)
class _Margin:
    """Numbers below each other at the margin of a page, where they end, and what they count by."""

    numbers: tuple[_Number, ...]
    right: float
    step: int
    runs_on: bool


def without_line_numbers(pages: Sequence[Sequence[Segment]]) -> list[list[Segment]]:
    """The segments of pages without the numbers of lines.

    They count lines that stand evenly below each other, from margin to margin, and go on within
    sentences, or pages that are numbered in the same way. Numbers of rows, items and clauses stay.
    """
    margins = [_margin(page) for page in pages]
    alike = Counter(_key(margin) for margin in margins if margin)
    sure = [
        margin
        for margin in margins
        if margin
        and (margin.runs_on or (alike[_key(margin)] > 1 and len(margin.numbers) >= FEWEST_ALIKE))
    ]
    found: list[list[Segment]] = []
    last = 0
    for page, margin in zip(pages, margins, strict=True):
        numbers = margin.numbers if margin and margin in sure else _like(page, sure, last)
        last = numbers[-1].value if numbers else last
        found.append(_without(page, numbers))
    return found


def _key(margin: _Margin) -> tuple[int, int, int]:
    return margin.numbers[0].value, round(margin.right / 4), margin.step


def _margin(page: Sequence[Segment]) -> _Margin | None:
    """The numbers of a page's lines, if it has any."""
    candidates = [number for segment in page if (number := _number(segment))]
    if not FEWEST_APART <= len(candidates) <= MOST:
        return None
    best: _Margin | None = None
    for edge in ("right", "left"):
        clusters: dict[int, list[_Number]] = defaultdict(list)
        for number in candidates:
            at = round(getattr(number, edge) / 2)
            for near in (at - 1, at, at + 1):
                clusters[near].append(number)
        for cluster in clusters.values():
            margin = _counted(page, sorted(cluster, key=lambda n: -n.segment.middle))
            if margin and (best is None or len(margin.numbers) > len(best.numbers)):
                best = margin
    return best


def _number(segment: Segment) -> _Number | None:
    """The number that a segment is, or begins with."""
    if BARE.fullmatch(segment.words):
        return _Number(int(segment.words), segment.left, segment.right, segment, True)
    first = FIRST.match(segment.words)
    if first and segment.places:
        left, right = segment.places[0]
        return _Number(int(first[1]), left, right, segment, False)
    return None


def _counted(page: Sequence[Segment], numbers: list[_Number]) -> _Margin | None:
    """The numbers, if they count lines of a page.

    Those that count by fives stand as many lines below each other.
    """
    numbers = _rising(numbers)
    if len(numbers) < FEWEST_APART:
        return None
    steps = Counter(b.value - a.value for a, b in pairwise(numbers))
    step, count = steps.most_common(1)[0]
    least = FEWEST if step <= STEPS[1] else FEWEST_APART
    if step not in STEPS or len(numbers) < least or count < REGULAR * (len(numbers) - 1):
        return None
    if step >= STEPS[2] and any(number.value % step for number in numbers):
        return None
    falls = [a.segment.middle - b.segment.middle for a, b in pairwise(numbers)]
    usual = median(falls)
    if sum(abs(fall - usual) <= UNEVEN * usual for fall in falls) < EVEN * len(falls):
        return None
    held = {id(number.segment) for number in numbers if number.bare}
    high, low = numbers[0].segment.middle, numbers[-1].segment.middle
    size = numbers[0].segment.size
    beside = [s for s in page if id(s) not in held and low - size <= s.middle <= high + size]
    left, right = min(n.left for n in numbers), max(n.right for n in numbers)
    texts = [s for s in beside if s.right > right]
    if len(texts) < len(beside):
        # Some stand at the right margin, behind the lines.
        texts = [s for s in beside if s.left < left]
        if len(texts) < len(beside) or any(not number.bare for number in numbers):
            return None
    lines = _lines(texts, size)
    if not lines or _is_table(lines):
        return None
    numbered = [
        line
        for line in lines
        if any(abs(line[0].middle - n.segment.middle) <= LEVEL * size for n in numbers)
    ]
    if step == 1 and len(lines) - len(numbered) > UNNUMBERED * len(lines):
        return None
    if step >= STEPS[2] and not _stand_apart(numbers, lines, step):
        return None
    return _Margin(tuple(numbers), right, step, _runs_on(lines, {id(n.segment) for n in numbers}))


def _rising(numbers: Sequence[_Number]) -> list[_Number]:
    """Numbers without those that do not rise, such as a page's number below them."""
    found: list[_Number] = []
    for number in numbers:
        if not found or number.value > found[-1].value:
            found.append(number)
        elif len(found) == 1:
            found = [number]
    if len(found) > FEWEST and found[-1].value - found[-2].value > STEPS[-1]:
        found.pop()
    if len(found) > FEWEST and found[1].value - found[0].value > STEPS[-1]:
        found.pop(0)
    return found


def _lines(texts: Sequence[Segment], size: float) -> list[list[Segment]]:
    """What stands on the same height, from left to right."""
    lines: list[list[Segment]] = []
    for segment in sorted(texts, key=lambda s: (-s.middle, s.left)):
        if lines and lines[-1][0].middle - segment.middle <= LEVEL * size:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    return [sorted(line, key=lambda s: s.left) for line in lines]


def _is_table(lines: Sequence[Sequence[Segment]]) -> bool:
    """Whether many lines have several cells, but for who speaks."""
    rows = 0
    for line in lines:
        cells = line[1:] if SPEAKER.fullmatch(line[0].words) else line
        rows += any(b.left - a.right > CELL_GAP * a.size for a, b in pairwise(cells))
    return rows > ROWS * len(lines)


def _stand_apart(numbers: Sequence[_Number], lines: Sequence[Sequence[Segment]], step: int) -> bool:
    """Whether as many lines as numbers tell stand between each of them and the next."""
    heights = [line[0].middle for line in lines]
    return all(
        sum(
            b.segment.middle + b.segment.size / 2 < at <= a.segment.middle + a.segment.size / 2
            for at in heights
        )
        == step
        for a, b in pairwise(numbers)
    )


def _runs_on(lines: Sequence[Sequence[Segment]], numbered: set[int]) -> bool:
    """Whether most lines hold several words, and full ones go on in the next ones."""
    words: list[str] = []
    for line in lines:
        whole = " ".join(segment.words for segment in line)
        words.append(whole.split(" ", 1)[-1] if id(line[0]) in numbered else whole)
    if median(len(line.split()) for line in words) <= WORDS:
        return False
    left = min(line[0].left for line in lines)
    width = max(line[-1].right for line in lines) - left or 1.0
    full = [
        (line[-1].right - left) / width
        for line, after in zip(lines, words[1:], strict=False)
        if after[:1].islower()
    ]
    return len(full) >= max(1, RUNNING_ON * len(words)) and median(full) >= FULL


def _like(page: Sequence[Segment], margins: Sequence[_Margin], last: int) -> tuple[_Number, ...]:
    """Rising numbers that stand where other pages have those of their lines.

    They are few, at the end of a text, or about as many as there, and begin anew or go on from the
    `last` one of the pages before.
    """
    candidates = [number for segment in page if (number := _number(segment))]
    for margin in {round(margin.right): margin for margin in margins}.values():
        size = margin.numbers[0].segment.size
        there = [n for n in candidates if abs(n.right - margin.right) <= ALIGNED * size]
        numbers = _rising(sorted(there, key=lambda n: -n.segment.middle))
        steps = {b.value - a.value for a, b in pairwise(numbers)}
        first = numbers[0].value if numbers else 0
        height = {number.segment.middle for number in numbers}
        beside = [s for s in page if any(abs(s.middle - at) <= LEVEL * size for at in height)]
        held = {id(number.segment) for number in numbers if number.bare}
        lines = _lines([s for s in beside if id(s) not in held], size)
        told = len(numbers) < FEWEST or len(numbers) >= REGULAR * len(margin.numbers)
        begins = 0 < first - last <= margin.step or first <= margin.step
        counted = bool(numbers) and steps <= {margin.step} and begins
        if told and counted and not _is_table(lines):
            return tuple(numbers)
    return ()


def _without(page: Sequence[Segment], numbers: Sequence[_Number]) -> list[Segment]:
    gone = {id(number.segment): number for number in numbers}
    found: list[Segment] = []
    for segment in page:
        number = gone.get(id(segment))
        if number is None:
            found.append(segment)
        elif not number.bare:
            places = segment.places[1:]
            found.append(
                replace(
                    segment,
                    words=segment.words.split(" ", 1)[1],
                    left=places[0][0],
                    first=places[0][1] - places[0][0],
                    places=places,
                )
            )
    return found
