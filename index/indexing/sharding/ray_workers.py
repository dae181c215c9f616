"""Workers that are actors of a Ray cluster."""

import json
import logging
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.errors import QuothError
from index.indexing.sharding.crew import Crew
from index.indexing.sharding.process import attempted
from index.indexing.sharding.tasks import Done, Setup, Task
from index.indexing.sharding.worker import ALONE, Worker

# Ray's own words are for whoever looks after it. Actors of a cluster that is made here get as much
# of the processor as other workers would: Ray itself puts them behind all that runs.
SET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_worker_niceness": "0",
}
# The address of a cluster that is made on this machine and ends with the build.
LOCAL = "local"


class RayWorkers:
    """So many actors with a core each, 0 as many as the cluster has; each keeps its encoder.

    They are plain actors: tasks and what is told of them are names of files, so Ray Data would
    have nothing to stream, and its own processes take as long to start as Ray does.
    """

    parquet = True

    def __init__(
        self, address: str, count: int, model: str, cache: Path, shards: Path | None = None
    ) -> None:
        self.model, self.cache, self.shards = model, cache, shards
        self._address, self._count = address, count
        self._crew: Crew | None = None

    def run(self, setup: Setup, tasks: Sequence[Task]) -> Generator[Done]:
        """Have the tasks done; those of an actor that ends are given to another."""
        ray = self._connected()
        cores = int(ray.cluster_resources().get("CPU", 1))
        if self._count > cores:
            raise QuothError(
                f"The Ray cluster has {cores} cores, too few for {self._count} workers: name fewer "
                "with --workers."
            )
        made = ray.remote(_Actor).options(num_cpus=1, max_restarts=0)
        said = json.dumps(asdict(setup))
        self._crew = self._crew or Crew(ray, lambda: made.remote(said))
        ended = False
        try:
            yield from self._crew.run(tasks, self._count or cores)
            ended = True
        finally:
            if not ended:
                self.end()

    def end(self) -> None:
        """End the actors."""
        if self._crew:
            self._crew.end()
            self._crew = None

    def _connected(self) -> Any:  # noqa: ANN401 (the package)
        os.environ |= SET | {name: os.environ[name] for name in SET if name in os.environ}
        try:
            import ray
        except ImportError as error:
            raise QuothError(
                "Workers on a Ray cluster need ray: install it with pip install 'quoth[ray]'."
            ) from error
        if not ray.is_initialized():
            quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
            if self._address == LOCAL:
                quiet |= {"include_dashboard": False, "_node_ip_address": "127.0.0.1"}
                quiet |= {"num_cpus": self._count or os.cpu_count()}
            try:
                with _hushed():
                    ray.init(self._address, **quiet)
            except (ConnectionError, ValueError, RuntimeError, TimeoutError) as error:
                raise QuothError(
                    f"There is no Ray cluster at {self._address}: name one with --ray, or say "
                    f"--ray {LOCAL}."
                ) from error
        return ray


@contextmanager
def _hushed() -> Iterator[None]:
    """Nothing is written on standard error, not by libraries that are not written in Python."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


class _Actor:
    """A worker for one core."""

    def __init__(self, setup: str) -> None:
        os.environ |= ALONE
        self._setup = Setup(**json.loads(setup))
        self._worker: Worker | None = None

    def ready(self) -> None:
        """Come to an end when there is an actor."""

    def do(self, task: str) -> str:
        """A task as JSON to what came of it."""
        self._worker, outcome = attempted(self._worker, self._setup, Task(**json.loads(task)))
        return json.dumps(outcome)
