"""Pages of PDF as typesetting programs lay them: lines broken, columns filled, words placed."""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import reportlab
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.corpus_truth import Kind, Known

BREAK = re.compile(r"(?<=[aeiou])(?=[bcdfgklmnprstvz][aeiou])")
LIGATURES = (("fi", "\ufb01"), ("fl", "\ufb02"))


@dataclass(frozen=True, slots=True)
class Font:
    """A font with its size and the distance of lines, in points."""

    name: str
    size: float
    leading: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A column of a page, in points from the lower left corner."""

    left: float
    top: float
    width: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Habit:
    """How a program sets text.

    `drawn` is what it puts at once: "lines", "runs" (a line in pieces), "words" (no blanks) or
    "letters". `across` draws a page from top to bottom whatever its columns.
    """

    drawn: str = "lines"
    hyphenated: bool = False
    justified: bool = False
    ligatures: bool = False
    across: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that stand somewhere on a page."""

    x: float
    y: float
    words: str
    font: Font
    width: float = 0
    turned: bool = False
    spaced: float = 0
    hidden: bool = False


@dataclass(slots=True)
class Page:
    """What is on a page; `rules` are filled rectangles."""

    marks: list[Mark] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    picture: bool = False
    rotated: int = 0
    notes: int = 0


@dataclass(slots=True)
class Typesetter:
    """Fills frames, page by page, and knows on which page each sentence begins.

    `frames` gives those of a page by its number from 1.
    """

    frames: Callable[[int], Sequence[Frame]]
    habit: Habit = Habit()
    size: tuple[float, float] = (595, 842)
    pages: list[Page] = field(default_factory=lambda: [Page()])
    known: list[Known] = field(default_factory=list)
    column: int = 0
    y: float = -1

    @property
    def frame(self) -> Frame:
        """The column that is being filled."""
        return self.frames(len(self.pages))[self.column]

    def space(self, points: float) -> None:
        """Room between paragraphs, none where a column begins."""
        if self.y >= 0:
            self.y -= points

    def turn(self) -> None:
        """On to the next page."""
        self.pages.append(Page())
        self.column, self.y = 0, -1

    def need(self, points: float) -> None:
        """On to the next column unless so much room is left."""
        if self.y >= 0 and self.y - points < self.frame.bottom:
            self._next()

    def put(
        self,
        sentences: Iterable[str],
        font: Font,
        kind: Kind | None = "text",
        *,
        first: float = 0,
        rest: float = 0,
        bullet: str = "",
        spaced: float = 0,
        drop: bool = False,
    ) -> None:
        """A paragraph; `kind` None is not known. `first` and `rest` indent its lines.

        `drop` sets its first letter over two lines.
        """
        pieces = [
            (word, n, at == 0) for n, s in enumerate(sentences) for at, word in enumerate(s.split())
        ]
        whole = list(sentences)
        starts: dict[int, int] = {}
        large = Font(font.name, 2.2 * font.size, 2 * font.leading) if drop else None
        indent, lines = 28 if drop else first, 0
        while pieces:
            if self.y < 0:
                self.y = self.frame.top
            if self.y - font.leading < self.frame.bottom:
                self._next()
                continue
            self.y -= font.leading
            line, pieces = self._line(pieces, font, self.frame.width - indent, spaced)
            if bullet:
                x = self.frame.left + rest - 6 - stringWidth(bullet, font.name, font.size)
                self.pages[-1].marks.append(Mark(x, self.y, bullet, font))
                bullet = ""
            for _, n, begins in line:
                if begins:
                    starts[n] = len(self.pages)
            words = " ".join(word for word, *_ in line)
            lines += 1
            if large and lines == 1:
                below = self.y - font.leading
                self.pages[-1].marks.append(Mark(self.frame.left, below, words[0], large))
                words = words[1:]
            width = self.frame.width - indent if self.habit.justified and pieces else 0
            self.pages[-1].marks.append(
                Mark(self.frame.left + indent, self.y, words, font, width, spaced=spaced)
            )
            indent = 28 if drop and lines == 1 else rest
        if kind:
            self.known += [Known(s, kind, {"page": starts[n]}) for n, s in enumerate(whole)]

    def note(
        self, number: int, sentence: str, font: Font, bottom: float, left: float, width: float
    ) -> None:
        """A footnote at the foot of the page, its number raised."""
        page = self.pages[-1]
        pieces = [(word, 0, False) for word in sentence.split()]
        y = bottom - page.notes * font.leading
        page.marks.append(
            Mark(left, y + 3, str(number), Font(font.name, font.size - 2, font.leading))
        )
        while pieces:
            line, pieces = self._line(pieces, font, width - 8, 0)
            page.marks.append(Mark(left + 8, y, " ".join(word for word, *_ in line), font))
            y -= font.leading
            page.notes += 1
        self.known.append(Known(sentence, "note", {"page": len(self.pages)}))

    def raised(self, words: str, font: Font) -> None:
        """A small raised mark after what was put last."""
        last = self.pages[-1].marks[-1]
        width = last.width or stringWidth(_set(last.words, self.habit), font.name, font.size)
        small = Font(font.name, font.size - 3, font.leading)
        self.pages[-1].marks.append(Mark(last.x + width + 0.5, last.y + 3.5, words, small))

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        font: Font,
        *,
        known: int = -1,
        ruled: bool = True,
    ) -> None:
        """Rows of cells whose lines are broken in their columns; `known` is a column of sentences."""
        for n, row in enumerate(rows):
            cells = [
                self._cell(cell, font, width - 8) for cell, width in zip(row, widths, strict=True)
            ]
            height = max(map(len, cells)) * font.leading + 4
            self.need(height)
            if self.y < 0:
                self.y = self.frame.top
            x = self.frame.left
            for cell, width in zip(cells, widths, strict=True):
                for at, line in enumerate(cell, 1):
                    self.pages[-1].marks.append(Mark(x + 4, self.y - at * font.leading, line, font))
                x += width
            self.y -= height
            if ruled:
                self.pages[-1].rules.append((self.frame.left, self.y - 1, sum(widths), 0.5))
            if n:
                self.known.append(Known(row[known], "cell", {"page": len(self.pages)}))

    def save(
        self,
        title: str = "",
        *,
        heads: Callable[[int, int], Sequence[Mark]] = lambda n, of: (),
        first: bool = True,
    ) -> bytes:
        """The file. `heads` gives what stands on every page, drawn before or after the text."""
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=self.size, invariant=True)
        canvas.setTitle(title)
        for number, page in enumerate(self.pages, 1):
            running = list(heads(number, len(self.pages)))
            marks = [*running, *page.marks] if first else [*page.marks, *running]
            if self.habit.across:
                marks.sort(key=lambda mark: (-round(mark.y), mark.x))
            if page.picture:
                canvas.drawImage(grey(), 0, 0, *self.size)
            if page.rotated:
                canvas.setPageRotation(page.rotated)
            for rule in page.rules:
                canvas.rect(*rule, stroke=0, fill=1)
            for mark in marks:
                _draw(canvas, mark, self.habit)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _next(self) -> None:
        """The next column, or the first of a new page."""
        if self.column + 1 < len(self.frames(len(self.pages))):
            self.column, self.y = self.column + 1, -1
            return
        self.turn()

    def _cell(self, words: str, font: Font, width: float) -> list[str]:
        pieces = [(word, 0, False) for word in words.split()]
        lines: list[str] = []
        while pieces:
            line, pieces = self._line(pieces, font, width, 0)
            lines.append(" ".join(word for word, *_ in line))
        return lines or [""]

    def _line(
        self, pieces: list[tuple[str, int, bool]], font: Font, width: float, spaced: float
    ) -> tuple[list[tuple[str, int, bool]], list[tuple[str, int, bool]]]:
        """As many pieces as fit on a line, the last one broken if need be, and those left."""
        taken: list[tuple[str, int, bool]] = []

        def fits(words: str) -> bool:
            line = " ".join([*(word for word, *_ in taken), words])
            set_ = _set(line, self.habit)
            return stringWidth(set_, font.name, font.size) + spaced * len(set_) <= width

        for at, (word, n, begins) in enumerate(pieces):
            if fits(word):
                taken.append((word, n, begins))
                continue
            for cut, hyphen in reversed(self._breaks(word)):
                if fits(word[:cut] + hyphen):
                    taken.append((word[:cut] + hyphen, n, begins))
                    return taken, [(word[cut:], n, False), *pieces[at + 1 :]]
            if not taken:
                return [(word, n, begins)], pieces[at + 1 :]
            return taken, pieces[at:]
        return taken, []

    def _breaks(self, word: str) -> list[tuple[int, str]]:
        """Where a word may be broken, and with which hyphen: at its own, and between syllables."""
        own = [(match.end(), "") for match in re.finditer(r"(?<=\w\w)-(?=\w\w)", word)]
        if not self.habit.hyphenated or own or not word.strip('.,;:!?“”"()').isalpha():
            return own
        hyphen = "\u00ad" if self.habit.soft else "-"
        cuts = [match.start() for match in BREAK.finditer(word.lower())]
        return [(cut, hyphen) for cut in cuts if 2 <= cut <= len(word) - 4]


def vera(size: float, leading: float, *, bold: bool = False) -> Font:
    """A font that has ligatures."""
    name, file = ("VeraBd", "VeraBd.ttf") if bold else ("Vera", "Vera.ttf")
    if name not in getRegisteredFontNames():
        registerFont(TTFont(name, str(Path(reportlab.__file__).parent / "fonts" / file)))
    return Font(name, size, leading)


def grey() -> ImageReader:
    """A picture."""
    from PIL import Image

    return ImageReader(Image.new("L", (40, 40), 235))


def _set(words: str, habit: Habit) -> str:
    """Words with their ligatures."""
    if habit.ligatures:
        for plain, ligature in LIGATURES:
            words = words.replace(plain, ligature)
    return words


def _draw(canvas: Canvas, mark: Mark, habit: Habit) -> None:
    words, font = (
        _set(mark.words, habit) if mark.font.name.startswith("Vera") else mark.words,
        mark.font,
    )
    natural = stringWidth(words, font.name, font.size)
    blanks = words.count(" ")
    wide = (mark.width - natural) / blanks if mark.width > natural and blanks else 0
    canvas.saveState()
    canvas.translate(mark.x, mark.y)
    if mark.turned:
        canvas.rotate(90)
    blank = stringWidth(" ", font.name, font.size) + wide
    if mark.spaced or habit.drawn == "lines" or mark.hidden:
        _string(canvas, 0, words, font, wide, mark)
    else:
        x = 0.0
        for at, word in enumerate(words.split(" ")):
            if habit.drawn == "letters":
                for letter in word + " ":
                    _string(canvas, x, letter, font, 0, mark)
                    x += blank if letter == " " else stringWidth(letter, font.name, font.size)
                continue
            piece = word + (" " if habit.drawn == "runs" else "")
            if habit.drawn == "runs" and len(word) > 6 and at % 4 == 1:
                _string(canvas, x, word[:3], font, 0, mark)
                _string(
                    canvas,
                    x + stringWidth(word[:3], font.name, font.size),
                    word[3:] + " ",
                    font,
                    0,
                    mark,
                )
            else:
                _string(canvas, x, piece, font, 0, mark)
            x += stringWidth(word, font.name, font.size) + blank
    canvas.restoreState()


def _string(canvas: Canvas, x: float, words: str, font: Font, wide: float, mark: Mark) -> None:
    written = canvas.beginText(x, 0)
    written.setFont(font.name, font.size)
    written.setCharSpace(mark.spaced)
    written.setWordSpace(wide)
    if mark.hidden:
        written.setTextRenderMode(3)
    written.textOut(words)
    canvas.drawText(written)
