"""What only torch can make: `python -m tests.index.torch_side OUT`, in a process of its own.

Writes the plain model's vectors of TEXTS (default.npy), a tiny random model (tiny/), and that
model's vectors of the texts as queries and as passages (queries.npy, passages.npy).
"""

import sys
from pathlib import Path

import numpy as np

from index.models.files import DEFAULT_MODEL, find_model

TEXTS = [
    "How large is the hangar?",
    "Employees wheel goods into the 30,000 square metre hangar to be sorted and sent on.",
    "",
    "ferry",
    "“The main concern is that this platform is giving them a lot of insights,” he said.",
    "Belgium’s trade deficit widened from €3.7bn in 2021 to €9.1bn in 2022.",
    "日本語の文章です。東京は日本の首都です。",
    "Это русский текст.",
    "😀 👩‍👩‍👧 emoji",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "The museum of salt and rope stands on the quay. " * 5,
    "The museum of salt and rope stands on the quay. " * 60,
    "x" * 1000,
    "1 2 3 4 5 6 7 8 9 10",
    "Title\nHeading\nThe café’s crème brûlée costs £5.",
    "Who chairs the committee?",
    "print('Hello, world!')  # a comment",
    "| Adult | £9.50 |",
    "It opens at nine. It shuts at five.",
    "READ MORE: Lighthouse keeper’s cottage sells for £412,000",
]
PROMPTS = {"query": "ask: ", "document": "tell: "}


def main() -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    out = Path(sys.argv[1])
    default = find_model(DEFAULT_MODEL, out).folder
    model = SentenceTransformer(str(default), device="cpu")
    np.save(out / "default.npy", model.encode(TEXTS, normalize_embeddings=True))

    torch.manual_seed(7)
    tokenizer = AutoTokenizer.from_pretrained(default)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        # No multiple of the steps that widths are rounded to.
        max_position_embeddings=61,
        # Wide enough that texts differ; the usual range gives all of them one vector.
        initializer_range=0.3,
    )
    BertModel(config).save_pretrained(out / "bert")
    tokenizer.save_pretrained(out / "bert")
    words = Transformer(str(out / "bert"), max_seq_length=61)
    tiny = SentenceTransformer(
        modules=[words, Pooling(24, pooling_mode="cls")], prompts=PROMPTS, device="cpu"
    )
    tiny.save(str(out / "tiny"))
    for file, prompt in (("queries.npy", "query"), ("passages.npy", "document")):
        vectors = tiny.encode(TEXTS, prompt_name=prompt, normalize_embeddings=True)
        np.save(out / file, vectors)


if __name__ == "__main__":
    main()
