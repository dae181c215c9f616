"""Bounds on reading one file, so that no file can hold up or bring down the others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how long and with how much memory it may be read.

    `megabytes` are millions of bytes of the file; `memory_megabytes` those of the reading process.
    """

    megabytes: int = 50
    seconds: float = 60.0
    memory_megabytes: int = 2000


DEFAULT_LIMITS = Limits()
