"""The sets of questions, their documents, and the passages that the other tools are given."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.record import ROOT

PROGRAMS = Path(__file__).resolve().parent / "programs"
FOLDERS = ("pydis", "f18", "clef")
SQUAD = "squad2"
SETS = (*FOLDERS, SQUAD)
# Quoth's order and confidence were fitted with every 25th of SQuAD's questions: none of these here.
FITTED = 25


@dataclass(frozen=True, slots=True)
class Questions:
    """A set: a folder of documents, the same as a file of passages, questions with answers."""

    name: str
    folder: Path
    passages: Path
    gold: list[dict[str, Any]]


def prepare(name: str, evaluation: Path, work: Path, count: int) -> Questions:
    """Unpack a set and cut its documents; so many questions of it are asked, all of them for 0."""
    folder, passages = work / name, work / f"{name}.jsonl"
    if not passages.exists():
        _make(name, evaluation / name, folder, passages)
    lines = (evaluation / name / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines]
    if name == SQUAD:
        gold = [row for number, row in enumerate(gold) if number % FITTED]
    return Questions(name, folder, passages, spread(gold, count))


def spread(gold: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """So many of them, evenly apart; all of them for 0."""
    if not 0 < count < len(gold):
        return gold
    return [gold[place * len(gold) // count] for place in range(count)]


def _make(name: str, place: Path, folder: Path, passages: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if name == SQUAD:
        with gzip.open(place / "corpus.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                (folder / row["document"]).write_text(row["text"], encoding="utf-8", newline="")
    else:
        with tarfile.open(place / "documents.tar.gz") as files:
            files.extractall(folder, filter="data")
    subprocess.run(
        [sys.executable, PROGRAMS / "cut.py", folder, passages.with_suffix(".part")],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
    )
    passages.with_suffix(".part").rename(passages)
