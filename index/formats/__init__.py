"""One module per document format; adding a file here adds a format.

A format module holds `SUFFIXES`, the lower-case file endings that it reads, and
`read(data: bytes) -> Extract`, which raises `DocumentError` when it cannot. Heavy libraries are
imported inside `read`; where one is not installed, the document is named with how to install it.
"""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from index.extraction.model import Extract

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
