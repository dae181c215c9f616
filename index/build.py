"""Builds and updates an index: changed files only, one writer at a time, killed at any instant.

Vectors are kept by the hash of what was encoded and committed as they come, so no work is lost.
Everything else of a build, the new generation's number included, changes in one transaction, after
that generation's caches are on disk: readers see the last generation or the next, never a mixture.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.catalog import SCHEMA_VERSION, Catalog, StoredDocument
from index.documents import Document, Skipped, Source, check_folder, read, sources
from index.encoder import Encoder
from index.errors import DocumentError
from index.furniture import Page, line_keys, mark, shared_lines
from index.generations import CATALOG, drop_generations, generation_folder, write_caches
from index.landmarks import section_landmarks
from index.locking import writer
from index.passages import Passage, join, passages
from index.snapshot import check_meta

ENCODE_AT_ONCE = 256

# Told the stage, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. Paths are POSIX, below the documents folder.

    `in_part` names documents that were read now and hold something that could not be.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    passages: int
    encoded: int
    seconds: float
    in_part: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class _Job:
    """What a build works on and with."""

    catalog: Catalog
    folder: Path
    index_folder: Path
    encoder: Encoder
    largest_megabytes: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document that is to be written, with its passages and the texts they are encoded as."""

    page: Page
    passages: tuple[tuple[Passage, str], ...]

    @property
    def keys(self) -> list[str]:
        return [text_key(text) for _, text in self.passages]


def build(
    folder: Path,
    index_folder: Path,
    encoder: Encoder,
    largest_megabytes: int = 50,
    progress: Progress = lambda stage, done, total: None,
) -> Summary:
    """Make the index of a folder, or bring it up to date.

    Raises DocumentError if the folder cannot be listed, IndexBusyError if another process is
    writing, IndexMismatchError if what is there cannot be updated.
    """
    began = time.monotonic()
    check_folder(folder)
    with writer(index_folder):
        catalog = Catalog(index_folder / CATALOG, writing=True)
        try:
            job = _Job(catalog, folder, index_folder, encoder, largest_megabytes, progress)
            with catalog.readable():
                return _update(job, began)
        finally:
            catalog.close()


def text_key(text: str) -> str:
    """What a vector is kept by: the hash of the text it was encoded from."""
    return hashlib.sha256(text.encode()).hexdigest()


def _update(job: _Job, began: float) -> Summary:
    catalog, encoder = job.catalog, job.encoder
    meta = catalog.meta()
    if meta:
        check_meta(meta, job.index_folder, encoder.fingerprint)
    known = catalog.checksums()
    fresh, skipped, seen = _read_all(job, known)
    removed = sorted(known.keys() - seen)
    added = tuple(d.path for d in fresh if d.path not in known)
    changed = tuple(d.path for d in fresh if d.path in known)
    shared = _shared_lines(catalog, fresh, removed, len(seen))
    before = frozenset(meta.get("shared", "").split())
    affected = catalog.paths_with_lines(shared ^ before) - {d.path for d in fresh} - set(removed)
    fresh += _read_again(job, affected)
    readings = [_passages(mark(document, shared), encoder) for document in fresh]
    encoded = _encode(job, readings)
    left_out = {s.path: s.reason for s in skipped}
    place = str(job.folder.resolve())
    same = "generation" in meta and meta["folder"] == place and not fresh and not removed
    if not same or catalog.unread() != left_out:
        generation = str(int(meta.get("generation", "0")) + 1)
        with catalog.transaction():
            catalog.remove(removed)
            for reading in readings:
                _store(catalog, reading)
            catalog.set_skipped(left_out.items())
            catalog.set_meta(
                {
                    "schema": str(SCHEMA_VERSION),
                    "model": encoder.fingerprint,
                    "dimensions": str(encoder.dimensions),
                    "folder": place,
                    "generation": generation,
                    "shared": " ".join(sorted(shared)),
                }
            )
            folder = generation_folder(job.index_folder, generation)
            write_caches(catalog, folder, encoder.dimensions)
        catalog.drop_unused_vectors()
        drop_generations(job.index_folder, keep=generation)
    return Summary(
        added=added,
        changed=changed,
        removed=tuple(removed),
        unchanged=len(seen) - len(added) - len(changed),
        skipped=tuple(skipped),
        passages=catalog.counts()[1],
        encoded=encoded,
        seconds=time.monotonic() - began,
        in_part=tuple(Skipped(d.path, note) for d in fresh for note in d.notes),
    )


def _read_all(job: _Job, known: dict[str, str]) -> tuple[list[Document], list[Skipped], set[str]]:
    """New and changed documents, files left out, and the paths of all that are documents."""
    fresh: list[Document] = []
    skipped: list[Skipped] = []
    seen: set[str] = set()
    for count, source in enumerate(sources(job.folder, job.largest_megabytes), 1):
        job.progress("Reading", count, 0)
        if isinstance(source, Source) and known.get(source.path) != source.sha256:
            try:
                fresh.append(read(source))
            except DocumentError as error:
                skipped.append(Skipped(source.path, str(error)))
                continue
        if isinstance(source, Skipped):
            skipped.append(source)
        else:
            seen.add(source.path)
    return fresh, sorted(skipped, key=lambda s: s.path), seen


def _read_again(job: _Job, paths: set[str]) -> list[Document]:
    """Documents whose files did not change but whose furniture did."""
    if not paths:
        return []
    found = [s for s in sources(job.folder, job.largest_megabytes) if isinstance(s, Source)]
    return [read(source) for source in found if source.path in paths]


def _shared_lines(
    catalog: Catalog, fresh: list[Document], removed: list[str], documents: int
) -> frozenset[str]:
    counts = Counter(catalog.line_counts())
    counts.subtract(catalog.line_counts_of([*removed, *(d.path for d in fresh)]))
    for document in fresh:
        counts.update(set(line_keys(document)))
    return shared_lines(counts, documents)


def _passages(page: Page, encoder: Encoder) -> _Reading:
    text = page.document.text
    found = passages(page, encoder.count_tokens)
    heads = ["\n".join(filter(None, [page.title, p.heading])) for p in found]
    texts = [f"{head}\n{join(text, p).text}" for head, p in zip(heads, found, strict=True)]
    return _Reading(page, tuple(zip(found, texts, strict=True)))


def _encode(job: _Job, readings: list[_Reading]) -> int:
    """Encode what has no vector yet, keeping each batch at once; how many that were."""
    texts = {key: t for r in readings for key, (_, t) in zip(r.keys, r.passages, strict=True)}
    missing = job.catalog.missing_vectors(texts)
    done = 0
    job.progress("Encoding", done, len(missing))
    for at in range(0, len(missing), ENCODE_AT_ONCE):
        keys = missing[at : at + ENCODE_AT_ONCE]

        def advance(count: int) -> None:
            nonlocal done
            done += count
            job.progress("Encoding", done, len(missing))

        batch = job.encoder.encode_passages([texts[key] for key in keys], advance)
        with job.catalog.transaction():
            job.catalog.add_vectors(keys, batch)
    return len(missing)


def _store(catalog: Catalog, reading: _Reading) -> None:
    document = reading.page.document
    stored = StoredDocument(
        id=0,
        path=document.path,
        title=reading.page.title,
        date=reading.page.date,
        url=document.url,
        sha256=document.sha256,
        text=document.text,
    )
    found = [(p, key) for (p, _), key in zip(reading.passages, reading.keys, strict=True)]
    catalog.add(
        stored,
        found,
        filter(None, line_keys(document)),
        document.landmarks or section_landmarks(reading.page),
        document.notes,
    )
