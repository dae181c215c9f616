"""Kinds of FAISS indexes on the same vectors: `python -m benchmarks.scale.kinds`.

Vectors are drawn as for `benchmarks.scale`. Each kind is built and written in one process, then
read again and searched in another, by one thread. What a kind finds is scored again by the vectors
themselves, mapped from a file, so a loss is a vector that was not among the candidates.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from benchmarks.record import ROOT, save
from benchmarks.scale.corpus import PASSAGE_SPREAD, drawn, make_questions, nearest, real_texts
from benchmarks.scale.measure import resident
from bot.settings import load_settings
from index.loading import load_encoder

WIDTH, COUNT, QUESTIONS, ROUNDS = 384, 50, 1000, 3
INNER, EIGHT = faiss.METRIC_INNER_PRODUCT, faiss.ScalarQuantizer.QT_8bit


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of index as its factory names it; `each` candidates for each one that is wanted.

    `effort` is how many lists (IVF) or neighbours (HNSW) are looked at, 0 where all are.
    """

    name: str
    factory: str
    each: int
    effort: int = 0


KINDS = (
    Kind("every vector", "Flat", 1),
    Kind("16 bits a dimension", "SQfp16", 2),
    Kind("8 bits a dimension", "SQ8", 2),
    Kind("4 bits for two dimensions", f"PQ{WIDTH // 2}x4fs", 8),
    Kind("1,265 lists of 8-bit vectors, 16 read", "IVF1265,SQ8", 2, 16),
    Kind("1,265 lists of 8-bit vectors, 64 read", "IVF1265,SQ8", 2, 64),
    Kind("graph of 8-bit vectors, 128 kept", "HNSW16,SQ8", 2, 128),
    Kind("graph of 8-bit vectors, 256 kept", "HNSW16,SQ8", 2, 256),
)


def build(kind: Kind, folder: Path) -> dict[str, Any]:
    """Make and write an index: CPU seconds and bytes a passage."""
    vectors = np.load(folder / "vectors.npy")
    faiss.omp_set_num_threads(1)
    began = time.process_time()
    index = faiss.index_factory(WIDTH, kind.factory, INNER)
    index.train(vectors)
    index.add(vectors)
    seconds = time.process_time() - began
    path = folder / "index.faiss"
    faiss.write_index(index, str(path))
    return {"build_s": round(seconds, 1), "disk": round(path.stat().st_size / len(vectors))}


def search(kind: Kind, folder: Path) -> dict[str, Any]:
    """Open an index and put all questions to it."""
    faiss.omp_set_num_threads(1)
    asked = np.load(folder / "questions.npz")
    queries, right = asked["vectors"], asked["nearest"]
    before = sum(resident().values())
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    began = time.perf_counter()
    index = faiss.read_index(str(folder / "index.faiss"), faiss.IO_FLAG_MMAP_IFC)
    opened = (time.perf_counter() - began) * 1000
    if kind.effort:
        space = faiss.ParameterSpace()
        space.set_index_parameter(
            index, "nprobe" if "IVF" in kind.factory else "efSearch", kind.effort
        )
    times, shares = [], []
    for _ in range(ROUNDS):
        for query, best in zip(queries, right, strict=True):
            began = time.perf_counter()
            found = index.search(query[np.newaxis], COUNT * kind.each)[1][0]
            if kind.each > 1:
                found = np.sort(found[found >= 0])
                cosines = np.einsum("ij,j->i", vectors[found], query)
                found = found[np.argsort(-cosines)[:COUNT]]
            times.append((time.perf_counter() - began) * 1000)
            shares.append(len({*(found + 1).tolist()} & {*best.tolist()}) / COUNT)
    memory = (sum(resident().values()) - before) / len(vectors)
    return {
        "open_ms": round(opened, 1),
        "p50_ms": round(float(np.median(times)), 2),
        "p95_ms": round(float(np.percentile(times, 95)), 2),
        "recall": round(float(np.mean(shares)), 4),
        "least_recall": round(min(shares), 2),
        "resident": round(memory),
    }


def run(what: str, kind: int, folder: Path) -> dict[str, Any]:
    """What a fresh process measures."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.scale.kinds",
        "--part",
        what,
        str(kind),
        str(folder),
    ]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure all kinds, print a Markdown table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument(
        "--vectors", type=Path, help="file that keeps the real vectors, encoded once"
    )
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    parser.add_argument("--part", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        what, kind, place = options.part
        part = {"build": build, "search": search}[what]
        print(json.dumps(part(KINDS[int(kind)], Path(place))))
        return
    load = os.getloadavg()[0]
    settings = load_settings()
    rows = []
    with tempfile.TemporaryDirectory(prefix="quoth-kinds-") as name:
        folder = Path(name)
        encoder = load_encoder(settings.model, settings.cache_dir)
        real = real_texts(options.shared, encoder, options.vectors or folder / "real.npz")
        at = np.random.default_rng(1).integers(len(real.units), size=options.passages)
        vectors = drawn(real.unit_vectors, at, PASSAGE_SPREAD, 1)
        np.save(folder / "vectors.npy", vectors)
        _, queries = make_questions(real, options.passages, QUESTIONS)
        right = nearest(vectors, queries, COUNT)
        np.savez(folder / "questions.npz", vectors=queries, nearest=right)
        for number, kind in enumerate(KINDS):
            figures = run("build", number, folder) | run("search", number, folder)
            rows.append({"kind": kind.name, "factory": kind.factory, "each": kind.each} | figures)
            print(rows[-1], flush=True)
    columns = [*rows[0]]
    print(
        "\n".join(
            f"| {' | '.join(map(str, row))} |" for row in [columns, *(r.values() for r in rows)]
        )
    )
    if not options.look:
        kept = {"passages": options.passages, "load_before": round(load, 2), "kinds": rows}
        print(f"Kept in {save('scale_kinds', kept)}")


if __name__ == "__main__":
    main()
