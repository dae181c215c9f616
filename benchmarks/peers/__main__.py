"""Quoth beside other tools: `python -m benchmarks.peers`, after `benchmarks/peers/environments.sh`.

For every set each tool makes its index, in turn; then all are started, in turn, and every question
is asked of all of them, one after the other, before the next. The order of the tools goes round.
What was prepared and indexed is kept in `--work` with its figures, and not done again there. With
`--starts` only the time from a start to the first answer is measured, so often, and takes the place
of what was measured when all was asked.

This process imports neither numpy nor a model until all others have ended: the peak of a process
counts that of the one that started it.
"""

import argparse
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.peers.corpus import SETS, SQUAD, Questions, prepare
from benchmarks.peers.tools import TOOLS, Answering, Tool, index, started, versions
from benchmarks.record import ROOT

Measured = dict[str, dict[str, Any]]
ASKED = "asked.json"


def turned(number: int) -> list[Tool]:
    """The tools, each first in turn."""
    start = number % len(TOOLS)
    return [*TOOLS[start:], *TOOLS[:start]]


def indexed(number: int, asked: Questions, options: argparse.Namespace) -> Measured:
    """Every tool's index of a set with its figures, made now or before."""
    kept = options.work / f"{asked.name}-indexes.json"
    found: Measured = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for tool in turned(number):
        if tool.key in found:
            continue
        store = _store(tool, asked, options)
        shutil.rmtree(store, ignore_errors=True)
        found[tool.key] = index(tool, asked, store, options.environments)
        found[tool.key]["date"] = datetime.now(UTC).isoformat(timespec="seconds")
        kept.write_text(json.dumps(found), encoding="utf-8")
        print(f"{asked.name}: {tool.name} {found[tool.key]}", flush=True)
    return found


def answered(number: int, asked: Questions, options: argparse.Namespace) -> Measured:
    """What every tool said to every question of a set, and how long and how much it took."""
    order = turned(number)
    for tool in order if number == 0 else []:
        # So that no tool is the one whose files are read from the disk.
        with _answering(tool, asked, options) as process:
            process.ask(asked.gold[0]["question"])
    found: Measured = {tool.key: {"first": [], "quotes": []} for tool in TOOLS}
    processes: dict[str, Answering] = {}
    with ExitStack() as running:
        for tool in order:
            processes[tool.key] = running.enter_context(_answering(tool, asked, options))
            told = _ask(processes[tool.key], asked.gold[0], found[tool.key])
            found[tool.key]["started"] = told["since_start"]
        for place, row in enumerate(asked.gold[1:], 1):
            for tool in turned(place):
                _ask(processes[tool.key], row, found[tool.key])
            if place % 10 == 0:
                print(f"{asked.name}: {place + 1} questions", flush=True)
    for key, process in processes.items():
        found[key]["megabytes"] = process.megabytes
    return found


def restarted(number: int, asked: Questions, options: argparse.Namespace) -> dict[str, float]:
    """The median seconds from each tool's start to its first answer, one alone at a time."""
    times: dict[str, list[float]] = {tool.key: [] for tool in TOOLS}
    # The first round reads the files from the disk.
    for turn in range(options.starts + 1):
        for tool in turned(number + turn):
            with _answering(tool, asked, options) as process:
                first, _ = process.ask(asked.gold[0]["question"])
            times[tool.key].append(first["since_start"])
    print(f"{asked.name}: {times}", flush=True)
    return {key: median(seconds[1:]) for key, seconds in times.items()}


def _again(sets: Sequence[Questions], options: argparse.Namespace) -> dict[str, Measured]:
    """What was asked before, with other starts."""
    kept: dict[str, Measured] = json.loads((options.work / ASKED).read_text(encoding="utf-8"))
    for number, one in enumerate(sets):
        for key, seconds in restarted(number, one, options).items():
            kept[one.name][key]["started"] = seconds
    return kept


def _ask(process: Answering, row: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    first, quotes = process.ask(row["question"])
    kept["first"].append(first)
    kept["quotes"].append(quotes)
    return first


def _store(tool: Tool, asked: Questions, options: argparse.Namespace) -> Path:
    return Path(options.work) / f"{asked.name}-{tool.key}"


def _answering(tool: Tool, asked: Questions, options: argparse.Namespace) -> Any:  # noqa: ANN401
    return started(tool, "answer", asked, _store(tool, asked, options), options.environments)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--environments", type=Path, default=ROOT / ".peers")
    parser.add_argument("--work", type=Path, default=ROOT / "runs" / "peers")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--questions", type=int, default=0, help="of a set at most (default all)")
    parser.add_argument("--squad", type=int, default=240, help=f"of {SQUAD} at most (default 240)")
    parser.add_argument("--index", action="store_true", help="only make the indexes")
    parser.add_argument("--starts", type=int, default=0, help="only start all anew, so often")
    parser.add_argument("--look", action="store_true", help="only print")
    options = parser.parse_args()
    options.evaluation = options.shared.resolve() / "eval"
    return options


def main(options: argparse.Namespace) -> None:
    """Measure everything; keep the results, the tables and the picture."""
    options.work.mkdir(parents=True, exist_ok=True)
    sets = [_prepared(name, options) for name in options.sets]
    indexes = {asked.name: indexed(n, asked, options) for n, asked in enumerate(sets)}
    if options.index:
        return
    load = round(os.getloadavg()[0], 2)
    if options.starts:
        asked = _again(sets, options)
    else:
        asked = {one.name: answered(number, one, options) for number, one in enumerate(sets)}
    made = {tool.key: versions(tool, options.environments) for tool in TOOLS}
    _report(sets, indexes, asked, made, load, options)


def _prepared(name: str, options: argparse.Namespace) -> Questions:
    most = min(filter(None, (options.questions, options.squad if name == SQUAD else 0)), default=0)
    return prepare(name, options.evaluation, options.work, most)


def _report(
    sets: Sequence[Questions],
    indexes: dict[str, Measured],
    asked: dict[str, Measured],
    made: dict[str, dict[str, str]],
    load: float,
    options: argparse.Namespace,
) -> None:
    from benchmarks.peers.report import keep, results
    from benchmarks.peers.tables import summary

    found = results(sets, indexes, asked, made, options.evaluation)
    found["load_before"] = load
    (options.work / ASKED).write_text(json.dumps(asked), encoding="utf-8")
    print(summary(found))
    if not options.look:
        keep(found)


if __name__ == "__main__":
    main(arguments())
