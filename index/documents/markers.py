"""The files `quoth.toml`, which make a folder a collection of its own and say who may see it."""

import os
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from index.access import EVERYWHERE, Closed, Collection, Kind, Scope
from index.documents.hidden import is_hidden
from index.errors import DocumentError

MARKER = "quoth.toml"
LARGEST_MARKER = 100_000
# Discord's numbers have 64 bits.
LONGEST_ID = 20
NAMED: tuple[Kind, ...] = ("guilds", "channels", "roles")


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
        folders[:] = [name for name in folders if not is_hidden(name)]
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
