"""sentence-transformers and FAISS as their guides show them: a flat index of normalised vectors."""

import json
from collections.abc import Sequence
from pathlib import Path

import faiss
from protocol import READ, Index, Opened, Passage, model_folder, run
from sentence_transformers import SentenceTransformer


def prepare() -> Index:
    """Encode in batches of 32, add to the index, save it with the texts."""
    model = SentenceTransformer(model_folder(), device="cpu")

    def index(passages: Sequence[Passage], store: Path) -> None:
        vectors = model.encode([p.encoded for p in passages], normalize_embeddings=True)
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        store.mkdir()
        faiss.write_index(flat, str(store / "passages.faiss"))
        (store / "passages.json").write_text(json.dumps([vars(p) for p in passages]))

    return index


def load(store: Path, passages: list[Passage]) -> Opened:
    """Encode the question and search; sentences by their cosine."""
    model = SentenceTransformer(model_folder(), device="cpu")
    flat = faiss.read_index(str(store / "passages.faiss"))

    def nearest(question: str) -> list[tuple[int, float]]:
        vector = model.encode([question], normalize_embeddings=True)
        scores, numbers = flat.search(vector, min(READ, len(passages)))
        return list(zip(numbers[0].tolist(), scores[0].tolist(), strict=True))

    def similar(question: str, texts: list[str]) -> Sequence[float]:
        vectors = model.encode([question, *texts], normalize_embeddings=True)
        return vectors[1:] @ vectors[0]

    return Opened(nearest, similar)


run(prepare, load)
