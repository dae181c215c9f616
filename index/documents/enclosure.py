"""A folder that is listed and read without ever leaving it, whatever links lead out of it.

Each folder on the way is opened by its name in the one before, following no link. So it does not
matter what is put in a place between looking at it and opening it.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Self

Names = tuple[str, ...]

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# What is put in a file's place may be a pipe, which would be waited for, or a terminal.
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY


class Enclosure:
    """A folder and what is below it, each place told by the names that lead there.

    OSError comes through; for a link it is ELOOP or ENOTDIR. Needs openat(2): Linux or macOS.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder.resolve()
        self._handle = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)

    @contextmanager
    def folder(self, names: Sequence[str]) -> Iterator[int]:
        """The descriptor of a folder."""
        handle = os.dup(self._handle)
        try:
            for name in names:
                inner = os.open(name, FOLDER, dir_fd=handle)
                os.close(handle)
                handle = inner
            yield handle
        finally:
            os.close(handle)

    def status(self, names: Sequence[str]) -> os.stat_result:
        """What is at a place, which may be a link."""
        if not names:
            return os.fstat(self._handle)
        with self.folder(names[:-1]) as folder:
            return os.stat(names[-1], dir_fd=folder, follow_symlinks=False)

    def open(self, names: Sequence[str]) -> BinaryIO:
        """A file, or whatever else is there but a link, to be read."""
        with self.folder(names[:-1]) as folder:
            return os.fdopen(os.open(names[-1], FILE, dir_fd=folder), "rb")

    def target(self, names: Sequence[str]) -> Names | None:
        """Where a link leads in the end, or None if that is outside of the folder."""
        target = Path(os.path.realpath(self.root.joinpath(*names), strict=True))
        return target.relative_to(self.root).parts if target.is_relative_to(self.root) else None
