"""People who ask at once: `python -m benchmarks.load discord` or `http`.

Every question must be answered or told why not, none twice, and memory must not climb. Then the
process is killed and started again while they go on asking: nothing of history and votes is lost.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.load.crowd import Tally, crowd, lost
from benchmarks.load.memory import Memory
from benchmarks.load.over_discord import OverDiscord, over_discord
from benchmarks.load.over_http import OverHttp, over_http
from benchmarks.load.process import Process
from benchmarks.load.tending import Tending, prepare
from benchmarks.record import save
from bot.settings import load_settings

Surface = OverDiscord | OverHttp
SURFACES: dict[str, Callable[..., AbstractAsyncContextManager[Surface]]] = {
    "discord": over_discord,
    "http": over_http,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How many ask, for how many seconds; so many before and after the kill; how often a change."""

    people: int
    seconds: float
    after: float
    every: float


async def run(surface: str, plan: Plan, place: Path, cache_dir: Path) -> dict[str, Any]:
    """What was found, with `problems`, which should be none."""
    draw = random.Random(1)
    documents, index = prepare(place, draw), place / "index"
    first = Process(place, "index", str(documents), index_dir=index, cache_dir=cache_dir)
    await first.start()
    await first.finished()
    indexer = Process(
        place, "index", str(documents), "--watch", index_dir=index, cache_dir=cache_dir
    )
    tending = Tending(indexer, documents, plan.every, draw)
    async with SURFACES[surface](place, index, plan.people, cache_dir=cache_dir) as asked:
        memory, before, killed = Memory(), Tally(), Tally()
        beside = [
            asyncio.create_task(memory.watch(lambda: asked.process.pid)),
            asyncio.create_task(tending.run()),
        ]
        try:
            await _ask(asked, plan.people, before, asyncio.sleep(plan.seconds))
            beside[0].cancel()
            await _ask(asked, plan.people, killed, _kill(asked, plan.after))
            log = asked.process.logged()
            problems = [*before.problems, *killed.problems, *await asked.ended()]
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
    figures = memory.figures(plan.seconds / 2)
    problems += _wrong(asked, before, killed, log)
    if figures["not_of_files"]["flat"] is False:
        problems.append("memory climbs")
    return {
        "people": plan.people,
        "seconds": plan.seconds,
        **before.figures(),
        "memory": figures,
        "killed": killed.figures() | {"seconds": 2 * plan.after},
        **asked.figures(),
        "changes": tending.changes,
        "went_over_to_a_new_index": log.count("answering from the index as it is now"),
        "problems": problems,
    }


async def _ask(asked: Surface, people: int, tally: Tally, work: Awaitable[None]) -> None:
    """Have people ask for as long as some work takes."""
    over = asyncio.Event()
    asking = asyncio.create_task(crowd(asked.ask, people, over, tally))
    try:
        await work
    finally:
        over.set()
        await asking


async def _kill(asked: Surface, seconds: float) -> None:
    """Kill it in the middle, and start it again at once."""
    await asyncio.sleep(seconds)
    await asked.process.end(signal.SIGKILL)
    await asked.start()
    await asyncio.sleep(seconds)


def _wrong(asked: Surface, before: Tally, killed: Tally, log: str) -> list[str]:
    found = []
    if count := lost(before.kinds, asked.fine):
        found.append(f"{count} questions came to nothing: {dict(before.kinds)}")
    if count := lost(killed.kinds, (*asked.fine, *asked.at_a_kill)):
        found.append(f"{count} questions came to nothing after the kill: {dict(killed.kinds)}")
    return found + (["the log holds a failure"] if "Traceback" in log else [])


def main() -> None:
    """Measure, print the figures, keep them; fail if there is a problem."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("surface", choices=SURFACES)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--after", type=float, default=45, help="seconds before and after the kill")
    parser.add_argument("--every", type=float, default=10, help="seconds between two changes")
    parser.add_argument("--look", action="store_true", help="keep nothing")
    given = parser.parse_args()
    plan = Plan(given.people, 60 * given.minutes, given.after, given.every)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="quoth-load-") as folder:
        cache_dir = Path(load_settings().cache_dir).resolve()
        results = asyncio.run(run(given.surface, plan, Path(folder), cache_dir))
    results["load_before"] = round(load, 2)
    print(json.dumps(results, indent=1))
    if not given.look:
        print(f"Kept in {save(f'load_{given.surface}', results)}")
    if results["problems"]:
        raise SystemExit("There are problems, see above.")


if __name__ == "__main__":
    main()
