"""What a backup costs, and what carrying the caches would cost: `python -m benchmarks.backups`.

An index of the evaluation's paragraphs, ten to a file, with vectors drawn by lot, which zip as
little as the model's. Times are those of the processor: other work on the machine changes them
little. What answering loses meanwhile is told as a ratio: questions are answered by turns with
backups being made in a process beside and without.
"""

import argparse
import hashlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.record import ROOT, save
from benchmarks.updating import Drawing, paragraphs
from bot.backup.archive import LEVEL
from bot.backup.restoring import restore
from bot.backup.saving import save as save_backup
from bot.settings import Settings, load_settings
from index.access import OWNER
from index.answering.answers import ask
from index.indexing.build import build
from index.loading import load_answerer, load_encoder
from index.paths import GENERATIONS

TURNS, EACH = 6, 10


def main() -> None:
    """Measure, print, and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--look", action="store_true", help="keep nothing")
    given = parser.parse_args()
    settings = load_settings()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        here = settings.model_copy(
            update={
                "index_dir": place / "index",
                "discord_database": place / "none.sqlite",
                "discord_documents": place / "none",
            }
        )
        texts = paragraphs(given.shared)
        docs = place / "docs"
        docs.mkdir()
        for at in range(0, len(texts), 10):
            (docs / f"{at:06}.txt").write_text("\n\n".join(texts[at : at + 10]), encoding="utf-8")
        encoder = load_encoder(here.model, here.cache_dir)
        passages = build(docs, here.index_dir, Drawing(encoder)).passages
        results = {"passages": passages, **costs(here, place), "answering": meanwhile(here, place)}
    print(json.dumps(results, indent=1))
    if not given.look:
        print(save("backups", results))


def costs(settings: Settings, place: Path) -> dict[str, Any]:
    """Bytes, and seconds of the processor, of a backup and of a restore."""
    file = place / "backup.tar.gz"
    saving = _seconds(lambda: save_backup(settings, file))
    caches = [p for p in (settings.index_dir / GENERATIONS).rglob("*") if p.is_file()]
    zipped: list[bytes] = []

    def carry() -> None:
        for cache in caches:
            data = cache.read_bytes()
            hashlib.sha256(data)
            zipped.append(zlib.compress(data, LEVEL))

    carrying = _seconds(carry)
    unpacking = _seconds(lambda: [hashlib.sha256(zlib.decompress(data)) for data in zipped])
    elsewhere = settings.model_copy(update={"index_dir": place / "restored"})
    return {
        "bytes": {
            "catalog": (settings.index_dir / "catalog.sqlite").stat().st_size,
            "backup": file.stat().st_size,
            "caches": sum(cache.stat().st_size for cache in caches),
            "caches, zipped": sum(map(len, zipped)),
        },
        "processor seconds": {
            "backup": saving,
            "restore, with caches made anew": _seconds(
                lambda: restore(elsewhere, file, replace=False)
            ),
            "carrying the caches, in each backup": carrying,
            "unpacking them": unpacking,
        },
    }


def meanwhile(settings: Settings, place: Path) -> dict[str, float]:
    """Milliseconds to an answer without and with backups made beside, and their ratio."""
    answerer = load_answerer(settings.index_dir, settings.model, settings.cache_dir)
    lines = (ROOT / "tests" / "pages" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines][: TURNS * EACH]
    times: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(TURNS):
        for beside in (False, True):
            command = (sys.executable, "-m", "bot", "backup", place / "beside.tar.gz", "--index")
            loop = f"while {' '.join(map(str, (*command, settings.index_dir)))}; do :; done"
            process = subprocess.Popen(
                ["sh", "-c", loop if beside else "true"],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            try:
                for question in questions[turn * EACH : (turn + 1) * EACH]:
                    began = time.perf_counter()
                    ask(answerer, question, OWNER)
                    times[beside].append(1000 * (time.perf_counter() - began))
            finally:
                # The backup that the shell has begun must be over too before its folder is deleted.
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
                process.communicate()
    answerer.library.close()
    alone, with_backups = statistics.median(times[False]), statistics.median(times[True])
    return {"alone, ms": alone, "with backups, ms": with_backups, "ratio": with_backups / alone}


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return round(time.process_time() - began, 2)


if __name__ == "__main__":
    main()
