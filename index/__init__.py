"""Knows documents: reads, encodes, retrieves, quotes and declines. Knows nothing of who asks.

What others need of it has its name here, and is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.access import Audience
    from index.answering.answers import Answer, ask
    from index.answering.quotes import Place, Quote
    from index.conversation.converse import converse
    from index.errors import QuothError
    from index.indexing.update import update
    from index.loading import load_answerer

__all__ = [
    "Answer",
    "Audience",
    "Place",
    "Quote",
    "QuothError",
    "ask",
    "converse",
    "load_answerer",
    "update",
]

_HOMES = {
    "Answer": "index.answering.answers",
    "Audience": "index.access",
    "Place": "index.answering.quotes",
    "Quote": "index.answering.quotes",
    "QuothError": "index.errors",
    "ask": "index.answering.answers",
    "converse": "index.conversation.converse",
    "load_answerer": "index.loading",
    "update": "index.indexing.update",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
