"""Times one encoder in a process of its own: `python encode.py quoth|plain TEXTS.json OUT.npy`.

Prints the seconds that the texts took after the model was loaded and had encoded a few others;
writes the vectors, so that the encoders' agreement can be told.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
WARM_UP = ["The quick brown fox jumps over the lazy dog.", "A second text, a little longer."] * 4


def quoth() -> Encode:
    """`Encoder.encode_passages` with the default model and the settings' cache."""
    from bot.settings import load_settings
    from index.loading import load_encoder

    settings = load_settings()
    return load_encoder(settings.model, settings.cache_dir).encode_passages


def plain() -> Encode:
    """`SentenceTransformer.encode` as it comes: float32, batches of 32."""
    from plain import load_model

    model = load_model()
    return lambda texts: np.asarray(model.encode(list(texts), batch_size=32), np.float32)


def main() -> None:
    """Encode what the command line names and print the seconds."""
    kind, texts_file, out = sys.argv[1:]
    texts = json.loads(Path(texts_file).read_text(encoding="utf-8"))
    encode = {"quoth": quoth, "plain": plain}[kind]()
    encode(WARM_UP)
    began = time.perf_counter()
    vectors = encode(texts)
    print(time.perf_counter() - began)
    np.save(out, vectors)


if __name__ == "__main__":
    main()
