"""What the files of a generation's caches are: their sizes and checksums, written with them.

Libraries that are not written in Python read those files, and break down at bytes that they did not
write. So nothing of them is opened before its checksum is compared.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.store.checksums import file_sum, row_sum

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file's size, and the checksum of the first `compared` bytes of it.

    What comes after those is compared as it is read, by sums of its own.
    """

    size: int
    compared: int
    sum: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the caches hold: how many passages, and the files by their paths below the folder.

    `left_out` are the paths of documents that were damaged in the catalog when they were written.
    """

    passages: int
    files: Mapping[str, FileRecord]
    left_out: tuple[str, ...] = ()

    def save(self, folder: Path) -> None:
        """Write it. Raises OSError."""
        files = {name: [r.size, r.compared, r.sum] for name, r in self.files.items()}
        words = _dumped({"passages": self.passages, "left_out": self.left_out, "files": files})
        sealed = _dumped({"sum": _sum(words, folder), "caches": words})
        (folder / NAME).write_text(sealed, encoding="ascii")


def load(folder: Path) -> Manifest | None:
    """The manifest of a folder, or None if there is none or it is not as it was written."""
    try:
        sealed = json.loads((folder / NAME).read_text(encoding="ascii"))
        if sealed["sum"] != _sum(sealed["caches"], folder):
            return None
        told = json.loads(sealed["caches"])
    except (OSError, ValueError, LookupError, TypeError):
        return None
    files = {name: FileRecord(*values) for name, values in told["files"].items()}
    return Manifest(told["passages"], files, tuple(told["left_out"]))


def describe(
    folder: Path, parts: Sequence[str], partly: Mapping[str, int], former: Path | None = None
) -> dict[str, FileRecord]:
    """The records of all files below some parts of a folder.

    `partly` says of how many bytes a file's checksum is, where not of all. What is the very file
    that a former folder holds is taken from its manifest.
    """
    before = load(former) if former else None
    found = {}
    for part in parts:
        for path in _files(folder / part):
            name = path.relative_to(folder).as_posix()
            known = before.files.get(name) if before else None
            if known and former and path.samefile(former / name):
                found[name] = known
            else:
                size = path.stat().st_size
                compared = min(partly.get(name, size), size)
                found[name] = FileRecord(size, compared, file_sum(path, compared))
    return found


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Whether every file is there as it was written."""
    try:
        return all(_is_as_written(folder / name, r) for name, r in manifest.files.items())
    except OSError:
        return False


def _is_as_written(path: Path, record: FileRecord) -> bool:
    return path.stat().st_size == record.size and file_sum(path, record.compared) == record.sum


def _files(folder: Path) -> Iterator[Path]:
    # What tantivy locks it by says nothing.
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_lock(path))


def _is_lock(path: Path) -> bool:
    return path.suffix == ".lock"


def _sum(words: str, folder: Path) -> str:
    """Of the words and of the folder's name: the caches of another generation are none of it."""
    return row_sum(words, folder.name.removesuffix(".building")).hex()


def _dumped(values: Any) -> str:  # noqa: ANN401 (whatever JSON holds)
    return json.dumps(values, separators=(",", ":"))
