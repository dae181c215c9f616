"""What a stranger may send that is no request, by lot and by hand: `python -m benchmarks.hostile`.

Questions, files, words to show and settings are drawn by lot, each kind in a process of its own;
some questions are answered with the real models; and the files in files_text.py, files_office.py
and files_pdf.py are read. Every case must come out as it should within its bound on time.
"""

import argparse
import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from math import inf
from multiprocessing import get_context

from benchmarks.hostile.kinds import CASES, WORST_FILES, hostile_files, run
from benchmarks.hostile.trying import MOST_TOLD
from benchmarks.record import save


def main() -> None:
    """Try, print the figures, keep them, and fail if anything was found."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.hostile", description=__doc__.splitlines()[0]
    )
    kinds = [*CASES, WORST_FILES]
    parser.add_argument("--kinds", default=",".join(kinds), help="(default: all)")
    parser.add_argument("--share", type=float, default=1.0, help="of the cases (default 1)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=inf, help="and no more after so many")
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    chosen = options.kinds.split(",")
    with ProcessPoolExecutor(len(chosen), get_context("spawn")) as pool:
        counts = [int(CASES.get(kind, 0) * options.share) for kind in chosen]
        waiting = {
            pool.submit(run, kind, count, options.seed, options.minutes): kind
            for kind, count in zip(chosen, counts, strict=True)
        }
        results = {}
        for done in as_completed(waiting):
            results[waiting[done]] = done.result()
            told = json.dumps(done.result(), indent=1, ensure_ascii=False)
            print(f"{waiting[done]}: {told}", flush=True)
    if not options.look:
        whole = {"seed": options.seed, "kinds": results, "files": _counted()}
        print(f"Kept in {save('hostile', whole, ('pypdfium2', 'lxml', 'openpyxl', 'tantivy'))}")
    if found := [one for result in results.values() for one in result["found"]]:
        raise SystemExit("\n".join(["Something was found.", *found[:MOST_TOLD]]))


def _counted() -> dict[str, int]:
    return dict(Counter(ending for ending, _, _ in hostile_files()))


if __name__ == "__main__":
    main()
