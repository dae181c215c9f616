"""What was unpacked of a backup is made fit to be used, before it replaces anything."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.chat.memory.ledger import Ledger, LedgerError
from index.errors import BackupError, DiskFullError, QuothError
from index.native import native
from index.paths import CATALOG, SERVER_INDEX, generation_folder, scoped_folders
from index.store.catalog import SCHEMA_VERSION, Catalog
from index.store.examining import examine
from index.store.generations import TOKEN, write_caches
from index.store.restoring import NEW


@dataclass(slots=True)
class Part:
    """One of three things that a backup may hold: those whose paths begin with `prefix`.

    `folder` is where it is put; `renamed` what its one file is called there; `stage` where it lies
    ready meanwhile. What is `private` nobody else on the machine may read.
    """

    kind: Literal["index", "questions", "servers"]
    prefix: str
    folder: Path
    renamed: str = ""
    private: bool = False
    stage: Path | None = None

    @property
    def new(self) -> Path:
        """Where what is new lies ready."""
        assert self.stage is not None
        return self.stage / NEW

    def place(self, path: str) -> Path:
        """Where a member lies ready, by its path in the backup."""
        return self.new / (self.renamed or path.removeprefix(self.prefix))


def ready(part: Part, file: Path) -> bool:
    """Make the caches of the indexes, look into the ledger; False if only another version can.

    Raises BackupError if it cannot be used, DiskFullError.
    """
    if part.kind == "questions":
        try:
            with closing(Ledger(part.new / part.renamed)) as ledger:
                # What was asked since the backup was answered then, by whom this file knows not.
                ledger.accepted.clear()
        except LedgerError as error:
            raise BackupError(
                f"The questions in {file} are damaged, or another version's: use that version."
            ) from error
        return True
    if part.kind == "index":
        places = (part.new, *scoped_folders(part.new))
        return all(_with_caches(place, file) for place in places)
    for server in part.new.iterdir():
        # The bot makes it again from the documents.
        if (server / SERVER_INDEX).exists() and not _with_caches(server / SERVER_INDEX, file):
            shutil.rmtree(server / SERVER_INDEX)
    return True


def _with_caches(place: Path, file: Path) -> bool:
    """Write the caches of an index; False if it is another version's."""
    try:
        with native("A library"), closing(Catalog(place / CATALOG)) as catalog:
            meta = catalog.meta()
            if meta["schema"] != str(SCHEMA_VERSION):
                return False
            folder = generation_folder(place, _token(meta["generation"]))
            _check(catalog)
            write_caches(catalog, folder, int(meta["dimensions"]))
    except DiskFullError:
        raise
    except (QuothError, sqlite3.Error, LookupError, TypeError, ValueError, RuntimeError) as error:
        raise BackupError(
            f"The index in {file} cannot be used: restore another backup, or make the index anew "
            "with quoth index."
        ) from error
    return True


def _check(catalog: Catalog) -> None:
    """Raise IndexDamagedError if anything is not as it was written."""
    if examine(catalog):
        raise catalog.damaged()


def _token(generation: str) -> str:
    """The name of a generation's folder. Raises ValueError for any other."""
    if not TOKEN.fullmatch(generation):
        raise ValueError(generation)
    return generation
