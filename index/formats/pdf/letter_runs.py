"""Letters of a page that follow each other on one line."""

from dataclasses import dataclass, field
from typing import NamedTuple

from index.formats.pdf.pieces import LARGE_INITIAL, WIDE_GAP
from index.formats.pdf.small_figures import Figure

# Parts of the size of the letters.
SMALL = 0.88
TOUCHING = 0.12
REACHES = 0.2
BLANK = 0.2
# A blank that PDFium made up.
GENERATED = "\n"

Box = tuple[float, float, float, float]


class Letter(NamedTuple):
    """A letter with its place; blanks have none in the file. `rise` is that of a small figure."""

    words: str
    left: float
    right: float
    height: float
    at: int
    rise: int = 0


@dataclass(slots=True)
class Run:
    """Letters that follow each other on one line; `box` is the first one's."""

    turn: int
    size: float
    bold: bool
    box: Box
    letters: list[Letter] = field(default_factory=list)
    mixed: bool = False
    left: float = 0.0
    right: float = 0.0
    height: float = 1.0

    def __post_init__(self) -> None:
        self.left, self.right = self.box[0], self.box[2]
        self.height = self.box[3] - self.box[1] or 1.0

    def blank(self, sign: str) -> None:
        """The end of a word."""
        if self.letters[-1].at >= 0:
            self.letters.append(Letter(sign, self.right, self.right, 0.0, -1))
        elif sign == " ":
            self.letters[-1] = self.letters[-1]._replace(words=" ")

    def settle(self, gap: float) -> None:
        """Whether a word of turned letters has ended, of which PDFium knows little, by the gap."""
        if gap > BLANK * self.size:
            self.blank(" ")
        elif gap < TOUCHING * self.size and self.letters[-1].words == GENERATED:
            self.letters.pop()

    def follows(self, box: Box) -> bool:
        """Whether a letter stands right after the last one."""
        if not -self.size <= box[0] - self.right <= WIDE_GAP * self.size:
            return False
        _, low, _, high = self.box
        if -self.size < box[1] + box[3] - low - high < self.size:
            return True
        # A small letter that touches the last one may stand deeper or higher.
        small = box[3] - box[1] < SMALL * (high - low)
        near = -self.size / 2 < box[0] - self.right < TOUCHING * self.size
        return small and near and min(box[3], high) - max(box[1], low) > REACHES * self.size

    def differs(self, size: float) -> bool:
        """Whether letters of a size are no part of the run: one of them is a large initial."""
        return size > 0 and max(size, self.size) >= LARGE_INITIAL * min(size, self.size)


def touch(figures: list[Figure], at: int, size: float) -> bool:
    """Whether a blank that PDFium made up parts a small figure from what stands right beside it."""
    if not 0 < at < len(figures) - 1:
        return False
    before, after = figures[at - 1], figures[at + 1]
    return (before.small or after.small) and after.left - before.right < TOUCHING * size


def places_of(letters: list[Letter]) -> tuple[tuple[float, float], ...]:
    """Where each word begins and ends."""
    found: list[tuple[float, float]] = []
    start: float | None = None
    end = 0.0
    for letter in letters:
        if letter.at < 0:
            if start is not None:
                found.append((start, end))
                start = None
            continue
        if start is None:
            start = letter.left
        end = letter.right
    if start is not None:
        found.append((start, end))
    return tuple(found)
