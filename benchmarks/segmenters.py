"""Sentence segmenters compared: `python benchmarks/segmenters.py`.

Compared are sentencex mended by `index.text.sentences`, sentencex as it comes, nupunkt and pysbd
(the last two only if they are installed: `pip install nupunkt pysbd`), on

- segmenter_cases.json, written before any of them was run: the boundaries within a case are
  counted as right, missed or false, and a case is right if all of its sentences are;
- the prose of seeds/ and the SQuAD paragraphs, which nobody has split by hand: there, what a
  sentence rarely does is counted (end in an abbreviation, begin in lower case, leave a quotation
  open), and the time is taken, as a median over interleaved rounds.
"""

import argparse
import gzip
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean, median

from record import HERE, ROOT, save

from index.formats import readers
from index.text.sentences import split

Segment = Callable[[str], list[str]]

ROUNDS = 3
# Words that hardly ever end a sentence. On purpose not index/data/abbreviations.toml, which ours
# mends by, nor the list of any segmenter.
NEVER_LAST = re.compile(
    r"(?:^|[\s(\[“\"'‘])(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Lt|Capt|Sen|Rep|Rev|Hon|Gov|Pres|vs|cf|ca|"
    r"approx|e\.g|i\.e|[Ff]ig|No|[Vv]ol|pp?|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.$"
)


@dataclass(frozen=True, slots=True)
class Scores:
    """What one segmenter did. Ratios are 0..1; `milliseconds` is for the prose, once through."""

    name: str
    precision: float
    recall: float
    f1: float
    cases_right: int
    cases: int
    wrong: tuple[str, ...]
    sentences: int
    mean_length: float
    ends_in_abbreviation: int
    begins_lower: int
    unbalanced_quotes: int
    milliseconds: float


def segmenters() -> dict[str, Segment]:
    """The segmenters at hand, by name."""
    from sentencex import segment

    found: dict[str, Segment] = {
        "sentencex, mended": lambda text: [
            text[s.start : s.end] for s in split(text, 0, len(text))
        ],
        "sentencex": lambda text: list(segment("en", text)),
    }
    if find_spec("nupunkt"):
        from nupunkt import sent_tokenize

        found["nupunkt"] = lambda text: [str(sentence) for sentence in sent_tokenize(text)]
    if find_spec("pysbd"):
        from pysbd import Segmenter

        found["pysbd"] = Segmenter(language="en", clean=False).segment
    return found


def boundaries(sentences: Sequence[str]) -> set[int]:
    """Where sentences end, but for the last, counted in characters that are no white space."""
    ends: list[int] = []
    for sentence in sentences:
        length = len("".join(sentence.split()))
        if length:
            ends.append((ends[-1] if ends else 0) + length)
    return set(ends[:-1])


def on_cases(
    segment: Segment, cases: Sequence[dict[str, list[str]]]
) -> tuple[float, float, list[str]]:
    """Precision and recall of the boundaries in all cases, and which cases went wrong."""
    right = false = missed = 0
    wrong = []
    for case in cases:
        due = boundaries(case["sentences"])
        found = boundaries(segment(" ".join(case["sentences"])))
        right += len(due & found)
        false += len(found - due)
        missed += len(due - found)
        if due != found:
            wrong.append(str(case["about"]))
    return right / max(1, right + false), right / max(1, right + missed), wrong


def prose(shared: Path) -> Iterator[str]:
    """The running text of the seeds, block by block, and the SQuAD paragraphs."""
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        extract = readers()[".txt"](path.read_bytes())
        yield from (extract.text[b.start : b.end] for b in extract.blocks if b.kind == "text")
    with gzip.open(shared / "eval/squad2/corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from (json.loads(row)["text"] for row in file)


def unbalanced(sentence: str) -> bool:
    """Whether a sentence leaves a double quotation, curly or straight, open."""
    return sentence.count("“") != sentence.count("”") or sentence.count('"') % 2 == 1


def measure(shared: Path) -> list[Scores]:
    """Every segmenter on the cases and on the prose."""
    cases = json.loads((HERE / "segmenter_cases.json").read_text(encoding="utf-8"))
    texts = list(prose(shared))
    found = segmenters()
    times: dict[str, list[float]] = {name: [] for name in found}
    for segment in found.values():
        segment(texts[0])
    for _ in range(ROUNDS):
        for name, segment in found.items():
            began = time.perf_counter()
            for text in texts:
                segment(text)
            times[name].append((time.perf_counter() - began) * 1000)
    scores = []
    for name, segment in found.items():
        precision, recall, wrong = on_cases(segment, cases)
        sentences = [s.strip() for text in texts for s in segment(text) if s.strip()]
        scores.append(
            Scores(
                name=name,
                precision=round(precision, 4),
                recall=round(recall, 4),
                f1=round(2 * precision * recall / max(1e-9, precision + recall), 4),
                cases_right=len(cases) - len(wrong),
                cases=len(cases),
                wrong=tuple(wrong),
                sentences=len(sentences),
                mean_length=round(fmean(map(len, sentences)), 1),
                ends_in_abbreviation=sum(bool(NEVER_LAST.search(s)) for s in sentences),
                begins_lower=sum(s[0].islower() for s in sentences),
                unbalanced_quotes=sum(map(unbalanced, sentences)),
                milliseconds=round(median(times[name]), 1),
            )
        )
    return scores


def table(scores: Sequence[Scores]) -> str:
    """The scores as a Markdown table."""
    head = (
        "| segmenter | precision | recall | F1 | cases right | sentences | mean length "
        "| end in abbreviation | begin lower | quote open | ms |"
    )
    rows = [
        f"| {s.name} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f} | {s.cases_right}/{s.cases} "
        f"| {s.sentences} | {s.mean_length:.0f} | {s.ends_in_abbreviation} | {s.begins_lower} "
        f"| {s.unbalanced_quotes} | {s.milliseconds:.0f} |"
        for s in scores
    ]
    return "\n".join([head, "|---" + "|---:" * 10 + "|", *rows])


def main() -> None:
    """Measure, print the table, keep the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--wrong", action="store_true", help="name the cases that went wrong")
    options = parser.parse_args()
    scores = measure(options.shared)
    print(table(scores))
    if options.wrong:
        for score in scores:
            print(f"\n{score.name}: " + "; ".join(score.wrong))
    packages = ("sentencex", *(p for p in ("nupunkt", "pysbd") if find_spec(p)))
    kept = save("segmenters", {"segmenters": [asdict(score) for score in scores]}, packages)
    print(f"\nKept in {kept}")


if __name__ == "__main__":
    main()
