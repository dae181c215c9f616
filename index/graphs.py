"""Compiled networks, served by OpenVINO without torch."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from index.errors import ModelError

if TYPE_CHECKING:
    from openvino import CompiledModel, InferRequest


class Graph:
    """A network that takes token ids and masks; batches that come one by one take turns."""

    def __init__(self, path: Path, inputs: Sequence[str], padding_id: int = 0) -> None:
        self._path = path
        self._request = self._compile("LATENCY").create_infer_request()
        self._inputs = inputs
        self._padding_id = padding_id
        self._lock = threading.Lock()

    def __call__(self, encodings: Sequence[Encoding]) -> list[NDArray[np.float32]]:
        """Each output of the network for tokenised texts, padded to the longest of them."""
        with self._lock:
            return _infer(self._request, self._arrays(encodings))

    def many(self, batches: Sequence[Sequence[Encoding]]) -> Iterator[list[NDArray[np.float32]]]:
        """The outputs for each of many batches, in order.

        A core works at a batch of its own, so that what else the machine does holds up one core's
        work: where several share a batch, all wait for the slowest of them.
        """
        if len(batches) < 2:
            yield from map(self, batches)
            return
        streams: int = self._bulk.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        requests: SimpleQueue[InferRequest] = SimpleQueue()
        for _ in range(streams):
            requests.put(self._bulk.create_infer_request())

        def infer(encodings: Sequence[Encoding]) -> list[NDArray[np.float32]]:
            request = requests.get()
            try:
                return _infer(request, self._arrays(encodings))
            finally:
                requests.put(request)

        with ThreadPoolExecutor(streams) as threads:
            yield from threads.map(infer, batches)

    @cached_property
    def _bulk(self) -> "CompiledModel":
        return self._compile("THROUGHPUT")

    def _compile(self, hint: str) -> "CompiledModel":
        import openvino

        options = {
            # Falls back to float32 by itself where the processor has no bfloat16.
            "INFERENCE_PRECISION_HINT": "bf16",
            "PERFORMANCE_HINT": hint,
            "CACHE_DIR": str(self._path.parent / "compiled"),
            "CACHE_MODE": "OPTIMIZE_SIZE",
        }
        try:
            return openvino.Core().compile_model(str(self._path), "CPU", options)
        except RuntimeError as error:
            raise ModelError(
                f"The compiled model in {self._path.parent} does not load: delete that folder, "
                "it is made again."
            ) from error

    def _arrays(self, encodings: Sequence[Encoding]) -> dict[str, NDArray[np.int64]]:
        width = max(len(encoding.ids) for encoding in encodings)
        arrays = {name: np.zeros((len(encodings), width), np.int64) for name in self._inputs}
        arrays["input_ids"].fill(self._padding_id)
        for row, encoding in enumerate(encodings):
            length = len(encoding.ids)
            arrays["input_ids"][row, :length] = encoding.ids
            arrays["attention_mask"][row, :length] = 1
            if "token_type_ids" in arrays:
                arrays["token_type_ids"][row, :length] = encoding.type_ids
        return arrays


def _infer(
    request: "InferRequest", arrays: dict[str, NDArray[np.int64]]
) -> list[NDArray[np.float32]]:
    return [np.array(output, np.float32) for output in request.infer(arrays).values()]
