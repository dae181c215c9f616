"""What workers reach of two plain processes: `python -m benchmarks.workers FOLDER`.

Two plain processes index a half of the folder's files each, with a core each. `--workers 2` and
`--ray local --workers 2` index all of it. They go in turns; rates are passages a second, from the
start of the build to its end. `taken` is another index of what workers made: what one process is
left with.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.record import ROOT, save
from bot.indexes import workers_of
from bot.settings import load_settings
from bot.workers import SharedOut
from index.indexing.update import update
from index.loading import load_encoder

HOW = {
    "one process": SharedOut(),
    "workers": SharedOut(workers=2),
    "ray": SharedOut(workers=2, ray="local"),
}


def halves(folder: Path, place: Path) -> tuple[Path, Path]:
    """The folder's files shared out to two folders, every second one to each."""
    found = place / "even", place / "odd"
    for number, path in enumerate(sorted(p for p in folder.rglob("*") if p.is_file())):
        to = found[number % 2] / path.relative_to(folder)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    return found


def indexed(folder: Path, how: str) -> dict[str, float]:
    """Index a folder in this process, and say how long that took."""
    settings = load_settings()
    encoder = load_encoder(settings.model, settings.cache_dir)
    with tempfile.TemporaryDirectory(prefix="quoth-workers-") as place:
        shards = Path(place) / "shards" if how != "one process" else None
        workers = workers_of(settings, replace(HOW[how], shards=shards))
        done = update(folder, Path(place) / "index", encoder, workers=workers)
        found = {"passages": done.passages, "seconds": done.seconds, "processor": used(os.getpid())}
        if how == "workers":
            found["taken"] = update(folder, Path(place) / "two", encoder, workers=workers).seconds
    return found


def used(top: int) -> float:
    """Processor seconds of a process and all that it started, those included that are gone."""
    parents, seconds = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            values = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(values[1])
        seconds[int(stat.parent.name)] = sum(map(int, values[11:15])) / os.sysconf("SC_CLK_TCK")
    own = {top}
    while more := {pid for pid, above in parents.items() if above in own} - own:
        own |= more
    return sum(seconds.get(pid, 0.0) for pid in own)


def start(folder: Path, how: str, core: int | None = None) -> "subprocess.Popen[str]":
    """The same in a process of its own, on a core of its own where one is named."""
    command = [sys.executable, "-m", "benchmarks.workers", str(folder), "--how", how]
    alone = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"} if core is not None else {}
    return subprocess.Popen(
        [*([] if core is None else ["taskset", "--cpu-list", str(core)]), *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | alone,
    )


def ended(*processes: "subprocess.Popen[str]") -> dict[str, float]:
    """What they did together, in the time of the slowest."""
    said = [json.loads(process.communicate()[0].splitlines()[-1]) for process in processes]
    passages = sum(one["passages"] for one in said)
    seconds = max(one["seconds"] for one in said)
    processor = sum(one["processor"] for one in said)
    together = {"passages": passages, "seconds": seconds, "rate": passages / seconds}
    return {**said[0], **together, "processor": processor}


def compare(folder: Path, rounds: int, place: Path) -> dict[str, Any]:
    """All ways in turns; the medians of the rates' ratios to those of two plain processes."""
    even, odd = halves(folder, place)
    runs: list[dict[str, dict[str, float]]] = []
    for _ in range(rounds):
        plain = ended(start(even, "one process", 0), start(odd, "one process", 1))
        runs.append({"two plain": plain} | {how: ended(start(folder, how)) for how in HOW})
        print(json.dumps(runs[-1]), flush=True)
    found: dict[str, Any] = {"passages": int(runs[0]["ray"]["passages"]), "runs": runs}
    for how in HOW:
        ratios = [run[how]["rate"] / run["two plain"]["rate"] for run in runs]
        found[how] = {"ratio": round(median(ratios), 3), "ratios": [round(r, 3) for r in ratios]}
    return found


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workers")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--how", choices=HOW, help="index once, and only that")
    parser.add_argument("--name", default="workers", help="of the results file")
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    if options.how:
        print(json.dumps(indexed(options.folder, options.how)))
        return
    with tempfile.TemporaryDirectory(prefix="quoth-workers-") as place:
        found = compare(options.folder, options.rounds, Path(place))
    found["load"] = round(os.getloadavg()[0], 1)
    print(json.dumps({how: found[how] for how in HOW}))
    if not options.look:
        print(f"Kept in {save(options.name, found)}")


if __name__ == "__main__":
    main()
