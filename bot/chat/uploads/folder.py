"""A server's own documents, as files: where they are, how they are called, how many may be there.

The files are the truth; the index beside them can be made from them again.
"""

import os
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.chat.posts.markdown import escape
from bot.presentation.wording import counted
from index.access import Collection, server_collection
from index.documents.document import MEGABYTE
from index.documents.markers import MARKER, is_marker
from index.errors import QuothError
from index.formats import readers
from index.paths import SERVER_INDEX

DOCUMENTS = "documents"
# Begins the names of files that are not whole yet; hidden ones are no documents.
COMING = ".coming-"
# Tells by its time since when the bot is no longer in a server.
LEFT = ".left"
# Bytes of a name; most file systems take 255.
LONGEST_NAME = 200
# What some system cannot have in a name, and what looks like it.
FORBIDDEN = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")
FIRST_DOT = "．"
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|$)", re.IGNORECASE)
# Control and format characters, and halves of surrogate pairs.
UNSEEN = {"Cc", "Cf", "Cs"}

NO_NAME = "A document needs a name: give it a title."
UNSEEN_NAME = "Its name holds characters that nobody can see: give it another title."
LONG_NAME = "Its name is too long: give it a shorter title."
RESERVED_NAME = "No file can be called that everywhere: give it another title."


class ShelfError(QuothError):
    """A document cannot be added to a server's own."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a server's own documents are, and their index."""

    guild: int
    place: Path

    @property
    def documents(self) -> Path:
        """The folder of the files."""
        return self.place / DOCUMENTS

    @property
    def index(self) -> Path:
        """The folder of the index."""
        return self.place / SERVER_INDEX

    @property
    def collection(self) -> Collection:
        """What the documents are to the index."""
        return server_collection(self.guild)

    def files(self) -> dict[str, int]:
        """The documents by name, with their bytes, in order."""
        found = {}
        # What goes meanwhile is none.
        with suppress(FileNotFoundError), os.scandir(self.documents) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if not entry.name.startswith(".") and entry.is_file():
                    with suppress(FileNotFoundError):
                        found[entry.name] = entry.stat().st_size
        return found

    def make(self) -> None:
        """Make the folder of the files, for nobody else on this machine. Raises OSError."""
        self.place.mkdir(0o700, parents=True, exist_ok=True)
        self.documents.mkdir(0o700, exist_ok=True)
        marker = self.place / MARKER
        if not marker.exists():
            # Should it lie in a folder that is indexed, it is for nobody else there either.
            marker.write_text(f'guilds = ["{self.guild}"]\n')


@dataclass(frozen=True, slots=True)
class Room:
    """How many files a server may have, and how many millions of bytes together."""

    files: int
    megabytes: int


def shelf_of(folder: Path, guild: int) -> Shelf:
    """A server's place in the folder of all servers' documents."""
    return Shelf(guild, folder / str(guild))


def shelves(folder: Path) -> list[Shelf]:
    """All that there are."""
    if not folder.is_dir():
        return []
    numbers = sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())
    return [shelf_of(folder, number) for number in numbers]


def file_name(given: str) -> str:
    """A name for a file that is told from all others by what it looks like, on every system.

    Raises ShelfError for one that no file should have, or that tells of no format that is read.
    """
    name = " ".join(unicodedata.normalize("NFC", given).split()).translate(FORBIDDEN)
    stem, dot, ending = name.rpartition(".")
    if dot + ending.lower() not in readers() or is_marker(name):
        known = ", ".join(sorted(readers()))
        raise ShelfError(f"I can't read such a file; I can read those that end in {known}.")
    if not stem.strip(f" .{FIRST_DOT}"):
        raise ShelfError(NO_NAME)
    if any(unicodedata.category(character) in UNSEEN for character in name):
        raise ShelfError(UNSEEN_NAME)
    if name.startswith("."):
        name = FIRST_DOT + name[1:]
    if RESERVED.match(name):
        raise ShelfError(RESERVED_NAME)
    if len(name.encode()) > LONGEST_NAME:
        raise ShelfError(LONG_NAME)
    return name


def check_room(shelf: Shelf, name: str, size: int, room: Room) -> bool:
    """Whether a file of so many bytes would replace one of the same name.

    Raises ShelfError if there is no room for it, or another file's name looks the same.
    """
    files = shelf.files()
    replaces = files.pop(name, None) is not None
    twin = next((other for other in files if _looks(other) == _looks(name)), None)
    if twin is not None:
        raise ShelfError(
            f"There is a document {escape(twin)} already: remove it first, or give this one "
            "another title."
        )
    if len(files) >= room.files and not replaces:
        raise ShelfError(
            f"There is room for {counted(room.files, 'document')}, and that is taken: "
            "remove one with /docs remove."
        )
    if sum(files.values()) + size > room.megabytes * MEGABYTE:
        raise ShelfError(
            f"Together the documents would be larger than {room.megabytes} MB: "
            "remove one with /docs remove."
        )
    return replaces


def _looks(name: str) -> str:
    """What names that are hardly told from each other have in common."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
