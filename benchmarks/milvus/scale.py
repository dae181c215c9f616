"""Retrieval from 100,000 passages on a Milvus server and in a folder, question by question.

It makes the index of `benchmarks.scale` in a folder, puts it onto a server of its own, and asks
both the same questions in turns; so it runs where `tests/milvus_servers.sh` makes that server:
`tests/milvus_servers.sh .milvus-servers .venv/bin/python -m benchmarks.milvus.scale`.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.milvus.publishing import publish
from benchmarks.record import ROOT, save
from benchmarks.scale.corpus import FINGERPRINT, make_index, make_questions, nearest, real_texts
from bot.settings import load_settings
from index.loading import load_encoder
from index.search.queries import understand
from index.search.retrieval import CANDIDATES, retrieve
from index.store.library import View
from index.store.milvus.address import Access
from index.store.milvus.index import Milvus
from index.store.snapshot import open_snapshot
from tests.milvus_service import Lite, running

QUESTIONS, ROUNDS, READ = 300, 3, 8


def percentiles(times: list[float]) -> dict[str, float]:
    """In milliseconds."""
    return {f"p{p}_ms": round(float(np.percentile(times, p)) * 1000, 3) for p in (50, 95)}


def measure(views: dict[str, View], questions: list[Any]) -> dict[str, Any]:
    """Every question is asked of each view in turns; the first round is not counted with others."""
    rounds: list[dict[str, list[float]]] = []
    for _ in range(ROUNDS):
        times: dict[str, list[float]] = {name: [] for name in views}
        for at, (query, vector) in enumerate(questions):
            for name in sorted(views, reverse=at % 2 == 1):
                began = time.perf_counter()
                retrieve(views[name], query, vector, READ)
                times[name].append(time.perf_counter() - began)
        rounds.append(times)
    first = {name: percentiles(rounds[0][name]) for name in views}
    later = {name: percentiles([t for r in rounds[1:] for t in r[name]]) for name in views}
    found: dict[str, Any] = {"first_round": first, "later_rounds": later}
    for name, one in found.items():
        one["ratio_p50"] = round(one["milvus"]["p50_ms"] / one["folder"]["p50_ms"], 2)
        print(name, json.dumps(one), flush=True)
    return found


def main() -> None:
    """Make, measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.milvus.scale")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--vectors", type=Path, help="file that keeps the real vectors")
    parser.add_argument("--kind", default="AUTOINDEX", help="of the index of vectors there")
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    settings = load_settings()
    with (
        tempfile.TemporaryDirectory(prefix="quoth-milvus-") as temporary,
        running(Lite(Path(temporary) / "server")) as lite,
    ):
        folder = Path(temporary)
        encoder = load_encoder(settings.model, settings.cache_dir)
        real = real_texts(options.shared, encoder, options.vectors or folder / "real.npz")
        made = make_index(real, options.passages, folder / "documents", folder / "index")
        access = Access(patience=300.0, vectors=options.kind)
        index = Milvus(lite.address("scale"), access, folder / "work")
        seconds = publish(folder / "index", index, made.vectors.shape[1])
        print(f"published {options.passages / seconds:.0f} passages/s", flush=True)
        texts, queries = make_questions(real, options.passages, QUESTIONS)
        right = nearest(made.vectors, queries, CANDIDATES)
        questions = list(zip(map(understand, texts), queries, strict=True))
        in_folder = open_snapshot(folder / "index", FINGERPRINT)
        [on_server] = index.open(FINGERPRINT).snapshots
        found = measure({"folder": View((in_folder,)), "milvus": View((on_server,))}, questions)
        found["recall"] = _recall(on_server, made.vectors, queries, right)
        found |= {
            "passages": options.passages,
            "published_per_second": round(options.passages / seconds),
            "disk_bytes": round(_size(lite.folder) / options.passages),
        }
        found["load"] = round(os.getloadavg()[0], 1)
        print(json.dumps(found["recall"]))
        in_folder.close()
        index.close()
    if not options.look:
        print(f"Kept in {save('milvus_scale', found)}")


def _size(folder: Path) -> int:
    """Bytes of all files below a folder, as they lie on disk: the server's have holes."""
    return sum(f.stat().st_blocks * 512 for f in folder.rglob("*") if f.is_file())


def _recall(snapshot: Any, vectors: Any, queries: Any, right: Any) -> float:  # noqa: ANN401
    """The share of the nearest passages that a search finds, by their cosines."""
    shares = []
    for query, ids in zip(queries[:100], right[:100], strict=True):
        least = float(vectors[ids[-1] - 1] @ query) - 1e-5
        hits = snapshot.search(query, "", CANDIDATES, {}).dense
        shares.append(sum(score >= least for _, score in hits) / len(ids))
    return round(float(np.mean(shares)), 4)


if __name__ == "__main__":
    main()
