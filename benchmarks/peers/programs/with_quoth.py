"""Quoth by its Python interface.

It is given the folder of documents where the others are given passages: it finds, reads, cuts and
encodes anew. Beside its passages lies the folder, under the same name without the ending.
"""

import sys
from pathlib import Path

from protocol import Found, indexing, read_passages, serve

import quoth


def index(passages: Path, store: Path) -> None:
    """Index with the models compiled and the encoder loaded, as the others have theirs loaded."""
    from index.indexing.update import update
    from index.loading import load_encoder
    from index.models.files import DEFAULT_MODEL
    from index.paths import default_cache

    encoder = load_encoder(DEFAULT_MODEL, default_cache())
    expected = len(read_passages(passages))
    with indexing(expected):
        summary = update(passages.with_suffix(""), store, encoder)
    assert summary.passages == expected


def answer(store: Path) -> None:
    """The quotes that are shown or, where it declines, the closest ones."""
    documents = quoth.open(store)
    quotes: list[Found] = []

    def first(question: str) -> list[Found]:
        told = documents.ask(question)
        quotes[:] = [
            Found(
                quote.place.text,
                quote.place.document,
                told.confidence,
                tuple(place.document for place in quote.also),
            )
            for quote in told.quotes or told.closest
        ]
        return quotes

    serve(first, lambda _: quotes)


if sys.argv[1] == "index":
    index(Path(sys.argv[2]), Path(sys.argv[3]))
else:
    answer(Path(sys.argv[3]))
