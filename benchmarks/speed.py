"""Quoth against plain sentence-transformers + FAISS, as ratios: `python benchmarks/speed.py`.

Every figure is a median over interleaved pairs (ours, theirs, ours, ...) of fresh processes in one
run, after one unmeasured pair; ratios are taken pair by pair. Measured are

- answer: wall time of `quoth ask` on a built index against `plain.py` on a prebuilt one;
- memory: peak resident size of those same processes;
- encoding: passages a second, model loading left out, each encoder in its own process;
- help: wall time of `quoth --help` against `python -c pass`, and that it imports nothing heavy.

This process imports neither torch nor numpy: a child's peak counts that of the process it was
started from.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from record import HERE, ROOT, save

PYTHON = sys.executable
HEAVY = {"torch", "transformers", "sentence_transformers", "faiss", "openvino", "numpy", "tantivy"}
ENCODED = 200
FILL = """
import json, sys
from pathlib import Path
import faiss
from bot.settings import load_settings
from index.loading import load_encoder
folder = Path(sys.argv[1])
settings = load_settings()
texts = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
vectors = load_encoder(settings.model, settings.cache_dir).encode_passages(texts)
index = faiss.IndexFlatIP(vectors.shape[1])
index.add(vectors)
faiss.write_index(index, str(folder / "passages.faiss"))
"""
AGREE = """
import sys
import numpy as np
ours, theirs = (np.load(path) for path in sys.argv[1:])
print(float((ours * theirs).sum(axis=1).min()))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall seconds, peak resident megabytes, what it printed."""

    seconds: float
    megabytes: float
    output: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. `ratio` is the median of the pairs' ratios, in the target's sense."""

    measure: str
    ours: float
    theirs: float
    unit: str
    ratio: float
    lowest: float
    highest: float
    target: str
    met: bool


def run(command: Sequence[str | Path], folder: Path) -> Run:
    """Run a process to its end in a folder; one that fails ends the benchmark."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        output = out.read().decode("utf-8", "replace")
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{output}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Run(seconds, usage.ru_maxrss / unit, output)


def pairs(
    count: int, ours: Callable[[int], Run], theirs: Callable[[int], Run]
) -> list[tuple[Run, Run]]:
    """Interleaved runs of both; the first pair, which warms the disk's cache, is dropped."""
    return [(ours(number), theirs(number)) for number in range(count + 1)][1:]


def line(
    measure: str,
    unit: str,
    figures: Sequence[tuple[float, float]],
    target: float,
    *,
    more: bool,
    inverse: bool = False,
) -> Line:
    """A row from pairs of figures; `more` tells whether a higher ratio is better.

    The ratio is ours to theirs, or theirs to ours if `inverse`.
    """
    ratios = [b / a if inverse else a / b for a, b in figures]
    ratio = median(ratios)
    return Line(
        measure=measure,
        ours=round(median(a for a, _ in figures), 3),
        theirs=round(median(b for _, b in figures), 3),
        unit=unit,
        ratio=round(ratio, 3),
        lowest=round(min(ratios), 3),
        highest=round(max(ratios), 3),
        target=f"{'>=' if more else '<='} {target:g}",
        met=ratio >= target if more else ratio <= target,
    )


def prepare(shared: Path, folder: Path, count: int | None) -> tuple[list[str], list[str]]:
    """Write documents and both indexes below a folder; give the passages and the questions."""
    squad = shared / "eval" / "squad2"
    with gzip.open(squad / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        documents = [json.loads(row) for row in file][:count]
    (folder / "documents").mkdir()
    for document in documents:
        path = folder / "documents" / document["document"]
        path.write_text(document["text"], encoding="utf-8")
    texts = [document["text"] for document in documents]
    (folder / "passages.json").write_text(json.dumps(texts), encoding="utf-8")
    (folder / "some.json").write_text(json.dumps(texts[:ENCODED]), encoding="utf-8")
    run([PYTHON, "-m", "bot", "index", "documents", "--index", "index"], folder)
    run([PYTHON, "-c", FILL, "."], folder)
    names = {document["document"] for document in documents}
    with (squad / "questions.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(row) for row in file]
    questions = [r["question"] for r in rows if r["answerable"] and r["document"] in names]
    return texts, questions


def measure_answers(folder: Path, questions: Sequence[str], repeats: int) -> list[Line]:
    """The first answer of a started process: its time and its memory."""
    done = pairs(
        repeats,
        lambda n: run([PYTHON, "-m", "bot", "ask", "--index", "index", questions[n]], folder),
        lambda n: run([PYTHON, HERE / "plain.py", ".", questions[n]], folder),
    )
    times = [(ours.seconds, theirs.seconds) for ours, theirs in done]
    peaks = [(ours.megabytes, theirs.megabytes) for ours, theirs in done]
    return [
        line("first answer, times sooner", "s", times, 4, more=True, inverse=True),
        line("peak memory, share", "MB", peaks, 0.6, more=False),
    ]


def measure_encoding(folder: Path, count: int, repeats: int) -> tuple[Line, float]:
    """Passages a second, and the least cosine between both encoders' vectors of a passage."""

    def timed(kind: str) -> Run:
        return run([PYTHON, HERE / "encode.py", kind, "some.json", f"{kind}.npy"], folder)

    done = pairs(repeats, lambda n: timed("quoth"), lambda n: timed("plain"))
    speeds = [
        (count / float(ours.output.split()[-1]), count / float(theirs.output.split()[-1]))
        for ours, theirs in done
    ]
    agreement = run([PYTHON, "-c", AGREE, "quoth.npy", "plain.npy"], folder)
    row = line("encoding, times faster", "passages/s", speeds, 3, more=True)
    return row, float(agreement.output)


def measure_help(folder: Path, repeats: int) -> tuple[Line, list[str]]:
    """The time of `--help`, and which of the heavy packages it imports (none should be)."""
    done = pairs(
        repeats,
        lambda n: run([PYTHON, "-m", "bot", "--help"], folder),
        lambda n: run([PYTHON, "-c", "pass"], folder),
    )
    times = [(ours.seconds, theirs.seconds) for ours, theirs in done]
    told = run([PYTHON, "-X", "importtime", "-m", "bot", "--help"], folder).output
    imported = {
        row.rpartition("|")[2].strip().partition(".")[0]
        for row in told.splitlines()
        if row.startswith("import time:")
    }
    return line("--help, times python -c pass", "s", times, 10, more=False), sorted(
        imported & HEAVY
    )


def table(lines: Sequence[Line]) -> str:
    """The rows as a Markdown table."""
    head = "| measure | ratio | lowest–highest | target | quoth | plain |"
    rule = "|---|---|---|---|---|---|"
    rows = [
        f"| {r.measure} | **{r.ratio:.2f}**{'' if r.met else ' (missed)'} | "
        f"{r.lowest:.2f}–{r.highest:.2f} | {r.target} | "
        f"{r.ours:.4g} {r.unit} | {r.theirs:.4g} {r.unit} |"
        for r in lines
    ]
    return "\n".join([head, rule, *rows])


def main() -> None:
    """Measure everything, print the table, keep the results, fail if a heavy import came in."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--repeats", type=int, default=5, help="measured pairs (default 5)")
    parser.add_argument("--quick", action="store_true", help="100 passages, 2 pairs, not kept")
    options = parser.parse_args()
    repeats = 2 if options.quick else options.repeats
    encodings = max(2, repeats - 2)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="quoth-speed-") as name:
        folder = Path(name)
        count = 100 if options.quick else None
        texts, questions = prepare(options.shared.resolve(), folder, count)
        lines = measure_answers(folder, questions, repeats)
        encoded = min(ENCODED, len(texts))
        encoding, agreement = measure_encoding(folder, encoded, encodings)
        starting, heavy = measure_help(folder, repeats * 2)
    lines += [encoding, starting]
    print(table(lines))
    print(f"\nLeast cosine between both encoders: {agreement:.5f}; load before: {load:.2f}")
    results: dict[str, Any] = {
        "passages": len(texts),
        "pairs": {"answer": repeats, "encoding": encodings, "help": repeats * 2},
        "load_before": round(load, 2),
        "least_cosine": round(agreement, 5),
        "heavy_imports_of_help": heavy,
        "lines": [asdict(row) for row in lines],
    }
    if not options.quick:
        print(f"Kept in {save('speed', results)}")
    if heavy:
        raise SystemExit(f"--help imports {', '.join(heavy)}")


if __name__ == "__main__":
    main()
