"""What a worker does with a shard; the same whoever it is, and whatever was done before."""

import json
import os
from contextlib import suppress
from pathlib import Path

from index.documents.document import Source
from index.documents.finding import sources
from index.documents.isolation import IsolatedReader
from index.documents.worker import decode_document, encode_document
from index.errors import (
    DocumentError,
    IndexMismatchError,
    IndexMissingError,
    LibraryMissingError,
    ModelError,
)
from index.indexing.changes import ReadDocument
from index.indexing.preparing import entry
from index.indexing.sharding.files import Part, ShardFolder, hash_of
from index.indexing.sharding.forms import dump
from index.indexing.sharding.tasks import Done, Setup, Task
from index.limits import Limits
from index.models.encoder import Encoder
from index.models.files import find_model
from index.store.records import Record
from index.structure.marking import line_keys

# Where each worker is one of many, each has one thread.
ALONE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
}


class Worker:
    """Does one task after the other, with an encoder and a reader that it keeps.

    Raises QuothError.
    """

    def __init__(self, setup: Setup, encoder: Encoder | None = None) -> None:
        self._setup = setup
        self._files = ShardFolder(Path(setup.shards), parquet=setup.parquet)
        if not self._files.folder.is_dir():
            raise IndexMissingError(
                f"The machine {os.uname().nodename} does not see the folder {setup.shards}: name "
                "one with --shards that all machines see."
            )
        self._limits = Limits(**setup.limits)  # type: ignore[arg-type]
        self._reader = IsolatedReader(self._limits)
        self._encoder = encoder
        self._shared: dict[str, frozenset[str]] = {}

    def close(self) -> None:
        """End the process that reads files."""
        self._reader.__exit__()

    def do(self, task: Task) -> Done:
        """Make a shard, unless somebody did who was not there any more to tell of it."""
        path = self._files.path(task.makes)
        if path.exists():
            with suppress(IndexMismatchError):
                counts = self._files.head(task.makes)["counts"]
                return Done(task.makes, path.stat().st_size, hash_of(path), *counts)
        return self._encode(task) if task.shared else self._read(task)

    def _read(self, task: Task) -> Done:
        planned: dict[str, str] = dict(self._files.read(task.made_of))
        folder, within = Path(self._setup.folder), self._setup.within
        found = [
            one
            for one in sources(folder, self._limits, within=within, only=planned.keys())
            # What is another file by now is left to the one that planned this.
            if isinstance(one, Source) and one.sha256 == planned[one.path]
        ]
        parts, documents, refused = [], [], []
        for source, read in zip(found, self._reader.read_all(found), strict=True):
            if isinstance(read, DocumentError):
                lasts = not isinstance(read, LibraryMissingError)
                refused.append([source.path, str(read), lasts])
                continue
            lines = sorted(filter(None, line_keys(read)))
            documents.append([source.path, lines, read.notes])
            body = {**encode_document(read), "path": read.path}
            parts.append(Part(json.dumps(body)))
        gone = sorted(planned.keys() - {source.path for source in found})
        counts = [len(planned), 0]
        head = {"documents": documents, "refused": refused, "others": gone, "counts": counts}
        return Done(task.makes, *self._files.put(task.makes, head, parts), *counts)

    def _encode(self, task: Task) -> Done:
        lines = {path: keys for path, keys, _ in self._files.head(task.made_of)["documents"]}
        shared, encoder = self._lines(task.shared), self._ready()
        made: list[tuple[Record, list[str]]] = []
        texts: dict[str, str] = {}
        for part in self._files.parts(task.made_of):
            body = json.loads(part.body)
            path = body.pop("path")
            # Of the file's state, which changes without it, the one that planned this knows.
            read = ReadDocument(decode_document(path, body), "", frozenset(lines[path]))
            record, own = entry(read, shared, encoder)
            new = [key for key in own if key not in texts]
            texts |= own
            made.append((record, new))
        vectors = encoder.encode_passages(list(texts.values())) if texts else None
        at = {key: row for row, key in enumerate(texts)}
        parts = [
            Part(dump(record, new), None if vectors is None else vectors[[at[key] for key in new]])
            for record, new in made
        ]
        passages = sum(len(record.passages) for record, _ in made)
        size, digest = self._files.put(task.makes, {"counts": [len(made), passages]}, parts)
        return Done(task.makes, size, digest, len(made), passages, len(texts))

    def _lines(self, name: str) -> frozenset[str]:
        if name not in self._shared:
            self._shared = {name: frozenset(self._files.read(name))}
        return self._shared[name]

    def _ready(self) -> Encoder:
        if self._encoder is None:
            cache = Path(self._setup.cache)
            self._encoder = Encoder(find_model(self._setup.model, cache), cache, threads=1)
        if self._encoder.fingerprint != self._setup.fingerprint:
            raise ModelError(
                f"The machine {os.uname().nodename} has another model or version of it: install "
                "the same version of quoth on all machines."
            )
        return self._encoder
