"""A made folder of about 600 documents of all formats: `python -m benchmarks.corpus FOLDER`.

Every document is written in the habit of a program that people have (Word, LaTeX, WordPress,
Outlook), and what is known of it stands in TRUTH.jsonl beside the folder: its sentences, each in the
corpus once, in order and with their places, and its furniture. The same seed makes the same bytes.
Another `--family` has other habits, other sentences and other furniture.
"""

import argparse
from pathlib import Path

from benchmarks.corpus.families import FAMILIES, SEED, WHOLE, make
from benchmarks.corpus.tools.truth import save


def main() -> None:
    """Make a corpus where the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.corpus",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="where the documents go")
    parser.add_argument("--family", choices=sorted(FAMILIES), default="developed")
    parser.add_argument("--files", type=int, default=WHOLE)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    truths = make(options.folder, FAMILIES[options.family], files=options.files, seed=options.seed)
    beside = options.folder.with_name(f"{options.folder.name}.truth.jsonl")
    save(beside, truths)
    sentences = sum(len(truth.known) for truth in truths)
    print(f"{len(truths)} files with {sentences} known sentences; the truth is in {beside}")


if __name__ == "__main__":
    main()
