"""The indexes of a documents folder, one for each of its collections.

What restricts comes before what takes long: an index of what is gone or closed is deleted, and
another scope or another collection's documents are heeded, before anything new is read.
"""

import time
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from index.access import Closed, Collection
from index.documents.document import BAD_NAME, Skipped, shown
from index.documents.finding import check_folder
from index.documents.markers import folder_collections, is_marker
from index.errors import DiskFullError, IndexMismatchError
from index.indexing.build import bring
from index.indexing.job import Progress
from index.indexing.sharding.tasks import Workers
from index.indexing.summary import Summary, merged, removal
from index.limits import DEFAULT_LIMITS, Limits
from index.models.encoder import Encoder
from index.store.embedded import Embedded
from index.store.index import Index, Stored

# Seconds between two looks at the markers while something takes long, at least; looking takes up
# no more than one part in so many of the time.
HEED = 5.0
HEED_PART = 100

Found = Sequence[Collection | Closed]


class _OthersError(Exception):
    """The collections of the folder are no more those that are worked on."""


@dataclass(frozen=True, slots=True)
class _Update:
    """What is worked on and with. `wait` is how many seconds another writer may take."""

    folder: Path
    index: Index
    encoder: Encoder
    limits: Limits
    progress: Progress
    wait: float
    workers: Workers | None = None


def named_collections(folder: Path) -> list[Collection | Closed]:
    """The collections of a folder; those whose names cannot be written down are closed."""
    return [
        one if shown(one.name) == one.name else Closed(shown(one.name), BAD_NAME)
        for one in folder_collections(folder)
    ]


def update(
    folder: Path,
    index_dir: Path,
    encoder: Encoder,
    *,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda stage, done, total: None,
    changed: Set[str] | None = None,
    wait: float = 0.0,
    index: Index | None = None,
    workers: Workers | None = None,
) -> Summary:
    """Make the indexes of all of a folder's collections, or bring them up to date.

    They are in `index_dir`, or where the `index` is, if one is given. `changed` are the paths of
    files that may have changed since the last update, None if any may; `wait` is how many seconds
    another writer may take; `workers` are whom the work is shared out to, if to anybody. Folders
    that are closed come as skipped, by their paths. Raises what `build` does; each index is whole
    whenever this ends.
    """
    check_folder(folder)
    if index_dir.resolve() == folder.resolve():
        raise IndexMismatchError(
            f"The index cannot lie in the documents folder {folder} itself: name another folder."
        )
    if shown(str(index_dir)) != str(index_dir):
        raise IndexMismatchError(
            f"The path {shown(str(index_dir))} is not valid UTF-8: name another for the index."
        )
    began = time.monotonic()
    index = index or Embedded(index_dir)
    with index.turn(wait, lambda: progress("Waiting", 0, 0)):
        while True:
            found = named_collections(folder)
            heeding = _heeding(folder, found, progress)
            job = _Update(folder, index, encoder, limits, heeding, wait, workers)
            try:
                return replace(_update(job, found, changed), seconds=time.monotonic() - began)
            except _OthersError:
                changed = None


def _update(job: _Update, found: Found, changed: Set[str] | None) -> Summary:
    names = frozenset(one.name for one in found)
    closed = [one for one in found if isinstance(one, Closed)]
    collections = [one for one in found if isinstance(one, Collection)]
    dropped = job.index.drop_others(frozenset(one.name for one in collections))
    restricting = [removal(one.paths) for one in dropped]
    restricting += [_close(job, one) for one in closed if not one.name]
    present = {}
    for one in collections:
        stored = job.index.stored(one.name)
        if stored and (strays := _strays(one, stored, names)) is not None:
            restricting.append(_restrict(job, one, strays))
            stored = job.index.stored(one.name)
        present[one.name] = stored
    whole = {_owner(one.collection.name, names) for one in dropped}
    whole |= _marked(changed or frozenset(), names)
    built = []
    for one in collections:
        stored = present[one.name]
        if changed is None or stored is None or one.name in whole:
            built.append(_build(job, one, None))
        elif paths := frozenset(path for path in changed if _owner(path, names) == one.name):
            built.append(_build(job, one, paths))
        else:
            built.append(_as_it_is(stored))
    return merged(restricting, built, [Skipped(one.name or ".", one.reason) for one in closed])


def _strays(collection: Collection, stored: Stored, names: Set[str]) -> Set[str] | None:
    """What is another collection's now; None if that is nothing, and the scope is as it was."""
    held = stored.paths | stored.left_out.keys() if len(names) > 1 else frozenset[str]()
    strays = frozenset(path for path in held if _owner(path, names) != collection.name)
    return strays if strays or stored.collection.scope != collection.scope else None


def _restrict(job: _Update, collection: Collection, strays: Set[str]) -> Summary:
    """Give a collection its scope, and take out what it must not hold."""
    try:
        return _build(job, collection, strays)
    except DiskFullError:
        # Going on as it was, it would be shown to those that it is not for.
        job.index.drop(collection.name)
        return removal(strays)


def _build(
    job: _Update, collection: Collection, changed: Set[str] | None, closed: str = ""
) -> Summary:
    return bring(
        job.folder,
        lambda anew: job.index.writing(collection, job.encoder.dimensions, job.wait, anew),
        job.encoder,
        collection=collection,
        limits=job.limits,
        progress=job.progress,
        changed=changed,
        closed=closed,
        workers=job.workers,
    )


def _close(job: _Update, root: Closed) -> Summary:
    """Leave the folder's own index without documents, and with the reason."""
    before = job.index.stored("")
    if before and not before.paths and before.left_out == {".": root.reason}:
        return removal(frozenset())
    job.index.drop("")
    _build(job, Collection(), None, root.reason)
    return removal(before.paths if before else frozenset())


def _owner(path: str, names: Set[str]) -> str:
    """The collection or closed folder that a path belongs to."""
    while path:
        path = path.rpartition("/")[0]
        if path in names:
            return path
    return ""


def _marked(changed: Set[str], names: Set[str]) -> set[str]:
    """The collections whose documents may be others because of a marker that changed."""
    markers = [path for path in changed if is_marker(path.rpartition("/")[2])]
    return {_owner(path, names) for path in markers} | {
        _owner(path.rpartition("/")[0], names) for path in markers
    }


def _as_it_is(stored: Stored) -> Summary:
    left_out = tuple(Skipped(path, reason) for path, reason in sorted(stored.left_out.items()))
    return Summary((), (), (), len(stored.paths), left_out, stored.passages, 0, 0.0)


def _heeding(folder: Path, found: Found, progress: Progress) -> Progress:
    """Passes progress on, and ends the work when it is about other collections by now."""
    due = time.monotonic() + HEED

    def heed(stage: str, done: int, total: int) -> None:
        nonlocal due
        progress(stage, done, total)
        began = time.monotonic()
        if began > due:
            if named_collections(folder) != found:
                raise _OthersError
            ended = time.monotonic()
            due = ended + max(HEED, HEED_PART * (ended - began))

    return heed
