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
import re
import tempfile
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.corpus import FAMILIES, SEED, WHOLE, Family, make
from benchmarks.corpus_truth import Place, Truth, folded
from benchmarks.record import save
from index.documents import Document, Source, read, sources
from index.errors import DocumentError
from index.formats import Landmark
from index.furniture import Page, line_keys, mark, shared_lines
from index.landmarks import heading_path, section_landmarks
from index.limits import DEFAULT_LIMITS
from index.passages import passages
from index.quotes import line_of

WORD = re.compile(r"\S+")
WHOLE_KINDS = ("text", "item", "note", "caption")
LONGEST_MARK = 14
FEW_WORDS = 3
BETWEEN = re.compile(r"(?<=[a-z\d]{5}[.!?]) (?=[A-Z])")
TOKEN = re.compile(r"\w+")


@dataclass(slots=True)
class Outcome:
    """Counts for one layout or format, and examples of what went wrong, as (what, path, words)."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Take in another's."""
        self.counts.update(other.counts)
        self.wrong += other.wrong

    def share(self, part: str, whole: str) -> float:
        """A share in per cent; of nothing, all."""
        return 100 * self.counts[part] / self.counts[whole] if self.counts[whole] else 100.0


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with single blanks, and where each of its words begins, in it and in the text."""

    text: str
    here: tuple[int, ...]
    there: tuple[int, ...]

    def find(self, words: str) -> list[int]:
        """Where in the document's text the words stand."""
        found: list[int] = []
        at = self.text.find(words)
        while at >= 0:
            n = bisect_right(self.here, at) - 1
            found.append(self.there[n] + at - self.here[n])
            at = self.text.find(words, at + 1)
        return found


def fold(text: str) -> Folded:
    """The text with runs of white space as one blank."""
    pieces, here, there, length = list[str](), list[int](), list[int](), 0
    for match in WORD.finditer(text):
        pieces.append(match.group())
        here.append(length)
        there.append(match.start())
        length += len(match.group()) + 1
    return Folded(" ".join(pieces), tuple(here), tuple(there))


def measure(folder: Path, truths: Sequence[Truth]) -> dict[str, Outcome]:
    """What became of the documents of a corpus, by layout."""
    documents: dict[str, Document] = {}
    reasons: dict[str, str] = {}
    for source in sources(folder, DEFAULT_LIMITS):
        if not isinstance(source, Source):
            reasons[source.path] = getattr(source, "reason", "it was not opened")
            continue
        try:
            documents[source.path] = read(source)
        except DocumentError as error:
            reasons[source.path] = str(error)
    keys = Counter(key for one in documents.values() for key in set(line_keys(one)))
    shared = shared_lines(keys, len(documents))
    outcomes: dict[str, Outcome] = defaultdict(Outcome)
    for truth in truths:
        document = documents.get(truth.path)
        if document is None:
            counts = Counter(files=1, unread=1, known=len(truth.known))
            reason = reasons.get(truth.path, "it was not met")
            outcomes[truth.layout].add(Outcome(counts, [("unread", truth.path, reason)]))
        else:
            outcomes[truth.layout].add(outcome(truth, mark(document, shared)))
    return dict(outcomes)


def outcome(truth: Truth, page: Page) -> Outcome:
    """What became of one document."""
    document, result = page.document, Outcome(Counter(files=1))
    counts = result.counts
    whole = fold(document.text)
    spans = sorted({(s.start, s.end) for p in passages(page, _count) for s in p.sentences})
    landmarks = document.landmarks or tuple(section_landmarks(page))
    held = _held(spans)

    def wrong(what: str, words: str) -> None:
        counts[what] += 1
        result.wrong.append((what, truth.path, words))

    positions: dict[bool, list[int]] = {True: [], False: []}
    places: dict[str, int] = {}
    for known in truth.known:
        counts["known"] += 1
        starts = whole.find(known.text)
        if not starts:
            wrong("missing", known.text)
            continue
        at = next((start for start in starts if start in held), starts[0])
        counts["found"] += 1
        places[known.text] = at
        positions[known.kind == "note"].append(at)
    in_order = {at for side in positions.values() for at in _longest_run(side)}
    known_spans: list[tuple[int, int]] = []
    for known in truth.known:
        at = places.get(known.text, -1)
        if at < 0:
            continue
        end = at + _length(document.text, at, known.text)
        known_spans.append((at, end))
        ordered, label = at in in_order, tail(document.text, landmarks, at)
        labelled = fits(label, known.place, line_of(document.text, at))
        counts.update(ordered=ordered, labelled=labelled, right=ordered and labelled)
        if not ordered:
            wrong("out of order", known.text)
        if not labelled:
            wrong("mislabelled", f"{label} for {known.place}: {known.text}")
        if any(at + n not in held for n, c in enumerate(document.text[at:end]) if not c.isspace()):
            wrong("lost", known.text)
        if known.kind in WHOLE_KINDS:
            counts["wholes"] += 1
            near = [document.text[a:b] for a, b in spans if a < end and at < b]
            if len(near) == 1 and 0 <= len(near[0]) - (end - at) <= LONGEST_MARK:
                counts["whole"] += 1
            else:
                result.wrong.append(("not whole", truth.path, f"{known.text} -> {near}"))
    sentences = [
        (folded(document.text[a:b]), any(a < end and start < b for start, end in known_spans))
        for a, b in spans
    ]
    for line in (piece for whole in truth.furniture for piece in BETWEEN.split(whole)):
        counts["furniture"] += 1
        few = len(line.split()) < FEW_WORDS
        if any(f" {line} " in f" {one} " and not (few and known) for one, known in sentences):
            wrong("quoted", line)
    told = set(TOKEN.findall(" ".join(truth.aside)))
    for words, known in sentences:
        counts["sentences"] += 1
        if not known and not told.issuperset(TOKEN.findall(words)):
            wrong("stray", words)
    for name, expected, actual in (
        ("title", truth.title, page.title),
        ("date", truth.date, page.date and page.date[:10]),
        ("address", truth.url, document.url),
    ):
        counts[f"{name}, known"] += expected is not None
        counts[name] += expected is not None and expected == actual
        if expected is not None and expected != actual:
            result.wrong.append((name, truth.path, f"{actual} for {expected}"))
    if truth.pictures:
        counts["pictures"] += 1
        counts["named"] += any(str(truth.pictures[0]) in note for note in document.notes)
    return result


def tail(text: str, landmarks: Sequence[Landmark], at: int) -> str:
    """The end of the label that a quote from there has, as in index.quotes."""
    n = bisect_right([one.start for one in landmarks], at)
    landmark = landmarks[n - 1] if n else None
    where = [landmark.name] if landmark and landmark.name else []
    if landmark is None or landmark.by_line:
        where.append(f"line {line_of(text, at)}")
    return ", ".join(where)


def fits(label: str, place: Place, line: int) -> bool:
    """Whether a label says what is known of a place. Where a line is not known, `line` stands."""
    if "page" in place:
        return label == f"page {place['page']}"
    if "row" in place:
        sheet = f"sheet {place['sheet']}, " if "sheet" in place else ""
        return label == f"{sheet}row {place['row']}"
    line_name = f"line {place.get('line', line)}"
    headings = place.get("headings")
    if not isinstance(headings, list):
        return label == line_name or label.endswith(f", {line_name}")
    return label == ", ".join(filter(None, [heading_path(headings), line_name]))


def _count(texts: Sequence[str]) -> list[int]:
    """About as many tokens as the encoder counts; which sentences there are does not hang on it."""
    return [len(text) // 4 + 1 for text in texts]


def _held(spans: Sequence[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _length(text: str, at: int, words: str) -> int:
    """How long folded words are where they stand in the text."""
    end = at
    for word in words.split():
        while text[end].isspace():
            end += 1
        end += len(word)
    return end - at


def _longest_run(positions: Sequence[int]) -> list[int]:
    """The longest rising run within positions, by patience sorting."""
    piles: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, at in enumerate(positions):
        pile = bisect_right(piles, at)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(piles):
            piles.append(at)
            last.append(n)
        else:
            piles[pile], last[pile] = at, n
    found: list[int] = []
    n = last[-1] if last else -1
    while n >= 0:
        found.append(positions[n])
        n = before[n]
    return found


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
    """Measure both families, print, and keep the figures of a whole corpus."""
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
