"""What a build works on and with, and how it tells how far it is."""

from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.access import Collection
from index.documents.document import Skipped, Source, Unchanged
from index.documents.finding import sources
from index.documents.isolation import IsolatedReader
from index.indexing.sharding.tasks import Workers
from index.indexing.spool import Spool
from index.limits import Limits
from index.models.encoder import Encoder
from index.store.catalog import Catalog
from index.store.index import Writing

# Told the stage, how much of it is done, and how much there is, or 0 where that is unknown.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What a build works on and with; `closing` is closed when it ends.

    `workers` are whom reading and encoding is shared out to, if to anybody.
    """

    writing: Writing
    folder: Path
    collection: Collection
    limits: Limits
    reader: IsolatedReader
    encoder: Encoder
    progress: Progress
    closing: ExitStack
    workers: Workers | None = None

    @property
    def catalog(self) -> Catalog:
        """What the index holds."""
        return self.writing.catalog

    def spool(self) -> Spool[Any]:
        """A place to put things aside."""
        spool: Spool[Any] = Spool(self.writing.place)
        self.closing.callback(spool.close)
        return spool

    def files(
        self, known: Mapping[str, str], only: Set[str] | None
    ) -> Iterator[Source | Unchanged | Skipped]:
        """The collection's files, as `documents.sources` finds them."""
        within = self.collection.folder
        return sources(self.folder, self.limits, within=within, known=known, only=only)
