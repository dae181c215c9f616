"""One writer at a time, among processes on many machines.

Who wants to write puts a row in that says so, then looks whether anybody else's is there, and takes
its own back if so: of two, one comes second and sees the other. The row is put in anew every few
seconds. It counts no more when that is `LAPSE` seconds ago, or when it is of the same working
folder, whose lock is held by who looks.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from index.errors import IndexBusyError, IndexUnreachableError
from index.store.milvus.connection import STRONG, Server
from index.store.milvus.layout import IDLE, Layout, Word, among

# Seconds between two signs of life, and after which there ought to have been one. Clocks of
# machines that write to the same index may differ by the rest of it.
BEAT, LAPSE = 5.0, 60.0
# As much of that time a writer goes on without having been heard.
SURE = 0.75
# Seconds between two looks, at most.
PAUSE = 1.0


class Claim:
    """The right to write to a collection, for as long as its holder shows that it is alive."""

    def __init__(self, server: Server, layout: Layout, scope: int, owner: str) -> None:
        self._server, self._table = server, layout.generations
        self._scope, self._owner = scope, owner
        self._beats = 0
        self._seen = 0.0
        self._over = threading.Event()
        self._beating = threading.Thread(target=self._beat, daemon=True)

    def acquire(self, wait: float) -> None:
        """Get hold of it. Raises IndexBusyError if another is alive for so many seconds."""
        until = time.monotonic() + wait
        while True:
            self._say()
            others = self._others()
            if not others:
                self._beating.start()
                return
            self._forget()
            # One that gives no more signs is waited for until it lapses.
            alive = any(time.time() - last < 2 * BEAT for last in others.values())
            if alive and time.monotonic() > until:
                raise IndexBusyError(
                    f"Another process is writing to the index at {self._server.address}: wait "
                    "until it is done."
                )
            time.sleep(random.uniform(0.1, PAUSE))

    def check(self) -> None:
        """Raise IndexUnreachableError if others may take it for lapsed by now."""
        if time.monotonic() - self._seen > SURE * LAPSE:
            raise IndexUnreachableError(
                f"The Milvus server at {self._server.address.server} was not reached for so long "
                "that another process may be writing: run that again."
            )

    def release(self) -> None:
        """Let it go; if the server is gone, it lapses."""
        self._over.set()
        if self._beating.is_alive():
            self._beating.join()
        with suppress(IndexUnreachableError):
            self._forget()

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            with suppress(IndexUnreachableError):
                self._say()

    def _say(self) -> None:
        began, former = time.monotonic(), self._name()
        self._beats += 1
        row = {"id": self._name(), "scope": self._scope, "kind": Word.CLAIM.value}
        self._server.put(self._table, [row | {"body": f"{time.time()}", "vector": IDLE}])
        self._seen = began
        if self._beats > 1:
            self._server.take(self._table, among("id", [former]))

    def _others(self) -> dict[str, float]:
        """Who else is writing, with the moment of the last sign of life in Unix seconds."""
        condition = f"scope == {self._scope} and kind == {Word.CLAIM.value}"
        rows = self._server.query(self._table, condition, ["id", "body"], STRONG)
        last: dict[str, float] = {}
        for row in rows:
            owner = row["id"].split(".")[2]
            last[owner] = max(last.get(owner, 0.0), float(row["body"]))
        own = self._owner.partition("-")[0]
        stale = {
            owner
            for owner, when in last.items()
            if owner != self._owner
            and (owner.partition("-")[0] == own or time.time() - when > LAPSE)
        }
        gone = [row["id"] for row in rows if row["id"].split(".")[2] in stale]
        if gone:
            self._server.take(self._table, among("id", sorted(gone)))
        return {o: when for o, when in last.items() if o not in stale and o != self._owner}

    def _forget(self) -> None:
        names = [self._name(), *([self._name(self._beats - 1)] if self._beats > 1 else [])]
        self._server.take(self._table, among("id", names))

    def _name(self, beat: int | None = None) -> str:
        at = self._beats if beat is None else beat
        return f"{self._scope:016x}.c.{self._owner}.{at:08d}"


@contextmanager
def claimed(server: Server, layout: Layout, scope: int, owner: str, wait: float) -> Iterator[Claim]:
    """Hold the right to write to a collection. Raises IndexBusyError, IndexUnreachableError.

    `owner` names the working folder, whose lock the caller holds.
    """
    # Told from the claims of processes of the same folder that ended early.
    claim = Claim(server, layout, scope, f"{owner}-{random.getrandbits(32):08x}")
    try:
        claim.acquire(wait)
        yield claim
    finally:
        claim.release()
