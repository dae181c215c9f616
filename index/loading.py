"""Put together what answers questions: models, index, reader, confidence."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.models.files import ENCODER_GRAPH, encoder_folder, find_model
from index.models.shipped import (
    READER_GRAPH,
    SECOND_READER_GRAPH,
    compiled_reader,
    compiled_second_reader,
    reader_folder,
    second_reader_folder,
)

if TYPE_CHECKING:
    from index.answering.answerer import Answerer
    from index.models.encoder import Encoder
    from index.models.graphs import Opening
    from index.store.index import Index


def load_encoder(model: str, cache_folder: Path, *, many: bool = False) -> "Encoder":
    """The encoder by its model's name; compiled first if the cache lacks it. Raises ModelError.

    To encode passages by the `many`, its network is read while their documents are.
    """
    from index.models.encoder import Encoder
    from index.models.graphs import Opening

    files = find_model(model, cache_folder)
    network = encoder_folder(files, cache_folder) / ENCODER_GRAPH
    opening = Opening({network: False}) if many else None
    return Encoder(files, cache_folder, opening=opening, many=many)


def prepare_readers(cache_folder: Path, *, second: bool = True) -> None:
    """Compile the readers if the cache lacks them, so that the first question need not wait."""
    compiled_reader(cache_folder)
    if second:
        compiled_second_reader(cache_folder)


def begin(model: str, cache_folder: Path, *, second: bool = True) -> "Opening":
    """Let the networks that answer be read, while whoever is to load them does something else.

    Those that are not compiled yet are so when they are loaded. Raises ModelError.
    """
    from index.models.graphs import Opening

    encoder = encoder_folder(find_model(model, cache_folder), cache_folder)
    # In the order in which they are loaded.
    files = {reader_folder(cache_folder) / READER_GRAPH: False, encoder / ENCODER_GRAPH: True}
    judge = {second_reader_folder(cache_folder) / SECOND_READER_GRAPH: False}
    return Opening(files | judge if second else files)


def load_answerer(
    index_folder: Path,
    model: str,
    cache_folder: Path,
    threshold: float | None = None,
    servers_folder: Path | None = None,
    *,
    second: bool = True,
    index: "Index | None" = None,
    opening: "Opening | None" = None,
) -> "Answerer":
    """Open the collections and load the models, the second reader only if it is to be asked.

    The collections are those in the folders, or those of the `index` where one is given. The
    threshold is the one given, else that of the index's promise, else the shipped one. The
    index is opened first, so that a missing one is told at once. `opening` is what `begin` gave.
    Raises IndexMissingError, IndexMismatchError, ModelError.
    """
    opening = opening or begin(model, cache_folder, second=second)
    # Networks are read meanwhile; what the first question needs is imported here too.
    from index.answering.answerer import Answerer, SecondOpinion
    from index.answering.confidence import confidence_model
    from index.answering.second_reader import SecondReader
    from index.answering.span_reader import SpanReader
    from index.conversation import converse  # noqa: F401
    from index.evaluation.promise import threshold_in_force
    from index.models.encoder import Encoder
    from index.store.embedded import Embedded

    files = find_model(model, cache_folder)
    confidence = confidence_model((SecondReader if second else SpanReader).name)
    threshold = threshold_in_force(index_folder, threshold, confidence.threshold)
    library = (index or Embedded(index_folder, servers_folder)).open(files.fingerprint)
    reader = SpanReader(cache_folder, opening)
    encoder = Encoder(files, cache_folder, opening=opening)
    judge = SecondReader(cache_folder, opening) if second else None
    return Answerer(
        library=library,
        encoder=encoder,
        reader=reader,
        confidence=confidence_model(SpanReader.name),
        threshold=threshold,
        second=SecondOpinion(judge, confidence) if judge else None,
    )


def refreshed(
    answerer: "Answerer",
    index_folder: Path,
    threshold: float | None = None,
    servers_folder: Path | None = None,
    *,
    index: "Index | None" = None,
) -> "Answerer":
    """The same models with the index and the threshold as they are now; itself if nothing changed.

    The arguments are those of `load_answerer`. Whoever goes over to the new one releases the
    former. Raises IndexMissingError, IndexMismatchError.
    """
    from index.evaluation.promise import threshold_in_force
    from index.store.embedded import Embedded

    threshold = threshold_in_force(index_folder, threshold, answerer.shipped_threshold)
    opening = index or Embedded(index_folder, servers_folder)
    library = opening.open(answerer.encoder.fingerprint, answerer.library)
    if library == answerer.library and threshold == answerer.threshold:
        return answerer
    return replace(answerer, library=library, threshold=threshold)


def release(former: "Answerer", now: "Answerer") -> None:
    """Let those collections go that only the former one has open."""
    for snapshot in former.library.every:
        if snapshot not in now.library.every:
            snapshot.close()
