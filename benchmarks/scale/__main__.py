"""What an index costs as it grows: `python -m benchmarks.scale`.

Indexes of 1,000 to 100,000 passages are made (`corpus.py`), then opened, asked and changed in
fresh processes (`measure.py`). What 1,000,000 would take is extrapolated by the straight line
through the smallest and the largest, and labelled so.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.record import HERE, ROOT, save
from benchmarks.scale.corpus import Real, make_index, make_questions, nearest, real_texts
from benchmarks.scale.plot import plot
from bot.settings import load_settings
from index.loading import load_encoder
from index.search.retrieval import CANDIDATES

SIZES = (1000, 3000, 10_000, 30_000, 60_000, 100_000)
SMALL, BEYOND = 100, 1_000_000
QUESTIONS, CHANGES = 1000, 9


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured at every size: where it stands in the results, and what it may be.

    `beyond` is what it may be from a million passages on.
    """

    name: str
    path: tuple[str, ...]
    bound: float
    beyond: float = 0.0
    at_least: bool = False

    def of(self, result: dict[str, Any]) -> float:
        """Its value at one size."""
        value: Any = result
        for key in self.path:
            value = value[key]
        return float(value)

    def bound_at(self, passages: int) -> float:
        """What it may be at a size."""
        return self.beyond if passages >= BEYOND else self.bound

    def met(self, result: dict[str, Any]) -> bool:
        """Whether it is as good as it should be."""
        value, bound = self.of(result), self.bound_at(result["passages"])
        return value >= bound if self.at_least else value <= bound


FIGURES = (
    Figure("retrieval, p95, ms", ("retrieval", "p95_ms"), 15, 40),
    Figure("recall of the nearest 50", ("recall",), 0.97, 0.97, at_least=True),
    Figure("opening, ms", ("open_ms",), 1000, 10_000),
    Figure("resident, bytes a passage", ("bytes_a_passage", "all"), 2500, 2000),
    Figure("one changed document, s", ("change", "seconds"), 2, 1),
)
# Besides these figures, what is extrapolated.
PARTS = (
    ("retrieval", "p50_ms"),
    ("dense", "p50_ms"),
    ("lexical", "p50_ms"),
    ("change", "stages", "writing"),
    ("merging_change", "seconds"),
)


def measure(real: Real, passages: int, folder: Path, small: Path) -> dict[str, Any]:
    """Make an index of one size, if it is not there from an earlier run, and measure it."""
    print(f"{passages:,} passages", flush=True)
    told = folder / "made.json"
    if not told.exists():
        made = make_index(real, passages, folder / "documents", folder / "index")
        ask(real, passages, made.vectors, folder)
        told.write_text(json.dumps({"caches_seconds": round(made.caches_seconds, 2)}))
    size = sum(f.stat().st_size for f in (folder / "index").rglob("*") if f.is_file())
    read = run("read", small, folder / "index", folder / "questions.npz")
    change = run("change", folder / "index", folder / "documents", str(CHANGES))
    more = json.loads(told.read_text()) | {"disk_bytes": round(size / passages)}
    return read | more | change


def ask(real: Real, passages: int, vectors: np.ndarray, folder: Path) -> None:
    """Write questions beside an index, with the right neighbours."""
    texts, queries = make_questions(real, passages, QUESTIONS)
    right = nearest(vectors, queries, CANDIDATES)
    np.savez(folder / "questions.npz", texts=texts, vectors=queries, nearest=right)


def run(*arguments: str | Path) -> dict[str, Any]:
    """What a fresh process measures."""
    command = [sys.executable, "-m", "benchmarks.scale.measure", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def extrapolate(results: Sequence[dict[str, Any]]) -> dict[str, float]:
    """What more passages would take, on the straight line through the smallest and largest size.

    More than that only if something grows faster than the passages; less where it grows slower.
    """
    small, large = results[0], results[-1]
    if small is large:
        return {}
    steps = (BEYOND - large["passages"]) / (large["passages"] - small["passages"])
    found = {}
    for path in [*(f.path for f in FIGURES if not f.at_least), *PARTS]:
        first, last = (Figure("", path, 0).of(result) for result in (small, large))
        found[".".join(path)] = round(last + max(0.0, last - first) * steps, 3)
    return found


def table(results: Sequence[dict[str, Any]], beyond: dict[str, float]) -> str:
    """Figures by size as a Markdown table, those that miss their bound first."""
    last = results[-1]
    sizes = " | ".join(f"{result['passages']:,}" for result in results)
    rows = [f"| | bound | {sizes} | {BEYOND:,} (extrapolated) |"]
    rows.append("|---" * (len(results) + 3) + "|")
    for figure in sorted(FIGURES, key=lambda f: f.met(last)):
        bound = f"{'>=' if figure.at_least else '<='} {figure.bound_at(last['passages']):g}"
        values = [f"{figure.of(result):.4g}" for result in results]
        if not figure.met(last):
            values[-1] += " (missed)"
        outside = beyond.get(".".join(figure.path))
        rows.append(
            f"| {figure.name} | {bound} | {' | '.join(values)} | "
            f"{'' if outside is None else f'{outside:.4g}'} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Make, measure, print, keep, draw; fail if a bound is missed at the largest size."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="in passages")
    parser.add_argument(
        "--vectors", type=Path, help="file that keeps the real vectors, encoded once"
    )
    parser.add_argument(
        "--keep", type=Path, help="folder that keeps the indexes: a million takes 20 minutes"
    )
    parser.add_argument("--name", default="scale", help="what the results are kept as")
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    settings = load_settings()
    load = os.getloadavg()[0]
    with ExitStack() as stack:
        new = stack.enter_context(tempfile.TemporaryDirectory(prefix="quoth-scale-"))
        folder = (options.keep or Path(new)).resolve()
        encoder = load_encoder(settings.model, settings.cache_dir)
        real = real_texts(options.shared, encoder, options.vectors or folder / "real.npz")
        small = Path(new) / "small"
        ask(
            real,
            SMALL,
            make_index(real, SMALL, small / "documents", small / "index").vectors,
            small,
        )
        results = [measure(real, n, folder / str(n), small) for n in sorted(options.sizes)]
    beyond = extrapolate(results)
    print(table(results, beyond))
    kept = {"load_before": round(load, 2), "sizes": results, "extrapolated_to_1000000": beyond}
    if options.look:
        print(json.dumps(kept, indent=1))
    else:
        print(f"Kept in {save(options.name, kept)}")
        if len(results) > 1:
            print(f"Drawn in {plot(kept, HERE / 'results' / f'{options.name}.png')}")
    missed = [figure.name for figure in FIGURES if not figure.met(results[-1])]
    if missed:
        raise SystemExit(f"Missed at {results[-1]['passages']:,} passages: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
