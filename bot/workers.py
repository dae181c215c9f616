"""Whom `quoth index` shares its work out to, as its options say."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SharedOut:
    """So many workers, of a Ray cluster at an address or of this machine; nobody by default.

    `shards` is where what they did lies and stays; on a cluster 0 workers are as many as it has
    cores.
    """

    workers: int = 0
    ray: str = ""
    shards: Path | None = None


NOBODY = SharedOut()
