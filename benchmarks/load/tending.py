"""Documents that change while they are asked about, and the index that follows them."""

import asyncio
import random
import shutil
from pathlib import Path

from benchmarks.load.process import Process
from benchmarks.record import ROOT

NOTES = 24
WORDS = "harbour ledger crane rope tide barrel lantern gull mast pilot quay anchor"
SENTENCES = 8
# Every so many changes all notes are written anew, and one comes or goes.
ALL, ONE = 6, 3


def prepare(folder: Path, draw: random.Random) -> Path:
    """A folder of the documents that are asked about, and of notes that are not."""
    documents = folder / "documents"
    shutil.copytree(ROOT / "seeds", documents)
    for number in range(NOTES):
        note(documents, number, draw)
    return documents


def note(documents: Path, number: int, draw: random.Random) -> None:
    """Write a note, put in place at once as editors do."""
    said = (" ".join(draw.choices(WORDS.split(), k=9)).capitalize() + "." for _ in range(SENTENCES))
    there = documents / f"note-{number:03}.txt"
    new = there.with_suffix(".new")
    new.write_text(f"Note {number}\n\n" + " ".join(said) + "\n", encoding="utf-8")
    new.rename(there)


class Tending:
    """Changes documents every so many seconds, and has `quoth index --watch` follow."""

    def __init__(
        self, indexer: Process, documents: Path, every: float, draw: random.Random
    ) -> None:
        self.changes = 0
        self._indexer, self._documents = indexer, documents
        self._every, self._draw = every, draw

    async def run(self) -> None:
        """Go on until this is cancelled."""
        await self._indexer.start()
        try:
            while True:
                await asyncio.sleep(self._every)
                self.changes += 1
                await asyncio.to_thread(self._change)
        finally:
            await self._indexer.end()

    def _change(self) -> None:
        if self.changes % ALL == 0:
            for number in range(NOTES):
                note(self._documents, number, self._draw)
        elif self.changes % ONE == 0:
            extra = self._documents / f"note-{NOTES:03}.txt"
            if extra.exists():
                extra.unlink()
            else:
                note(self._documents, NOTES, self._draw)
        else:
            note(self._documents, self._draw.randrange(NOTES), self._draw)
