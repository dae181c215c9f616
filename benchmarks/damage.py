"""What comes of damage to an index: `python -m benchmarks.damage`.

An index of made pages, one part of it a collection with a scope, is damaged in one place at a
time, in every file of it: bytes flipped, zeroed, put in or cut off, files emptied, lost or swapped;
and 64 bytes are zeroed all along the files of tantivy. A damaged copy is asked the same questions
in another process. That must give the answers of the undamaged one, or say in a sentence what is
wrong; never another answer, a traceback or a crash. Then, or in every second case before anything
is asked, the index is brought up to date, as `quoth index` does, after which it must answer as
before without a word.
"""

import argparse
import json
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.record import ROOT, save
from index.paths import CATALOG

SEED = 15
ZEROED = 64
LOCKS = (".lock",)
QUESTIONS = (
    "When do the ferry crews go back to work?",
    "How many union members voted for the deal?",
    "What is the check-in time?",
    "Which page tells of tides?",
)
TABLE = "place,tides\n" + "".join(f"Harm {n},at {n % 12 + 1} o'clock\n" for n in range(40))
SCOPED = "guilds = [123456789012345678]\n"

Bytes = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True, slots=True)
class Case:
    """One damage: what is done to which file; `other` is the one that it is swapped with."""

    kind: str
    file: str
    number: int
    other: str = ""

    def apply(self, index_folder: Path) -> None:
        """Do it."""
        path = index_folder / self.file
        if self.kind == "lost":
            path.unlink()
        elif self.kind == "swapped":
            mine, others = path.read_bytes(), (index_folder / self.other).read_bytes()
            path.write_bytes(others)
            (index_folder / self.other).write_bytes(mine)
        elif self.kind == "zeroed along":
            data = path.read_bytes()
            path.write_bytes(_zeroed(data, self.number))
        else:
            draw = random.Random(f"{SEED} {self.kind} {self.file} {self.number}")
            path.write_bytes(KINDS[self.kind](path.read_bytes(), draw))


def _zeroed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes(len(data[at : at + ZEROED])) + data[at + ZEROED :]


def _flipped(data: bytes, draw: random.Random, count: int = 1) -> bytes:
    changed = bytearray(data)
    for _ in range(count if data else 0):
        changed[draw.randrange(len(data))] ^= draw.randrange(1, 256)
    return bytes(changed)


def _put_in(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data) + 1)
    return data[:at] + draw.randbytes(draw.randrange(1, 20)) + data[at:]


def _cut(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data) + 1)]


def _page_zeroed(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data) // 4096 + 1) * 4096
    return data[:at] + bytes(len(data[at : at + 4096])) + data[at + 4096 :]


KINDS: dict[str, Bytes] = {
    "one byte": _flipped,
    "nine bytes": lambda data, draw: _flipped(data, draw, 9),
    "zeroed": lambda data, draw: _zeroed(data, draw.randrange(len(data) + 1)),
    "page zeroed": _page_zeroed,
    "put in": _put_in,
    "cut off": _cut,
    "emptied": lambda data, draw: b"",
}
ONCE = ("emptied", "lost")
GOOD = ("no harm", "mended by itself", "told", "not asked")


def files_of(index_folder: Path) -> list[str]:
    """All files of an index, but for locks, which hold nothing."""
    found = (path for path in index_folder.rglob("*") if path.is_file())
    return sorted(
        path.relative_to(index_folder).as_posix() for path in found if path.suffix not in LOCKS
    )


def random_cases(index_folder: Path, count: int) -> list[Case]:
    """So many damages, of catalogs as many as of all other files together; the same each time."""
    draw, files = random.Random(SEED), files_of(index_folder)
    catalogs = [file for file in files if file.endswith(CATALOG)]
    often = [*files, *catalogs * (len(files) // len(catalogs) - 2)]
    cases: dict[Case, None] = {}
    for kind in ONCE:
        cases |= dict.fromkeys(Case(kind, file, 0) for file in files)
    number = 0
    while len(cases) < count:
        number += 1
        for at, file in enumerate(often):
            kind = draw.choice([*KINDS, "swapped"])
            others = [other for other in files if other != file]
            other = draw.choice(others) if kind == "swapped" else ""
            if kind not in ONCE:
                cases[Case(kind, file, number * len(often) + at, other)] = None
    drawn = list(cases)
    draw.shuffle(drawn)
    return drawn[:count]


def lexical_cases(index_folder: Path, count: int) -> list[Case]:
    """64 bytes zeroed at so many places, evenly along the files of tantivy."""
    places = [
        (file, at)
        for file in files_of(index_folder)
        if "/lexical/" in file
        for at in range(0, (index_folder / file).stat().st_size, ZEROED)
    ]
    step = max(1, len(places) // count) if count else 1
    return [Case("zeroed along", file, at) for file, at in places[::step][:count]]


def documents(folder: Path) -> Path:
    """The documents that the index is of."""
    pages = ROOT / "tests" / "pages"
    shutil.copytree(pages / "dev", folder)
    shutil.copytree(pages / "held", folder / "members")
    (folder / "tides.csv").write_text(TABLE, encoding="utf-8")
    (folder / "members" / "quoth.toml").write_text(SCOPED, encoding="utf-8")
    return folder


def work() -> None:
    """The other process: a line of JSON with a folder comes in, what comes of it goes out."""
    from index.errors import QuothError
    from index.indexing.update import update
    from index.loading import load_answerer
    from index.models.files import DEFAULT_MODEL

    docs, base, cache = map(Path, sys.argv[2:5])
    models = load_answerer(base, DEFAULT_MODEL, cache, second=False)
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    for line in sys.stdin:
        order = json.loads(line)
        place, found = Path(order["place"]), {}
        for step in order["steps"]:
            said.clear()
            outcome: dict[str, Any] = {}
            try:
                if step == "mended":
                    outcome["summary"] = len(update(docs, place, models.encoder).mended)
                else:
                    outcome["answers"] = _answers(models, place)
            except QuothError as error:
                outcome["told"] = str(error)
            except Exception:
                outcome["traceback"] = traceback.format_exc()
            found[step] = outcome | {"said": list(said)}
        print(json.dumps(found), flush=True)


def _answers(models: Any, place: Path) -> list[Any]:  # noqa: ANN401 (an Answerer)
    from dataclasses import replace

    from bot.presentation.answer_json import as_json
    from index.access import OWNER
    from index.answering.answers import ask
    from index.store.library import open_library

    library = open_library(place, models.encoder.fingerprint)
    try:
        now = replace(models, library=library)
        rows = [as_json(ask(now, question, OWNER)) for question in QUESTIONS]
    finally:
        library.close()
    return json.loads(json.dumps(rows), object_hook=_comparable)


def _comparable(row: dict[str, Any]) -> dict[str, Any]:
    """Without times; a vector that is encoded again beside others moves the last digits."""
    kept = {key: value for key, value in row.items() if key != "elapsed_ms"}
    return kept | ({"confidence": round(row["confidence"], 3)} if "confidence" in row else {})


class Worker:
    """The other process, started again when it ends."""

    def __init__(self, *arguments: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.damage", "--work", *map(str, arguments)]
        self._start = lambda: subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        self._process = self._start()

    def look(self, place: Path, *steps: str) -> dict[str, Any]:
        """What comes of asking an index and bringing it up to date, in this order."""
        process = self._process
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps({"place": str(place), "steps": steps}) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if line:
            found: dict[str, Any] = json.loads(line)
            return found
        self._process = self._start()
        return {"crashed": process.wait()}

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()


def verdict(found: dict[str, Any], right: list[Any]) -> str:
    """What came of a damage, in a word or two."""
    if "crashed" in found:
        return "crashed"
    if any("traceback" in step for step in found.values()):
        return "traceback"
    if "asked" not in found:
        return "not asked"
    asked = found["asked"]
    told = "told" in asked or bool(asked["said"])
    told = told or any("damaged" in answer for answer in asked.get("answers", ()))
    if asked.get("answers") == right:
        return "mended by itself" if told else "no harm"
    return "told" if told else "another answer"


def is_mended(found: dict[str, Any], right: list[Any]) -> bool:
    """Whether the index answers as before, without a word, after it was brought up to date."""
    again = found.get("asked again", {})
    return again.get("answers") == right and not again["said"]


def run(cases: list[Case], base: Path, worker: Worker, folder: Path) -> Iterator[dict[str, Any]]:
    """What comes of each case, in order."""
    right = worker.look(base, "asked")["asked"]["answers"]
    for number, case in enumerate(cases):
        place = folder / f"case-{number}"
        shutil.copytree(base, place)
        case.apply(place)
        steps = ("asked", "mended", "asked again")[number % 2 :]
        found = worker.look(place, *steps)
        shutil.rmtree(place)
        told = verdict(found, right), is_mended(found, right)
        yield {"case": case, "verdict": told[0], "mended": told[1], "found": found}
        if not number % 50:
            print(f"{number} of {len(cases)}", file=sys.stderr, flush=True)


def main() -> None:
    """Damage, ask, mend, ask again; print and keep the counts; fail at what should not be."""
    from bot.settings import load_settings
    from index.indexing.update import update
    from index.loading import load_encoder, prepare_readers

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1000, help="drawn by lot (default 1000)")
    parser.add_argument("--lexical", type=int, default=500, help="along tantivy's files")
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    settings = load_settings()
    with tempfile.TemporaryDirectory(prefix="quoth-damage-") as name:
        folder = Path(name)
        docs, base = documents(folder / "documents"), folder / "base"
        encoder = load_encoder(settings.model, settings.cache_dir)
        prepare_readers(settings.cache_dir, second=False)
        update(docs, base, encoder)
        worker = Worker(docs, base, settings.cache_dir)
        drawn = random_cases(base, options.cases)
        counts: dict[str, Counter[str]] = {"drawn": Counter(), "along tantivy's files": Counter()}
        bad, unmended = [], []
        for result in run([*drawn, *lexical_cases(base, options.lexical)], base, worker, folder):
            along = result["case"].kind == "zeroed along"
            counts["along tantivy's files" if along else "drawn"][result["verdict"]] += 1
            if result["verdict"] not in GOOD:
                bad.append(result)
            if not result["mended"]:
                unmended.append(result)
        worker.close()
    results = {"counts": counts, "not mended": len(unmended)}
    print(json.dumps(results, indent=1))
    for result in [*bad, *unmended][:20]:
        print(result["case"], result["verdict"], json.dumps(result["found"])[:3000])
    if not options.look:
        print(f"Kept in {save('damage', results | {'load_before': round(os.getloadavg()[0], 2)})}")
    if bad or unmended:
        raise SystemExit(f"{len(bad)} bad outcomes, {len(unmended)} not mended.")


if __name__ == "__main__":
    work() if sys.argv[1:2] == ["--work"] else main()
