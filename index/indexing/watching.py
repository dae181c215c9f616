"""Changes of a documents folder, told as they happen."""

import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import watchfiles

from index.documents.document import shown
from index.documents.hidden import is_hidden
from index.errors import DocumentError, IndexBusyError, QuothError

# Seconds that a file is left alone before it is taken for written, and those after which one that
# never comes to rest is looked at nevertheless.
QUIET = 0.2
LONGEST = 10.0
# Seconds after which everything is looked at, whatever was told.
HOUR = 3600.0
# Seconds between two tries where there is no folder, or where its changes could not be told.
PAUSE = 1.0
# Seconds between two looks at everything where the system does not tell what changes.
UNTOLD = 30.0
UNTOLD_WARNING = "What changes in %s is not told by the system, so it is looked at every %g s: %s"
# Changes at once that may be more than the system keeps.
MANY = 1000
STEP_MS = 50
DEBOUNCE_MS = 400
WAKE_MS = 100

# Seconds between two tries after an error, which grow.
RETRY = 1.0
LONGEST_RETRY = 30.0

log = logging.getLogger(__name__)

# Paths of files below the folder, POSIX, that may have changed; None if any may have.
Changed = frozenset[str] | None
Told = set[tuple[watchfiles.Change, str]]
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class _Tree:
    """The folders to watch as they are now, and for each file the links that lead to it.

    Paths are whole; the links' are below the root, POSIX.
    """

    root: Path
    identity: tuple[int, int] | None
    folders: frozenset[str]
    links: Mapping[str, frozenset[str]]


def watch(folder: Path, stop: threading.Event, index_dir: Path | None = None) -> Iterator[Changed]:
    """Paths below a folder that may have changed, or None: look at everything.

    None comes first, when from then on no change is missed; after that for folders that come, go
    or move, for very many changes at once, every hour, when the folder itself is gone, and when it
    is back. Nothing comes of hidden files and folders, of what lies behind a link to a folder, and
    of an index that lies inside. Ends when `stop` is set.
    """
    own = str(index_dir.resolve()) if index_dir else ""
    there, warned = True, False
    while not stop.is_set():
        tree = _tree(folder, own)
        if tree:
            there = True
            untold = yield from _changes(folder, tree, stop, own)
            if untold:
                if not warned:
                    log.warning(UNTOLD_WARNING, folder, UNTOLD, untold)
                warned = True
                yield None
                stop.wait(UNTOLD)
        elif there:
            there = False
            yield None
        else:
            stop.wait(PAUSE)


def follow(
    folder: Path,
    stop: threading.Event,
    bring: Callable[[Changed], Done],
    index_dir: Path | None = None,
) -> Iterator[Done | QuothError]:
    """What `bring` returns for all that `watch` tells, or its error, after which it is tried again.

    Another try is for everything, so nothing is missed.
    """
    for changed in watch(folder, stop, index_dir):
        pause = RETRY
        while not stop.is_set():
            try:
                done: Done | QuothError = bring(changed)
            except QuothError as error:
                done = error
            except OSError as error:
                done = DocumentError(f"The folder {folder} cannot be read: {error}.")
            yield done
            if not isinstance(done, QuothError):
                break
            changed = None
            stop.wait(pause)
            if not isinstance(done, IndexBusyError):
                pause = min(2 * pause, LONGEST_RETRY)


def _tree(folder: Path, own: str) -> _Tree | None:
    """What there is to watch, or None if the folder cannot be listed."""
    folders: set[str] = set()
    links: dict[str, frozenset[str]] = {}
    try:
        root = folder.resolve(strict=True)
        identity = _identity(root)
        _entries(str(root), own)
    except OSError:
        return None
    waiting = [str(root)]
    while waiting:
        here = waiting.pop()
        with suppress(OSError):
            entries = _entries(here, own)
            folders.add(here)
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_symlink():
                    target = os.path.realpath(entry.path)
                    links[target] = links.get(target, frozenset()) | {_below(root, entry.path)}
    return _Tree(root, identity, frozenset(folders), links)


def _entries(folder: str, own: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as listed:
        return [entry for entry in listed if _counts(entry.path, own)]


def _changes(
    folder: Path, tree: _Tree, stop: threading.Event, own: str
) -> Generator[Changed, None, Exception | None]:
    """None once the folders are watched, then changed files, until the tree is another one.

    Returns the error if the folders cannot be watched.
    """
    until = time.monotonic() + HOUR
    held: dict[str, tuple[float, float]] = {}
    watched = False
    with closing(_told(tree, stop, own)) as told:
        try:
            for changes in told:
                if not watched:
                    watched = True
                    yield None
                    continue
                now = time.monotonic()
                if now > until or _identity(folder) != tree.identity or _moved(tree, changes):
                    break
                for name in _names(tree, changes):
                    held[name] = (held.get(name, (now,))[0], now)
                ready = {
                    name
                    for name, (first, last) in held.items()
                    if now - last >= QUIET or now - first >= LONGEST
                }
                if ready:
                    held = {name: times for name, times in held.items() if name not in ready}
                    yield frozenset(ready)
        except (OSError, RuntimeError, UnicodeError) as error:
            if not watched and not isinstance(error, FileNotFoundError):
                return error
            # A name that is no UTF-8, which may be written to without end, or a folder that went
            # in that moment.
            stop.wait(PAUSE)
    return None


def _told(tree: _Tree, stop: threading.Event, own: str) -> Generator[Told, None, None]:
    """What the system tells, often nothing; only the first set comes once all is watched."""

    def counts(_: watchfiles.Change, path: str) -> bool:
        return path in tree.folders or _counts(path, own)

    return watchfiles.watch(
        *tree.folders,
        watch_filter=counts,
        debounce=DEBOUNCE_MS,
        step=STEP_MS,
        rust_timeout=WAKE_MS,
        stop_event=stop,
        yield_on_timeout=True,
        # Watching deeply, it would follow links out of the folder.
        recursive=False,
        # Or it would not tell that there are more folders than the system watches.
        ignore_permission_denied=False,
    )


def _moved(tree: _Tree, changes: Told) -> bool:
    """Whether folders or links came or went, or so much changed that more may have."""
    return len(changes) > MANY or any(
        path in tree.folders or _leads_on(path) for _, path in changes
    )


def _leads_on(path: str) -> bool:
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    return stat.S_ISDIR(mode) or stat.S_ISLNK(mode)


def _names(tree: _Tree, changes: Told) -> set[str]:
    """The changed files and the links that lead to them, below the root."""
    found = {_below(tree.root, path) for _, path in changes}
    return found.union(*(tree.links.get(path, frozenset()) for _, path in changes))


def _below(root: Path, path: str) -> str:
    return Path(path).relative_to(root).as_posix()


def _counts(path: str, own: str) -> bool:
    """Whether a path may be that of a document or of a folder with some."""
    hidden = is_hidden(Path(path).name)
    return not hidden and path != own and shown(path) == path


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
