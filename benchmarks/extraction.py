"""How well documents are read, on a made corpus: `python -m benchmarks.extraction`.

Each file goes the way of an index: read, furniture marked, cut into passages. Of its known
sentences is counted how many are

- found: word for word in the extracted text, with runs of white space taken for one blank (lines
  are broken within sentences) and nothing else;
- in order: the longest run of them that stands in the document's order, footnotes by themselves;
- labelled: at a place whose label, as quotes have it, is the known one;
- right: all three;
- lost: found, but in no passage, so that they can never be quoted;
- whole: one sentence of a passage, but for a mark before or after it (a bullet, a number, the name
  of who speaks). Cells of tables are not counted: their rows stay whole.

Of the known furniture, how much stands in a sentence of a passage and so could be quoted. Stray are
sentences of passages that are neither known nor headings, bylines or cells of tables.
"""

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpus.families import FAMILIES, SEED, WHOLE, Family, make
from benchmarks.corpus.measure import Outcome, measure
from benchmarks.record import save


def by_format(outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
    """Outcomes of layouts summed by format, with their sum."""
    found: dict[str, Outcome] = defaultdict(Outcome)
    whole = Outcome()
    for layout, one in outcomes.items():
        found[layout.partition(":")[0]].add(one)
        whole.add(one)
    return {**found, "all": whole}


def table(outcomes: dict[str, Outcome]) -> Iterator[str]:
    """A row for each, in Markdown."""
    yield (
        "| | files | sentences | right % | found % | in order % | labelled % | lost % | whole % | "
        "furniture quoted | stray | titles % | dates % | addresses % |"
    )
    yield "|---|" + "---:|" * 13
    for name, one in outcomes.items():
        counts = one.counts
        shares = [("right", "known"), ("found", "known"), ("ordered", "found")]
        shares += [("labelled", "found"), ("lost", "found"), ("whole", "wholes")]
        cells = [f"{counts['files']}", f"{counts['known']}"]
        cells += [f"{one.share(part, whole):.2f}" for part, whole in shares]
        cells += [f"{counts['quoted']} of {counts['furniture']}"]
        cells += [f"{counts['stray']} of {counts['sentences']}"]
        told = ("title", "date", "address")
        cells += [f"{one.share(name, f'{name}, known'):.0f}" for name in told]
        yield f"| {name} | " + " | ".join(cells) + " |"


def run(family: Family, files: int, seed: int) -> dict[str, Outcome]:
    """A fresh corpus, measured."""
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), make(Path(folder), family, files, seed))


def figures(outcomes: dict[str, Outcome]) -> dict[str, Any]:
    """What is kept of a measurement: the counts of each format and layout."""
    both = {**by_format(outcomes), **outcomes}
    return {name: dict(sorted(one.counts.items())) for name, one in both.items()}


def main() -> None:
    """Measure each family, print, and keep the figures of a whole corpus."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--family", choices=sorted(FAMILIES), help="only this one")
    parser.add_argument("--files", type=int, default=WHOLE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--layouts", action="store_true", help="a row for each layout")
    parser.add_argument("--wrong", type=int, default=0, help="examples of each fault and layout")
    parser.add_argument("--look", action="store_true", help="keep nothing")
    options = parser.parse_args()
    kept: dict[str, Any] = {"seed": options.seed, "files": options.files}
    for family in FAMILIES.values():
        if options.family in (None, family.name):
            outcomes = run(family, options.files, options.seed)
            kept[family.name] = figures(outcomes)
            print(f"\n{family.name}\n")
            print("\n".join(table(outcomes if options.layouts else by_format(outcomes))))
            for line in examples(outcomes, options.wrong):
                print(line)
    if not options.look and options.family is None and options.files == WHOLE:
        save("extraction", kept, ("lxml", "openpyxl", "pypdfium2", "python-docx", "docutils"))


def examples(outcomes: dict[str, Outcome], count: int) -> Iterator[str]:
    """The first faults of each kind and layout."""
    seen: Counter[tuple[str, str]] = Counter()
    for layout, one in outcomes.items():
        for what, path, words in one.wrong:
            seen[what, layout] += 1
            if seen[what, layout] <= count:
                yield f"{what}: {path}: {words}"


if __name__ == "__main__":
    main()
