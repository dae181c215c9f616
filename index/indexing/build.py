"""Builds and updates an index: changed files only, one writer at a time, killed at any instant.

Vectors are kept by the hash of what was encoded and committed as they come, so no work is lost.
Everything else of a build, the new generation's token included, changes in one transaction, after
that generation's caches are on disk: readers see the last generation or the next, never a mixture.
"""

import json
import time
from collections.abc import Set
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path

from index.access import Collection
from index.documents.document import Skipped
from index.documents.finding import check_folder
from index.documents.isolation import IsolatedReader
from index.indexing.changes import Changes, find_changes
from index.indexing.encoding import Encoding
from index.indexing.job import Job, Progress
from index.indexing.preparing import Preparing, template_lines
from index.indexing.summary import Clock, Summary
from index.limits import DEFAULT_LIMITS, Limits
from index.models.encoder import Encoder
from index.native import native
from index.paths import CATALOG, generation_folder
from index.store.catalog import SCHEMA_VERSION, Catalog
from index.store.generations import (
    Former,
    drop_generations,
    next_generation,
    update_caches,
    write_caches,
)
from index.store.locking import writer
from index.store.records import add, drop_unused_vectors, last_passage, remove, set_stamps
from index.store.snapshot import check_meta

WHOLE_FOLDER = Collection()


def build(
    folder: Path,
    index_folder: Path,
    encoder: Encoder,
    *,
    collection: Collection = WHOLE_FOLDER,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda stage, done, total: None,
    changed: Set[str] | None = None,
    wait: float = 0.0,
) -> Summary:
    """Make the index of a folder's collection, or bring it up to date.

    `changed` are the paths of files that may have changed, None if any may; `wait` is how many
    seconds another writer may take. Raises DocumentError if the folder cannot be listed,
    IndexBusyError if another process is writing, IndexMismatchError if what is there cannot be
    updated, DiskFullError if there is no room, LibraryError. Whatever happens, the last generation
    is whole.
    """
    check_folder(folder)
    began = time.monotonic()
    with native("A library"), writer(index_folder, wait), ExitStack() as stack:
        catalog = stack.enter_context(closing(Catalog(index_folder / CATALOG, writing=True)))
        stack.enter_context(catalog.readable())
        reader = stack.enter_context(IsolatedReader(limits))
        job = Job(
            catalog, index_folder, folder, collection, limits, reader, encoder, progress, stack
        )
        encoding = stack.enter_context(closing(Encoding(job)))
        return _update(job, encoding, changed, began)


def _update(job: Job, encoding: Encoding, only: Set[str] | None, began: float) -> Summary:
    catalog, clock = job.catalog, Clock()
    meta, about = catalog.meta(), _about(job)
    if meta:
        check_meta(meta, job.index_folder, job.encoder.fingerprint)
    documents = catalog.counts()[0]
    changes, preparing = Changes(), Preparing(job, encoding)
    with clock.time("reading"):
        retry = meta.get("limits") != about["limits"]
        for read in find_changes(job, changes, only, retry=retry):
            with clock.time("passages"):
                preparing.take(read)
    with clock.time("passages"):
        left = documents + len(changes.added) - len(changes.removed)
        shared = template_lines(job, changes, left)
        about["shared"] = " ".join(sorted(shared))
        preparing.finish(changes, frozenset(meta.get("shared", "").split()), shared)
    with clock.time("encoding"):
        encoded = encoding.finish()
    with clock.time("writing"):
        _write(job, changes, preparing, meta, about)
    return Summary(
        added=tuple(changes.added),
        changed=tuple(changes.changed),
        removed=tuple(changes.removed),
        unchanged=documents - len(changes.changed) - len(changes.removed),
        skipped=tuple(Skipped(*pair) for pair in sorted(changes.left_out.items())),
        passages=catalog.counts()[1],
        encoded=encoded,
        seconds=time.monotonic() - began,
        in_part=tuple(changes.in_part),
        stages=tuple(clock.stages.items()),
    )


def _about(job: Job) -> dict[str, str]:
    """What the index says of itself, apart from its generation."""
    scope = job.collection.scope
    return {
        "schema": str(SCHEMA_VERSION),
        "model": job.encoder.fingerprint,
        "dimensions": str(job.encoder.dimensions),
        "folder": str(job.folder.resolve()),
        "collection": job.collection.name,
        "scope": json.dumps([scope.kind, sorted(scope.ids)]),
        "limits": json.dumps(asdict(job.limits)),
    }


def _write(
    job: Job, changes: Changes, preparing: Preparing, meta: dict[str, str], about: dict[str, str]
) -> None:
    """Make the next generation, if it is another than the last."""
    catalog = job.catalog
    same = (
        "generation" in meta
        and not preparing.paths
        and not changes.removed
        and changes.left_out == catalog.unread()
        and all(meta.get(key) == about[key] for key in about.keys() - {"limits"})
    )
    generation = meta["generation"] if same else next_generation(meta.get("generation", ""))
    with catalog.transaction():
        set_stamps(catalog, changes.stamps)
        catalog.set_skipped(changes.left_out.items(), changes.left_out_stamps)
        catalog.set_meta({**about, "generation": generation})
        if not same:
            _write_documents(job, changes, preparing, meta, generation)
    drop_generations(job.index_folder, keep=generation)


def _write_documents(
    job: Job, changes: Changes, preparing: Preparing, meta: dict[str, str], generation: str
) -> None:
    catalog, done = job.catalog, 0
    # Each passage is put in, then written to the caches.
    total = 2 * preparing.passages

    def advance(count: int) -> None:
        nonlocal done
        done += count
        job.progress("Writing", done // 2, max(done, total) // 2)

    last = last_passage(catalog)
    removed = remove(catalog, [*changes.removed, *preparing.paths])
    for record in preparing.records:
        add(catalog, record)
        advance(len(record.passages))
    drop_unused_vectors(catalog)
    folder, width = generation_folder(job.index_folder, generation), job.encoder.dimensions
    if "generation" in meta:
        former = Former(generation_folder(job.index_folder, meta["generation"]), removed, last)
        update_caches(catalog, folder, width, former, advance)
    else:
        write_caches(catalog, folder, width, advance)
