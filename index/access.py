"""Whose documents: collections with a scope, and who may see which.

A folder below the documents folder that holds a file `quoth.toml` is a collection of its own, apart
from everything around it. A file that cannot be understood closes its folder to everybody.
"""

import os
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from index.errors import DocumentError

MARKER = "quoth.toml"
LARGEST_MARKER = 100_000
# Discord's numbers have 64 bits.
LONGEST_ID = 20

Kind = Literal["everywhere", "guilds", "channels", "roles"]
NAMED: tuple[Kind, ...] = ("guilds", "channels", "roles")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a collection may be quoted: everywhere, or in what is named by Discord's ids."""

    kind: Kind = "everywhere"
    ids: frozenset[int] = frozenset()


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Audience:
    """Where a question is asked and who will see its answer.

    `guild` is None in direct messages; `channels` are the channel and the one that it is part of;
    `readers` holds a set of roles for each kind of person who will see the answer, the asker's own
    first. `owner` is the person at the machine that the documents lie on.
    """

    guild: int | None = None
    channels: frozenset[int] = frozenset()
    readers: tuple[frozenset[int], ...] = ()
    owner: bool = False


OWNER = Audience(owner=True)
ANYBODY = Audience()


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents that are shown or hidden together.

    `name` tells it from all others: the path of its folder below the documents folder, POSIX, ""
    for what is in no other; those that are no such folder have names that begin with "/". `folder`
    is where to look for its documents, below the same.
    """

    name: str = ""
    scope: Scope = EVERYWHERE
    folder: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Closed:
    """A folder that is shown to nobody, and why, as the end of a sentence."""

    name: str
    reason: str


def server_collection(guild: int) -> Collection:
    """The documents that a server's moderators added, for that server alone."""
    return Collection(f"/server {guild}", Scope("guilds", frozenset({guild})))


def sees(audience: Audience, scope: Scope) -> bool:
    """Whether everybody who will see an answer may see what has this scope."""
    if audience.owner or scope.kind == "everywhere":
        return True
    if audience.guild is None:
        return False
    if scope.kind == "guilds":
        return audience.guild in scope.ids
    if scope.kind == "channels":
        return not scope.ids.isdisjoint(audience.channels)
    return bool(audience.readers) and all(not scope.ids.isdisjoint(r) for r in audience.readers)


def is_marker(name: str) -> bool:
    """Whether a file's name is that of a marker, in any case, as some file systems ignore it."""
    return name.casefold() == MARKER


def folder_collections(folder: Path) -> list[Collection | Closed]:
    """The collections of a folder, by name; first the one of the folder itself."""
    root = folder.resolve()
    found = {name: _collection(name, marker) for name, marker in _markers(root)}
    return [found.pop("", Collection()), *(found[name] for name in sorted(found))]


def _markers(root: Path) -> Iterator[tuple[str, Path]]:
    for directory, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        marker = next((name for name in (*files, *folders) if is_marker(name)), None)
        if marker is not None:
            name = PurePosixPath(Path(directory).relative_to(root).as_posix())
            yield "" if name == PurePosixPath() else str(name), Path(directory) / marker


def _collection(name: str, marker: Path) -> Collection | Closed:
    try:
        return Collection(name, read_scope(marker), name)
    except DocumentError as error:
        return Closed(name, str(error))


def read_scope(marker: Path) -> Scope:
    """The scope that a marker file names. Raises DocumentError with the reason if it names none."""
    try:
        status = marker.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_MARKER:
            raise DocumentError(f"its {MARKER} is not a small file")
        said = tomllib.loads(marker.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DocumentError(f"its {MARKER} cannot be read as TOML") from error
    if said == {"everywhere": True}:
        return EVERYWHERE
    kind = next((kind for kind in NAMED if said.keys() == {kind}), None)
    ids = said[kind] if kind else None
    if kind is None or not isinstance(ids, list) or not ids or not all(map(_is_id, ids)):
        raise DocumentError(
            f"its {MARKER} must name guilds, channels or roles, one of them, "
            "as in roles = [123456789012345678]"
        )
    return Scope(kind, frozenset(map(int, ids)))


def _is_id(value: object) -> bool:
    if isinstance(value, str):
        return value.isascii() and value.isdigit() and len(value) <= LONGEST_ID
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
