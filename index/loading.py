"""Put together what answers questions: models, index, reader, confidence."""

from pathlib import Path

from index.answers import Answerer
from index.confidence import confidence_model
from index.encoder import Encoder
from index.library import open_library
from index.models import find_model
from index.promise import threshold_in_force
from index.span_reader import SpanReader, compiled_reader


def load_encoder(model: str, cache_folder: Path) -> Encoder:
    """The encoder by its model's name; compiled first if the cache lacks it. Raises ModelError."""
    return Encoder(find_model(model, cache_folder), cache_folder)


def prepare_reader(cache_folder: Path) -> None:
    """Compile the reader if the cache lacks it, so that the first question need not wait for it."""
    compiled_reader(cache_folder)


def load_answerer(
    index_folder: Path,
    model: str,
    cache_folder: Path,
    threshold: float | None = None,
    servers_folder: Path | None = None,
) -> Answerer:
    """Open the collections and load the models.

    The threshold is the one given, else that of the index's promise, else the shipped one. The
    index is opened first, so that a missing one is told at once. Raises IndexMissingError,
    IndexMismatchError, ModelError.
    """
    confidence = confidence_model(SpanReader.name)
    threshold = threshold_in_force(index_folder, threshold, confidence.threshold)
    files = find_model(model, cache_folder)
    library = open_library(index_folder, files.fingerprint, servers_folder)
    reader = SpanReader(cache_folder)
    return Answerer(
        library=library,
        encoder=Encoder(files, cache_folder),
        reader=reader,
        confidence=confidence,
        threshold=threshold,
    )
