"""An index in a folder put onto a Milvus server, encoding nothing."""

import time
from contextlib import closing
from pathlib import Path

from index.access import Collection
from index.store import records
from index.store.catalog import Catalog
from index.store.milvus.index import Milvus


def publish(index_folder: Path, index: Milvus, dimensions: int) -> float:
    """Put the documents of an index's catalog there as its first generation; the seconds."""
    began = time.perf_counter()
    with (
        closing(Catalog(index_folder / "catalog.sqlite")) as source,
        index.writing(Collection(), dimensions, 0.0) as writing,
    ):
        catalog = writing.catalog
        with catalog.transaction():
            catalog.set_meta(source.meta())
            for record in records.known_records(source):
                keys = list(dict.fromkeys(key for _, key in record.passages))
                new = records.missing_vectors(catalog, keys)
                if new:
                    records.add_vectors(catalog, new, records.kept_vectors(source, new))
                writing.add(record)
            writing.commit(source.meta()["generation"], lambda count: None)
        writing.tidy()
    return time.perf_counter() - began
