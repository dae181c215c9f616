"""What a format's reader finds in a file: text, blocks, landmarks, and how damage is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from index.errors import DocumentError

BlockKind = Literal["heading", "text", "line", "item", "code", "table"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document's text that no sentence crosses.

    `start` and `end` are code points in the text. `line` is a lone line that does not read as a
    sentence and whose part (title, heading, menu, teaser) is still to be found out; `level` counts
    for headings only, 1 being the highest. `furniture` is what the file itself sets apart from its
    text: navigation, running heads, a mail's quoted replies. `name` are a heading's words without
    the marks among them, where there are any; `item` tells the item of a list that the block is of,
    where its number does not stand before it, the tab of a panel, or the headings of a table whose
    row it is, where the row itself does not tell them.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    furniture: bool = False
    name: str = ""
    item: str = ""

    def told(self, text: str) -> str:
        """A heading's words on one line, as labels tell them."""
        return self.name or " ".join(text[self.start : self.end].split())


@dataclass(frozen=True, slots=True)
class Landmark:
    """What people call the place where words stand, from code point `start` to the next landmark.

    "page 3" leads there by itself. A section's heading does not: with `by_line` the number of the
    line is told as well. An empty name ends the landmark before it.
    """

    start: int
    name: str
    by_line: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """What a format's reader finds: the text, its blocks in order, and what the file itself tells.

    An empty `title` says that the file has none and no block of it is one. `date` is ISO 8601,
    `url` where anybody can read the same. Nothing in `text` is normalised where
    the format is plain text: it is the decoded file. `landmarks` are in order; without any, places
    are told by headings and lines. `notes` say what in the file could not be read, each as the end
    of a sentence ("pages 3 and 4 hold no text: they are pictures").
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    date: str | None = None
    url: str | None = None
    landmarks: tuple[Landmark, ...] = ()
    notes: tuple[str, ...] = ()


@contextmanager
def damage() -> Iterator[None]:
    """Tell whatever a library raises on a broken file as DocumentError."""
    try:
        yield
    except (DocumentError, ModuleNotFoundError):
        raise
    except Exception as error:
        raise DocumentError("it is damaged or not whole") from error


def web_address(text: str) -> str | None:
    """A declared address if it is a whole one of the web, else None."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    whole = parts.scheme in ("http", "https") and parts.hostname
    return text if whole and text.isprintable() and " " not in text else None
