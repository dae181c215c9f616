"""Messages as text that resembles what a person sees in Discord."""

from io import StringIO

from rich.console import Console
from rich.text import Text

from tests.bot.discord_markdown import readings

WIDTH = 78
STYLES = {"bold": "bold", "small": "dim", "link": "underline blue"}
COLOURS = {"answer": "green", "near": "yellow", "plain": "bright_black"}


def looks(posts):
    """Every message, with a bar beside quotes and one beside each embed."""
    console = Console(
        width=WIDTH + 8, file=StringIO(), force_terminal=True, color_system="standard"
    )
    for number, post in enumerate(posts, 1):
        console.print(Text(f"── message {number} of {len(posts)}", "bright_black"))
        for line in _lines(post.text):
            console.print(Text("   ") + line)
        for card in post.cards:
            title = [Text(card.title, "bold")] if card.title else []
            footer = [Text(""), Text(card.footer, "dim")] if card.footer else []
            for line in [*title, *_lines(card.body), *footer]:
                console.print(Text.assemble("   ", ("█ ", COLOURS[card.tone]), line))
    return console.file.getvalue()


def _lines(markdown):
    if not markdown:
        return
    reading = readings(markdown)[0]
    line, quoted = Text(), False
    for run in reading.runs:
        style = " ".join(STYLES[name] for name in sorted(run.styles & set(STYLES)))
        for piece in run.text.splitlines(keepends=True):
            quoted = quoted or "quote" in run.styles
            line.append(piece.rstrip("\n"), style)
            if piece.endswith("\n"):
                yield from _wrapped(line, quoted)
                line, quoted = Text(), False
    if line:
        yield from _wrapped(line, quoted)


def _wrapped(line, quoted):
    rows = line.wrap(Console(width=WIDTH, quiet=True), WIDTH) if line else [line]
    for row in rows:
        yield Text.assemble(("▎ ", "bright_black") if quoted else "", row)
