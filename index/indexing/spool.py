"""What is too much to be kept in memory between the steps of a build."""

import os
import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Generic, TypeVar

# So many are held in memory, so that a small change touches no disk.
HELD = 500

T = TypeVar("T")


class Spool(Generic[T]):
    """Objects put aside, to be gone through in order, any number of times.

    All but the first are in a file without a name, which ends with this process.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[T] = []
        self._file: IO[bytes] | None = None
        self._count = 0

    def close(self) -> None:
        """Let them go."""
        self._held.clear()
        if self._file:
            self._file.close()

    def __len__(self) -> int:
        return self._count

    def put(self, thing: T) -> None:
        """Add one. Not while they are gone through."""
        self._count += 1
        if len(self._held) < HELD:
            self._held.append(thing)
            return
        if not self._file:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115
        self._file.seek(0, os.SEEK_END)
        pickle.dump(thing, self._file, pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[T]:
        yield from self._held
        if self._file:
            self._file.seek(0)
            for _ in range(len(self._held), self._count):
                # Nobody else can write to a file without a name.
                yield pickle.load(self._file)  # noqa: S301
