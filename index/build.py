"""Builds and updates an index: changed files only, one writer at a time, killed at any instant.

Vectors are kept by the hash of what was encoded and committed as they come, so no work is lost.
Everything else of a build, the new generation's number included, changes in one transaction, after
that generation's caches are on disk: readers see the last generation or the next, never a mixture.
"""

import hashlib
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index import lexical, vectors
from index.catalog import SCHEMA_VERSION, Catalog, StoredDocument
from index.documents import Document, Skipped, Source, read, sources
from index.encoder import Encoder
from index.errors import DocumentError, IndexBusyError, IndexMismatchError
from index.furniture import Page, line_keys, mark, shared_lines
from index.passages import Passage, join, passages
from index.snapshot import CATALOG, generation_folder

LOCK = "writer.lock"
ENCODE_AT_ONCE = 256

# Told the stage, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. Paths are POSIX, below the documents folder."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    passages: int
    encoded: int
    seconds: float


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
    with _writer(index_folder):
        catalog = Catalog(index_folder / CATALOG, writing=True)
        try:
            return _update(catalog, folder, index_folder, encoder, largest_megabytes, progress, began)
        finally:
            catalog.close()


def text_key(text: str) -> str:
    """What a vector is kept by: the hash of the text it was encoded from."""
    return hashlib.sha256(text.encode()).hexdigest()


def _update(
    catalog: Catalog,
    folder: Path,
    index_folder: Path,
    encoder: Encoder,
    largest_megabytes: int,
    progress: Progress,
    began: float,
) -> Summary:
    meta = _check(catalog, index_folder, encoder)
    known = catalog.checksums()
    fresh, skipped, seen = _read_all(folder, largest_megabytes, known, progress)
    removed = sorted(known.keys() - seen)
    added = tuple(d.path for d in fresh if d.path not in known)
    changed = tuple(d.path for d in fresh if d.path in known)
    shared = _shared_lines(catalog, fresh, removed, len(seen))
    before = frozenset(meta.get("shared", "").split())
    affected = catalog.paths_with_lines(shared ^ before) - {d.path for d in fresh} - set(removed)
    fresh += _read_again(folder, affected, largest_megabytes)
    readings = [_passages(mark(document, shared), encoder) for document in fresh]
    encoded = _encode(catalog, readings, encoder, progress)
    nothing_new = not fresh and not removed and "generation" in meta
    if not nothing_new or catalog.skipped() != [(s.path, s.reason) for s in skipped]:
        generation = str(int(meta.get("generation", "0")) + 1)
        with catalog.transaction():
            catalog.remove(removed)
            for reading in readings:
                _store(catalog, reading)
            catalog.set_skipped((s.path, s.reason) for s in skipped)
            catalog.set_meta(
                {
                    "schema": str(SCHEMA_VERSION),
                    "model": encoder.fingerprint,
                    "dimensions": str(encoder.dimensions),
                    "folder": str(folder.resolve()),
                    "generation": generation,
                    "shared": " ".join(sorted(shared)),
                }
            )
            write_caches(catalog, generation_folder(index_folder, generation), encoder.dimensions)
        catalog.drop_unused_vectors()
        _drop_generations(index_folder, keep=generation)
    return Summary(
        added=added,
        changed=changed,
        removed=tuple(removed),
        unchanged=len(seen) - len(added) - len(changed),
        skipped=tuple(skipped),
        passages=catalog.counts()[1],
        encoded=encoded,
        seconds=time.monotonic() - began,
    )


def write_caches(catalog: Catalog, target: Path, dimensions: int) -> None:
    """Write a generation's FAISS and BM25 indexes from the catalog, encoding nothing."""
    building = target.with_name(f"{target.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    building.mkdir(parents=True)
    ids, found = catalog.vectors()
    vectors.write(building, ids, found, dimensions)
    lexical.write(building, catalog.all_passages())
    building.rename(target)


def rebuild_caches(index_folder: Path) -> None:
    """Make the current generation's caches again from the catalog, when they are gone or broken.

    Raises IndexBusyError if another process is writing.
    """
    with _writer(index_folder):
        catalog = Catalog(index_folder / CATALOG)
        try:
            meta = catalog.meta()
            folder = generation_folder(index_folder, meta["generation"])
            write_caches(catalog, folder, int(meta["dimensions"]))
        finally:
            catalog.close()


@contextmanager
def _writer(index_folder: Path) -> Iterator[None]:
    try:
        index_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexMismatchError(
            f"The index folder {index_folder} cannot be made: set QUOTH_INDEX_DIR to another."
        ) from error
    if not os.access(index_folder, os.W_OK):
        raise IndexMismatchError(
            f"The index folder {index_folder} may not be written to: change its permissions."
        )
    try:
        with FileLock(index_folder / LOCK, blocking=False):
            yield
    except Timeout as error:
        raise IndexBusyError(
            f"Another process is writing to the index in {index_folder}: wait until it is done."
        ) from error


def _check(catalog: Catalog, index_folder: Path, encoder: Encoder) -> dict[str, str]:
    meta = catalog.meta()
    if meta and (meta["schema"], meta["model"]) != (str(SCHEMA_VERSION), encoder.fingerprint):
        raise IndexMismatchError(
            f"The index in {index_folder} was made by another version of Quoth or with another "
            "model: delete that folder and run quoth index on your documents again."
        )
    return meta


def _read_all(
    folder: Path, largest_megabytes: int, known: dict[str, str], progress: Progress
) -> tuple[list[Document], list[Skipped], set[str]]:
    """New and changed documents, files left out, and the paths of all that are documents."""
    fresh: list[Document] = []
    skipped: list[Skipped] = []
    seen: set[str] = set()
    for count, source in enumerate(sources(folder, largest_megabytes), 1):
        progress("Reading", count, 0)
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


def _read_again(folder: Path, paths: set[str], largest_megabytes: int) -> list[Document]:
    """Documents whose files did not change but whose furniture did."""
    if not paths:
        return []
    found = [s for s in sources(folder, largest_megabytes) if isinstance(s, Source)]
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


def _encode(
    catalog: Catalog, readings: list[_Reading], encoder: Encoder, progress: Progress
) -> int:
    """Encode what has no vector yet, keeping each batch at once; how many that were."""
    texts = {key: t for r in readings for key, (_, t) in zip(r.keys, r.passages, strict=True)}
    missing = catalog.missing_vectors(texts)
    done = 0
    progress("Encoding", done, len(missing))
    for at in range(0, len(missing), ENCODE_AT_ONCE):
        keys = missing[at : at + ENCODE_AT_ONCE]

        def advance(count: int) -> None:
            nonlocal done
            done += count
            progress("Encoding", done, len(missing))

        batch = encoder.encode_passages([texts[key] for key in keys], advance)
        with catalog.transaction():
            catalog.add_vectors(keys, batch)
    return len(missing)


def _store(catalog: Catalog, reading: _Reading) -> None:
    document = reading.page.document
    stored = StoredDocument(
        id=0,
        path=document.path,
        title=reading.page.title,
        date=reading.page.date,
        sha256=document.sha256,
        text=document.text,
    )
    found = [(p, key) for (p, _), key in zip(reading.passages, reading.keys, strict=True)]
    catalog.add(stored, found, filter(None, line_keys(document)))


def _drop_generations(index_folder: Path, keep: str) -> None:
    """Delete the caches of former generations; a reader that has them open is not disturbed."""
    for folder in generation_folder(index_folder, keep).parent.iterdir():
        if folder.name != keep:
            shutil.rmtree(folder, ignore_errors=True)
