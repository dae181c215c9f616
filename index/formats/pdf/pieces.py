"""What stands on pages: runs of words with their places, and the lines that they make.

Lengths are points, y grows upwards.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from index.text.numbering import PARTS, SIGNED

# Parts of the size of the letters.
WIDE_GAP = 1.0
CELL_GAP = 2.0
EVEN_GAPS = 0.15
# A first letter that is set over several lines is so much larger than they are.
LARGE_INITIAL = 1.8

# What stands by itself before an item of a list: a sign, a letter, a number; or a clause's number.
SIGN = r"[•‣◦▪●○■–—*-]"
MARK = re.compile(f"{SIGN}|{SIGNED}|{PARTS}")
# Who asks and who answers in a transcript.
SPEAKERS = frozenset({"Q", "A", "Q.", "A."})


@dataclass(frozen=True, slots=True)
class Segment:
    """Words on one line with no wide gap between them; `first` is the width of the first one.

    `places` tells where each word begins and ends, or nothing where that is not known. The values
    of forms stand in fields.
    """

    words: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False
    first: float = 0.0
    places: tuple[tuple[float, float], ...] = field(default=(), compare=False)
    is_field: bool = False

    @property
    def middle(self) -> float:
        """How high its middle is."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page in reading order; `cells` are several where there are wide gaps.

    `column` tells columns apart: they are where a line can begin and end. `turn` is by how many
    degrees the line is turned to the left on its page. What stands `apart` is no part of the text
    around it, such as a note. A row `in_table`
    has the names of its cells' columns where they are sure.
    """

    page: int
    cells: tuple[Segment, ...]
    column: int
    turn: int = 0
    apart: bool = False
    headings: tuple[str, ...] = ()
    in_table: bool = False

    @property
    def words(self) -> str:
        """The line's words."""
        return " ".join(cell.words for cell in self.cells)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.cells[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.cells[-1].right

    @property
    def size(self) -> float:
        """The size of its letters."""
        return max(cell.size for cell in self.cells)

    @property
    def bold(self) -> bool:
        """Whether all of it is."""
        return all(cell.bold for cell in self.cells)

    @property
    def middle(self) -> float:
        """How high its middle is."""
        return self.cells[0].middle

    @property
    def is_speech(self) -> bool:
        """Whether it begins with who asks or answers, set apart."""
        told = len(self.cells) > 1 and self.cells[0].words in SPEAKERS
        return told and (self.cells[0].words[-1] == "." or self.cells[1].words.count(" ") > 1)

    @property
    def is_row(self) -> bool:
        """Whether it is a table's: not an item behind its mark, not a line stretched to be full."""
        cells = self.cells
        if self.headings or self.in_table or any(cell.is_field for cell in cells):
            return True
        marked = self.is_speech or MARK.fullmatch(cells[0].words)
        behind = cells[1:] if marked else cells
        gaps = [b.left - a.right for a, b in pairwise(behind)]
        words = all(" " not in cell.words for cell in behind)
        if len(gaps) > 1 and words and max(gaps) - min(gaps) <= EVEN_GAPS * self.size:
            return False
        return any(gap > CELL_GAP * self.size for gap in gaps)
