"""Files of a folder into documents, each with its text, its title and what each block is."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.errors import DocumentError
from index.formats import Block, Landmark, readers

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """One file as it was read.

    `path` is POSIX, below the documents folder; `text` is what every offset counts in, in code
    points; `title`, `date` (ISO 8601) and `url` (http or https) are what the file itself declares,
    if it does; `sha256` is that of the file's bytes; `landmarks` and `notes` are as in Extract.
    """

    path: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None
    date: str | None
    url: str | None
    sha256: str
    landmarks: tuple[Landmark, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not in the index, and why, as the end of a sentence ("it is empty")."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was found and may become a document, with its content."""

    path: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Hash of the content, by which changed files are known."""
        return hashlib.sha256(self.data).hexdigest()


def sources(folder: Path, largest_megabytes: int) -> Iterator[Source | Skipped]:
    """Every file below a folder, in order of its path; hidden files and folders are left out.

    Links that lead out of the folder, files without a reader, empty ones, ones that are too large,
    and ones that may not be read come as Skipped.
    """
    root = folder.resolve()
    denied: list[OSError] = []
    found: list[Path] = []
    linked: list[Path] = []
    for directory, folders, files in os.walk(root, onerror=denied.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(directory)
        found += [here / name for name in files if not name.startswith(".")]
        linked += [here / name for name in folders if (here / name).is_symlink()]
    for error in denied:
        yield Skipped(_relative(Path(error.filename), root), "the folder may not be read")
    for path in linked:
        yield Skipped(_relative(path, root), "it is a link to a folder, and those are not followed")
    for path in sorted(found):
        yield _source(path, root, largest_megabytes)


def check_folder(folder: Path) -> None:
    """Raise DocumentError if there is no folder to be listed."""
    if not folder.is_dir():
        raise DocumentError(f"There is no folder {folder}: name one that holds your documents.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise DocumentError(f"The folder {folder} may not be read: change its permissions.")


def read(source: Source) -> Document:
    """The document in a file's bytes. Raises DocumentError with the reason if there is none."""
    suffix = _suffix(source.path)
    try:
        extract = readers()[suffix](source.data)
    except ModuleNotFoundError as error:
        raise DocumentError(f"reading {suffix} needs: pip install 'quoth[formats]'") from error
    if not any(character.isalnum() for character in extract.text):
        raise DocumentError("it holds no words")
    return Document(
        path=source.path,
        text=extract.text,
        blocks=extract.blocks,
        title=extract.title,
        date=extract.date,
        url=extract.url,
        sha256=source.sha256,
        landmarks=extract.landmarks,
        notes=extract.notes,
    )


def _source(path: Path, root: Path, largest_megabytes: int) -> Source | Skipped:
    name = _relative(path, root)
    reason = _refusal(path, root, name, largest_megabytes)
    if reason:
        return Skipped(name, reason)
    try:
        data = path.read_bytes()
    except OSError as error:
        return Skipped(name, f"it cannot be read ({(error.strerror or 'unknown error').lower()})")
    return Source(name, data) if data else Skipped(name, "it is empty")


def _refusal(path: Path, root: Path, name: str, largest_megabytes: int) -> str | None:
    """Why a file is not even opened, or None."""
    if "\ufffd" in name:
        return "its name is not valid UTF-8"
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            return "it is a link that leads out of the folder"
        status = path.stat()
    except OSError as error:
        return f"it cannot be read ({(error.strerror or 'unknown error').lower()})"
    except RuntimeError:
        return "it is a link that leads to itself"
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    if _suffix(name) not in readers():
        return f"there is no reader for {_suffix(name) or 'files without an ending'}"
    if status.st_size > largest_megabytes * MEGABYTE:
        return f"it is larger than {largest_megabytes} MB"
    return None


def _relative(path: Path, root: Path) -> str:
    """The path below the root, POSIX; bytes that are no UTF-8 are shown as replacement marks."""
    relative = PurePosixPath(path.relative_to(root).as_posix())
    return os.fsencode(str(relative)).decode("utf-8", errors="replace")


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
