"""Shards as files: each whole or not there at all, in a form that runs nothing when it is read."""

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexMismatchError

# What reading a damaged file leads to; what pyarrow raises is of these kinds too.
DAMAGE = (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error)

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of a shard, as JSON, with the vectors that go with it, [vectors, dimensions]."""

    body: str
    vectors: Vectors | None = None


class ShardFolder:
    """The files of shards, by their names. Raises IndexMismatchError where one is damaged."""

    def __init__(self, folder: Path, *, parquet: bool) -> None:
        self.folder, self._parquet = folder, parquet

    def path(self, name: str) -> Path:
        """Where a shard is."""
        return self.folder / f"{name}.{'parquet' if self._parquet else 'npz'}"

    def put(self, name: str, head: Any, parts: Sequence[Part]) -> tuple[int, str]:  # noqa: ANN401
        """Write a shard, with a head that is read without the rest; its size and its hash."""
        path = self.path(name)
        write = _write_parquet if self._parquet else _write_arrays
        _whole(path, lambda file: write(file, json.dumps(head), parts))
        return path.stat().st_size, hash_of(path)

    def head(self, name: str) -> Any:  # noqa: ANN401 (whatever JSON can hold)
        """The head of a shard."""
        with _readable(self.path(name)) as path:
            return json.loads((_head_of_parquet if self._parquet else _head_of_arrays)(path))

    def parts(self, name: str) -> list[Part]:
        """What a shard holds."""
        with _readable(self.path(name)) as path:
            return list((_read_parquet if self._parquet else _read_arrays)(path))

    def size(self, name: str) -> int:
        """A shard's bytes."""
        with _readable(self.path(name)) as path:
            return path.stat().st_size

    def drop(self, name: str) -> None:
        """Delete a shard."""
        self.path(name).unlink(missing_ok=True)

    def write(self, name: str, values: Any) -> None:  # noqa: ANN401 (whatever JSON can hold)
        """Keep something small beside the shards."""
        data = json.dumps(values).encode()
        _whole(self.folder / f"{name}.json", lambda file: file.write(data))

    def read(self, name: str) -> Any:  # noqa: ANN401 (whatever JSON can hold)
        """The same again."""
        with _readable(self.folder / f"{name}.json") as path:
            return json.loads(path.read_bytes())


def hash_of(path: Path) -> str:
    """By which a file is known to be as it was written."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


class _readable:  # noqa: N801 (used like a function)
    """Tell whatever a file that is not what it should be leads to."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Path:
        return self._path

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind and issubclass(kind, DAMAGE):
            raise IndexMismatchError(
                f"The file {self._path} is damaged or gone: delete its folder, and index again."
            )


def _whole(path: Path, write: Any) -> None:  # noqa: ANN401 (takes a file)
    """Write a file so that whoever sees it sees all of it, whoever else writes it meanwhile."""
    handle, name = tempfile.mkstemp(prefix=".making-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _flat(parts: Sequence[Part]) -> list[Vectors]:
    none = np.empty((0, 0), np.float32)
    return [none if part.vectors is None else part.vectors for part in parts]


def _write_arrays(file: IO[bytes], head: str, parts: Sequence[Part]) -> None:
    vectors = [one for one in _flat(parts) if len(one)]
    np.savez(
        file,
        head=np.frombuffer(head.encode(), np.uint8),
        bodies=np.frombuffer(json.dumps([part.body for part in parts]).encode(), np.uint8),
        counts=np.array([len(one) for one in _flat(parts)], np.int64),
        vectors=np.concatenate(vectors) if vectors else np.empty((0, 0), np.float32),
    )


def _head_of_arrays(path: Path) -> str:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return bytes(arrays["head"]).decode()


def _read_arrays(path: Path) -> Iterator[Part]:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        bodies = json.loads(bytes(arrays["bodies"]))
        ends = np.cumsum(arrays["counts"])
        split = np.split(arrays["vectors"], ends[:-1]) if len(bodies) else []
    yield from map(Part, bodies, split)


def _write_parquet(file: IO[bytes], head: str, parts: Sequence[Part]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    vectors = pa.list_(pa.list_(pa.float32()))
    schema = pa.schema([("body", pa.string()), ("vectors", vectors)], metadata={"head": head})
    columns = {
        "body": [part.body for part in parts],
        "vectors": [list(one) for one in _flat(parts)],
    }
    pq.write_table(pa.table(columns, schema=schema), file, compression="zstd")


def _head_of_parquet(path: Path) -> str:
    import pyarrow.parquet as pq

    head: bytes = pq.read_schema(path).metadata[b"head"]
    return head.decode()


def _read_parquet(path: Path) -> Iterator[Part]:
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    for body, lists in zip(table["body"], table["vectors"], strict=True):
        rows = lists.values
        flat = rows.flatten().to_numpy(zero_copy_only=False)
        yield Part(body.as_py(), flat.reshape(len(rows), -1) if len(rows) else flat.reshape(0, 0))
