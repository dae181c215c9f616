"""Put together what answers questions: models, index, reader, confidence."""

from dataclasses import replace
from pathlib import Path

from index.answering.answerer import Answerer, SecondOpinion
from index.answering.confidence import confidence_model
from index.answering.second_reader import SecondReader, compiled_second_reader
from index.answering.span_reader import SpanReader, compiled_reader
from index.evaluation.promise import threshold_in_force
from index.models.encoder import Encoder
from index.models.files import find_model
from index.store.embedded import Embedded
from index.store.index import Index


def load_encoder(model: str, cache_folder: Path) -> Encoder:
    """The encoder by its model's name; compiled first if the cache lacks it. Raises ModelError."""
    return Encoder(find_model(model, cache_folder), cache_folder)


def prepare_readers(cache_folder: Path, *, second: bool = True) -> None:
    """Compile the readers if the cache lacks them, so that the first question need not wait."""
    compiled_reader(cache_folder)
    if second:
        compiled_second_reader(cache_folder)


def load_answerer(
    index_folder: Path,
    model: str,
    cache_folder: Path,
    threshold: float | None = None,
    servers_folder: Path | None = None,
    *,
    second: bool = True,
    index: Index | None = None,
) -> Answerer:
    """Open the collections and load the models, the second reader only if it is to be asked.

    The collections are those in the folders, or those of the `index` where one is given. The
    threshold is the one given, else that of the index's promise, else the shipped one. The
    index is opened first, so that a missing one is told at once. Raises IndexMissingError,
    IndexMismatchError, ModelError.
    """
    confidence = confidence_model((SecondReader if second else SpanReader).name)
    threshold = threshold_in_force(index_folder, threshold, confidence.threshold)
    files = find_model(model, cache_folder)
    library = (index or Embedded(index_folder, servers_folder)).open(files.fingerprint)
    reader = SpanReader(cache_folder)
    return Answerer(
        library=library,
        encoder=Encoder(files, cache_folder),
        reader=reader,
        confidence=confidence_model(SpanReader.name),
        threshold=threshold,
        second=SecondOpinion(SecondReader(cache_folder), confidence) if second else None,
    )


def refreshed(
    answerer: Answerer,
    index_folder: Path,
    threshold: float | None = None,
    servers_folder: Path | None = None,
    *,
    index: Index | None = None,
) -> Answerer:
    """The same models with the index and the threshold as they are now; itself if nothing changed.

    The arguments are those of `load_answerer`. Whoever goes over to the new one releases the
    former. Raises IndexMissingError, IndexMismatchError.
    """
    threshold = threshold_in_force(index_folder, threshold, answerer.shipped_threshold)
    opening = index or Embedded(index_folder, servers_folder)
    library = opening.open(answerer.encoder.fingerprint, answerer.library)
    if library == answerer.library and threshold == answerer.threshold:
        return answerer
    return replace(answerer, library=library, threshold=threshold)


def release(former: Answerer, now: Answerer) -> None:
    """Let those collections go that only the former one has open."""
    for snapshot in former.library.every:
        if snapshot not in now.library.every:
            snapshot.close()
