"""The terminal: its width, what must not reach it."""

import re
from contextlib import suppress

from rich.console import Console, RenderableType
from rich.style import Style
from rich.text import Text

WIDEST = 100
FAINT = Style(dim=True)


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


def without_controls(text: Text) -> Text:
    """Escape sequences in a document must not reach the terminal; line breaks may."""
    text.plain = "".join(
        c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text.plain
    )
    return text
