"""What 10 million to a billion passages take, from measured constants: `python -m benchmarks.cost`.

What is measured is read from results/; what is assumed stands in `Assumed`, and is printed with the
table. docs/scale.md holds the table as it is printed.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"
DIMENSIONS = 384
HOURS = 730
GB = 1e9


@dataclass(frozen=True, slots=True)
class Assumed:
    """Prices in US dollars, and what could not be measured where this was written."""

    core_hour: float = 0.04
    memory_gb_month: float = 3.0
    disk_gb_month: float = 0.10
    store_gb_month: float = 0.025
    node_cores: int = 8
    node_gb: int = 64
    # Of a node's memory, what an index may fill.
    filled: float = 0.7
    # Of a graph with 16 neighbours: 32 numbers of 4 bytes on its lowest layer, and those above.
    links_bytes: float = 140.0
    # Words that differ in a passage, each a number and a weight of 4 bytes.
    words_bytes: float = 50 * 8
    # Names and numbers of a row.
    row_bytes: float = 120.0
    # In the object store, of what the catalog of a folder takes: the same texts and vectors.
    stored_share: float = 1.0
    # The share of a vector's bytes that is in memory where the vectors are on disk (DISKANN).
    on_disk_share: float = 0.125


@dataclass(frozen=True, slots=True)
class Measured:
    """Constants that were measured here: passages a second, and bytes a passage."""

    encoded_a_core: float
    build_share: float
    put_in: float
    catalog_bytes: float
    # One writer onto a core of Milvus 2.5, 100,000 passages, on 2026-11-30 (docs/milvus.md).
    milvus_put_in: float = 1193.0


@dataclass(frozen=True, slots=True)
class Size:
    """How many passages, and with which settings."""

    passages: float
    cores: int
    vectors: str
    shards: int


SIZES = (
    Size(1e7, 16, "HNSW", 1),
    Size(1e8, 128, "HNSW_SQ", 4),
    Size(1e9, 1024, "DISKANN", 16),
)


def measured() -> Measured:
    """The constants out of results/."""
    speed, scale, updating = (_read(name) for name in ("speed", "scale", "updating"))
    [encoding] = [one for one in speed["lines"] if one["measure"].startswith("encoding")]
    written = updating["changes"]
    return Measured(
        encoded_a_core=encoding["ours"] / 2,
        build_share=updating["throughput"]["1 to a file"]["share"],
        put_in=written["passages"] / written["made_in_stages"]["writing"],
        catalog_bytes=scale["sizes"][-1]["disk_bytes"],
    )


def vector_bytes(kind: str, assumed: Assumed) -> float:
    """Bytes of memory that a passage's vector takes in an index of Milvus's."""
    plain = 4.0 * DIMENSIONS
    return {
        "HNSW": plain + assumed.links_bytes,
        "HNSW_SQ": DIMENSIONS + assumed.links_bytes,
        "DISKANN": plain * assumed.on_disk_share,
    }[kind]


def cost(size: Size, known: Measured, assumed: Assumed) -> dict[str, Any]:
    """Hours and dollars to make it, machines and dollars a month to have it."""
    effective = known.encoded_a_core * known.build_share
    encode_hours = size.passages / (effective * size.cores) / 3600
    # By one writer: a collection has no more.
    put_hours = size.passages / known.milvus_put_in / 3600
    a_passage = vector_bytes(size.vectors, assumed) + assumed.words_bytes + assumed.row_bytes
    memory = size.passages * a_passage / GB
    nodes = max(1, math.ceil(memory / (assumed.node_gb * assumed.filled)))
    # Besides those that search: proxies, coordinators, those that write; with one node all in one.
    others = 0 if nodes == 1 else 2 + math.ceil(nodes / 4)
    machines = nodes + others
    store = size.passages * known.catalog_bytes * assumed.stored_share / GB
    copy = size.passages * known.catalog_bytes / GB
    month = machines * assumed.node_cores * HOURS * assumed.core_hour
    month += machines * assumed.node_gb * assumed.memory_gb_month
    on_disk = size.passages * 4 * DIMENSIONS / GB if size.vectors == "DISKANN" else 0.0
    month += store * assumed.store_gb_month + (copy + on_disk) * assumed.disk_gb_month
    return {
        "encode_hours": encode_hours,
        "encode_dollars": encode_hours * size.cores * assumed.core_hour,
        "put_hours": put_hours,
        "memory_gb": memory,
        "nodes": nodes,
        "machines": machines,
        "store_gb": store,
        "copy_gb": copy,
        "month_dollars": month,
    }


def table(known: Measured, assumed: Assumed) -> str:
    """The model as a Markdown table, a column for each size."""
    costs = [cost(size, known, assumed) for size in SIZES]

    def row(name: str, values: list[str]) -> str:
        return f"| {name} | {' | '.join(values)} |"

    def numbers(name: str, key: str) -> str:
        return row(name, [f"{_rounded(one[key]):,}" for one in costs])

    return "\n".join(
        [
            row("passages", [f"{size.passages:,.0f}" for size in SIZES]),
            "|---" * (len(SIZES) + 1) + "|",
            row("`QUOTH_MILVUS_VECTORS`", [size.vectors for size in SIZES]),
            row("`QUOTH_MILVUS_SHARDS`", [str(size.shards) for size in SIZES]),
            row("cores that encode", [str(size.cores) for size in SIZES]),
            numbers("hours of encoding", "encode_hours"),
            numbers("dollars for that", "encode_dollars"),
            numbers("hours of putting in, by one writer", "put_hours"),
            numbers("GB of memory for searching", "memory_gb"),
            numbers(f"nodes of {assumed.node_gb} GB for that", "nodes"),
            numbers(f"machines in all, of {assumed.node_cores} cores", "machines"),
            numbers("GB in the object store", "store_gb"),
            numbers("GB of the writer's copy (SSD)", "copy_gb"),
            numbers("**dollars a month**", "month_dollars"),
        ]
    )


def main() -> None:
    """Print the table, and what it rests on."""
    print(table(measured(), Assumed()))
    print(json.dumps({"measured": asdict(measured()), "assumed": asdict(Assumed())}, indent=1))


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _rounded(value: float) -> float:
    """To two digits that count, and never below a tenth."""
    if value < 10:
        return round(value, 1)
    digits = 1 - math.floor(math.log10(value))
    return int(round(value, digits))


if __name__ == "__main__":
    main()
