"""What becomes of a made corpus: its known sentences, their order and labels, its furniture."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus.tools.truth import Place, Truth, folded
from index.documents.document import Document, Source, read
from index.documents.finding import sources
from index.errors import DocumentError
from index.extraction.model import Landmark
from index.limits import DEFAULT_LIMITS
from index.structure.headings import heading_path, section_landmarks
from index.structure.marking import Page, line_keys, mark, shared_lines
from index.structure.passages import passages
from index.text.lines import line_of

Span = tuple[int, int]

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

    def fault(self, what: str, path: str, words: str) -> None:
        """Count a fault and keep its words."""
        self.counts[what] += 1
        self.wrong.append((what, path, words))

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
    result = Outcome(Counter(files=1))
    spans = sorted({(s.start, s.end) for p in passages(page, _count) for s in p.sentences})
    known = _sentences(truth, page, spans, result)
    _furniture(truth, page.document.text, spans, known, result)
    told = (
        ("title", truth.title, page.title),
        ("date", truth.date, page.date and page.date[:10]),
        ("address", truth.url, page.document.url),
    )
    for name, expected, actual in told:
        result.counts[f"{name}, known"] += expected is not None
        result.counts[name] += expected is not None and expected == actual
        if expected not in (None, actual):
            result.wrong.append((name, truth.path, f"{actual} for {expected}"))
    if truth.pictures:
        named = any(str(truth.pictures[0]) in note for note in page.document.notes)
        result.counts.update({"pictures": 1, "pictures, named": named})
    return result


def _sentences(truth: Truth, page: Page, spans: Sequence[Span], result: Outcome) -> list[Span]:
    """Count what became of the known sentences; where they stand."""
    text, counts = page.document.text, result.counts
    whole, held = fold(text), _held(spans)
    counts["known"] += len(truth.known)
    found: dict[str, int] = {}
    for known in truth.known:
        starts = whole.find(known.text)
        if starts:
            found[known.text] = next((at for at in starts if at in held), starts[0])
        else:
            result.fault("missing", truth.path, known.text)
    flows = [[k for k in truth.known if (k.kind == "note") == note] for note in (False, True)]
    runs = [_longest_run([found[k.text] for k in flow if k.text in found]) for flow in flows]
    in_order = {at for run in runs for at in run}
    landmarks = page.document.landmarks or tuple(section_landmarks(page))
    stand: list[Span] = []
    for known in truth.known:
        if known.text not in found:
            continue
        at = found[known.text]
        end = at + _length(text, at, known.text)
        stand.append((at, end))
        label = tail(text, landmarks, at)
        rows = (one for one in page.document.blocks if one.kind == "table" and one.end > at)
        row = next(rows, None)
        columns = row.item if row and row.start <= at else ""
        line = line_of(text, at)
        labelled = fits(label, known.place, line) or fits(label, known.place, line, columns)
        ordered = at in in_order
        counts.update(found=1, ordered=ordered, labelled=labelled, right=ordered and labelled)
        if not ordered:
            result.fault("out of order", truth.path, known.text)
        if not labelled:
            result.fault("mislabelled", truth.path, f"{label} for {known.place}: {known.text}")
        if any(at + n not in held for n, c in enumerate(text[at:end]) if not c.isspace()):
            result.fault("lost", truth.path, known.text)
        if known.kind in WHOLE_KINDS:
            near = [text[a:b] for a, b in spans if a < end and at < b]
            counts["wholes"] += 1
            if len(near) == 1 and 0 <= len(near[0]) - (end - at) <= LONGEST_MARK:
                counts["whole"] += 1
            else:
                result.wrong.append(("not whole", truth.path, f"{known.text} -> {near}"))
    return stand


def _furniture(
    truth: Truth, text: str, spans: Sequence[Span], known: Sequence[Span], result: Outcome
) -> None:
    """Count the furniture that could be quoted, and what else that is not known."""
    sentences = [
        (folded(text[a:b]), any(a < end and start < b for start, end in known)) for a, b in spans
    ]
    for line in (piece for lines in truth.furniture for piece in BETWEEN.split(lines)):
        result.counts["furniture"] += 1
        few = len(line.split()) < FEW_WORDS
        if any(f" {line} " in f" {one} " and not (few and told) for one, told in sentences):
            result.fault("quoted", truth.path, line)
    aside = set(TOKEN.findall(" ".join(truth.aside)))
    result.counts["sentences"] += len(sentences)
    for words, told in sentences:
        if not told and not aside.issuperset(TOKEN.findall(words)):
            result.fault("stray", truth.path, words)


def tail(text: str, landmarks: Sequence[Landmark], at: int) -> str:
    """The end of the label that a quote from there has, as in index.answering.quotes."""
    n = bisect_right([one.start for one in landmarks], at)
    landmark = landmarks[n - 1] if n else None
    where = [landmark.name] if landmark and landmark.name else []
    if landmark is None or landmark.by_line:
        where.append(f"line {line_of(text, at)}")
    return ", ".join(where)


def fits(label: str, place: Place, line: int, columns: str = "") -> bool:
    """Whether a label says what is known of a place. Where a line is not known, `line` stands.

    `columns` are the headings of a table in whose row it is, where the row does not tell them.
    """
    if "page" in place:
        return label == f"page {place['page']}"
    if "row" in place:
        sheet = f"sheet {place['sheet']}, " if "sheet" in place else ""
        return label == f"{sheet}row {place['row']}"
    line_name = f"line {place.get('line', line)}"
    headings = place.get("headings")
    if not isinstance(headings, list):
        return label == line_name or label.endswith(f", {line_name}")
    return label == ", ".join(
        filter(None, [heading_path([*headings, columns] if columns else headings), line_name])
    )


def _count(texts: Sequence[str]) -> list[int]:
    """About as many tokens as the encoder counts; which sentences there are does not hang on it."""
    return [len(text) // 4 + 1 for text in texts]


def _held(spans: Sequence[Span]) -> set[int]:
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
