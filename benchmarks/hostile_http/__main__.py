"""So many requests that a stranger may send, and what became of them.

`python -m benchmarks.hostile_http`: every response must be one that the description promises, the
process must live, grow by little, and answer as before.
"""

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from benchmarks.hostile_http.contract import broken, response
from benchmarks.hostile_http.requests import Raw, Request, raw_requests, requests
from benchmarks.record import ROOT, save
from benchmarks.service import Service, serving
from bot.settings import load_settings
from index.indexing.build import build
from index.loading import load_encoder

QUESTION = {"question": "What share of the goods goes back to China?"}
ANSWERED = b"one-fifth"
# Megabytes that the process may have grown by in the second half.
GROWTH = 20
WARM = 5
# One in so many cases is no request at all; one in so many of the others asks what is looked up.
RAW, ASKING = 5, 100


class Trial:
    """A service, and what was found of it."""

    def __init__(self, service: Service, documents: tuple[str, ...], draw: random.Random) -> None:
        self.statuses: Counter[str] = Counter()
        self.found: list[str] = []
        self._service, self._draw = service, draw
        self._documents = documents

    def run(self, cases: int, number: int) -> None:
        """Try so many cases."""
        asking = cases // ASKING
        raw = cases // RAW
        for strategy, count, one in (
            (raw_requests(), raw, self._raw),
            (requests(self._documents, ask=True), asking, self._request),
            (requests(self._documents), cases - raw - asking, self._request),
        ):
            chosen = settings(
                max_examples=count,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            seed(number)(chosen(given(strategy)(one)))()

    def _request(self, case: Request) -> None:
        # Each comes from another address: what one may ask how often is not what is tried.
        there = ".".join(str(self._draw.randrange(1, 255)) for _ in range(4))
        data = case.data.replace(b"\r\n", f"\r\nX-Forwarded-For: {there}\r\n".encode(), 1)
        said = self._service.send(data)
        try:
            told = response(said)
            wrong = broken(case.method, case.route, told)
            self.statuses[str(told.status)] += 1
        except ValueError:
            wrong = "nothing that is a response"
        if wrong:
            self.found.append(f"{wrong}: {case}")

    def _raw(self, case: Raw) -> None:
        said = self._service.send(case.data, end=True)
        self.statuses["raw"] += 1
        if said and (not said.startswith(b"HTTP/") or b" 500 " in said[:20]):
            self.found.append(f"{said[:60]!r}: {case}")


def measure(cases: int, number: int, index: Path) -> dict[str, Any]:
    """Try the cases on a service of its own; half of them, then the other half."""
    documents = tuple(path.name for path in sorted((ROOT / "seeds").iterdir()))
    with serving(index, serve_proxies=1, serve_files=True, log_format="json") as service:
        trial = Trial(service, documents, random.Random(number))
        ask = Request("POST", "/ask", (), json.dumps(QUESTION).encode()).data
        # What is loaded by the first answers is no growth.
        for _ in range(WARM):
            service.send(ask)
        sizes, began = [], time.perf_counter()
        for half in range(2):
            trial.run(cases // 2, number + half)
            sizes.append(service.figure("process_resident_memory_bytes") / 1e6)
        seconds = time.perf_counter() - began
        told = service.send(ask)
        lines = [json.loads(line) for line in service.logged().splitlines()]
    return {
        "cases": cases,
        "seed": number,
        "seconds": round(seconds),
        "statuses": dict(sorted(trial.statuses.items())),
        "found": trial.found,
        "failures_in_log": [one["message"] for one in lines if one["level"] == "error"],
        "megabytes": [round(size, 1) for size in sizes],
        "answers_still": ANSWERED in told,
    }


def main() -> None:
    """Try, print the figures, keep them, and fail if anything was found."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.hostile_http", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--cases", type=int, default=20_000, help="(default 20,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    given_settings = load_settings()
    with tempfile.TemporaryDirectory(prefix="quoth-hostile-") as name:
        encoder = load_encoder(given_settings.model, given_settings.cache_dir)
        build(ROOT / "seeds", Path(name), encoder)
        results = measure(options.cases, options.seed, Path(name))
    print(json.dumps(results, indent=1, ensure_ascii=False))
    if not options.look:
        print(f"Kept in {save('hostile_http', results, ('aiohttp', 'hypothesis'))}")
    grown = results["megabytes"][1] - results["megabytes"][0]
    if results["found"] or results["failures_in_log"] or grown > GROWTH:
        raise SystemExit("Something was found.")
    if not results["answers_still"]:
        raise SystemExit("It does not answer as before.")


if __name__ == "__main__":
    main()
