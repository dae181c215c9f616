"""Pages of PDF as typesetting programs lay them: lines broken, columns filled, words placed."""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from benchmarks.corpus.tools.drawing import Font, Habit, Mark, draw, grey, with_ligatures
from benchmarks.corpus.tools.truth import Kind, Known

BREAK = re.compile(r"(?<=[aeiou])(?=[bcdfgklmnprstvz][aeiou])")


@dataclass(frozen=True, slots=True)
class Frame:
    """A column of a page, in points from the lower left corner."""

    left: float
    top: float
    width: float
    bottom: float


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
    habit: Habit
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
        width = last.width or stringWidth(
            with_ligatures(last.words, self.habit), font.name, font.size
        )
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
                draw(canvas, mark, self.habit)
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
            set_ = with_ligatures(line, self.habit)
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
