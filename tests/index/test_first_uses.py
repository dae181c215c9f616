"""Libraries that are not Python may be used for the first time by several threads at once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.models.files import DEFAULT_MODEL, find_model
from tests.support import ROOT

PROCESSES = 8
# Seconds; it takes about one where nothing else runs.
LONGEST = 120.0
# Threads take turns all the time, and all begin at the same moment.
TOGETHER = """
import sys, threading
sys.setswitchinterval(1e-6)
import numpy as np
from tokenizers import Tokenizer
from index.store.lexical import LexicalIndex, write
from index.text.sentences import split
from index.store.vectors import VectorIndex, write as write_vectors
from index.text.words import stems
from pathlib import Path
from tempfile import mkdtemp

text = "The ferry of Harm opens at nine. Dr. Voss has the key (of brass)."
tokenizer = Tokenizer.from_file(sys.argv[1])
tokenizer.no_padding()
tokenizer.enable_truncation(16, stride=4, strategy="only_second")
barrier = threading.Barrier(8)
said = [None] * 8

def use(number):
    folder = Path(mkdtemp())
    barrier.wait()
    found = []
    for _ in range(20):
        encodings = tokenizer.encode_batch([("Who?", text)] * 4)
        found.append([stems(text), [(s.start, s.end) for s in split(text, 0, len(text))],
                      [e.ids for e in encodings], [e.offsets for e in encodings]])
    write(folder, [(1, "Harm", "", text)])
    found.append(LexicalIndex(folder).search("ferry", 3))
    write_vectors(folder, np.array([1, 2]), np.eye(2, 4, dtype=np.float32), 4)
    found.append(VectorIndex(folder).search(np.eye(2, 4, dtype=np.float32)[0], 2))
    said[number] = found

threads = [threading.Thread(target=use, args=(n,)) for n in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert said[0] is not None and all(each == said[0] for each in said)
"""


def test_nothing_hangs_where_several_threads_are_first_to_use_a_library(
    cache_folder: Path,
) -> None:
    vocabulary = find_model(DEFAULT_MODEL, cache_folder).folder / "tokenizer.json"

    def run(_: int) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-c", TOGETHER, str(vocabulary)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        return done.returncode, done.stderr

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, range(PROCESSES))) == [(0, "")] * PROCESSES
