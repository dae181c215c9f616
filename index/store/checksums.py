"""Checksums of what an index keeps, by which damage is told from content."""

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROW_BYTES = 16
AT_ONCE = 1 << 20

Value = str | bytes | int | float | None


def row_sum(*values: Value, data: bytes = b"") -> bytes:
    """The checksum of a row of a table: BLAKE2b of its values, and of a long one's bytes.

    Values of other types or in another order give another one.
    """
    # Unlike repr, ascii depends on no version of Unicode.
    head = ascii(values).encode("ascii")
    digest = hashlib.blake2b(head, digest_size=ROW_BYTES)
    digest.update(data)
    return digest.digest()


def rows_sum(rows: Sequence[Sequence[Value]]) -> bytes:
    """The checksum of several rows, whatever their order."""
    return row_sum(*sorted(row_sum(*row) for row in rows))


def file_sum(path: Path, length: int | None = None) -> int:
    """CRC-32 of a file, or of so many bytes that it begins with. Raises OSError."""
    left, found = -1 if length is None else length, 0
    with path.open("rb", buffering=0) as file:
        while left and (piece := file.read(AT_ONCE if left < 0 else min(left, AT_ONCE))):
            found = zlib.crc32(piece, found)
            left -= len(piece) if left > 0 else 0
    return found


def array_sums(rows: NDArray[np.float32]) -> NDArray[np.uint32]:
    """CRC-32 of each row of an array."""
    found = [zlib.crc32(row.data) for row in np.ascontiguousarray(rows)]
    return np.array(found, np.uint32)
