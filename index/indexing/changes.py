"""What is new in a folder since an index of it was made."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from index.documents.document import Document, Skipped, Source, Unchanged
from index.documents.finding import is_apart
from index.documents.hidden import is_hidden
from index.errors import DocumentError, LibraryMissingError
from index.indexing.job import Job
from index.store.examining import Damage
from index.store.records import KnownFile, known_files, unread_stamps
from index.structure.marking import line_keys

# So many files are given to the process that reads them at once, as far as they are small.
FILES_AT_ONCE, BYTES_AT_ONCE = 32, 250_000


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as its file was read, the stamp of the file's state, its lone lines' keys."""

    document: Document
    stamp: str
    lines: frozenset[str]


@dataclass(frozen=True, slots=True)
class Changes:
    """What was found to be unlike what the index holds.

    `left_out` are all files that are in the folder and not in the index, with the reasons, and
    `left_out_stamps` the stamps of those that need not be tried again as they are; `stamps` are new
    ones of files whose content is as it was; `lines` says in how many of the documents that were
    read each of their lone lines stands.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    left_out_stamps: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)
    lines: Counter[str] = field(default_factory=Counter)
    in_part: list[Skipped] = field(default_factory=list)

    def hold(self, path: str, lines: frozenset[str], *, known: bool) -> None:
        """Have a document that was read, with its lone lines' keys."""
        (self.changed if known else self.added).append(path)
        self.lines.update(lines)


def close(job: Job, changes: Changes, reason: str) -> None:
    """Take out all documents, and leave the folder out as a whole, with the reason."""
    changes.removed.extend(sorted(job.catalog.checksums()))
    changes.left_out["."] = reason


def find_changes(
    job: Job,
    changes: Changes,
    only: Set[str] | None,
    *,
    retry: bool,
    damage: Damage,
    apart: Callable[[Source, bool], None] | None = None,
) -> Iterator[ReadDocument]:
    """Look at the files and read those that the index does not hold as they are.

    `only` are the paths of those that are looked at, None is all. What could not be read before is
    tried again if its file is another, or with `retry`. Of documents that are damaged the files
    are read whatever they are. `apart` is given those that are to be read elsewhere, and whether
    the index holds a document by their paths; then none is read here.
    """
    known = known_files(job.catalog, only, damage.documents)
    reasons = job.catalog.unread()
    tried = {} if retry else unread_stamps(job.catalog)
    if only is not None:
        changes.left_out.update({p: reason for p, reason in reasons.items() if p not in only})
        changes.left_out_stamps.update({p: stamp for p, stamp in tried.items() if p not in only})
    seen: set[str] = set()
    stamps = tried | {path: file.stamp for path, file in known.items()}
    total = _files(job) if only is None else len(only)
    waiting: list[Source] = []
    for count, found in enumerate(job.files(stamps, only), 1):
        job.progress("Reading", count, max(count, total))
        path = found.path
        if isinstance(found, Skipped):
            changes.left_out[path] = found.reason
        elif isinstance(found, Unchanged) and path not in known:
            changes.left_out[path], changes.left_out_stamps[path] = reasons[path], tried[path]
        elif isinstance(found, Unchanged):
            seen.add(path)
        elif path in known and known[path].sha256 == found.sha256:
            seen.add(path)
            if found.stamp != known[path].stamp:
                changes.stamps[path] = found.stamp
        elif apart:
            seen.add(path)
            apart(found, path in known)
        else:
            if not _fits(waiting, found):
                yield from _changed(job, waiting, changes, known, seen)
                waiting.clear()
            waiting.append(found)
    yield from _changed(job, waiting, changes, known, seen)
    changes.removed.extend(sorted(known.keys() - seen))


def _fits(waiting: Sequence[Source], source: Source) -> bool:
    """Whether a file may be given to the process with those that wait."""
    size = sum(len(other.data) for other in waiting) + len(source.data)
    return len(waiting) < FILES_AT_ONCE and size <= BYTES_AT_ONCE


def _changed(
    job: Job,
    sources: Sequence[Source],
    changes: Changes,
    known: Mapping[str, KnownFile],
    seen: set[str],
) -> Iterator[ReadDocument]:
    """The documents among files that are new, or others than the index knows by their paths."""
    for read in read_documents(job, sources, changes):
        path = read.document.path
        seen.add(path)
        changes.hold(path, read.lines, known=path in known)
        yield read


def _files(job: Job) -> int:
    """About how many files there are to be looked at."""
    count = 0
    top = str(job.folder / job.collection.folder)
    for here, folders, files in os.walk(top):
        if here != top and is_apart({*folders, *files}):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not is_hidden(name)]
        count += sum(not is_hidden(name) for name in files)
    return count


def read_documents(job: Job, sources: Sequence[Source], changes: Changes) -> Iterator[ReadDocument]:
    """Read files; those that are no documents are among those left out from now on."""
    for source, document in zip(sources, job.reader.read_all(sources), strict=True):
        if isinstance(document, DocumentError):
            changes.left_out[source.path] = str(document)
            if not isinstance(document, LibraryMissingError):
                changes.left_out_stamps[source.path] = source.stamp
            continue
        changes.in_part.extend(Skipped(source.path, note) for note in document.notes)
        lines = frozenset(filter(None, line_keys(document)))
        yield ReadDocument(document, source.stamp, lines)
