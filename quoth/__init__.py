"""Quoth for programs: make an index of a folder of documents, open it, ask it.

    import quoth

    quoth.index("documents")
    with quoth.open() as documents:
        answer = documents.ask("When is breakfast?")
        for quote in answer.quotes:
            print(quote.place.text, quote.place.label)

Whatever can go wrong is told as a QuothError, in a sentence. Importing this loads no model.
"""

import threading
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from index.errors import QuothError
from index.paths import DEFAULT_INDEX, default_cache

if TYPE_CHECKING:
    from index.answering.answerer import Answerer
    from index.answering.answers import Answer
    from index.answering.quotes import Place, Quote
    from index.indexing.summary import Summary
    from index.store.index import Index as Kept

__all__ = ["Answer", "Index", "Place", "Quote", "QuothError", "Summary", "index", "open"]

AnyPath = str | PathLike[str]
# Those that load much are loaded when they are asked for.
LATE = {
    "Answer": "index.answering.answers",
    "Place": "index.answering.quotes",
    "Quote": "index.answering.quotes",
    "Summary": "index.indexing.summary",
}


def index(
    folder: AnyPath,
    index: AnyPath = DEFAULT_INDEX,
    *,
    replace: bool = False,
    model: str | None = None,
    cache: AnyPath | None = None,
    token: str = "",
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> "Summary":
    """Make the index of a folder of documents, or bring it up to date; what was done.

    With `replace` an index of another folder gives way. `index`, `model`, `cache` and `token` are
    those of `open`.
    `progress` is told the stage, how much of it is done, and how much there is, or 0. Raises
    QuothError; whatever happens, the former index is whole.
    """
    from index.indexing.replacing import check_folder_of
    from index.indexing.update import update
    from index.loading import load_encoder, prepare_readers
    from index.models.files import DEFAULT_MODEL

    place, kept = _index_of(index, token)
    models = _cache(cache)
    if not replace:
        check_folder_of(kept, Path(folder))
    encoder = load_encoder(model or DEFAULT_MODEL, models, many=True)
    prepare_readers(models)
    return update(Path(folder), place, encoder, progress=progress, index=kept)


def open(  # noqa: A001 (read as quoth.open)
    index: AnyPath = DEFAULT_INDEX,
    *,
    model: str | None = None,
    cache: AnyPath | None = None,
    threshold: float | None = None,
    second_reader: bool = True,
    token: str = "",
) -> "Index":
    """Open an index and load the models, which takes a moment.

    `index` is its folder, or its address on a Milvus server, such as
    "milvus+http://localhost:19530/handbook", where the `token` lets you in. `model` is that which
    the index was made with, if not the packaged one; `cache` is the folder of the compiled models;
    `threshold`, 0 to 1, is the confidence from which a question is answered, if not that of the
    index's promise or the shipped one; without the `second_reader` answers come sooner, and more of
    them are wrong. Raises QuothError.
    """
    from index.loading import begin, load_answerer
    from index.models.files import DEFAULT_MODEL

    name, models = model or DEFAULT_MODEL, _cache(cache)
    opening = begin(name, models, second=second_reader)
    place, kept = _index_of(index, token)
    answerer = load_answerer(
        *(place, name, models, threshold), second=second_reader, index=kept, opening=opening
    )
    return Index(place, kept, answerer, threshold)


class Index:
    """An opened index. Threads may share it; questions are answered one after the other."""

    def __init__(
        self, place: Path, kept: "Kept", answerer: "Answerer", threshold: float | None
    ) -> None:
        self._place, self._kept = place, kept
        self._answerer, self._threshold = answerer, threshold
        self._turn = threading.Lock()

    def ask(self, question: str, history: "Sequence[str | Answer]" = ()) -> "Answer":
        """Answer a question of the documents as they were indexed last, or decline.

        `history` are the questions before it, oldest first, or their answers: it may lean on them.
        `answer.quotes` are verbatim; there are none where it declines, with the nearest passages in
        `answer.closest` and the reason in `answer.reason`. Raises QuothError.
        """
        from index.access import OWNER
        from index.conversation.converse import converse, remembered
        from index.loading import refreshed, release

        earlier = [one if isinstance(one, str) else remembered(one) for one in history]
        with self._turn:
            now = refreshed(self._answerer, self._place, self._threshold, index=self._kept)
            release(self._answerer, now)
            self._answerer = now
            return converse(now, question, earlier, OWNER)

    def close(self) -> None:
        """Let go of the index; nothing can be asked after that."""
        with self._turn:
            self._answerer.library.close()
            self._kept.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _index_of(index: AnyPath, token: str) -> "tuple[Path, Kept]":
    """The folder of what is kept beside an index, and the index."""
    from index.store.embedded import Embedded
    from index.store.milvus.address import Access, is_address, parse

    if not is_address(str(index)):
        return Path(index), Embedded(Path(index))
    from index.store.milvus.index import Milvus

    address = parse(str(index))
    return DEFAULT_INDEX, Milvus(address, Access(token), DEFAULT_INDEX, servers=False)


def _cache(given: AnyPath | None) -> Path:
    return default_cache() if given is None else Path(given)


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever bears the name)
    if name in LATE:
        from importlib import import_module

        return getattr(import_module(LATE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
