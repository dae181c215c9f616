"""Quotes with the addresses of the pages that show where they stand."""

import logging
from collections.abc import Sequence, Set
from dataclasses import replace

from bot.presentation.sources import Sources
from index.answering.hiding import hides
from index.answering.quotes import Place, Quote
from index.errors import QuothError
from index.store.library import View

log = logging.getLogger(__name__)


def linked(
    view: View, sources: Sources, quotes: Sequence[Quote], hidden: Set[str] = frozenset()
) -> tuple[Quote, ...]:
    """The quotes, each with the address of its source page, if there is a public one.

    The view is what everybody who will see the quotes may see. Of a document that holds any of the
    hidden texts there is none, for its page shows all of it.
    """
    if not sources.public:
        return tuple(quotes)
    return tuple(_linked(view, sources, quote, hidden) for quote in quotes)


def address_of(
    view: View, sources: Sources, place: Place, hidden: Set[str] = frozenset()
) -> str | None:
    """The address of a place's source page, or None where there is none."""
    for snapshot in view.snapshots:
        if snapshot.collection.name == place.collection:
            stored = snapshot.catalog.document(place.document) if hidden else None
            if stored is not None and hides(hidden, stored.text):
                return None
            return sources.address(place, snapshot.collection)
    return None


def _linked(view: View, sources: Sources, quote: Quote, hidden: Set[str]) -> Quote:
    try:
        address = address_of(view, sources, quote.place, hidden)
    except QuothError as error:
        # Without a link it is an answer still.
        log.warning("%s", error)
        return quote
    return replace(quote, url=address) if address else quote
