"""What a Milvus server was given to import: handed over, watched, and found in the end."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import IndexUnreachableError
from index.store.milvus.connection import REFUSED, Server, name_of

# Milvus's numbers of how far a job is.
FAILED, DONE = (1, 7), 6
# For so many seconds nothing may change until a server is given up that imports: it gives up a job
# itself that takes longer than 900, which it looks at every 300.
STILL = 1500.0
# So many seconds nothing is handed over to a server that may have been started anew: it takes about
# 30 to know that its former nodes are gone, and has those do meanwhile what then is never done.
AGAIN = 60.0
# Seconds between two looks.
PAUSE = 0.2
RUN = re.compile(r"/([0-9a-f]{16})\.([0-9]{10})\.[0-9a-f]+/")


@dataclass(frozen=True, slots=True)
class Job:
    """One of them: the files' paths, how far it is, how many rows it has read, what went wrong."""

    id: int
    files: str
    state: int
    rows: int
    reason: str

    @property
    def done(self) -> bool:
        """Whether all of it was imported."""
        return self.state == DONE

    @property
    def failed(self) -> bool:
        """Whether nothing of it was."""
        return self.state in FAILED

    @property
    def over(self) -> bool:
        """Whether the server is done with it, one way or the other."""
        return self.done or self.failed

    def may_be_of(self, scope: int, above: int) -> bool:
        """Whether it may be of a collection's generation above a number.

        Not every server tells the files.
        """
        found = RUN.search(self.files)
        return not found or (int(found[1], 16) == scope and int(found[2]) > above)


class Quiet:
    """How long nothing has changed."""

    def __init__(self, server: Server) -> None:
        self._server = server.address.server
        self._state: object = None
        self._since = time.monotonic()

    def check(self, state: object) -> None:
        """Raise IndexUnreachableError if it was the same for too long."""
        if state != self._state:
            self._state, self._since = state, time.monotonic()
        elif time.monotonic() - self._since > STILL:
            raise IndexUnreachableError(
                f"The Milvus server at {self._server} has not gone on with what it imports for "
                f"{STILL:.0f} seconds: see what it is at, then run quoth index again."
            )


def jobs(server: Server, table: str) -> list[Job] | None:
    """What it was given to import into one of its collections; None if it cannot import.

    It forgets them after a day. Raises IndexUnreachableError.
    """

    def work(client: Any, seconds: float) -> list[Job] | None:  # noqa: ANN401 (pymilvus's)
        try:
            return _listed(client, table, seconds)
        except Exception as error:
            if name_of(error) in {"UNIMPLEMENTED", *REFUSED}:
                return None
            raise

    return server.call(work)


def give(server: Server, table: str, path: Path, check: Callable[[], None]) -> int:
    """Have a file imported; the job's number.

    `check` raises where that is of no use any more. Raises IndexUnreachableError.
    """
    while time.monotonic() < server.failed + AGAIN:
        check()
        time.sleep(PAUSE)
    tries = 0

    def work(client: Any, seconds: float) -> int:  # noqa: ANN401 (pymilvus's)
        nonlocal tries
        tries += 1
        if tries > 1:
            time.sleep(AGAIN)
            # Only the answer may have been lost.
            known = _listed(client, table, seconds)
            own = [job.id for job in known if job.files == str(path) and not job.failed]
            if own:
                return own[0]
        handler = client._get_connection()
        return int(handler.do_bulk_insert(table, None, [str(path)], timeout=seconds))

    return server.call(work)


def show(server: Server, table: str, check: Callable[[], None]) -> None:
    """Have what was imported found by queries, and wait until it is.

    `check` raises where that is of no use any more. Raises IndexUnreachableError.
    """
    server.call(
        lambda client, seconds: client.refresh_load(table, timeout=seconds, _async=True), table
    )
    quiet = Quiet(server)
    while (progress := server.call(lambda client, seconds: _shown(client, table, seconds))) < 100:
        check()
        quiet.check(progress)
        time.sleep(PAUSE)


def _shown(client: Any, table: str, seconds: float) -> int:  # noqa: ANN401 (pymilvus's)
    handler = client._get_connection()
    return int(handler.get_loading_progress(table, is_refresh=True, timeout=seconds))


def _listed(client: Any, table: str, seconds: float) -> list[Job]:  # noqa: ANN401 (pymilvus's)
    found = client._get_connection().list_bulk_insert_tasks(0, table, timeout=seconds)
    return [
        Job(
            one.task_id,
            one.infos.get("files", ""),
            one.state,
            one.row_count,
            one.infos.get("failed_reason", ""),
        )
        for one in found
    ]
