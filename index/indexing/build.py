"""Builds and updates an index: changed files only, one writer at a time, killed at any instant.

Vectors are kept by the hash of what was encoded and committed as they come, so no work is lost.
Everything else of a build, the new generation's token included, changes in one transaction, after
that generation's caches are on disk: readers see the last generation or the next, never a mixture.

Looking at everything, it also compares what is there with its checksums and mends what is damaged:
documents are read again, caches are written again, and a file that is torn itself, or of an earlier
version, is made anew.
"""

import json
import time
from collections.abc import Set
from contextlib import ExitStack, closing
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from index.access import Collection
from index.documents.document import Skipped
from index.documents.finding import check_folder
from index.documents.isolation import IsolatedReader
from index.errors import IndexDamagedError, IndexOutdatedError
from index.indexing.changes import Changes, close, find_changes
from index.indexing.encoding import Encoding
from index.indexing.job import Job, Progress
from index.indexing.preparing import Preparing, template_lines
from index.indexing.sharding.sharing import Sharing, forget
from index.indexing.sharding.tasks import Workers
from index.indexing.summary import Clock, Summary
from index.limits import DEFAULT_LIMITS, Limits
from index.models.encoder import Encoder
from index.native import native
from index.store.catalog import SCHEMA_VERSION
from index.store.embedded import writing_to
from index.store.examining import Damage
from index.store.generations import next_generation
from index.store.index import Opening
from index.store.records import set_stamps
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
    """Make the index of a folder's collection in another, or bring it up to date.

    The arguments are those of `bring`.
    """
    return bring(
        folder,
        lambda anew: writing_to(index_folder, encoder.dimensions, wait, anew),
        encoder,
        collection=collection,
        limits=limits,
        progress=progress,
        changed=changed,
    )


def bring(
    folder: Path,
    opening: Opening,
    encoder: Encoder,
    *,
    collection: Collection = WHOLE_FOLDER,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda stage, done, total: None,
    changed: Set[str] | None = None,
    closed: str = "",
    workers: Workers | None = None,
) -> Summary:
    """Bring what is written to up to date with a folder's collection, wherever it is kept.

    `closed` is why a folder is shown to nobody, as the end of a sentence: then it is not read.
    `workers` are whom reading and encoding is shared out to, if to anybody.

    `changed` are the paths of files that may have changed, None if any may. Raises DocumentError
    if the folder cannot be listed, IndexBusyError if another process is writing, IndexMismatchError
    if what is there cannot be updated, DiskFullError if there is no room, LibraryError. Whatever
    happens, the last generation is whole.
    """
    check_folder(folder)
    began = time.monotonic()

    def once(anew: str, changed: Set[str] | None) -> Summary:
        with ExitStack() as stack:
            writing = stack.enter_context(opening(anew))
            stack.enter_context(writing.catalog.readable())
            reader = stack.enter_context(IsolatedReader(limits))
            job = Job(
                writing, folder, collection, limits, reader, encoder, progress, stack, workers
            )
            encoding = stack.enter_context(closing(Encoding(job)))
            summary = _update(job, encoding, changed, closed, began)
            forget(writing.place)
            return summary

    with native("A library"):
        try:
            return once("", changed)
        except (IndexDamagedError, IndexOutdatedError):
            return once(encoder.fingerprint, None)


def _update(
    job: Job, encoding: Encoding, only: Set[str] | None, closed: str, began: float
) -> Summary:
    catalog, clock = job.catalog, Clock()
    meta, about = catalog.meta(), _about(job)
    if meta:
        check_meta(meta, job.writing.label, job.encoder.fingerprint, job.writing.remedy)
    with clock.time("reading"):
        damage = job.writing.examined() if only is None else None
    documents = catalog.counts()[0]
    changes, preparing = Changes(), Preparing(job, encoding)
    sharing = job.closing.enter_context(closing(Sharing(job, job.workers))) if job.workers else None
    with clock.time("reading"):
        retry = meta.get("limits") != about["limits"] or bool(damage and damage.skipped)
        if closed:
            close(job, changes, closed)
            only = frozenset()
        apart = sharing.put if sharing else None
        found = find_changes(
            job, changes, only, retry=retry, damage=damage or Damage(), apart=apart
        )
        for read in chain(found, sharing.read(changes) if sharing else ()):
            with clock.time("passages"):
                preparing.take(read)
    with clock.time("passages"):
        left = documents + len(changes.added) - len(changes.removed)
        shared = template_lines(job, changes, left)
        about["shared"] = " ".join(sorted(shared))
        preparing.finish(changes, frozenset(meta.get("shared", "").split()), shared)
    with clock.time("encoding"):
        encoded = encoding.finish()
        if sharing:
            encoded += sharing.encode(shared)
            preparing.join(sharing.paths, sharing.passages, sharing.records)
    with clock.time("writing"):
        _write(job, changes, preparing, meta, about, damage)
    mended = set(changes.changed).intersection(damage.paths if damage else ())
    return Summary(
        added=tuple(changes.added),
        changed=tuple(path for path in changes.changed if path not in mended),
        removed=tuple(changes.removed),
        mended=tuple(sorted(mended)),
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
    job: Job,
    changes: Changes,
    preparing: Preparing,
    meta: dict[str, str],
    about: dict[str, str],
    damage: Damage | None,
) -> None:
    """Make the next generation if it is another than the last; else mend what is derived of that.

    The damage is None where not everything was looked at.
    """
    catalog = job.catalog
    same = (
        "generation" in meta
        and not damage
        and not preparing.paths
        and not changes.removed
        and changes.left_out == catalog.unread()
        and all(meta.get(key) == about[key] for key in about.keys() - {"limits"})
    )
    about["generation"] = (
        meta["generation"] if same else next_generation(meta.get("generation", ""))
    )
    with catalog.transaction():
        set_stamps(catalog, changes.stamps)
        catalog.set_skipped(changes.left_out.items(), changes.left_out_stamps)
        if not same:
            _write_documents(job, changes, preparing, about)
        else:
            catalog.set_meta(about)
            if damage is not None:
                job.writing.mend()
    job.writing.tidy()


def _write_documents(
    job: Job, changes: Changes, preparing: Preparing, about: dict[str, str]
) -> None:
    writing, done = job.writing, 0
    # Each passage is put in, then becomes part of the generation.
    total = 2 * preparing.passages

    def advance(count: int) -> None:
        nonlocal done
        done += count
        job.progress("Writing", done // 2, max(done, total) // 2)

    writing.remove([*changes.removed, *preparing.paths])
    for record in preparing.every():
        writing.add(record)
        advance(len(record.passages))
    # It also says how much there is now.
    job.catalog.set_meta(about)
    writing.commit(about["generation"], advance)
