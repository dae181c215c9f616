"""Compiled networks, served by OpenVINO without torch."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from index.errors import ModelError


class Graph:
    """A network that takes token ids and masks; calls from several threads wait for each other."""

    def __init__(self, path: Path, inputs: Sequence[str], padding_id: int = 0) -> None:
        import openvino

        options = {
            # Falls back to float32 by itself where the processor has no bfloat16.
            "INFERENCE_PRECISION_HINT": "bf16",
            "PERFORMANCE_HINT": "LATENCY",
            "CACHE_DIR": str(path.parent / "compiled"),
            "CACHE_MODE": "OPTIMIZE_SIZE",
        }
        try:
            model: Any = openvino.Core().compile_model(str(path), "CPU", options)
        except RuntimeError as error:
            raise ModelError(
                f"The compiled model in {path.parent} does not load: delete that folder, "
                "it is made again."
            ) from error
        self._request = model.create_infer_request()
        self._inputs = inputs
        self._padding_id = padding_id
        self._lock = threading.Lock()

    def __call__(self, encodings: Sequence[Encoding]) -> list[NDArray[np.float32]]:
        """Each output of the network for tokenised texts, padded to the longest of them."""
        width = max(len(encoding.ids) for encoding in encodings)
        arrays = {name: np.zeros((len(encodings), width), np.int64) for name in self._inputs}
        arrays["input_ids"].fill(self._padding_id)
        for row, encoding in enumerate(encodings):
            length = len(encoding.ids)
            arrays["input_ids"][row, :length] = encoding.ids
            arrays["attention_mask"][row, :length] = 1
            if "token_type_ids" in arrays:
                arrays["token_type_ids"][row, :length] = encoding.type_ids
        with self._lock:
            results = self._request.infer(arrays)
            return [np.array(output, np.float32) for output in results.values()]
