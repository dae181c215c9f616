"""Lines of a text, counted as an editor counts them."""

import re

LINE_BREAK = re.compile(r"\r\n|\r|\n")


def line_of(text: str, at: int) -> int:
    """The number of the line, from 1, that a code point stands on."""
    both = text.count("\r\n", 0, at)
    return text.count("\n", 0, at) + text.count("\r", 0, at) - both + 1
