"""A folder that is shared out in several shards, and all that an index of it holds."""

from contextlib import closing
from pathlib import Path

import numpy as np

from index.indexing.sharding import sharing
from index.paths import CATALOG
from index.store import records
from index.store.catalog import Catalog
from tests.support import write

TOWNS = ("Sele", "Brod", "Vika", "Tarn", "Olme", "Runa", "Kest", "Dale", "Murg", "Lisk")
# So few files, and each shard is one of many.
sharing.FILES = 2


def make(folder: Path) -> Path:
    """Documents with a line that is of their template, a table, and a file that is none."""
    files: dict[str, str | bytes] = {
        f"{town.lower()}.md": f"# {town}\n\nThe ferry to {town} sails at {hour}. It takes cars.\n\n"
        f"{'The harbour is old. ' * hour}\n\nTimetables without warranty\n"
        for hour, town in enumerate(TOWNS, 1)
    }
    files["prices.csv"] = "Town,Price\nSele,12\nBrod,14\n"
    files["broken.pdf"] = b"%PDF-1.7 and no more"
    return write(folder, files)


def held(index_folder: Path) -> tuple[list[records.Record], dict[str, frozenset[str]], np.ndarray]:
    """Documents and their lines, and the vectors of the passages, in order."""
    with closing(Catalog(index_folder / CATALOG)) as catalog:
        every = list(records.known_records(catalog))
        paths = [one.document.path for one in every]
        lines = {path: frozenset(records.lines_of(catalog, [path])) for path in paths}
        keys = [key for one in every for _, key in one.passages]
        return [_told(one) for one in every], lines, records.kept_vectors(catalog, keys)


def _told(record: records.Record) -> records.Record:
    from dataclasses import replace

    return replace(record, document=replace(record.document, id=0), stamp="")


def same(index_folder: Path, other: Path) -> None:
    """Both indexes hold the same; vectors differ by what else was encoded with them."""
    (every, lines, vectors), (others, other_lines, other_vectors) = held(index_folder), held(other)
    assert every == others
    assert lines == other_lines
    assert float(np.min(np.sum(vectors * other_vectors, axis=1))) > 0.9995


class Other:
    """What else is on a cluster."""

    def here(self) -> None:
        """Come to an end when it is."""
