"""What a writer puts into a server's collections, in batches, until all of it is there once."""

import logging
from collections.abc import Callable, Sequence

from index.errors import IndexUnreachableError
from index.store.generations import Advance
from index.store.milvus.connection import Row, Server
from index.store.milvus.importing import Importing
from index.store.milvus.jobs import jobs
from index.store.milvus.layout import Layout, among
from index.store.milvus.rows import Batch

log = logging.getLogger(__name__)

# Rows, and bytes of their texts, that are put in at once.
ROWS, BYTES = 1000, 4_000_000


class Putting:
    """The rows of one generation of a collection of documents.

    `check` raises where the right to write may be lost.
    """

    def __init__(
        self, server: Server, layout: Layout, scope: int, born: int, check: Callable[[], None]
    ) -> None:
        self._server, self._layout, self._check = server, layout, check
        self._scope, self._born = scope, born
        self._put: dict[str, int] = {}
        self._unsure: list[tuple[str, Sequence[Row]]] = []
        self._waiting: dict[str, Batch] = {}
        self._importing: Importing | None = None
        folder = server.access.imports
        if folder is not None and jobs(server, layout.passages) is None:
            log.warning(
                "The Milvus server at %s does not import files: passages are sent to it, whatever "
                "QUOTH_MILVUS_IMPORT says.",
                server.address.server,
            )
        elif folder is not None:
            self._importing = Importing(server, layout.passages, folder, scope, born, check)
        # Milvus's, of the last that was sent.
        self.time = 0

    def wait(self, table: str, rows: Sequence[Row]) -> None:
        """Put rows in when they are worth a call. Raises IndexUnreachableError."""
        batch = self._waiting.setdefault(table, Batch())
        for row in rows:
            batch.rows.append(row)
            batch.bytes += len(row["body"]) + len(row.get("words", ""))
            if len(batch.rows) >= ROWS or batch.bytes >= BYTES:
                self._send(table, batch)

    def import_rest(self, advance: Advance) -> int:
        """Have the server import what is left of the passages; how many it did import.

        What is put in later is sent to it. Raises IndexUnreachableError.
        """
        table, importing = self._layout.passages, self._importing
        if importing is None:
            return 0
        self._send(table, self._waiting.get(table, Batch()))
        self._importing = None
        for rows in importing.finish(advance):
            self._send(table, Batch(list(rows)))
        self._put[table] = self._put.get(table, 0) + importing.rows
        return importing.rows

    def finish(self) -> None:
        """Put in the rest. Raises IndexUnreachableError if not all is there then, each row once."""
        for table, batch in self._waiting.items():
            self._send(table, batch)
        if not self._is_whole() and self._unsure:
            for table, rows in self._unsure:
                self._check()
                self._server.take(table, among("id", [row["id"] for row in rows]))
                self.time = max(self.time, self._server.put(table, rows).time)
        if not self._is_whole():
            raise IndexUnreachableError(
                f"The Milvus server at {self._server.address.server} did not keep all that was "
                "written to it: see that its disk has room, then run quoth index again."
            )

    def _send(self, table: str, batch: Batch) -> None:
        rows = batch.rows
        batch.rows, batch.bytes = [], 0
        if not rows:
            return
        self._check()
        if self._importing is not None and table == self._layout.passages:
            self._importing.add(rows)
            return
        put = self._server.put(table, rows)
        self.time = max(self.time, put.time)
        self._put[table] = self._put.get(table, 0) + len(rows)
        if not put.once:
            self._unsure.append((table, rows))

    def _is_whole(self) -> bool:
        condition = f"scope == {self._scope} and born == {self._born}"
        tables = self._layout.passages, self._layout.records
        return all(self._server.count(one, condition) == self._put.get(one, 0) for one in tables)
