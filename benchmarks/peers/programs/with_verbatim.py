"""verbatim-rag as far as it runs without a model hub: its chunks, its index, Milvus Lite, dense.

Its extractors of spans and its SPLADE vectors are models from a hub, so the sentences come from the
same encoder. Passages are its chunks, to which it adds the document's title and source itself.
"""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from protocol import READ, Index, Opened, Passage, model_folder, run
from verbatim_rag import DocumentSchema, VerbatimIndex
from verbatim_rag.chunker_providers import ChunkerProvider
from verbatim_rag.embedding_providers import SentenceTransformersProvider
from verbatim_rag.vector_stores import LocalMilvusStore

BETWEEN, BELOW = "\f", "\v"


class Cut(ChunkerProvider):
    """Takes the passages of a document as they were cut, below their headings."""

    def chunk(self, text: str) -> list[tuple[str, str]]:
        """The words to show and those to encode of each passage."""
        pairs = (passage.split(BELOW) for passage in text.split(BETWEEN))
        return [(words, f"{heading}\n\n{words}") for heading, words in pairs]


def opened(provider: SentenceTransformersProvider, store: Path) -> VerbatimIndex:
    """The index in a file of Milvus Lite, dense only."""
    store.mkdir(exist_ok=True)
    milvus = LocalMilvusStore(str(store / "milvus.db"), enable_sparse=False)
    return VerbatimIndex(milvus, dense_provider=provider, chunker_provider=Cut())


def prepare() -> Index:
    """Its way for many documents, which encodes up to 2,000 chunks at once."""
    provider = SentenceTransformersProvider(model_folder())

    def index(passages: Sequence[Passage], store: Path) -> None:
        opened(provider, store).add_documents_bulk(
            DocumentSchema(
                id=document,
                title=group[0].title,
                source=document,
                content=BETWEEN.join(f"{p.heading}{BELOW}{p.text}" for p in group),
            )
            for document, group in by_document(passages)
        )

    return index


def by_document(passages: Sequence[Passage]) -> list[tuple[str, list[Passage]]]:
    """Documents with their passages, in order."""
    return [(name, list(group)) for name, group in groupby(passages, lambda p: p.document)]


def load(store: Path, passages: list[Passage]) -> Opened:
    """A dense query; sentences by the cosine of the same vectors."""
    provider = SentenceTransformersProvider(model_folder())
    index = opened(provider, store)
    numbers: dict[tuple[str, int], int] = {}
    for document, group in by_document(passages):
        for place in range(len(group)):
            numbers[document, place] = len(numbers)

    def nearest(question: str) -> list[tuple[int, float]]:
        return [
            (numbers[found.metadata["source"], found.metadata["chunk_number"]], found.score)
            for found in index.query(question, k=READ)
        ]

    def similar(question: str, texts: list[str]) -> Sequence[float]:
        asked, *rest = provider.embed_batch([question, *texts])
        return [sum(a * b for a, b in zip(asked, one, strict=True)) for one in rest]

    return Opened(nearest, similar)


run(prepare, load)
