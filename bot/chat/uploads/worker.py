"""The process that reads servers' own documents and indexes them, so that answering goes on.

A request is a line of JSON, and so is its outcome; before that come lines that tell how work goes
on. It ends with its input.
"""

import json
import os
import shutil
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from bot.chat.uploads.folder import Shelf, shelf_of
from bot.indexes import index_at
from bot.interrupts import stand_back
from index.documents.document import Source
from index.documents.isolation import IsolatedReader
from index.errors import DocumentError, IndexMismatchError, QuothError
from index.indexing.build import bring
from index.indexing.job import Progress
from index.limits import Limits
from index.loading import load_encoder
from index.models.encoder import Encoder
from index.native import native
from index.paths import DEFAULT_INDEX
from index.store.disk import sync_folder
from index.store.index import Index
from index.store.milvus.address import Access

NOTES = 3
# Seconds that another process may take that writes to the same collection.
WAIT = 10.0
TOKEN = "QUOTH_MILVUS_TOKEN"
# Seconds between two words on how work goes on.
TELL_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Work:
    """What every request is done with.

    `documents` is the folder of all servers' documents; the index is in a `folder`, or at an
    `address`.
    """

    documents: Path
    model: str
    cache: Path
    limits: Limits
    folder: Path = DEFAULT_INDEX
    address: str = ""
    access: Access = field(default_factory=Access)

    @property
    def index(self) -> Index:
        """Where the index is."""
        return index_at(self.address, self.access, self.folder, self.documents)

    def dump(self) -> str:
        """The same as text, without the token, which `secrets` has."""
        return json.dumps(asdict(replace(self, access=replace(self.access, token=""))), default=str)

    @property
    def secrets(self) -> dict[str, str]:
        """What the process has in its environment, which others on the machine do not see."""
        return {TOKEN: self.access.token} if self.access.token else {}

    @classmethod
    def load(cls, text: str) -> "Work":
        """What `dump` wrote, with the token of the environment."""
        values = json.loads(text)
        for name in ("documents", "cache", "folder"):
            values[name] = Path(values[name])
        access = values["access"] | {"token": os.environ.get(TOKEN, "")}
        for name in ("authority", "imports"):
            if access[name]:
                access[name] = Path(access[name])
        limits = Limits(**values["limits"]) if values["limits"] else None
        return cls(**values | {"limits": limits, "access": Access(**access)})


@dataclass(frozen=True, slots=True)
class Request:
    """Bring a server's index up to date, perhaps after the file `coming` was given its `name`."""

    guild: int
    coming: str = ""
    name: str = ""

    def dump(self) -> bytes:
        """The same as a line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def load(cls, line: str) -> "Request":
        """What `dump` wrote."""
        return cls(**json.loads(line))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a request.

    `notes` are what of a new file cannot be read, as ends of sentences; `refused` is why it is no
    document, and then nothing was changed; `failed` what else went wrong, for the log.
    """

    notes: tuple[str, ...] = ()
    refused: str = ""
    failed: str = ""

    def dump(self) -> str:
        """The same as a line."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def load(cls, line: bytes) -> "Result":
        """What `dump` wrote. Raises ValueError."""
        values = json.loads(line)
        return cls(tuple(values["notes"]), values["refused"], values["failed"])


def main(work: Work) -> None:
    """Do what is asked for until the input ends."""
    stand_back()
    # Some libraries write to the standard output.
    outcomes = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    encoders: list[Encoder] = []

    def encoder() -> Encoder:
        if not encoders:
            encoders.append(load_encoder(work.model, work.cache))
        return encoders[0]

    writing = threading.Lock()

    def write(line: str) -> None:
        with writing:
            outcomes.write(line)
            outcomes.flush()

    with IsolatedReader(work.limits) as reader:
        for line in sys.stdin:
            progress = _telling(write)
            write(_outcome(work, Request.load(line), reader, encoder, progress).dump())


def _telling(write: Callable[[str], None]) -> Progress:
    """Writes how work goes on, not too often, as lines that are no outcomes."""
    due = time.monotonic()

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + TELL_EVERY
            write(json.dumps({"stage": stage, "done": done, "total": total}) + "\n")

    return progress


def _outcome(
    work: Work,
    request: Request,
    reader: IsolatedReader,
    encoder: Callable[[], Encoder],
    progress: Progress,
) -> Result:
    shelf = shelf_of(work.documents, request.guild)
    notes: tuple[str, ...] = ()
    try:
        if request.coming:
            try:
                notes = _admitted(shelf, request, reader)
            except DocumentError as error:
                return Result(refused=str(error))
        with native("A library"):
            _index(work, shelf, encoder(), progress)
    except QuothError as error:
        return Result(notes, failed=str(error))
    except Exception as error:
        # An error's own words may hold what a document says.
        places = "".join(traceback.format_tb(error.__traceback__))
        return Result(notes, failed=f"{type(error).__name__}\n{places}")
    return Result(notes)


def _admitted(shelf: Shelf, request: Request, reader: IsolatedReader) -> tuple[str, ...]:
    """Give a file its name if it is a document; what of it cannot be read. Raises DocumentError."""
    coming = shelf.documents / request.coming
    document = reader.read(Source(request.name, coming.read_bytes()))
    coming.replace(shelf.documents / request.name)
    sync_folder(shelf.documents)
    return document.notes[:NOTES]


def _index(work: Work, shelf: Shelf, encoder: Encoder, progress: Progress) -> None:
    """Bring the index up to date; one that cannot be used is made anew."""

    def update() -> None:
        shelf.make()
        bring(
            shelf.documents,
            lambda anew: work.index.writing(shelf.collection, encoder.dimensions, WAIT, anew),
            encoder,
            collection=shelf.collection,
            limits=work.limits,
            progress=progress,
        )

    try:
        update()
    except IndexMismatchError:
        work.index.drop(shelf.collection.name)
        shutil.rmtree(shelf.index, ignore_errors=True)
        update()


if __name__ == "__main__":
    main(Work.load(sys.argv[1]))
