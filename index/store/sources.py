"""Documents as a whole, for who shows them: their landmarks, and a page of the list of them."""

from collections.abc import Sequence
from heapq import merge
from itertools import islice

from index.extraction.model import Landmark
from index.store.catalog import Catalog, Listed


def landmarks(catalog: Catalog, document: int) -> tuple[Landmark, ...]:
    """All landmarks of a document, by its id, in order."""
    query = "SELECT start, name, by_line FROM landmark WHERE document = ? ORDER BY start"
    rows = catalog.rows(query, document)
    return tuple(Landmark(start, name, bool(by_line)) for start, name, by_line in rows)


def listed(catalogs: Sequence[Catalog], after: str, count: int) -> list[Listed]:
    """So many of the documents whose paths come after one, by their paths."""
    query = (
        "SELECT path, title, date, "
        "(SELECT count(*) FROM passage WHERE passage.document = document.id) "
        "FROM document WHERE path > ? ORDER BY path LIMIT ?"
    )
    found = ([Listed(*row) for row in c.rows(query, after, count)] for c in catalogs)
    return list(islice(merge(*found, key=lambda one: one.path), count))
