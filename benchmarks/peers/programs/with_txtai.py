"""txtai as its guides show hybrid search: vectors and BM25 in one index, with the contents."""

from collections.abc import Sequence
from pathlib import Path

from protocol import READ, Index, Opened, Passage, model_folder, run
from txtai import Embeddings


def prepare() -> Index:
    """Texts below their titles and headings; its own batches of 500, encoded 32 at once."""
    embeddings = Embeddings(path=model_folder(), hybrid=True, content=True, gpu=False)

    def index(passages: Sequence[Passage], store: Path) -> None:
        embeddings.index((n, passage.encoded, None) for n, passage in enumerate(passages))
        embeddings.save(str(store))

    return index


def load(store: Path, passages: list[Passage]) -> Opened:
    """Search in both; sentences by its own similarity."""
    embeddings = Embeddings()
    embeddings.load(str(store))

    def nearest(question: str) -> list[tuple[int, float]]:
        return [(int(row["id"]), row["score"]) for row in embeddings.search(question, READ)]

    def similar(question: str, texts: list[str]) -> Sequence[float]:
        scores = dict(embeddings.similarity(question, texts))
        return [scores[number] for number in range(len(texts))]

    return Opened(nearest, similar)


run(prepare, load)
