"""Plain text: paragraphs, lone lines and list items, told apart by their shape alone."""

from index.extraction.decoding import decode
from index.extraction.model import Extract
from index.extraction.plain import split

SUFFIXES = (".txt", ".text", ".log")


def read(data: bytes) -> Extract:
    """Decode, and split into blocks at blank lines and at lines that ended on purpose."""
    text = decode(data)
    return Extract(text=text, blocks=tuple(split(text)))
