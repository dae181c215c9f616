"""One module per document format; adding a file here adds a format.

A format module holds `SUFFIXES`, the lower-case file endings that it reads, and
`read(data: bytes) -> Extract`, which raises `DocumentError` when it cannot.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

BlockKind = Literal["heading", "text", "line", "item", "code", "table"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document's text that no sentence crosses.

    `start` and `end` are code points in the text. `line` is a lone line that does not read as a
    sentence and whose part (title, heading, menu, teaser) is still to be found out; `level` counts
    for headings only, 1 being the highest.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0


@dataclass(frozen=True, slots=True)
class Extract:
    """What a format's reader finds: the text, its blocks in order, and what the file itself tells.

    `date` is ISO 8601. Nothing in `text` is normalised where the format is plain text: it is the
    decoded file.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    date: str | None = None


Read = Callable[[bytes], Extract]


@cache
def readers() -> dict[str, Read]:
    """File endings, lower case and with their dot, to the readers found in this folder."""
    found: dict[str, Read] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        for suffix in module.SUFFIXES:
            found[suffix] = module.read
    return found
