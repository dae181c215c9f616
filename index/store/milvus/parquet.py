"""Rows as Parquet, the way Milvus imports it, and whether a row is what was written."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from index.store.milvus.connection import Row

# What may be lost of a vector's numbers on the way.
CLOSE = 1e-6


def as_table(rows: Sequence[Row]) -> Any:  # noqa: ANN401 (pyarrow's)
    """An Arrow table of rows that all have the same fields."""
    import pyarrow as pa

    return pa.table({name: _column([row[name] for row in rows]) for name in rows[0]})


def _column(values: Sequence[Any]) -> Any:  # noqa: ANN401 (pyarrow's)
    import pyarrow as pa

    first = values[0]
    if isinstance(first, str | int):
        return pa.array(values, pa.string() if isinstance(first, str) else pa.int64())
    if isinstance(first, Mapping):
        # A sparse vector is text.
        return pa.array([_sparse_text(value) for value in values], pa.string())
    matrix = np.asarray(values, np.float32)
    ends = np.arange(0, matrix.size + 1, matrix.shape[1], dtype=np.int32)
    return pa.ListArray.from_arrays(ends, pa.array(matrix.reshape(-1)))


def _sparse_text(vector: Mapping[int, float]) -> str:
    return json.dumps({str(at): float(value) for at, value in vector.items()})


def differ(written: Row, found: Row) -> bool:
    """Whether a row that was found is another than the one that was written."""
    return any(not _same(value, found.get(name)) for name, value in written.items())


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 (of any field)
    if isinstance(one, str | int):
        return bool(one == other)
    if isinstance(one, Mapping):
        if not isinstance(other, Mapping) or one.keys() != other.keys():
            return False
        one, other = list(one.values()), [other[at] for at in one]
    return np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=CLOSE, atol=CLOSE)
