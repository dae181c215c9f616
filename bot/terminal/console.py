"""The terminal: its width, what must not reach it."""

import re
from contextlib import suppress

from rich.console import Console, RenderableType
from rich.style import Style

WIDEST = 100
FAINT = Style(dim=True)
# Invisible, and harmless: they only say how letters are joined, and where a word may be broken.
JOINERS = frozenset("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def make_console(*, stderr: bool = False) -> Console:
    """A console of readable width; without a terminal it writes no colour codes."""
    console = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if console.width > WIDEST:
        console.width = WIDEST
    return console


def plain(console: Console, renderable: RenderableType) -> None:
    """Print, without blanks that only fill lines where there is no terminal.

    A reader that stops reading is not minded.
    """
    with suppress(BrokenPipeError):
        if console.is_terminal:
            console.print(renderable)
            return
        with console.capture() as printed:
            console.print(renderable)
        text = re.sub(r" +$", "", printed.get(), flags=re.MULTILINE)
        console.print(text, end="", soft_wrap=True)


def one_line(text: str) -> str:
    """A text on one line, without what would steer a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def safe(text: str) -> str:
    """A text with nothing that steers a terminal, each character for one, so that offsets hold.

    Whatever ends a line is the break that terminals know; other white space is a blank.
    """
    return "".join(map(_safe, text.replace("\r\n", " \n")))


def _safe(character: str) -> str:
    if character.isprintable() or character in "\n\t" or character in JOINERS:
        return character
    if character == "\r":
        return "\n"
    # To Python these separate files, not words.
    blank = character.isspace() and character not in "\x1c\x1d\x1e\x1f"
    return " " if blank else "\N{REPLACEMENT CHARACTER}"
