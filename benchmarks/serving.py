"""What serving costs: `python -m benchmarks.serving`.

A real `quoth serve` shows documents of a megabyte with a quote marked, at places drawn by lot: as
they are shown first, and again from what is kept. Then it is asked, one question after the other,
and what the whole request took is compared with what the answer itself says that it took.
"""

import argparse
import http.client
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.record import ROOT, save
from benchmarks.service import serving
from bot.settings import load_settings
from index.evaluation.metrics import percentile
from index.indexing.build import build
from index.loading import load_encoder

MEGABYTE = 1_000_000
# More of them than pages are kept, so that in turn each is shown as if for the first time.
DOCUMENTS = 6
VIEWS = 300
PAGE_MS, ADDED_MS = 50, 5
WORDS = """the of harbour evening and boats pay keeper four crowns night lives above chandlery in a
street which was built when trains came through valley with letters for every house"""


def megabyte(draw: random.Random) -> str:
    """A document: sections of wrapped paragraphs under headings."""
    words, parts, length = WORDS.split(), ["# Harbour book"], 0
    while length < MEGABYTE:
        lines = [" ".join(draw.choices(words, k=13)) for _ in range(7)]
        paragraph = "\n".join(lines).capitalize() + "."
        if len(parts) % 20 == 0:
            paragraph = f"## Part {len(parts) // 20}\n\n{paragraph}"
        parts.append(paragraph)
        length += len(paragraph) + 2
    return "\n\n".join(parts)


def timed(work: Callable[[], object]) -> float:
    """How many milliseconds something takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def spread(times: Sequence[float]) -> dict[str, float]:
    """Percentiles and the largest, in ms."""
    ordered = sorted(times)
    shares = {"p50": 0.5, "p95": 0.95, "max": 1.0}
    return {name: round(percentile(ordered, share), 2) for name, share in shares.items()}


def pages(folder: Path, draw: random.Random) -> dict[str, Any]:
    """How long the source page of a megabyte takes, first and again."""
    settings = load_settings()
    text = megabyte(draw)
    documents = folder / "documents"
    documents.mkdir()
    for number in range(DOCUMENTS):
        # The same text is encoded once.
        (documents / f"{number}.md").write_text(text, encoding="utf-8")
    build(documents, folder / "index", load_encoder(settings.model, settings.cache_dir))
    first: list[float] = []
    again: list[float] = []
    with serving(folder / "index", serve_proxies=1) as service:
        line = http.client.HTTPConnection("127.0.0.1", service.port)

        def view(number: int) -> None:
            start = draw.randrange(len(text) - 400)
            place = urlencode({"start": start, "end": start + draw.randrange(40, 400)})
            there = ".".join(str(draw.randrange(1, 255)) for _ in range(4))
            line.request(
                "GET", f"/documents/{number}.md?{place}", headers={"X-Forwarded-For": there}
            )
            reply = line.getresponse()
            body = reply.read()
            assert reply.status == 200
            assert b'<mark id="quote">' in body

        for at in range(VIEWS):
            first.append(timed(lambda number=at % DOCUMENTS: view(number)))  # type: ignore[misc]
            again.append(timed(lambda number=at % DOCUMENTS: view(number)))  # type: ignore[misc]
    return {"characters": len(text), "first_ms": spread(first), "again_ms": spread(again)}


def added(folder: Path, shared: Path) -> dict[str, Any]:
    """What `POST /ask` takes beside the answer, in ms."""
    settings = load_settings()
    build(ROOT / "seeds", folder / "seeds", load_encoder(settings.model, settings.cache_dir))
    rows = (shared / "eval" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(row)["question"] for row in rows if row.strip()]
    beside, took = [], []
    with serving(folder / "seeds", serve_cooldown_seconds=0) as service:
        line = http.client.HTTPConnection("127.0.0.1", service.port)
        for at, question in enumerate([*questions[:5], *questions]):
            began = time.perf_counter()
            line.request("POST", "/ask", json.dumps({"question": question}))
            told = json.loads(line.getresponse().read())
            whole = (time.perf_counter() - began) * 1000
            if at >= 5:
                took.append(told["elapsed_ms"])
                beside.append(whole - told["elapsed_ms"])
    return {
        "questions": len(questions),
        "answer_ms": spread(took),
        "added_ms": spread(beside),
        "added_mean_ms": round(statistics.mean(beside), 2),
    }


def main() -> None:
    """Measure, print the figures, keep them, fail if a promise is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="quoth-serving-") as name:
        page = pages(Path(name), random.Random(1))
        results = {"page": page, "ask": added(Path(name), options.shared)}
    results["load_before"] = {"1min": round(load, 2)}
    print(json.dumps(results, indent=1))
    if not options.look:
        print(f"Kept in {save('serving', results, ('aiohttp', 'jinja2'))}")
    if results["page"]["first_ms"]["p95"] > PAGE_MS or results["ask"]["added_ms"]["p95"] > ADDED_MS:
        raise SystemExit("A page or what is added to an answer takes longer than is promised.")


if __name__ == "__main__":
    main()
