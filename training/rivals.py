"""What a reader really has to choose from: the quotes that our own search puts first.

python -m training.rivals --out runs/rivals.jsonl.gz
python -m training.rivals --out runs/folders.jsonl.gz --folders training/folders/read/*

The passages of the written and made questions become folders of documents, one for each source,
and each question is asked of its folder; or those of `--folders` are asked of theirs. The crops of
the most promising quotes, as the second reader is given them, are kept: those that hold the answer
with its place, the others as not answered there.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from index.answering.answers import look_up, read
from index.answering.choices import Choice
from index.answering.features import Features
from index.answering.reader import Reader
from index.answering.second_reader import crop
from index.answering.span_reader import SpanReader
from index.evaluation.gold import read_gold
from index.indexing.build import build
from index.loading import load_encoder
from index.models.encoder import Encoder
from index.models.files import DEFAULT_MODEL
from index.store.library import View
from index.store.snapshot import open_snapshot
from training.data import RIGHT, WRONG, Example, Span, content_words, default_data
from training.everyday import FILES
from training.mix import round_robin
from training.observed import promising

# A wrong quote that shares so many of the right one's content words may answer as well.
ALIKE = 0.6
MOST_WRONG = 4
# In a folder all places that answer are marked: whatever is like the right quote is wrong.
MOST_WRONG_MARKED = 6
# The folder may answer a question a second time, in words that nobody marked.
ELSEWHERE_WEIGHT = 0.7


class Pools(Protocol):
    """What examples are drawn from, a pool at a time."""

    def pool(self, number: int) -> list[Example]:
        """The examples of one pool, in no useful order."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the data, the file that its passage went to, and its answers' words.

    Of a folder whose every right place is marked, `file` is none and `marked` is true; then it may
    have no answer.
    """

    text: str
    file: str | None
    answers: tuple[str, ...]
    marked: bool = False


def documents(data: Path, part: str, folder: Path) -> dict[str, list[Question]]:
    """Write the passages of a part below a folder, and give the questions of each source."""
    questions: dict[str, list[Question]] = defaultdict(list)
    texts: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name in FILES:
        with gzip.open(data / f"{name}.{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                file = f"{file_name(row['title'])}.md"
                texts[row["source"], file].setdefault(f"# {row['title']}\n\n", "")
                levels = [h for h in row["heading"].split(" > ") if h and h != row["title"]]
                heads = "".join(f"{'#' * (n + 2)} {h}\n\n" for n, h in enumerate(levels[:4]))
                passage = row["passage"].replace("\r\n", "\n").strip()
                texts[row["source"], file][f"{heads}{passage}\n\n"] = ""
                if row["label"]:
                    answers = tuple(a["text"] for a in row["answers"])
                    questions[row["source"]].append(Question(row["question"], file, answers))
    for (source, file), parts in texts.items():
        path = folder / source / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(parts), encoding="utf-8")
    return questions


def folder_questions(folder: Path) -> list[Question]:
    """The questions that stand beside a folder of documents."""
    rows = read_gold(folder / "questions.jsonl")
    return [Question(row.question, row.document, row.answers, True) for row in rows]


def file_name(title: str) -> str:
    """A title as the name of a file."""
    return re.sub(r"\W+", "-", title).strip("-").lower()[:80] or "untitled"


def place_of(answers: Sequence[str], text: str) -> Span | None:
    """Where an answer stands in a crop, whatever marks and white space either has."""
    for answer in answers:
        words = [re.escape(w) for w in re.findall(r"\w+|[^\w\s*`_|\\]", answer)]
        found = re.search(r"[\s*`_|\\]*".join(words), text, re.IGNORECASE) if words else None
        if found:
            return Span(found.start(), found.group())
    return None


def rivals_of(
    question: Question, choices: Sequence[Choice], figures: Sequence[Features]
) -> list[Example]:
    """The right quote, if it is there, and the most promising wrong ones, as they are cropped."""
    cropped = {at: crop(choices[at]) for at in promising(question.text, choices, figures)}
    own = [question.file in (None, choice.document.path) for choice in choices]
    right = [
        at
        for at, choice in enumerate(choices)
        if own[at] and place_of(question.answers, choice.text)
    ]
    if not right and (question.answers or not question.marked):
        return []
    told: set[str] = set()
    if right:
        best = max(right, key=lambda at: choices[at].span.margin)
        cropped.setdefault(best, crop(choices[best]))
        told = content_words(choices[best].text)
    most = MOST_WRONG_MARKED if question.marked else MOST_WRONG
    found = []
    wrong = 0
    for at, one in cropped.items():
        place = place_of(question.answers, one.text)
        if place and own[at]:
            found.append(Example(question.text, one.text, True, place, RIGHT))
        if place or wrong == most or _alike(question, content_words(choices[at].text), told):
            continue
        wrong += 1
        weight = 1.0 if own[at] else ELSEWHERE_WEIGHT
        found.append(Example(question.text, one.text, False, None, WRONG, weight))
    return list({e.passage: e for e in found}.values()) if wrong else []


def _alike(question: Question, words: set[str], told: set[str]) -> bool:
    """Whether a quote may answer as the right one does, though nobody marked it."""
    if question.marked:
        return False
    return len(words & told) >= ALIKE * min(len(words), len(told))


def mined(
    questions: Sequence[Question], view: View, encoder: Encoder, reader: Reader
) -> Iterator[list[Example]]:
    """What is to be learnt from each question that has a right quote and wrong ones."""
    for question in questions:
        reading = read(reader, look_up(view, encoder, reader, question.text))
        if reading.figures:
            yield rivals_of(question, list(reading.figures), list(reading.figures.values()))


def main() -> None:
    """Ask questions by lot, and keep what they give."""
    parser = argparse.ArgumentParser(
        prog="python -m training.rivals",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, default=default_data())
    parser.add_argument("--part", default="train")
    parser.add_argument("--work", type=Path, default=Path("runs/rivals"))
    parser.add_argument("--cache", type=Path, default=Path("runs/cache"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folders", type=Path, nargs="+", help="each documents/, questions.jsonl")
    parser.add_argument("--most", type=int, default=5000, help="questions asked (5000)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    made = options.work / "documents"
    if options.folders:
        by_source = {_name(folder): folder_questions(folder) for folder in options.folders}
        places = {_name(folder): folder / "documents" for folder in options.folders}
    else:
        by_source = documents(options.data, options.part, made)
        places = {source: made / source for source in by_source}
    everything = [(source, q) for source, qs in sorted(by_source.items()) for q in qs]
    random.Random(options.seed).shuffle(everything)
    chosen = everything[: options.most]
    encoder, reader = load_encoder(DEFAULT_MODEL, options.cache), SpanReader(options.cache)
    views = {}
    for source in sorted({source for source, _ in chosen}):
        place = options.work / "indexes" / source
        build(places[source], place, encoder)
        views[source] = View((open_snapshot(place, encoder.fingerprint),))
    kept = 0
    with gzip.open(options.out, "wt", encoding="utf-8") as lines:
        for number, (source, question) in enumerate(chosen, 1):
            for group in mined([question], views[source], encoder, reader):
                if group:
                    lines.write(json.dumps([asdict(e) for e in group]) + "\n")
                    kept += 1
            if number % 100 == 0:
                print(f"{number} asked, {kept} kept", file=sys.stderr, flush=True)
                lines.flush()


def _name(folder: Path) -> str:
    return "-".join(folder.resolve().parts[-2:])


def read_rivals(path: Path) -> list[list[Example]]:
    """The groups of examples that were kept, one for each question."""
    groups = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            group = []
            for raw in json.loads(line):
                answer = raw.pop("answer")
                group.append(Example(**raw, answer=Span(**answer) if answer else None))
            groups.append(group)
    return groups


class RivalMix:
    """Draws pools of which a share are quotes to choose from, the rest as another mix draws them.

    The examples of one question stay in one pool; all questions are seen before any returns.
    """

    def __init__(
        self, groups: Sequence[list[Example]], others: Pools, share: float, size: int
    ) -> None:
        self.groups = groups
        self.others = others
        each = sum(map(len, groups)) / len(groups)
        self.count = max(1, round(size * share / each))
        self.rest = size - round(self.count * each)

    def pool(self, number: int) -> list[Example]:
        """The examples of one pool, in no useful order."""
        groups = round_robin(self.groups, self.count, number, "rivals")
        chosen = [example for group in groups for example in group]
        others = self.others.pool(number)
        return chosen + random.Random(f"rivals:{number}:rest").sample(
            others, min(self.rest, len(others))
        )


if __name__ == "__main__":
    main()
