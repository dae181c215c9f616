"""A build's reading and encoding shared out to workers.

Shards are named by all that goes into them, so whoever makes one makes the same, and what a build
made that ended early is taken by the next one. Only what must see all documents at once is done
here: which of their lines are furniture, and putting them in.
"""

import hashlib
import json
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path

from index.documents.document import Skipped, Source
from index.indexing.changes import Changes, ReadDocument, read_documents
from index.indexing.job import Job
from index.indexing.sharding.files import ShardFolder
from index.indexing.sharding.forms import load
from index.indexing.sharding.manifest import Manifest
from index.indexing.sharding.tasks import Done, Setup, Task, Workers
from index.indexing.sharding.worker import Worker
from index.store.catalog import SCHEMA_VERSION
from index.store.locking import writer
from index.store.records import Record, add_vectors, missing_vectors

FOLDER = "shards"
# A shard ends where it has so many files or bytes, or after one of so many files, which is told by
# the file's name: so a file that comes or goes leaves most shards as they were.
FILES, BYTES, ONE_IN = 64, 200_000, 32


def forget(place: Path) -> None:
    """Delete what a build left that ended early, when another has come to its end."""
    shutil.rmtree(place / FOLDER, ignore_errors=True)


class Sharing:
    """What of a build is done by workers. `passages` and `paths` are what they made ready."""

    def __init__(self, job: Job, workers: Workers) -> None:
        self.paths: list[str] = []
        self.passages = 0
        self._job, self._workers = job, workers
        self._folder = workers.shards or job.writing.place / FOLDER
        self._closing = ExitStack()
        self._closing.enter_context(writer(self._folder))
        self._files = ShardFolder(self._folder, parquet=workers.parquet)
        self._manifest = self._closing.enter_context(closing(Manifest(self._files)))
        self._setup = Setup(
            shards=str(self._folder.resolve()),
            parquet=workers.parquet,
            folder=str(job.folder.resolve()),
            within=job.collection.folder,
            limits=asdict(job.limits),
            model=workers.model,
            cache=str(workers.cache.resolve()),
            fingerprint=job.encoder.fingerprint,
        )
        self._open: list[tuple[str, str]] = []
        self._bytes = 0
        self._known: set[str] = set()
        self._stamps: dict[str, str] = {}
        self._reading: list[Task] = []
        self._encoding: list[Task] = []

    def close(self) -> None:
        """Let go of the shards; they are there for whoever goes on."""
        self._workers.end()
        self._closing.close()

    def put(self, source: Source, known: bool) -> None:
        """Plan to read a file, of which the index may hold a document by its path."""
        self._open.append((source.path, source.sha256))
        self._stamps[source.path] = source.stamp
        self._bytes += len(source.data)
        if known:
            self._known.add(source.path)
        digest = hashlib.blake2b(source.path.encode(), digest_size=8).digest()
        ends = int.from_bytes(digest, "little") % ONE_IN == 0
        if ends or len(self._open) >= FILES or self._bytes >= BYTES:
            self._shut()

    def read(self, changes: Changes) -> Iterator[ReadDocument]:
        """Have what was planned read. What became other files meanwhile is read here."""
        self._shut()
        done = 0
        with closing(self._run(self._reading)) as running:
            for made in running:
                done += made.documents
                self._job.progress("Reading", done, len(self._stamps))
        others: set[str] = set()
        for task in self._reading:
            head = self._files.head(task.makes)
            for path, lines, notes in head["documents"]:
                self.paths.append(path)
                changes.hold(path, frozenset(lines), known=path in self._known)
                changes.in_part.extend(Skipped(path, note) for note in notes)
            for path, reason, lasts in head["refused"]:
                changes.left_out[path] = reason
                if lasts:
                    changes.left_out_stamps[path] = self._stamps[path]
                if path in self._known:
                    changes.removed.append(path)
            others.update(head["others"])
        yield from self._read_here(changes, others)

    def encode(self, shared: frozenset[str]) -> int:
        """Have what was read cut and encoded, with those lines as furniture; how many vectors."""
        lines = self._name("shared", sorted(shared))
        self._files.write(lines, sorted(shared))
        about = [lines, self._job.encoder.fingerprint]
        self._encoding = [
            Task(task.makes, self._name("encoded", [task.makes, *about]), lines)
            for task in self._reading
        ]
        documents = encoded = 0
        with closing(self._run(self._encoding)) as running:
            for made in running:
                documents += made.documents
                self.passages += made.passages
                encoded += made.encoded
                guess = round(self.passages * len(self.paths) / max(1, documents))
                self._job.progress("Encoding", self.passages, max(self.passages, guess))
        return encoded

    def records(self) -> Iterator[Record]:
        """The documents that were made ready, whose vectors are put into the catalog meanwhile."""
        catalog = self._job.catalog
        for task in self._encoding:
            for part in self._files.parts(task.makes):
                record, keys, vectors = load(part)
                new = set(missing_vectors(catalog, keys))
                at = [row for row, key in enumerate(keys) if key in new]
                if vectors is not None and at:
                    add_vectors(catalog, [keys[row] for row in at], vectors[at])
                yield replace(record, stamp=self._stamps[record.document.path])

    def _shut(self) -> None:
        """End a shard, and keep the list of its files for whoever reads them."""
        if not self._open:
            return
        name = self._name("read", self._open)
        self._files.write(f"files-{name}", self._open)
        self._reading.append(Task(f"files-{name}", name))
        self._open, self._bytes = [], 0

    def _name(self, step: str, of: Sequence[object]) -> str:
        limits = sorted(self._setup.limits.items())
        about = [SCHEMA_VERSION, metadata.version("quoth"), limits, of]
        digest = hashlib.blake2b(json.dumps(about).encode(), digest_size=16)
        return f"{step}-{digest.hexdigest()}"

    def _run(self, tasks: Sequence[Task]) -> Generator[Done]:
        """Have done what nobody did before; what is there comes first."""
        left = []
        for task in tasks:
            if done := self._manifest.of(task.makes):
                yield replace(done, encoded=0)
                continue
            if self._manifest.knows(task.makes):
                # It is damaged: whoever makes it must not take it for made.
                self._files.drop(task.makes)
            left.append(task)
        # The largest come first: whoever has the last one is waited for by all others.
        left.sort(key=self._weight, reverse=True)
        # For a shard or none, starting workers would take longer.
        made = self._here(left) if len(left) < 2 else self._workers.run(self._setup, left)
        with closing(made):
            for done in made:
                self._manifest.put(done)
                yield done

    def _weight(self, task: Task) -> int:
        return self._files.size(task.made_of) if task.shared else 0

    def _here(self, tasks: Sequence[Task]) -> Generator[Done]:
        with closing(Worker(self._setup, self._job.encoder)) as worker:
            yield from map(worker.do, tasks)

    def _read_here(self, changes: Changes, paths: set[str]) -> Iterator[ReadDocument]:
        """As `find_changes` reads; of what is gone nothing is said."""
        gone = paths & self._known
        for found in self._job.files({}, paths) if paths else ():
            if isinstance(found, Skipped):
                changes.left_out[found.path] = found.reason
            elif isinstance(found, Source):
                for read in read_documents(self._job, [found], changes):
                    gone.discard(found.path)
                    changes.hold(found.path, read.lines, known=found.path in self._known)
                    yield read
        changes.removed.extend(sorted(gone))
