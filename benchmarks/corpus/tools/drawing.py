"""Words on pages of PDF as programs put them there: whole lines, runs, words or letters."""

from dataclasses import dataclass
from pathlib import Path

import reportlab
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

LIGATURES = (("fi", "\ufb01"), ("fl", "\ufb02"))


@dataclass(frozen=True, slots=True)
class Font:
    """A font with its size and the distance of lines, in points."""

    name: str
    size: float
    leading: float


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


def with_ligatures(words: str, habit: Habit) -> str:
    """Words with their ligatures."""
    if habit.ligatures:
        for plain, ligature in LIGATURES:
            words = words.replace(plain, ligature)
    return words


def draw(canvas: Canvas, mark: Mark, habit: Habit) -> None:
    """Put words on a page as a program does."""
    words, font = (
        with_ligatures(mark.words, habit) if mark.font.name.startswith("Vera") else mark.words,
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
