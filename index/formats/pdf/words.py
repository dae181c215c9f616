"""The words on a page of a PDF, as PDFium finds them: runs of letters with their places."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from index.formats.pdf.letter_runs import (
    GENERATED,
    SMALL,
    Box,
    Letter,
    Run,
    places_of,
    touch,
)
from index.formats.pdf.letter_signs import SIGNS, UNKNOWN
from index.formats.pdf.pieces import Segment
from index.formats.pdf.small_figures import HIGH, Figure, marked, settled

# Parts of the size of the letters.
LOWER, MORE = 0.92, 1 / 0.92
RISE = 0.1
SMALL_FIGURE = 0.55
RAISED = 0.2
SINK = 0.05
STRAIGHT = 0.2
FEW_LETTERS = 100
FONT_NAME_BYTES = 128
BOLD = (b"bold", b"black", b"heavy", b"semibold", b"cmbx")
# What stands for a letter that the font does not tell.
NO_LETTER = "\uf8ff"


@dataclass(slots=True)
class View:
    """What stands on a page in one direction, with the places that it has when it is upright.

    `turn` is by how many degrees it is turned to the left on the page as it is shown; `height` is
    that of the page, so turned.
    """

    turn: int
    height: float
    segments: list[Segment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page by directions, the upright ones first; `unknown` letters are not in them.

    Those of a page with few letters are `recognised` if they lie unseen behind a picture of them.
    """

    views: tuple[View, ...]
    letters: int
    unknown: int
    recognised: bool = False


def words_of(page: Any) -> PageWords:  # noqa: ANN401 (pypdfium2 has no types)
    """Runs of words without a wide gap, in the order of the file, by their directions."""
    text_page = page.get_textpage()
    try:
        reader = _Reader(text_page.raw, page.get_bbox(), page.get_rotation() // 90)
        views: dict[int, View] = {}
        count = text_page.count_chars()
        for run in reader.runs(count):
            if run.turn not in views:
                views[run.turn] = View(run.turn, reader.height(run.turn))
            if segment := reader.segment(run):
                views[run.turn].segments.append(segment)
        recognised = reader.letters <= FEW_LETTERS and any(map(reader.is_unseen, range(count)))
    finally:
        text_page.close()
    found = sorted((view for view in views.values() if view.segments), key=lambda v: v.turn)
    return PageWords(tuple(found), reader.letters, reader.unknown, recognised)


def upright(box: Box, bounds: Box, quarters: int) -> Box:
    """A box on a page with these bounds as it is when the page is turned right by quarters."""
    left, bottom, right, top = box
    low_left, low, high_right, high = bounds
    match quarters % 4:
        case 1:
            return bottom - low, high_right - right, top - low, high_right - left
        case 2:
            return high_right - right, high - top, high_right - left, high - bottom
        case 3:
            return high - top, left - low_left, high - bottom, right - low_left
    return left - low_left, bottom - low, right - low_left, top - low


class _Reader:
    """The letters of a page. Its functions are PDFium's, its places those of upright words."""

    def __init__(self, text_page: Any, bounds: Box, quarter: int) -> None:  # noqa: ANN401
        import pypdfium2.raw as pdfium

        self.pdfium, self.text_page = pdfium, text_page
        self.bounds, self.quarter = bounds, quarter
        self.matrix, self.rectangle = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
        self.name = ctypes.create_string_buffer(FONT_NAME_BYTES)
        self.sides = [ctypes.c_double() for _ in range(4)]
        self.letters = self.unknown = 0

    def runs(self, count: int) -> Iterator[Run]:
        """Letters that follow each other."""
        pdfium, text_page, rectangle = self.pdfium, self.text_page, self.rectangle
        plain = self.quarter == 0 and self.bounds[:2] == (0.0, 0.0)
        run: Run | None = None
        for at in range(count):
            code = pdfium.FPDFText_GetUnicode(text_page, at)
            letter = SIGNS.get(code) or chr(code)
            if letter.isspace():
                if run:
                    made_up = pdfium.FPDFText_IsGenerated(text_page, at) == 1
                    run.blank(GENERATED if made_up else " ")
                continue
            self.letters += 1
            if code in UNKNOWN and code not in SIGNS:
                self.unknown += 1
                letter = NO_LETTER
            angle = pdfium.FPDFText_GetCharAngle(text_page, at)
            if pdfium.FPDFText_GetLooseCharBox(text_page, at, rectangle):
                box = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
            else:
                x, y = self._origin(at)
                box = x, y, x, y + self._size(at)
            turn = 0
            if angle or not plain:
                turn = self._turn(angle)
                if run and turn % 90 and run.turn % 90:
                    # Words along a curve turn from letter to letter.
                    turn = run.turn
                box = self._upright(box, at, turn)
            if run is None or run.turn != turn or not run.follows(box):
                if run:
                    yield run
                run = Run(turn, self._size(at) or box[3] - box[1], True, box)
            elif turn:
                run.settle(box[0] - run.right)
            letters = run.letters
            if len(letters) < 2 or letters[-1].at < 0:
                size = self._size(at)
                figure = bool(letters) and letter.isdecimal() and size < run.size
                if letters and not figure and run.differs(size):
                    yield run
                    run = Run(turn, size, True, box)
                if not run.letters or run.letters[-1].at < 0:
                    # A small raised number may come first.
                    run.size = max(run.size, size)
                    run.bold = run.bold and (figure or self._is_bold(at))
            rise = self._rise(at, turn, run.size) if letter.isdecimal() else 0
            left, bottom, right, top = box
            if rise:
                run.mixed = True
            elif not run.mixed:
                run.mixed = not LOWER < (top - bottom) / run.height < MORE
            run.letters.append(Letter(letter, left, right, top - bottom, at, rise))
            run.right = right
            if left < run.left:
                run.left = left
        if run:
            yield run

    def segment(self, run: Run) -> Segment | None:
        """What has been collected, if it is anything and not all beside the page."""
        (_, bottom, _, top), left, right = run.box, run.left, run.right
        wide, high = self.height(run.turn + 90), self.height(run.turn)
        if not run.turn % 90 and (right < 0 or left > wide or top < 0 or bottom > high):
            return None
        letters = run.letters
        while letters[-1].at < 0:
            letters.pop()
        text = self._marked(run) if run.mixed else "".join([letter.words for letter in letters])
        if not run.mixed and not text.isascii() and any(sign in HIGH for sign in text):
            text = settled(text)
        if NO_LETTER in text:
            # By itself before a line, a sign without a meaning is that of an item.
            bullet = text[:2].strip() == NO_LETTER
            text = f"{'•' * bullet}{text.replace(NO_LETTER, '')}"
        words = text.split()
        if not words:
            return None
        places = places_of(letters)
        if len(places) != len(words):
            places = ()
        first = (places[0][1] if places else right) - left
        return Segment(" ".join(words), left, right, bottom, top, run.size, run.bold, first, places)

    def is_unseen(self, at: int) -> bool:
        """Whether a letter is drawn so that nobody sees it."""
        pdfium = self.pdfium
        drawn = pdfium.FPDFText_GetTextObject(self.text_page, at)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn) if drawn else None
        return bool(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)

    def height(self, turn: int) -> float:
        """How high the page is for words of a direction."""
        left, bottom, right, top = self.bounds
        along = (turn // 90 + self.quarter) % 2
        return right - left if along else top - bottom

    def _turn(self, angle: float) -> int:
        """By how many degrees a letter is turned to the left on the page as it is shown.

        `angle` is how far it is turned to the right on the page as it is stored, in radians.
        """
        quarters = round(-angle / (math.pi / 2))
        if abs(angle + quarters * math.pi / 2) < STRAIGHT:
            return (quarters - self.quarter) % 4 * 90
        return round(math.degrees(-angle) - 90 * self.quarter) % 360

    def _upright(self, box: Box, at: int, turn: int) -> Box:
        """A box as it is seen when the page is turned until its words are upright."""
        if turn % 90:
            return self._slanted(box, at, turn)
        return upright(box, self.bounds, turn // 90 + self.quarter)

    def _slanted(self, box: Box, at: int, turn: int) -> Box:
        """About where a letter across the page stands along its line, and how high."""
        angle = math.radians(turn + 90 * self.quarter)
        x, y = self._origin(at)
        along, across = math.cos(angle), math.sin(angle)
        size = self._size(at)
        start, base = x * along + y * across, y * along - x * across
        wide, high = box[2] - box[0], box[3] - box[1]
        if abs(along) >= abs(across):
            width = (wide - size * abs(across)) / abs(along)
        else:
            width = (high - size * abs(along)) / abs(across)
        return start, base - size / 5, start + min(max(width, size / 5), size), base + size

    def _marked(self, run: Run) -> str:
        """The words of a run whose letters are not all of one height."""
        largest = max(run.letters, key=lambda letter: letter.height)
        size, near = self._size(largest.at) or run.size, largest
        figures: list[Figure] = []
        for letter in run.letters:
            one = Figure(letter.words, letter.left, letter.right)
            lower = letter.height < LOWER * largest.height and letter.at >= 0
            if letter.rise:
                one = replace(one, small=True, rise=letter.rise)
            elif lower and self._size(letter.at) <= SMALL * size:
                above = self._base(letter.at, run.turn) - self._base(near.at, run.turn)
                rise = 1 if above > RISE * size else -1 if above < -SINK * size else 0
                one = replace(one, small=True, rise=rise)
            elif letter.at >= 0:
                near = letter
            figures.append(one)
        kept = [
            one
            for n, one in enumerate(figures)
            if one.words != GENERATED or not touch(figures, n, size)
        ]
        return marked([replace(one, words=" ") if one.words == GENERATED else one for one in kept])

    def _rise(self, at: int, turn: int, size: float) -> int:
        """1, 0 or -1 for a figure that the font itself has small, and raised or lowered."""
        left, right, bottom, top = self.sides
        if not self.pdfium.FPDFText_GetCharBox(self.text_page, at, left, right, bottom, top):
            return 0
        along = (turn // 90 + self.quarter) % 2
        high = right.value - left.value if along else top.value - bottom.value
        if turn % 90 or not 0 < high < SMALL_FIGURE * size:
            return 0
        box = left.value, bottom.value, right.value, top.value
        x, y = self._origin(at)
        _, low, _, _ = self._upright(box, at, turn)
        _, base, _, _ = self._upright((x, y, x, y), at, turn)
        above = low - base
        return 1 if above > RAISED * size else -1 if above < -RISE * size else 0

    def _base(self, at: int, turn: int) -> float:
        """How high the line is that a letter stands on."""
        x, y = self._origin(at)
        angle = math.radians(turn + 90 * self.quarter)
        return y * math.cos(angle) - x * math.sin(angle)

    def _origin(self, at: int) -> tuple[float, float]:
        x, y = ctypes.c_double(), ctypes.c_double()
        self.pdfium.FPDFText_GetCharOrigin(self.text_page, at, x, y)
        return x.value, y.value

    def _size(self, at: int) -> float:
        """The size of a letter as it is shown, in points."""
        scale, matrix = 1.0, self.matrix
        if self.pdfium.FPDFText_GetMatrix(self.text_page, at, matrix):
            scale = math.hypot(matrix.c, matrix.d) or 1.0
        return float(self.pdfium.FPDFText_GetFontSize(self.text_page, at)) * scale

    def _is_bold(self, at: int) -> bool:
        name, flags = self.name, ctypes.c_int()
        name.value = b""
        self.pdfium.FPDFText_GetFontInfo(self.text_page, at, name, FONT_NAME_BYTES, flags)
        found = name.value.lower()
        return any(word in found for word in BOLD)
