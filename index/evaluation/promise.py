"""A promise about an index, kept beside it: what it says, what it was made for, whether it stands.

The file lies in the index folder and goes when that is deleted; building never touches it.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Literal

from index.answering.answerer import Answerer
from index.errors import IndexMismatchError
from index.evaluation.gold import Gold, as_row, from_row
from index.evaluation.selection import Part, upper_bound
from index.paths import PROMISE
from index.store.interface import Contents

VERSION = 2
# It had no checksum.
BEFORE = 1
SUM = "sum"

# none: there is no promise. unchecked: something changed and the questions did not run again yet.
# set aside: another threshold is in force, for which nothing was promised.
State = Literal["none", "held", "lapsed", "unchecked", "set aside"]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What answers depend on: the documents' files, the models, the rules and fitted figures."""

    documents: str
    model: str
    reader: str
    shipped: str
    version: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions were asked, how many were answered, and how many of those wrongly."""

    questions: int
    answered: int
    wrong: int

    def bound(self, certainty: float) -> float:
        """The true share of wrong answers is at most this, with that certainty."""
        return upper_bound(self.wrong, self.answered, certainty)


@dataclass(frozen=True, slots=True)
class Check:
    """What the questions to CALIBRATE gave when they ran last, and on what."""

    date: str
    counts: Counts
    held: bool
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Kept:
    """A question that the promise was made from, and the part it played."""

    gold: Gold
    part: Part


@dataclass(frozen=True, slots=True)
class Promise:
    """At `threshold` at most a share `risk` of the answers is wrong, with that `certainty`.

    For one index, one model and single questions drawn like the kept ones. `calibrated` are the
    counts it rests on, `reported` those of questions that nothing was chosen by. `date`, like a
    check's, is an ISO date.
    """

    threshold: float
    risk: float
    certainty: float
    date: str
    calibrated: Counts
    reported: Counts
    fingerprint: Fingerprint
    check: Check
    kept: tuple[Kept, ...]

    @property
    def claim(self) -> str:
        """The promise in words."""
        return (
            f"At most {self.risk * 100:.4g} % of the answers are wrong, with "
            f"{self.certainty * 100:.4g} % certainty: for this index, this model and single "
            "questions drawn like these."
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether there is a promise and whether it stands."""

    state: State
    promise: Promise | None


def fingerprint(answerer: Answerer) -> Fingerprint:
    """Of what answers now."""
    contents = [one.catalog for one in answerer.library.snapshots]
    return fingerprint_of(contents, answerer.encoder.fingerprint, answerer.readers)


def fingerprint_of(contents: Iterable[Contents], model: str, readers: str) -> Fingerprint:
    """Of what would answer from some collections with models of these names."""
    checksums = sorted(pair for one in contents for pair in one.checksums().items())
    return Fingerprint(
        documents=_digest(json.dumps(checksums)),
        model=model,
        reader=readers,
        shipped=_shipped(),
        version=metadata.version("quoth"),
    )


def standing(answerer: Answerer, index_folder: Path) -> Standing:
    """Whether a promise stands, as far as can be told without asking its questions again."""
    return standing_of(index_folder, answerer.threshold, lambda: fingerprint(answerer))


def standing_of(index_folder: Path, threshold: float, now: Callable[[], Fingerprint]) -> Standing:
    """The same where this threshold is in force, and of what would answer `now`."""
    promise = load_promise(index_folder)
    if promise is None:
        return Standing("none", None)
    if threshold != promise.threshold:
        return Standing("set aside", promise)
    if promise.check.fingerprint != now():
        return Standing("unchecked", promise)
    return Standing("held" if promise.check.held else "lapsed", promise)


def promised_threshold(index_folder: Path) -> float | None:
    """The threshold of the index's promise, None if it has none. Raises IndexMismatchError.

    It stays in force when the promise has lapsed: the shipped one would be no better founded.
    """
    promise = load_promise(index_folder)
    return promise.threshold if promise else None


def threshold_in_force(index_folder: Path, given: float | None, shipped: float) -> float:
    """The threshold given, else that of the index's promise, else the shipped one."""
    if given is not None:
        return given
    promised = promised_threshold(index_folder)
    return shipped if promised is None else promised


def load_promise(index_folder: Path) -> Promise | None:
    """The promise of an index, if it has one. Raises IndexMismatchError if its file is broken."""
    path = index_folder / PROMISE
    try:
        return _from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise IndexMismatchError(
            f"The promise in {path} cannot be read: delete that file, or make it again with "
            "quoth calibrate."
        ) from error


def save_promise(promise: Promise, index_folder: Path) -> None:
    """Write the promise, at once and whole. Raises IndexMismatchError if that is not allowed."""
    words = json.dumps(sealed(_to_json(promise)), ensure_ascii=False, indent=1)
    writing = index_folder / f"{PROMISE}.{os.getpid()}"
    try:
        index_folder.mkdir(parents=True, exist_ok=True)
        writing.write_text(words, encoding="utf-8")
        writing.replace(index_folder / PROMISE)
    except OSError as error:
        raise IndexMismatchError(
            f"The promise cannot be written to {index_folder}: change the folder's permissions."
        ) from error


def _to_json(promise: Promise) -> dict[str, Any]:
    figures = {
        name: value if isinstance(value, int | float | str) else asdict(value)
        for name in ("threshold", "risk", "certainty", "date", "calibrated", "reported")
        for value in [getattr(promise, name)]
    }
    return {
        "version": VERSION,
        "n": promise.calibrated.answered,
        "claim": promise.claim,
        **figures,
        "fingerprint": asdict(promise.fingerprint),
        "check": asdict(promise.check),
        "questions": [as_row(kept.gold) | {"part": kept.part} for kept in promise.kept],
    }


def _from_json(row: dict[str, Any]) -> Promise:
    if row["version"] != BEFORE or SUM in row:
        unsealed = {key: value for key, value in row.items() if key != SUM}
        if row["version"] != VERSION or row != sealed(unsealed):
            raise ValueError(row["version"])
    check = row["check"]
    return Promise(
        threshold=float(row["threshold"]),
        risk=float(row["risk"]),
        certainty=float(row["certainty"]),
        date=row["date"],
        calibrated=Counts(**row["calibrated"]),
        reported=Counts(**row["reported"]),
        fingerprint=Fingerprint(**row["fingerprint"]),
        check=Check(
            date=check["date"],
            counts=Counts(**check["counts"]),
            held=check["held"],
            fingerprint=Fingerprint(**check["fingerprint"]),
        ),
        kept=tuple(Kept(from_row(question), question["part"]) for question in row["questions"]),
    )


def _shipped() -> str:
    """Of what comes with this package: the rules, the fitted figures, the reader's description."""
    data = resources.files("index") / "data"
    files = [f for f in (*data.iterdir(), *(data / "reader").iterdir()) if f.is_file()]
    small = sorted((f for f in files if not f.name.endswith(".safetensors")), key=lambda f: f.name)
    return _digest("\0".join(f"{f.name} {f.read_text(encoding='utf-8')}" for f in small))


def sealed(row: dict[str, Any]) -> dict[str, Any]:
    """What the file says with its checksum, by which damage is told from a promise."""
    return row | {SUM: _digest(json.dumps(row, sort_keys=True))}


def _digest(described: str) -> str:
    return hashlib.sha256(described.encode("utf-8", "surrogatepass")).hexdigest()[:24]
