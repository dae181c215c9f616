"""Which shards are there: what a build that goes on after another's end need not do again."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from index.indexing.sharding.files import ShardFolder, hash_of
from index.indexing.sharding.tasks import Done

NAME = "manifest.jsonl"


class Manifest:
    """A line for each shard that was made. Written to by one process at a time."""

    def __init__(self, files: ShardFolder) -> None:
        self._files, self._path = files, files.folder / NAME
        self._rows = {row.makes: row for row in _rows(self._path)}
        # A line that was half written ends here.
        self._file = self._path.open("a", encoding="utf-8")
        self._file.write("\n")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def put(self, done: Done) -> None:
        """Tell of a shard."""
        self._rows[done.makes] = done
        self._file.write(json.dumps(asdict(done)) + "\n")
        self._file.flush()

    def knows(self, name: str) -> bool:
        """Whether a shard was told of, as it is or otherwise."""
        return name in self._rows

    def of(self, name: str) -> Done | None:
        """What was told of a shard, if it is there as it was told."""
        row, path = self._rows.get(name), self._files.path(name)
        with suppress(OSError):
            if row and path.stat().st_size == row.size and hash_of(path) == row.hash:
                return row
        return None


def _rows(path: Path) -> Iterator[Done]:
    with suppress(FileNotFoundError), path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            with suppress(ValueError, TypeError):
                yield Done(**json.loads(line))
