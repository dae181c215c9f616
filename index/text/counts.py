"""How many there are of something, and the first of many names, as people say it."""

from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """As in "1 document", "1,200 documents"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def named(names: Sequence[str], most: int) -> str:
    """The first of the names, and how many more there are."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
