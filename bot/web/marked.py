"""Pieces of a text as HTML, with a quote marked where it stands."""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.presentation.sources import MARK
from bot.presentation.wording import unwrapped
from bot.web.pieces import Part, Piece

# Control characters and halves of characters, which no page may hold; some are white space.
ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What the names of headings begin with, before the number of the line.
LINE = "line-"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A part of a text, which begins at code point `start`, in pieces and as HTML of each."""

    text: str
    start: int
    pieces: Sequence[Piece]
    html: Sequence[str]

    def marked(self, start: int, end: int) -> Markup:
        """The HTML of all, with text[start:end] of the document marked."""
        shown = list(self.html)
        anchored = False
        first = bisect_right(self.pieces, start, key=lambda piece: piece.end)
        last = bisect_left(self.pieces, end, key=lambda piece: piece.start)
        for at in range(first, last):
            piece = self.pieces[at]
            span = max(start, piece.start) - piece.start, min(end, piece.end) - piece.start
            if self._words(piece)[slice(*span)].strip():
                shown[at] = _shown(piece, self._words(piece), span, anchor=not anchored)
                anchored = True
        # All of it was escaped.
        return Markup("\n".join(shown))  # noqa: S704

    def _words(self, piece: Piece) -> str:
        return words_of(self.text, piece, self.start)


def rendered(text: str, pieces: Sequence[Piece], part: Part) -> Rendered:
    """The pieces of a part of a document's text, each as HTML without any mark."""
    here = showable(text[part.start : part.end])
    made = [_shown(piece, words_of(here, piece, part.start), (0, 0)) for piece in pieces]
    return Rendered(here, part.start, pieces, made)


def showable(text: str) -> str:
    """The text as a page can hold it: a character for each of its own, so that offsets hold."""
    lines = text.replace("\r\n", " \n").replace("\r", "\n")
    return ODD.sub(lambda found: " " if found.group().isspace() else REPLACEMENT, lines)


def words_of(text: str, piece: Piece, begins: int) -> str:
    """A piece's words, without the breaks of wrapped lines, of a text from `begins` on."""
    words = text[piece.start - begins : piece.end - begins]
    return unwrapped(words) if "\n" in words and not piece.columns else words


def _shown(piece: Piece, words: str, mark: tuple[int, int], *, anchor: bool = False) -> str:
    """A piece as HTML, after what is told beside it, with a span of its words marked."""
    place = f'<p class="place">{html.escape(showable(piece.name))}</p>\n' if piece.name else ""
    if not words:
        return place
    inside = html.escape(words, quote=False)
    if mark[0] < mark[1]:
        before, marked, after = (
            html.escape(part, quote=False)
            for part in (words[: mark[0]], words[slice(*mark)], words[mark[1] :])
        )
        name = f' id="{MARK}"' if anchor else ""
        inside = f"{before}<mark{name}>{marked}</mark>{after}"
    tag, anchored = ("pre" if piece.columns else "p"), ""
    if piece.level:
        tag, anchored = f"h{piece.level}", f' id="{LINE}{piece.line}"'
    return f'{place}<{tag}{anchored} data-line="{piece.line}" dir="auto">{inside}</{tag}>'
