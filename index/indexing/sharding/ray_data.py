"""Workers that are actors of a Ray cluster, fed by Ray Data."""

import json
import logging
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.errors import QuothError
from index.indexing.sharding.process import attempted
from index.indexing.sharding.tasks import TRIES, Done, Setup, Task, exhausted
from index.indexing.sharding.worker import ALONE, Worker

# Ray's driver minds so many at once; what is in one is told of when all of it is done.
BLOCKS = 10_000
# Ray's own words are for whoever looks after it.
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal"}
# The address of a cluster that is made on this machine and ends with the build.
LOCAL = "local"


class RayWorkers:
    """So many actors with a core each, 0 as many as the cluster has; each keeps its encoder."""

    parquet = True

    def __init__(
        self, address: str, count: int, model: str, cache: Path, shards: Path | None = None
    ) -> None:
        self.model, self.cache, self.shards = model, cache, shards
        self._address, self._count = address, count

    def run(self, setup: Setup, tasks: Sequence[Task]) -> Generator[Done]:
        """Have the tasks done; those of an actor that ends are given to another."""
        ray = self._connected()
        cores = int(ray.cluster_resources().get("CPU", 1))
        count = min(self._count or cores, len(tasks))
        if count > cores:
            raise QuothError(
                f"The Ray cluster has {cores} cores, too few for {count} workers: name fewer with "
                "--workers."
            )
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        rows = [{"task": json.dumps(asdict(task))} for task in tasks]
        made = ray.data.from_items(rows, override_num_blocks=min(len(rows), BLOCKS)).map_batches(
            _Actor,
            fn_constructor_args=(json.dumps(asdict(setup)),),
            batch_size=1,
            compute=ray.data.ActorPoolStrategy(size=count),
            num_cpus=1,
        )
        try:
            for row in made.iter_rows():
                said = json.loads(row["said"])
                if "error" in said:
                    raise QuothError(said["error"])
                yield Done(**said["done"])
        except ray.exceptions.RayError as error:
            raise QuothError(
                f"The Ray cluster did not do the work ({type(error).__name__}): see that its "
                "workers have memory, then run quoth index again, which goes on from here."
            ) from error

    def _connected(self) -> Any:  # noqa: ANN401 (the package)
        os.environ |= QUIET | {name: os.environ[name] for name in QUIET if name in os.environ}
        try:
            import ray
            import ray.data
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
        logging.getLogger("ray.data").setLevel(logging.ERROR)
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

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        """Tasks as JSON to what came of them."""
        return {"said": [json.dumps(self._outcome(str(task))) for task in batch["task"]]}

    def _outcome(self, said: str) -> dict[str, object]:
        task = Task(**json.loads(said))
        with suppress(OSError), (Path(self._setup.shards) / f"tries-{task.makes}").open("ab") as at:
            # A byte for each try that came to no end: Ray itself would go on for ever.
            if at.tell() >= TRIES:
                return {"error": exhausted(task)}
            at.write(b".")
        self._worker, outcome = attempted(self._worker, self._setup, task)
        with suppress(OSError):
            (Path(self._setup.shards) / f"tries-{task.makes}").unlink()
        return outcome
