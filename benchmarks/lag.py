"""How long answering holds up the event loop of a bot: `python benchmarks/lag.py`.

Questions about `seeds/` are all asked at once of the bot's scheduler, with the shipped models,
while a ticker on the same event loop measures by how much each of its ticks is late. A second
ticker without any questions shows what this machine does by itself.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any

from record import ROOT, save

sys.path.insert(0, str(ROOT))

from bot.serving.scheduler import Job, Scheduler
from bot.settings import load_settings
from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask
from index.evaluation.metrics import percentile
from index.indexing.build import build
from index.loading import load_answerer, load_encoder

TICK = 0.005
IDLE_SECONDS = 3
TARGET_MS = 50


async def tick(lags: list[float]) -> None:
    """Sleep again and again; keep by how many seconds each waking was late.

    A late one stands for those as well that should have been meanwhile, or a long lag would count
    once where short ones count often.
    """
    while True:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        late = max(0.0, time.perf_counter() - due)
        lags.extend(late - at * TICK for at in range(1 + int(late / TICK)))


async def measure(answerer: Answerer, jobs: Sequence[Job], batch: int) -> dict[str, Any]:
    """Lags in ms with and without work, answers a second, and how long they took in ms."""
    scheduler = Scheduler(
        lambda some: [answer(answerer, job) for job in some], waiting=2 * len(jobs), batch=batch
    )
    await scheduler.answer(jobs[0], group=0)
    idle: list[float] = []
    busy: list[float] = []
    await ticking(asyncio.sleep(IDLE_SECONDS), idle)
    began = time.perf_counter()
    asked = (scheduler.answer(job, group) for group, job in enumerate(jobs))
    await ticking(asyncio.gather(*asked), busy)
    seconds = time.perf_counter() - began
    figures = scheduler.figures
    await scheduler.close(limit=60)
    return {
        "questions": len(jobs),
        "batch": batch,
        "lag_ms": spread(busy),
        "idle_lag_ms": spread(idle),
        "answers_per_second": round(len(jobs) / seconds, 2),
        "answer_p50_ms": round(figures.p50_ms or 0),
        "answer_p95_ms": round(figures.p95_ms or 0),
    }


def answer(answerer: Answerer, job: Job) -> Answer:
    """One answer, without what a bot adds to it."""
    return ask(answerer, job.question, job.audience, job.hidden)


async def ticking(work: Awaitable[object], lags: list[float]) -> None:
    """Wait for some work while a ticker runs."""
    ticker = asyncio.create_task(tick(lags))
    try:
        await work
    finally:
        ticker.cancel()


def spread(lags: Sequence[float]) -> dict[str, float]:
    """Percentiles and the largest, in ms."""
    ordered = sorted(lags)
    shares = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {name: round(percentile(ordered, share) * 1000, 2) for name, share in shares.items()}


def questions(path: Path, count: int) -> list[Job]:
    """So many questions from a file, over again where it has fewer."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [json.loads(line)["question"] for line in lines if line.strip()]
    return [Job(found[number % len(found)]) for number in range(count)]


def main() -> None:
    """Measure, print the figures, keep them, fail if the loop was held up for too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--questions", type=int, default=200, help="asked at once (default 200)")
    parser.add_argument("--batch", type=int, default=4, help="answered at a time (default 4)")
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    settings = load_settings()
    load = os.getloadavg()[0]
    jobs = questions(options.shared / "eval" / "seeds.jsonl", options.questions)
    with tempfile.TemporaryDirectory(prefix="quoth-lag-") as name:
        folder = Path(name)
        build(ROOT / "seeds", folder, load_encoder(settings.model, settings.cache_dir))
        answerer = load_answerer(folder, settings.model, settings.cache_dir)
        results = asyncio.run(measure(answerer, jobs, options.batch))
        answerer.library.close()
    results["load_before"] = round(load, 2)
    print(json.dumps(results, indent=1))
    if not options.look:
        print(f"Kept in {save('lag', results)}")
    if results["lag_ms"]["p99"] > TARGET_MS:
        raise SystemExit(f"The event loop's p99 lag is over {TARGET_MS} ms.")


if __name__ == "__main__":
    main()
