"""A page of the list of all documents, for who shows them."""

from collections.abc import Sequence
from heapq import merge
from itertools import islice

from index.store.catalog import Listed
from index.store.interface import Contents


def listed(catalogs: Sequence[Contents], after: str, count: int) -> list[Listed]:
    """So many of the documents whose paths come after one, by their paths."""
    found = (catalog.documents(after, count) for catalog in catalogs)
    return list(islice(merge(*found, key=lambda one: one.path), count))
