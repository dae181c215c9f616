"""Compiled networks, served by OpenVINO without torch."""

import sys
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from index.errors import ModelError

if TYPE_CHECKING:
    from openvino import CompiledModel, InferRequest

# The network prepares itself for each new shape, so there are few: widths are whole steps.
WIDTH_STEP = 8
# OpenVINO does without where it cannot be imported.
CONVERTER = "openvino.tools.ovc"
# OpenVINO sets the whole process to the C locale while it reads a network, then back to what it
# found: of two that read at the same moment, the second would find C and leave it for good.
_reading = Lock()


class Opening:
    """Networks that are read in the background, while Python imports and reads other things.

    `files` are where they are or are to be, each with whether cores are to work at one batch
    `together`. One thread reads those that are there, one after the other; it hardly needs Python
    for that.
    """

    def __init__(self, files: Mapping[Path, bool]) -> None:
        thread = ThreadPoolExecutor(1)
        self._found = {
            path: thread.submit(_compiled, path, together=together)
            for path, together in files.items()
            if path.is_file()
        }
        thread.shutdown(wait=False)

    def take(self, path: Path) -> "CompiledModel | None":
        """The network of a file once it is read, None if it is not among them. Raises ModelError.

        It is given out once.
        """
        found = self._found.pop(path, None)
        return found and found.result()


class Graph:
    """A network that takes token ids and masks; each core works at a batch of its own.

    So what else the machine does holds up one core's work: where several share a batch, all wait
    for the slowest of them. With `together` they do, which is sooner for a single batch while
    nothing else is done, and takes less memory. `longest` is how many tokens of a text it takes.
    `threads` are how many work at all, 0 as many as there are cores; `opening` is what may be
    reading the network already.
    """

    def __init__(
        self,
        path: Path,
        inputs: Sequence[str],
        longest: int,
        padding_id: int = 0,
        *,
        together: bool = False,
        threads: int = 0,
        opening: Opening | None = None,
    ) -> None:
        model = opening.take(path) if opening else None
        model = model or _compiled(path, together=together, threads=threads)
        self._inputs = inputs
        self._longest = longest
        self._padding_id = padding_id
        self._at_once: int = model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        self._free: SimpleQueue[InferRequest] = SimpleQueue()
        # The same threads for all batches: each new one would get a heap of its own from the C
        # library, of as many as that has, and leave in it what the largest batch took.
        self._threads = ThreadPoolExecutor(self._at_once, "inference")
        for _ in range(self._at_once):
            request = model.create_infer_request()
            # The binding looks numpy up when it first hands out an array, once for the process and
            # behind a lock that it takes while it holds the GIL: two threads that do so at the same
            # moment wait for each other for ever. Here there is one thread.
            _ = request.get_input_tensor(0).data
            self._free.put(request)

    def __call__(
        self, batches: Sequence[Sequence[Encoding]]
    ) -> Generator[list[NDArray[np.float32]]]:
        """Each output of the network for each batch of tokenised texts, in order.

        The texts of a batch are padded to the longest of them.
        """
        if len(batches) < 2:
            yield from map(self._infer, batches)
            return
        yield from self._threads.map(self._infer, batches)

    def _infer(self, encodings: Sequence[Encoding]) -> list[NDArray[np.float32]]:
        arrays = self._arrays(encodings)
        request = self._free.get()
        try:
            return [np.array(output, np.float32) for output in request.infer(arrays).values()]
        finally:
            self._free.put(request)

    def _arrays(self, encodings: Sequence[Encoding]) -> dict[str, NDArray[np.int64]]:
        needed = max(len(encoding.ids) for encoding in encodings)
        width = min(-(-needed // WIDTH_STEP) * WIDTH_STEP, self._longest)
        arrays = {name: np.zeros((len(encodings), width), np.int64) for name in self._inputs}
        arrays["input_ids"].fill(self._padding_id)
        for row, encoding in enumerate(encodings):
            length = len(encoding.ids)
            arrays["input_ids"][row, :length] = encoding.ids
            arrays["attention_mask"][row, :length] = 1
            if "token_type_ids" in arrays:
                arrays["token_type_ids"][row, :length] = encoding.type_ids
        return arrays


def _compiled(path: Path, *, together: bool, threads: int = 0) -> "CompiledModel":
    # Half of what importing OpenVINO takes is what converts models, which this process does not.
    sys.modules.setdefault(CONVERTER, None)  # type: ignore[arg-type]
    import openvino

    if sys.modules.get(CONVERTER) is None:
        sys.modules.pop(CONVERTER, None)
    options: dict[str, str | int] = {
        # Falls back to float32 by itself where the processor has no bfloat16.
        "INFERENCE_PRECISION_HINT": "bf16",
        "PERFORMANCE_HINT": "LATENCY" if together else "THROUGHPUT",
        "CACHE_DIR": str(path.parent / "compiled"),
        "CACHE_MODE": "OPTIMIZE_SIZE",
    }
    if threads:
        # Or processes beside each other would all choose the same cores.
        options |= {"INFERENCE_NUM_THREADS": threads, "ENABLE_CPU_PINNING": False}
    try:
        with _reading:
            return openvino.Core().compile_model(str(path), "CPU", options)
    except RuntimeError as error:
        raise ModelError(
            f"The compiled model in {path.parent} does not load: delete that folder, "
            "it is made again."
        ) from error
