"""What building and updating an index cost: `python -m benchmarks.updating`.

Throughput: an index of the evaluation's paragraphs, one or ten to a file, is built from nothing,
and the texts that it encoded are encoded alone before and after, in the same process; what both
took, on average, is compared with it, as the machine is faster at one time than at another. The
share of processor time is told too, which other work on the machine changes less. One line a stage;
while files are read and passages cut, others are encoded already.

A change: one of 10,000 documents of ten passages each is changed, again and again, and the index
brought up to date, once knowing which file it was and once looking at all of them. What reading the
file takes is told apart: its process is started for it. The vectors of the 10,000 are drawn by lot,
or making them would take half an hour; those of the changes are the model's.
"""

import argparse
import gzip
import json
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.record import ROOT, save
from bot.settings import load_settings
from index.indexing.build import build
from index.loading import load_encoder
from index.models.encoder import Encoder

PARAGRAPHS_EACH = (1, 10)
PASSAGES_EACH = 10
SHARE, SECONDS = 0.9, 2.0
SEED = 6

T = TypeVar("T")
Vectors = NDArray[np.float32]


class Listening:
    """The encoder, which keeps the texts that it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint, self.dimensions = encoder.fingerprint, encoder.dimensions
        self.count_tokens = encoder.count_tokens
        self.texts: list[str] = []
        self._encoder = encoder

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None]) -> Vectors:
        """As the encoder."""
        self.texts += texts
        return self._encoder.encode_passages(texts, progress)


class Drawing:
    """In place of the encoder: unit vectors drawn by lot."""

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint, self.dimensions = encoder.fingerprint, encoder.dimensions
        self.count_tokens = encoder.count_tokens
        self._draw = np.random.default_rng(SEED)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None]) -> Vectors:
        """Vectors, [texts, dimensions]."""
        progress(len(texts))
        drawn = self._draw.standard_normal((len(texts), self.dimensions), np.float32)
        unit: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return unit


def paragraphs(shared: Path) -> list[str]:
    """The evaluation's paragraphs."""
    found = []
    for corpus in sorted((shared / "eval").glob("*/corpus.jsonl.gz")):
        with gzip.open(corpus, "rt", encoding="utf-8") as file:
            found += [json.loads(line)["text"] for line in file]
    return found


def throughput(
    texts: Sequence[str], encoder: Encoder, folder: Path, each: int, rounds: int
) -> dict[str, Any]:
    """The share of the bare encoder's throughput that building reaches, and where time goes.

    `each` is how many paragraphs are in a file.
    """
    docs = folder / "docs"
    docs.mkdir(parents=True)
    for number in range(0, len(texts), each):
        text = "\n\n".join(texts[number : number + each])
        (docs / f"{number:05}.txt").write_text(text, encoding="utf-8")
    listening = Listening(encoder)
    build(docs, folder / "first", listening)

    def encode() -> tuple[float, float]:
        return _timed(partial(encoder.encode_passages, listening.texts))[1:]

    shares, processor_shares, stages = [], [], []
    before, before_used = encode()
    for number in range(rounds):
        place = folder / f"index-{number}"
        done, took, used = _timed(partial(build, docs, place, encoder))
        after, after_used = encode()
        alone, alone_used = (before + after) / 2, (before_used + after_used) / 2
        shares.append(alone / took)
        processor_shares.append(alone_used / used)
        stages.append(dict(done.stages) | {"all": took, "encoder alone": alone})
        before, before_used = after, after_used
    seconds = {name: statistics.median(each[name] for each in stages) for name in stages[0]}
    return {
        "files": len(done.added),
        "passages": done.passages,
        "share": round(statistics.median(shares), 3),
        "shares": [round(share, 3) for share in shares],
        "processor_share": round(statistics.median(processor_shares), 3),
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
    }


def _timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """What something returns, how many seconds it takes, and how many of processor time."""
    began, began_used = time.perf_counter(), _used()
    returned = work()
    return returned, time.perf_counter() - began, _used() - began_used


def _used() -> float:
    """Seconds of processor time that this process and its children took so far."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in each)


def changes(
    texts: Sequence[str], encoder: Encoder, folder: Path, documents: int, rounds: int
) -> dict[str, Any]:
    """Seconds from a changed file among many to the new generation, without reading the file."""
    draw = random.Random(SEED)
    docs = folder / "docs"
    for number in range(documents):
        path = docs / f"{number % 100:02}" / f"{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(number, draw, texts), encoding="utf-8")
    began = time.perf_counter()
    made = build(docs, folder / "index", Drawing(encoder))
    making = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    found: dict[str, list[dict[str, float]]] = {"known": [], "looking": []}
    for _ in range(rounds):
        reading = 0.0
        for how, each in found.items():
            path = draw.choice(sorted(docs.glob("*/*.md")))
            with path.open("a", encoding="utf-8") as file:
                file.write(f"\n\n## News\n\nIt is {draw.random()} degrees today.\n")
            changed = {path.relative_to(docs).as_posix()} if how == "known" else None
            done = build(docs, folder / "index", encoder, changed=changed)
            if len(done.changed) != 1:
                raise SystemExit(f"{len(done.changed)} documents changed instead of one.")
            # Looking at all the others is no reading of the file.
            reading = reading or dict(done.stages)["reading"]
            times = {"all": done.seconds, "without_reading": done.seconds - reading}
            each.append(dict(done.stages) | times)
    return {
        "documents": documents,
        "passages": made.passages,
        "made_in": round(making, 1),
        "made_in_stages": {name: round(value, 1) for name, value in made.stages},
        "made_with_mb": round(memory),
        **{how: _spread(each) for how, each in found.items()},
    }


def _page(number: int, draw: random.Random, texts: Sequence[str]) -> str:
    """A document of ten sections; no two are alike."""
    sections = (
        f"## Part {part} of {number}\n\n{draw.choice(texts)[:600]} Number {draw.random()}.\n\n"
        for part in range(PASSAGES_EACH)
    )
    return f"# Report {number}\n\n" + "".join(sections)


def _spread(each: Sequence[dict[str, float]]) -> dict[str, dict[str, float]]:
    return {
        name: {
            "median": round(statistics.median(one[name] for one in each), 3),
            "longest": round(max(one[name] for one in each), 3),
        }
        for name in each[0]
    }


def main() -> None:
    """Measure, print the figures, keep them, fail where they are not good enough."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--documents", type=int, default=10_000, help="to change one of")
    parser.add_argument("--rounds", type=int, default=3, help="of building (default 3)")
    parser.add_argument("--changes", type=int, default=20, help="of each kind (default 20)")
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    settings = load_settings()
    encoder = load_encoder(settings.model, settings.cache_dir)
    texts = paragraphs(options.shared)
    results: dict[str, Any] = {"load_before": round(os.getloadavg()[0], 2)}
    with tempfile.TemporaryDirectory(prefix="quoth-updating-") as name:
        folder = Path(name)
        if options.rounds:
            results["throughput"] = {
                f"{each} to a file": throughput(
                    texts, encoder, folder / f"by-{each}", each, options.rounds
                )
                for each in PARAGRAPHS_EACH
            }
            print(json.dumps(results, indent=1), flush=True)
        if options.changes:
            many = changes(texts, encoder, folder / "many", options.documents, options.changes)
            results["changes"] = many
            print(json.dumps(many, indent=1))
    if not options.look:
        print(f"Kept in {save('updating', results)}")
    if any(found["share"] < SHARE for found in results.get("throughput", {}).values()):
        raise SystemExit(f"Building reaches less than {SHARE:.0%} of the encoder's throughput.")
    for how in ("known", "looking"):
        if options.changes and results["changes"][how]["without_reading"]["median"] > SECONDS:
            raise SystemExit(f"A change takes more than {SECONDS} s to be live.")


if __name__ == "__main__":
    main()
