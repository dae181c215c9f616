"""What is shared out, and to whom."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# So often a shard is tried at which the process that is at it ends.
TRIES = 3


@dataclass(frozen=True, slots=True)
class Setup:
    """What all tasks of a build have in common, in words that JSON can hold.

    `shards` is the folder that every worker sees, and `parquet` says in which form they are kept;
    `folder` and `within` name the documents' folder and their collection; `limits` are those of
    reading; `model`, `cache` and `fingerprint` tell the encoder.
    """

    shards: str
    parquet: bool
    folder: str
    within: str
    limits: Mapping[str, float]
    model: str
    cache: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Task:
    """A shard that is to be made of another: of a list of files, what they hold; of that, vectors.

    `shared` names the list of lines that are of the documents' template, where that matters.
    """

    made_of: str
    makes: str
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A shard that was made: its size in bytes and its hash, and what is in it.

    `encoded` is how many vectors were made for it now, none where it was there already.
    """

    makes: str
    size: int
    hash: str
    documents: int
    passages: int = 0
    encoded: int = 0


class Workers(Protocol):
    """Processes that do tasks, on this machine or others."""

    @property
    def shards(self) -> Path | None:
        """The folder that shards are kept in, and stay in; None for one of the build's own."""

    @property
    def parquet(self) -> bool:
        """Whether shards are kept as Parquet."""

    @property
    def model(self) -> str:
        """The encoder's name."""

    @property
    def cache(self) -> Path:
        """The folder that compiled models are kept in."""

    def run(self, setup: Setup, tasks: Sequence[Task]) -> Generator[Done]:
        """Have the tasks done, each at least once, in any order.

        Raises QuothError where one cannot be, and no task goes on once this is closed.
        """

    def end(self) -> None:
        """Let go of whoever was kept for more tasks of the same build."""


def exhausted(task: Task) -> str:
    """What is told of a shard that was tried often enough."""
    return (
        f"The worker at the shard {task.makes} ended {TRIES} times: see that there is memory for "
        "all workers, or index with fewer."
    )
