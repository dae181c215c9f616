"""The words on a page of a PDF, as PDFium finds them: runs of letters with their places."""

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from index.formats.pdf.lines import LARGE_INITIAL, WIDE_GAP, Segment

LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st"}
# What PDFium puts for a hyphen at the end of a line.
LINE_HYPHENS = {0xFFFE: "-", 0x02: "-", 0xAD: "-"}
# Small raised figures: powers, and behind a mark of punctuation the numbers of notes.
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
NOTE_NUMBER = re.compile(r"(?<=[.,;:!?”’\")\]])\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?=\s|$)")
SMALL = 0.8
RISE = 0.1
STRAIGHT = 0.2
FONT_NAME_BYTES = 128
BOLD = (b"bold", b"black", b"heavy", b"semibold", b"cmbx")

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class _Run:
    """Letters that follow each other on one line."""

    size: float
    bold: bool
    box: Box
    letters: list[str] = field(default_factory=list)
    first: float = 0.0

    def blank(self) -> None:
        """The end of a word; `first` is how wide the first one is."""
        self.first = self.first or self.box[2] - self.box[0]
        self.letters.append(" ")

    def follows(self, box: Box) -> bool:
        """Whether a letter stands right after the last one."""
        _, low, right, high = self.box
        gap = box[0] - right
        level = abs((box[1] + box[3]) - (low + high)) / 2
        return -self.size <= gap <= WIDE_GAP * self.size and level < self.size / 2

    def differs(self, size: float) -> bool:
        """Whether letters of a size are no part of the run: one of them is a large initial."""
        return size > 0 and max(size, self.size) >= LARGE_INITIAL * min(size, self.size)

    def raises(self, box: Box) -> bool:
        """Whether a letter stands higher than the others."""
        _, low, _, high = self.box
        return (box[1] + box[3]) - (low + high) > 2 * RISE * self.size

    def segment(self) -> Segment | None:
        """What has been collected, if it is anything."""
        words = " ".join("".join(self.letters).split())
        words = NOTE_NUMBER.sub(lambda note: f"[{note[0].strip().translate(LOWERED)}]", words)
        left, bottom, right, top = self.box
        if not words:
            return None
        first = self.first or right - left
        return Segment(words, left, right, bottom, top, self.size, self.bold, first)


def segments(page: Any) -> Iterator[Segment]:  # noqa: ANN401 (pypdfium2 has no types)
    """Runs of words without a wide gap, in the order of the file; slanted words are left out."""
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    quarter, width, height = page.get_rotation() // 90, page.get_width(), page.get_height()
    run: _Run | None = None
    try:
        for at in range(text_page.count_chars()):
            code = pdfium.FPDFText_GetUnicode(text_page, at)
            letter = LIGATURES.get(code) or LINE_HYPHENS.get(code) or chr(code)
            if pdfium.FPDFText_IsGenerated(text_page, at) == 1 or letter.isspace():
                if run:
                    run.blank()
                continue
            angle = pdfium.FPDFText_GetCharAngle(text_page, at)
            if math.cos(angle + quarter * math.pi / 2) < math.cos(STRAIGHT):
                continue
            box = _upright(text_page.get_charbox(at, loose=True), quarter, width, height)
            begins = run is None or len(run.letters) < 2 or run.letters[-1] == " "
            size = _size(text_page, at) if begins else 0.0
            if run is None or not run.follows(box) or (begins and run.differs(size)):
                if run and (segment := run.segment()):
                    yield segment
                run = _Run(size or _size(text_page, at) or box[3] - box[1], True, box)
            if run.letters and letter.isdecimal() and run.raises(box):
                small = (size or _size(text_page, at)) <= SMALL * run.size
                letter = letter.translate(RAISED) if small else letter
            elif not run.letters or run.letters[-1] == " ":
                # A small raised number may come first.
                run.size = max(run.size, size)
                run.bold = run.bold and _is_bold(text_page, at)
            run.letters.append(letter)
            left, bottom, _, top = run.box
            run.box = (min(left, box[0]), bottom, box[2], top)
        if run and (segment := run.segment()):
            yield segment
    finally:
        text_page.close()


def _upright(box: Box, quarter: int, width: float, height: float) -> Box:
    """A box as it is seen on a page that is shown turned; width and height are of the shown one."""
    left, bottom, right, top = box
    if quarter == 1:
        return bottom, height - right, top, height - left
    if quarter == 2:
        return width - right, height - top, width - left, height - bottom
    if quarter == 3:
        return width - top, left, width - bottom, right
    return box


def _size(text_page: Any, at: int) -> float:  # noqa: ANN401
    """The size of a letter as it is shown, in points."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    scale = 1.0
    if pdfium.FPDFText_GetMatrix(text_page, at, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
    return float(pdfium.FPDFText_GetFontSize(text_page, at)) * scale


def _is_bold(text_page: Any, at: int) -> bool:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    name = ctypes.create_string_buffer(FONT_NAME_BYTES)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text_page, at, name, FONT_NAME_BYTES, flags)
    return any(word in name.value.lower() for word in BOLD)
