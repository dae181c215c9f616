"""The development questions and the indexes of their documents."""

import gzip
import json
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.evaluation.gold import Gold, read_gold
from index.indexing.build import build
from index.models.encoder import Encoder

# Folders of the kind that people have.
FOLDERS = ("pydis", "f18", "clef", "office")
# Asked in words that avoid the documents', by people who had not seen Quoth answer (folders/).
BLIND = ("asked", "club", "clinic")
# Folders and questions that were written to fit order and confidence to (folders/fitted.tar.xz).
WRITTEN = (
    *("agency", "archive", "gym", "irssi", "roleplay"),
    *("broadcaster", "hoa", "mercurial", "nonprofit", "pioneers", "university"),
)
SETS = ("seeds", "pages", *FOLDERS, *BLIND, *WRITTEN, "squad2", "clapnq")


@dataclass(frozen=True, slots=True)
class Questions:
    """A set of questions over the documents of one index."""

    name: str
    gold: tuple[Gold, ...]
    index_folder: Path


def development_sets(
    shared: Path,
    work: Path,
    encoder: Encoder,
    squad: int,
    clapnq: int = 300,
    names: Sequence[str] = SETS,
) -> Iterator[Questions]:
    """The sets of questions, their documents' indexes made in `work` or brought up to date.

    Of the made pages every second question is taken, of SQuAD and ClapNQ every nth, about `squad`
    and `clapnq` in all. `names` says which sets.
    """
    training = Path(__file__).resolve().parent
    pages, blind = training.parent / "tests" / "pages", training / "folders"
    evaluation = shared / "eval"
    places = [
        ("seeds", evaluation / "seeds.jsonl", shared / "seeds", 1),
        ("pages", pages / "dev.jsonl", pages / "dev", 2),
    ]
    for name in FOLDERS:
        folder = _extract(evaluation / name / "documents.tar.gz", work / f"{name}-documents")
        places.append((name, evaluation / name / "questions.jsonl", folder, 1))
    places.append(("asked", blind / "seeds.jsonl", shared / "seeds", 1))
    for name in ("club", "clinic"):
        places.append((name, blind / name / "questions.jsonl", blind / name / "documents", 1))
    if any(name in WRITTEN for name in names):
        fitted = _extract(blind / "fitted.tar.xz", work / "fitted")
        for name in WRITTEN:
            folder = fitted / name
            places.append((name, folder / "questions.jsonl", folder / "documents", 1))
    for name, most in (("squad2", squad), ("clapnq", clapnq)):
        folder = _unpack(evaluation / name / "corpus.jsonl.gz", work / f"{name}-documents")
        questions = evaluation / name / "questions.jsonl"
        count = sum(1 for _ in questions.open(encoding="utf-8"))
        places.append((name, questions, folder, max(1, count // most)))
    for name, questions, folder, stride in places:
        if name not in names:
            continue
        build(folder, work / name, encoder)
        yield Questions(name, tuple(read_gold(questions)[::stride]), work / name)


def _extract(archive: Path, folder: Path) -> Path:
    if not folder.exists():
        with tarfile.open(archive) as files:
            files.extractall(folder, filter="data")
    return folder


def _unpack(corpus: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            path = folder / row["document"]
            if not path.exists():
                path.write_text(row["text"], encoding="utf-8", newline="")
    return folder
