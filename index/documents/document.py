"""A document: a file as it was read, and what becomes of files that are none."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.errors import DocumentError, LibraryMissingError
from index.extraction.model import Block, Landmark
from index.extraction.signatures import mislabelled
from index.formats import readers

MEGABYTE = 1_000_000
BAD_NAME = "its name is not valid UTF-8"


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
    """A file that was found and may become a document, with its content.

    `stamp` tells the state that the file was in without its being read; it is empty where a later
    change could leave it the same.
    """

    path: str
    data: bytes
    stamp: str = ""

    @property
    def sha256(self) -> str:
        """Hash of the content, by which changed files are known."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file that is as it was when it had the stamp that is known; it was not opened."""

    path: str


def shown(path: str) -> str:
    """A path as it can be written down: bytes that are no UTF-8 are replacement marks."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def read(source: Source) -> Document:
    """The document in a file's bytes. Raises DocumentError with the reason if there is none."""
    suffix = suffix_of(source.path)
    if reason := mislabelled(suffix, source.data):
        raise DocumentError(reason)
    try:
        extract = readers()[suffix](source.data)
    except ModuleNotFoundError as error:
        raise LibraryMissingError(
            f"reading {suffix} needs: pip install 'quoth[formats]'"
        ) from error
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


def suffix_of(name: str) -> str:
    """The ending of a file's name, lower case and with its dot, or ""."""
    return PurePosixPath(name).suffix.lower()
