"""The three Milvus collections of an index, and what a server can keep of them.

Passages are looked for by their vectors; records are all that is fetched by name: documents' texts
and what is known of them, and what generations consist of; generations are the few rows that tell
which there are, and who is writing. Milvus wants a vector in every row, so the latter have an idle
one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Any

from index.errors import IndexMismatchError
from index.store.milvus.connection import Row, Server

# Bytes that Milvus takes for a text.
LONGEST = 65_535
# Older ones have no sparse vectors, and break down at a collection with some.
SPARSE_SINCE = (2, 4)
IDLE: list[float] = [0.0, 0.0]
# What a query is shared out by is the collection of documents that a row belongs to.
SHARED_BY = "scope"
# How carefully the kinds of index look for the nearest, of those whose own default is too low: the
# 50 nearest of 100,000 are found with a recall of 0.99 and more.
CARE: dict[str, dict[str, int]] = {
    "HNSW": {"ef": 256},
    "HNSW_SQ": {"ef": 256},
    "IVF_FLAT": {"nprobe": 64},
    "IVF_SQ8": {"nprobe": 64},
    "IVF_PQ": {"nprobe": 64},
    "DISKANN": {"search_list": 256},
}
BUILT: dict[str, dict[str, int | str]] = {
    "HNSW": {"M": 16, "efConstruction": 200},
    "HNSW_SQ": {"M": 16, "efConstruction": 200, "sq_type": "SQ8"},
    "IVF_FLAT": {"nlist": 1024},
    "IVF_SQ8": {"nlist": 1024},
    "IVF_PQ": {"nlist": 1024, "m": 48},
}


class Kind(IntEnum):
    """What a record is a part of: of a document, or of a generation."""

    HEAD = 1
    TEXT = 2
    MARKS = 3
    LINES = 4
    META = 5
    WORDS = 6
    CHANGED_WORDS = 7
    REMOVED = 8


class Word(IntEnum):
    """What a row among the generations says."""

    GENERATION = 1
    CLAIM = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of the collections, and whether passages have a sparse vector of their words."""

    name: str
    sparse: bool

    @property
    def passages(self) -> str:
        """Passages, to be searched."""
        return self.name

    @property
    def records(self) -> str:
        """What is fetched by name."""
        return f"{self.name}_records"

    @property
    def generations(self) -> str:
        """Which generations there are, and who writes."""
        return f"{self.name}_generations"

    @property
    def all(self) -> tuple[str, ...]:
        """Their names; the last one is made last."""
        return self.passages, self.records, self.generations


def find(server: Server) -> Layout | None:
    """The layout of the index on a server, None if there is none. Raises IndexUnreachableError."""
    layout = Layout(server.address.name, sparse=_version(server)[:2] >= SPARSE_SINCE)
    there = server.call(
        lambda client, seconds: client.has_collection(layout.generations, timeout=seconds)
    )
    if not there:
        return None
    if layout.sparse:
        fields = server.call(
            lambda client, seconds: client.describe_collection(layout.passages, timeout=seconds)
        )["fields"]
        layout = Layout(layout.name, sparse=any(field["name"] == "sparse" for field in fields))
    return layout


def make(server: Server, dimensions: int) -> Layout:
    """The layout of the index on a server, whose collections are made if they are not there.

    Raises IndexMismatchError if they are for vectors of other dimensions.
    """
    version = _version(server)
    layout = Layout(server.address.name, sparse=version[:2] >= SPARSE_SINCE)
    # Milvus Lite takes a partition key, and then understands no condition; 2.3 puts what is
    # upserted into other partitions than it looks for it in.
    shared = not _is_lite(version) and version[:2] >= SPARSE_SINCE
    for name in layout.all:
        fields = _fields(layout, name, dimensions)
        server.call(partial(_make, server=server, name=name, fields=fields, shared=shared))
    found = server.call(
        lambda client, seconds: client.describe_collection(layout.passages, timeout=seconds)
    )
    [held] = [f["params"]["dim"] for f in found["fields"] if f["name"] == "vector"]
    if int(held) != dimensions:
        raise IndexMismatchError(
            f"The index at {server.address} was made with another model: name another in "
            "QUOTH_INDEX, or drop that one on the server."
        )
    return layout


def pieces(text: str, longest: int = LONGEST) -> Iterator[str]:
    """A text in parts that Milvus takes, at least one."""
    if len(text) * 4 <= longest:
        yield text
        return
    data, start = text.encode(), 0
    while start < len(data) or not start:
        end = min(start + longest, len(data))
        # A character's further bytes begin so.
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        yield data[start:end].decode()
        start = end


def among(field: str, values: Sequence[int | str], *, none: bool = False) -> str:
    """The condition that a field has one of some values, or `none` of them.

    Texts are names that are made here, of digits and dots.
    """
    listed = ", ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in values)
    return f"{field} {'not in' if none else 'in'} [{listed}]"


def _version(server: Server) -> tuple[int, ...]:
    """The server's version; that of Milvus Lite, which tells none, is taken for 2.5."""

    def work(client: Any, seconds: float) -> str:  # noqa: ANN401 (pymilvus's)
        try:
            return str(client.get_server_version(timeout=seconds))
        except Exception as error:
            if "UNIMPLEMENTED" in str(error):
                return ""
            raise

    said = server.call(work).lstrip("v").partition("-")[0]
    numbers = tuple(int(part) for part in said.split(".") if part.isdecimal())
    return numbers or (2, 5)


def _is_lite(version: tuple[int, ...]) -> bool:
    return len(version) < len(("major", "minor", "patch"))


def _make(
    client: Any,  # noqa: ANN401 (pymilvus's)
    seconds: float,
    server: Server,
    name: str,
    fields: list[Row],
    *,
    shared: bool,
) -> None:
    """Make a collection unless it is there; what was begun by another is gone on with."""
    seconds = max(seconds, server.access.patience)
    if not client.has_collection(name, timeout=seconds):
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        for field in fields:
            key = {"is_partition_key": True} if field["field_name"] == SHARED_BY and shared else {}
            schema.add_field(**field, **key)
        client.create_collection(
            name,
            schema=schema,
            num_shards=server.access.shards,
            consistency_level="Strong",
            timeout=seconds,
        )
    indexed = client.list_indexes(name, timeout=seconds)
    missing = client.prepare_index_params()
    for own in ("vector", "sparse"):
        if own not in indexed and any(field["field_name"] == own for field in fields):
            kind = server.access.vectors if name == server.address.name else "AUTOINDEX"
            kind = "SPARSE_INVERTED_INDEX" if own == "sparse" else kind
            missing.add_index(
                own, index_type=kind, metric_type="IP", index_name=own, params=BUILT.get(kind, {})
            )
    if len(missing):
        client.create_index(name, missing, timeout=seconds)
    client.load_collection(name, timeout=seconds)


def _fields(layout: Layout, name: str, dimensions: int) -> list[Row]:
    from pymilvus import DataType

    def of(kind: DataType, *names: str, **more: int) -> list[Row]:
        return [{"field_name": name, "datatype": kind, **more} for name in names]

    text, number = DataType.VARCHAR, DataType.INT64
    key = [{"field_name": "id", "datatype": text, "max_length": 100, "is_primary": True}]
    body = of(text, "body", max_length=LONGEST)
    idle = of(DataType.FLOAT_VECTOR, "vector", dim=len(IDLE))
    if name == layout.generations:
        return [*key, *of(number, SHARED_BY, "kind"), *body, *idle]
    if name == layout.records:
        return [*key, *of(number, SHARED_BY, "kind", "document", "place", "born"), *body, *idle]
    return [
        *key,
        *of(number, SHARED_BY, "document", "born"),
        *of(text, "key", max_length=64),
        *body,
        *of(text, "words", max_length=LONGEST),
        *of(DataType.FLOAT_VECTOR, "vector", dim=dimensions),
        *(of(DataType.SPARSE_FLOAT_VECTOR, "sparse") if layout.sparse else []),
    ]
