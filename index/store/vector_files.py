"""Files of FAISS's and of NumPy's format: written so that a full disk is told, mapped to read."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray


def save(path: Path, array: NDArray[Any]) -> None:
    """Write NumPy's format; unlike its own function, tell a full disk by the system's number."""
    with path.open("wb") as file:
        header = np.lib.format.header_data_from_array_1_0(array)
        np.lib.format.write_array_header_1_0(file, header)
        file.write(np.ascontiguousarray(array).data)


def save_index(path: Path, index: faiss.Index) -> None:
    """Write FAISS's format, likewise."""
    with path.open("wb") as file:
        writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined]
        faiss.write_index(index, writer)


def read_index(path: Path) -> faiss.Index:
    """A FAISS index, mapped from its file where it can be."""
    try:
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except MemoryError as error:
        raise ValueError(f"{path} is damaged") from error


def load(path: Path, kind: type) -> NDArray[Any]:
    """A row of numbers from its file, which must be as long as it says."""
    try:
        array = np.lib.format.open_memmap(path, mode="r")
    except OSError:
        raise
    except Exception as error:
        raise ValueError(f"{path} is damaged") from error
    if array.dtype != kind or array.ndim != 1:
        raise ValueError(f"{path} is damaged")
    return np.array(array)
