"""One bot at a time answers with a ledger, and nobody else replaces it meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.chat.memory.store import LedgerError


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold the ledger for this process, until it ends or is killed. Raises LedgerError."""
    path = database.with_name(f"{database.name}.lock")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise LedgerError(f"A bot is running with the file {database}: stop it first.") from error
    except OSError as error:
        raise LedgerError(
            f"The file {path} cannot be used: see that its folder can be written to."
        ) from error
    try:
        yield
    finally:
        lock.release()
