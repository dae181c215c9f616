"""Haystack as its guides show hybrid retrieval: vectors and BM25 side by side, ranks fused.

The guide then sorts by a cross-encoder and may read by an extractive reader; both are fetched from
a model hub, so they are left out.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from protocol import READ, Index, Opened, Passage, model_folder, run

MODEL = {"model": model_folder(), "device": ComponentDevice.from_str("cpu"), "progress_bar": False}


def prepare() -> Index:
    """Embed in batches of 32, write to the store, save it."""
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    pipeline = Pipeline()
    embedder = SentenceTransformersDocumentEmbedder(**MODEL)
    embedder.warm_up()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("writer", DocumentWriter(store))
    pipeline.connect("embedder", "writer")

    def index(passages: Sequence[Passage], folder: Path) -> None:
        documents = [Document(id=str(n), content=p.encoded) for n, p in enumerate(passages)]
        pipeline.run({"embedder": {"documents": documents}})
        folder.mkdir()
        store.save_to_disk(str(folder / "store.json"))

    return index


def load(folder: Path, passages: list[Passage]) -> Opened:
    """Both retrievers find as many; sentences are embedded as documents and compared by cosine."""
    store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
    pipeline = Pipeline()
    embedder = SentenceTransformersTextEmbedder(**MODEL)
    embedder.warm_up()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("words", InMemoryBM25Retriever(store))
    pipeline.add_component("join", DocumentJoiner("reciprocal_rank_fusion", top_k=READ))
    pipeline.connect("embedder.embedding", "dense.query_embedding")
    pipeline.connect("dense", "join")
    pipeline.connect("words", "join")
    sentences = SentenceTransformersDocumentEmbedder(**MODEL, normalize_embeddings=True)

    def nearest(question: str) -> list[tuple[int, float]]:
        asked = {"embedder": {"text": question}, "words": {"query": question}}
        found: list[Any] = pipeline.run(asked)["join"]["documents"]
        return [(int(document.id), document.score) for document in found]

    def similar(question: str, texts: list[str]) -> Sequence[float]:
        documents = [Document(content=text) for text in [question, *texts]]
        asked, *rest = (d.embedding for d in sentences.run(documents)["documents"])
        return [sum(a * b for a, b in zip(asked, one, strict=True)) for one in rest]

    return Opened(nearest, similar)


run(prepare, load)
