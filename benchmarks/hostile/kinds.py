"""The kinds of cases, each tried in a process of its own."""

import logging
import resource
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.hostile import files_office, files_pdf, files_text
from benchmarks.hostile.asked import answered_case, asked_case
from benchmarks.hostile.configured import configured_case
from benchmarks.hostile.filed import LIMITS, check, filed_case
from benchmarks.hostile.shown import shown_case
from benchmarks.hostile.trying import TOLD, Trial, within
from benchmarks.record import ROOT
from bot.settings import load_settings
from index.documents.isolation import IsolatedReader
from index.indexing.build import build
from index.loading import load_answerer, load_encoder

# How many of each kind by default, and how much of the processor's time one may take.
CASES = {"asked": 25_000, "settings": 10_000, "files": 8_000, "shown": 3_000, "answered": 300}
SECONDS = {"asked": 3.0, "settings": 3.0, "files": 20.0, "shown": 5.0, "answered": 30.0}
WORST_FILES = "worst files"


def hostile_files() -> Iterator[tuple[str, str, bytes]]:
    """The files that are made by hand: an ending, a name, the content."""
    for ending, made in (
        (".html", files_text.pages),
        (".md", files_text.marked),
        (".rst", files_text.structured),
        (".eml", files_text.mails),
    ):
        for name, data in made():
            yield ending, name, data
    yield from files_text.tables()
    yield from files_office.packed()
    for name, data in files_pdf.pdfs():
        yield ".pdf", name, data


def run(kind: str, cases: int, seed: int, minutes: float) -> dict[str, Any]:
    """Try one kind in this process, for so many minutes at most."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    began = time.monotonic()
    trial = Trial(kind, until=began + 60 * minutes)
    if kind == WORST_FILES:
        _worst(trial)
    elif kind == "files":
        with IsolatedReader(LIMITS) as reader:
            trial.run(cases, seed, filed_case(reader), SECONDS[kind])
    elif kind == "answered":
        _answered(trial, cases, seed)
    else:
        one = {"asked": asked_case, "settings": configured_case, "shown": shown_case}[kind]
        trial.run(cases, seed, one, SECONDS[kind])
    return {
        "cases": trial.cases,
        "outcomes": dict(sorted(trial.outcomes.items())),
        "found": trial.found,
        "slowest_processor_seconds": round(trial.slowest, 2),
        "most_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        "seconds": round(time.monotonic() - began),
    }


def _worst(trial: Trial) -> None:
    with IsolatedReader(LIMITS) as reader:
        for ending, name, data in hostile_files():
            if time.monotonic() > trial.until:
                return
            trial.cases += 1
            began = time.process_time()
            try:
                with within(SECONDS["files"]):
                    trial.outcomes[check(reader, f"a{ending}", data)] += 1
            except Exception as error:
                trial.outcomes["found"] += 1
                trial.found.append(f"{ending} {name}: {type(error).__name__} {error}"[:TOLD])
            trial.slowest = max(trial.slowest, time.process_time() - began)


def _answered(trial: Trial, cases: int, seed: int) -> None:
    """Answer from the seeds and the hostile files that are read."""
    given = load_settings(Path("none"))
    with tempfile.TemporaryDirectory(prefix="quoth-hostile-") as name:
        folder, index = Path(name) / "documents", Path(name) / "index"
        folder.mkdir()
        for path in (ROOT / "seeds").iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        for number, (ending, _, data) in enumerate(hostile_files()):
            if len(data) < 20_000 and number % 8 == 0:
                (folder / f"{number}{ending}").write_bytes(data)
        build(folder, index, load_encoder(given.model, given.cache_dir), limits=LIMITS)
        answerer = load_answerer(index, given.model, given.cache_dir)
        trial.run(cases, seed, answered_case(answerer), SECONDS["answered"])
