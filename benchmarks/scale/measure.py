"""One fresh process of `benchmarks.scale`: `python -m benchmarks.scale.measure read|change ...`.

`read SMALL INDEX QUESTIONS` opens an index, asks it, prints what that took. Before that it opens
and asks a small one, so that what libraries take whatever is opened is not counted.
`change INDEX DOCUMENTS TIMES` changes one document after another, each time brings the index up to
date, and once more so that the main part of the vectors is made anew.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.scale.corpus import FINGERPRINT
from index.indexing.build import build
from index.search.queries import understand
from index.search.retrieval import CANDIDATES, retrieve
from index.store import vectors
from index.store.library import View
from index.store.snapshot import open_snapshot

ROUNDS, READ = 3, 8


class Stub:
    """In place of the encoder: a vector drawn by lot for every text."""

    fingerprint = FINGERPRINT
    dimensions = 384

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """About as many tokens as English has."""
        return [round(len(text.split()) * 1.3) for text in texts]

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None]
    ) -> NDArray[np.float32]:
        """Unit vectors, [texts, dimensions]."""
        found = np.random.default_rng().standard_normal((len(texts), self.dimensions), np.float32)
        progress(len(texts))
        unit: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit


def resident() -> dict[str, int]:
    """Bytes of this process in memory: its own, and those of mapped files."""
    rows = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    found = dict(row.split(":") for row in rows)
    return {name: int(found[name].split()[0]) * 1024 for name in ("RssAnon", "RssFile")}


def timed(work: Callable[[], object]) -> float:
    """How many milliseconds something takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def spread(rounds: Sequence[Sequence[float]]) -> dict[str, float]:
    """Percentiles over questions of all rounds, and of each question's quickest round."""
    quickest = np.min(rounds, axis=0)
    return {
        "p50_ms": round(float(np.median(rounds)), 3),
        "p95_ms": round(float(np.percentile(rounds, 95)), 3),
        "quickest_p50_ms": round(float(np.median(quickest)), 3),
        "quickest_p95_ms": round(float(np.percentile(quickest, 95)), 3),
    }


def ask(folder: Path, file: Path) -> dict[str, Any]:
    """Open an index and put the questions of a file to it."""
    asked = np.load(file)
    began = time.perf_counter()
    snapshot = open_snapshot(folder, FINGERPRINT)
    opened = (time.perf_counter() - began) * 1000
    view = View((snapshot,))
    queries = [understand(str(text)) for text in asked["texts"]]
    pairs = list(zip(queries, asked["vectors"], strict=True))
    first = timed(lambda: retrieve(view, *pairs[0], READ))
    for query, vector in pairs:
        retrieve(view, query, vector, READ)
    times: dict[str, list[list[float]]] = {"retrieval": [], "dense": [], "lexical": []}
    for _ in range(ROUNDS):
        for part in times.values():
            part.append([])
        for query, vector in pairs:
            calls: dict[str, Callable[[], object]] = {
                "retrieval": lambda q=query, v=vector: retrieve(view, q, v, READ),
                "dense": lambda v=vector: snapshot.vectors.search(v, CANDIDATES),
                "lexical": lambda q=query: snapshot.lexical.search(q.text, CANDIDATES),
            }
            for name, call in calls.items():
                times[name][-1].append(timed(call))
    memory = resident()
    shares = [
        len({i for i, _ in snapshot.vectors.search(vector, CANDIDATES)} & set(right.tolist()))
        / len(right)
        for vector, right in zip(asked["vectors"], asked["nearest"], strict=True)
    ]
    held = [sum(snapshot.lexical.frequencies(list(query.weights))) for query in queries]
    result = {
        "passages": snapshot.passages,
        "open_ms": round(opened, 2),
        "first_ms": round(first, 2),
        **{name: spread(rounds) for name, rounds in times.items()},
        "recall": round(float(np.mean(shares)), 5),
        "least_recall": round(min(shares), 3),
        "words_held_by": round(float(np.median(held))),
        "memory": memory,
    }
    snapshot.close()
    return result


def read(small: Path, folder: Path, file: Path) -> dict[str, Any]:
    """What an index takes, beyond what a small one takes."""
    ask(small / "index", small / "questions.npz")
    before = resident()
    result = ask(folder, file)
    memory = {name: count - before[name] for name, count in result.pop("memory").items()}
    result["bytes_a_passage"] = {
        "own": round(memory["RssAnon"] / result["passages"]),
        "mapped": round(memory["RssFile"] / result["passages"]),
        "all": round(sum(memory.values()) / result["passages"]),
    }
    return result


def change(index_folder: Path, folder: Path, times: int) -> dict[str, Any]:
    """Change one document after another: seconds from the changed file to the next generation."""
    encoder: Any = Stub()
    build(folder, index_folder, encoder)
    done = [_change(folder, index_folder, number) for number in range(times)]
    vectors.MERGE_SHARE = 0
    merging = _change(folder, index_folder, times)
    done.sort(key=lambda one: one["seconds"])
    middle = done[times // 2]
    return {"change": middle, "slowest_change": done[-1], "merging_change": merging}


def _change(folder: Path, index_folder: Path, number: int) -> dict[str, Any]:
    encoder: Any = Stub()
    path = sorted(folder.glob("*/*.txt"))[number]
    path.write_text(
        f"A new sentence, the {number}th of them.\n\n{path.read_text('utf-8')}", "utf-8"
    )
    changed = {path.relative_to(folder).as_posix()}
    began = time.perf_counter()
    summary = build(folder, index_folder, encoder, changed=changed)
    seconds = time.perf_counter() - began
    if summary.changed != tuple(changed):
        raise SystemExit(f"Not one document was changed: {summary}")
    stages = {stage: round(took, 4) for stage, took in summary.stages}
    return {"seconds": round(seconds, 4), "stages": stages, "encoded": summary.encoded}


def main() -> None:
    """Print the figures as one line of JSON."""
    what, *arguments = sys.argv[1:]
    if what == "read":
        small, folder, file = map(Path, arguments)
        result = read(small, folder, file)
    else:
        result = change(Path(arguments[0]), Path(arguments[1]), int(arguments[2]))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
