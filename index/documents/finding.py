"""Finds the files of a folder that may become documents, without following what leads out of it."""

import errno
import os
import stat
import time
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from index.documents.document import (
    BAD_NAME,
    MEGABYTE,
    Skipped,
    Source,
    Unchanged,
    shown,
    suffix_of,
)
from index.documents.enclosure import Enclosure, Names
from index.documents.hidden import is_hidden
from index.documents.markers import is_marker
from index.errors import DocumentError
from index.formats import readers
from index.limits import Limits
from index.paths import INDEX_FILES

CHUNK = 1_000_000
# File systems tell times by up to this, so two changes within it may look like one.
YOUNG_NS = 2_000_000_000
# What whoever wrote a file can save it as, so that it is read.
SAVED_AS = MappingProxyType(
    dict.fromkeys(
        (".doc", ".docm", ".dot", ".dotx", ".odt", ".pages", ".rtf"), ": save it as .docx"
    )
    | dict.fromkeys((".xls", ".xlsb", ".ods", ".numbers"), ": save it as .xlsx")
    | dict.fromkeys((".ppt", ".pptx", ".odp", ".key", ".epub", ".msg"), ": save it as .pdf")
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a folder lists, where it is, and what it was when it was listed."""

    names: Names
    status: os.stat_result


@dataclass(frozen=True, slots=True)
class _Search:
    """Where files are looked for, and what is known of them."""

    place: Enclosure
    limits: Limits
    within: Names
    known: Mapping[str, str]
    entered: dict[Names, bool] = field(default_factory=dict)


def sources(
    folder: Path,
    limits: Limits,
    *,
    within: str = "",
    known: Mapping[str, str] = MappingProxyType({}),
    only: Set[str] | None = None,
) -> Iterator[Source | Unchanged | Skipped]:
    """Every file of a collection, in order of its names, without hidden ones.

    `within` names the collection; other collections and indexes below it are not entered, and
    nothing outside of it is read. A file whose stamp is the one in `known` comes as Unchanged. With
    `only`, nothing but these paths is looked at. Links to what the collection does not hold, files
    without a reader, empty ones, ones that are too large, and ones that may not be read come as
    Skipped; those that are gone by the time they are read do not come.
    """
    with Enclosure(folder) as place:
        search = _Search(place, limits, PurePosixPath(within).parts, known)
        for found in _walk(search) if only is None else _named(search, only):
            looked_at = _looked_at(search, found) if isinstance(found, _Entry) else found
            if looked_at:
                yield looked_at


def check_folder(folder: Path) -> None:
    """Raise DocumentError if there is no folder to be listed, or none that can be named."""
    path = str(folder.resolve())
    if shown(path) != path:
        raise DocumentError(f"The path {shown(path)} is not valid UTF-8: rename the folder.")
    if not folder.is_dir():
        raise DocumentError(f"There is no folder {folder}: name one that holds your documents.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise DocumentError(f"The folder {folder} may not be read: change its permissions.")


def _walk(search: _Search) -> Iterator[_Entry | Skipped]:
    """Everything that is no folder, and the folders that cannot be listed."""
    waiting = _listed(search, search.within)
    while waiting:
        found = waiting.pop()
        if isinstance(found, _Entry) and stat.S_ISDIR(found.status.st_mode):
            waiting += _listed(search, found.names)
        else:
            yield found


def _listed(search: _Search, names: Names) -> list[_Entry | Skipped]:
    """What a folder holds, last name first; nothing if it is no part of the collection."""
    found: list[_Entry | Skipped] = []
    try:
        with search.place.folder(names) as folder, os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name, reverse=True)
            if names != search.within and is_apart({entry.name for entry in entries}):
                return []
            for entry in entries:
                if is_hidden(entry.name) or is_marker(entry.name):
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError as error:
                    found += _failed((*names, entry.name), error)
                else:
                    found.append(_Entry((*names, entry.name), status))
    except OSError as error:
        return [*_failed(names, error, "the folder")]
    return found


def _named(search: _Search, only: Set[str]) -> Iterator[_Entry | Skipped]:
    """Of these paths, what a walk would come by."""
    for names in sorted(PurePosixPath(path).parts for path in only):
        if _holds(search, names):
            try:
                status = search.place.status(names)
            except OSError as error:
                yield from _failed(names, error)
            else:
                if not stat.S_ISDIR(status.st_mode):
                    yield _Entry(names, status)


def _holds(search: _Search, names: Names) -> bool:
    """Whether a place belongs to the collection: neither hidden, nor of another, nor its marker."""
    depth = len(search.within)
    inner = names[depth:]
    if names[:depth] != search.within or not inner or is_marker(names[-1]):
        return False
    if any(is_hidden(name) or name.startswith("/") for name in inner):
        return False
    return all(_is_entered(search, names[:end]) for end in range(depth + 1, len(names)))


def _is_entered(search: _Search, names: Names) -> bool:
    """Whether a walk would enter a folder."""
    if names not in search.entered:
        try:
            with search.place.folder(names) as folder:
                search.entered[names] = not is_apart(set(os.listdir(folder)))  # noqa: PTH208
        except OSError:
            search.entered[names] = False
    return search.entered[names]


def is_apart(listed: Set[str]) -> bool:
    """Whether a folder that holds these names is another collection or an index."""
    return listed >= INDEX_FILES or any(map(is_marker, listed))


def _looked_at(search: _Search, entry: _Entry) -> Source | Unchanged | Skipped | None:
    path, names, status = shown("/".join(entry.names)), entry.names, entry.status
    if path != "/".join(names):
        return Skipped(path, BAD_NAME)
    try:
        if stat.S_ISLNK(status.st_mode):
            target = search.place.target(names)
            if target is None:
                return Skipped(path, "it is a link that leads out of the folder")
            status = search.place.status(target)
            if not stat.S_ISDIR(status.st_mode) and not _holds(search, target):
                return Skipped(path, "it is a link to what is hidden or in another collection")
            names = target
        if reason := _refusal(path, status, search.limits):
            return Skipped(path, reason)
        stamp = _stamp(status)
        if stamp and stamp == search.known.get(path):
            return Unchanged(path)
        return _source(search, path, names)
    except OSError as error:
        if stat.S_ISLNK(entry.status.st_mode) and isinstance(error, FileNotFoundError):
            return Skipped(path, "it is a link that leads nowhere")
        return next(iter(_failed(entry.names, error)), None)


def _source(search: _Search, path: str, names: Names) -> Source | Skipped:
    largest = search.limits.megabytes * MEGABYTE
    with search.place.open(names) as file:
        status = os.fstat(file.fileno())
        # What was looked at may have been replaced, and may change while it is read.
        if reason := _refusal(path, status, search.limits):
            return Skipped(path, reason)
        stamp = _stamp(status)
        chunks: list[bytes] = []
        size = 0
        while size <= largest and (chunk := file.read(CHUNK)):
            chunks.append(chunk)
            size += len(chunk)
        if stamp != _stamp(os.fstat(file.fileno())):
            stamp = ""
    if size > largest:
        return Skipped(path, _too_large(search.limits))
    if not size:
        return Skipped(path, "it is empty")
    return Source(path, b"".join(chunks), stamp)


def _refusal(path: str, status: os.stat_result, limits: Limits) -> str | None:
    """Why a file is not read, or None."""
    if stat.S_ISDIR(status.st_mode):
        return "it is a link to a folder, and those are not followed"
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    if suffix_of(path) not in readers():
        remedy = SAVED_AS.get(suffix_of(path), "")
        return f"there is no reader for {suffix_of(path) or 'files without an ending'}{remedy}"
    if status.st_size > limits.megabytes * MEGABYTE:
        return _too_large(limits)
    return None


def _too_large(limits: Limits) -> str:
    return f"it is larger than {limits.megabytes} MB"


def _failed(names: Names, error: OSError, what: str = "it") -> Iterator[Skipped]:
    """What a system's error leaves to be told; nothing of what is gone."""
    if not isinstance(error, FileNotFoundError):
        reason = f"{what} cannot be read ({(error.strerror or 'unknown error').lower()})"
        if error.errno == errno.ELOOP:
            reason = "it is a link that leads to itself"
        yield Skipped(shown("/".join(names)), reason)


def _stamp(status: os.stat_result) -> str:
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    if time.time_ns() - changed < YOUNG_NS:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
